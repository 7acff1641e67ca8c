"""Who is kept out of a file, who represents a child, and what legal aid writes of migration."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.cases.forms.fields import choices_of, day, one_of, words
from amparo.cases.forms.versioned import VersionedForm
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import ExclusionReason, LiftReason, RepresentativeKind

NAMED = "1"


class KeepOutForm(StaffForm):
    """An institution, with those under it, or one colleague."""

    whom = forms.ChoiceField(
        label=_("A quién se aparta"),
        choices=[],
        help_text=_("Una institución incluye a las que dependen de ella."),
        error_messages={"required": _("Elija a quién se aparta.")},
    )
    reason = one_of(_("Por qué"), ExclusionReason.choices, _("Elija por qué."))

    def __init__(self, *args: Any, whom: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["whom"]).choices = [("", "—"), *whom]


class LiftForm(VersionedForm):
    reason = one_of(_("Por qué se levanta"), LiftReason.choices, _("Elija por qué."))


class RepresentativeForm(StaffForm):
    kind = one_of(_("Quién es"), RepresentativeKind.choices, _("Elija quién es."))
    name = words(_("Nombre"))
    contact = words(_("Cómo se la ubica"))
    named = one_of(
        _("¿La niña, el niño o adolescente la señala en los hechos?"),
        [(NAMED, _("Sí, o no se sabe")), ("0", _("No"))],
        _("Elija si figura en los hechos; si no se sabe, dígalo así."),
    )

    def clean_named(self) -> bool:
        return bool(self.cleaned_data["named"] == NAMED)


class DecisionForm(VersionedForm):
    """What the child authority decided, with its reason."""

    best_interest = words(
        _("Qué decidió la autoridad de niñez, y por qué es en su interés superior"), rows=4
    )
    told = forms.BooleanField(label=_("Puede recibir información"), required=False)
    consents = forms.BooleanField(label=_("Puede dar permisos"), required=False)
    from_on = day(_("Desde"))
    until_on = day(_("Hasta, a más tardar la mayoría de edad"))


class MigrationForm(VersionedForm):
    band = forms.ChoiceField(label=_("Situación"), choices=choices_of("migration_status"))
    words = words(_("Situación exacta y documentos"), rows=4)
