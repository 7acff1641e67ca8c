"""Forms of emergencies, orders, requests for contact and the notice before she speaks."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.cases.choices import OrderReason
from amparo.cases.forms.fields import day, one_of, words
from amparo.cases.forms.versioned import VersionedForm
from amparo.kernel.access.emergency_models import NEVER, EmergencyPurpose
from amparo.kernel.organisations.models import Desk
from amparo.kernel.ui.forms import StaffForm
from amparo.persons.public import (
    CLASS_OF_FIELD,
    AskedThrough,
    ContactAnswer,
    Explained,
    HearingAbout,
    NoticePolicy,
    OrderFields,
    OrderKind,
    OrderPurpose,
    ShareField,
)

# No order opens these, so none is asked to name them.
NEVER_PARTS = frozenset(part for part in ShareField if CLASS_OF_FIELD[part] in NEVER)
CODE = _("Código de la persona")
CODE_HELP = _("Exacto, como «Ceiba 4417». Aquí no se busca ni se adivina.")


def code_name() -> forms.CharField:
    return words(
        CODE,
        help_text=CODE_HELP,
        required=True,
        max_length=40,
        error_messages={"required": _("Escriba el código.")},
    )


def parts(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(part.value, part.label) for part in ShareField if part not in NEVER_PARTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marque al menos una parte.")},
    )


class EmergencyForm(StaffForm):
    """Who, for what, and the sentence that somebody will review."""

    code_name = code_name()
    purpose = one_of(_("Qué pasa"), EmergencyPurpose.choices, _("Elija qué pasa."))
    reason = words(
        _("Por qué hace falta abrirla"),
        help_text=_("Una frase: qué pasa y qué necesita ver. La lee quien revisa la apertura."),
        rows=3,
        required=True,
        max_length=2000,
        error_messages={"required": _("Escriba en una frase qué pasa y qué necesita ver.")},
    )


class OrderForm(StaffForm):
    """What the order says, as it says it."""

    code_name = code_name()
    kind = one_of(_("Qué es"), OrderKind.choices, _("Elija qué es."))
    authority = words(_("Autoridad que ordena"), required=True)
    reference = words(_("Número de expediente u oficio"), required=True)
    purpose = one_of(_("Para qué"), OrderPurpose.choices, _("Elija para qué."))
    fields_named = parts(_("Qué partes nombra la orden"))
    receiver = forms.ChoiceField(
        label=_("A qué mesa se entrega"),
        choices=[],
        error_messages={"required": _("Elija la institución y la mesa.")},
    )
    counsel_by = day(_("Hasta cuándo puede responder quien la representa"))
    expires_on = day(_("Hasta cuándo vale"))
    notice = one_of(_("Cuándo se le cuenta a ella"), NoticePolicy.choices, _("Elija cuándo."))
    notice_on = day(_("Si hay secreto, hasta cuándo"), required=False)
    document = forms.FileField(label=_("Original de la orden"), required=False)

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks = {str(desk.public_id): desk for desk in desks}
        named = [(key, str(desk)) for key, desk in self._desks.items()]
        cast(forms.ChoiceField, self.fields["receiver"]).choices = [("", "—"), *named]

    def clean_receiver(self) -> Desk:
        return self._desks[self.cleaned_data["receiver"]]

    @property
    def said(self) -> OrderFields:
        given, upload = self.cleaned_data, self.cleaned_data["document"]
        return OrderFields(
            kind=given["kind"],
            authority=given["authority"],
            reference=given["reference"],
            purpose=given["purpose"],
            fields=tuple(given["fields_named"]),
            receiver=given["receiver"],
            counsel_by=given["counsel_by"],
            expires_on=given["expires_on"],
            notice=given["notice"],
            notice_on=given["notice_on"],
            document=(upload.name, upload.read()) if upload else None,
        )


class OrderStepForm(VersionedForm):
    """One step of an order, with its reason when it needs one."""

    reason = one_of(
        pgettext_lazy("step", "Motivo"), OrderReason.choices, _("Elija el motivo."), required=False
    )


class DeliverForm(VersionedForm):
    """The least that the order allows; nothing is ticked beforehand."""

    def __init__(self, *args: Any, deliverable: list[ShareField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = parts(_("Qué se entrega"))
        field.choices = [(part.value, part.label) for part in deliverable]
        self.fields["delivered"] = field


class AskForm(StaffForm):
    """What justice needs of somebody, for whoever accompanies her to ask her."""

    code = code_name()
    about = one_of(_("Para qué"), HearingAbout.choices, _("Elija para qué."))
    happens_on = day(_("Fecha prevista, si la hay"), required=False)
    words = words(
        _("Qué se le pide"),
        help_text=_(
            "Lo lee quien la acompaña, que se lo explica a ella. Sin relato de los hechos."
        ),
        rows=4,
        required=True,
        max_length=4000,
        error_messages={"required": _("Escriba qué se le pide.")},
    )


class AnswerForm(VersionedForm):
    """What she said, in her own time."""

    answer = one_of(
        _("Qué dijo"),
        [choice for choice in ContactAnswer.choices if choice[0] != ContactAnswer.OPEN],
        _("Elija qué dijo."),
    )
    asked_through = one_of(
        _("Cómo se le preguntó"), AskedThrough.choices, _("Elija cómo."), required=False
    )
    reply = words(
        _("Qué se le responde a quien preguntó"),
        help_text=_("Solo se muestra si ella acepta: cómo y por medio de quién se la convoca."),
        rows=3,
        max_length=2000,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") != ContactAnswer.UNREACHABLE and not given.get("asked_through"):
            self.add_error("asked_through", _("Elija cómo se le preguntó."))
        return given


class NoticeForm(StaffForm):
    """How she was told, before she spoke, what has to be reported."""

    explained = one_of(_("Cómo se le dijo"), Explained.choices, _("Elija cómo se le dijo."))
