"""Why an account may, or may not, reach a file: for the data-protection officer, by number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from amparo.kernel import clock
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.ui.forms import StaffForm
from amparo.oversight.services.explaining import PlaceExplained, can_explain, explain_access
from amparo.oversight.views.common import answer, for_whoever, put
from amparo.persons.public import ShareField

ACTS: list[tuple[str, Any]] = [
    ("see", _("Ver que la ficha existe")),
    *((f"read:{part.value}", _("Leer: %(part)s") % {"part": part.label}) for part in ShareField),
    ("change", _("Escribir en la ficha")),
    ("consent", _("Registrar permisos")),
    ("share", _("Compartir")),
    ("exclude", _("Apartar a alguien")),
    ("seal", _("Reservar la ficha de una testigo")),
]


class ExplainForm(StaffForm):
    username = forms.CharField(label=_("Nombre de la cuenta"), max_length=150)
    subject = forms.UUIDField(
        label=_("Número del expediente"),
        help_text=_("Lo da el equipo que la acompaña; aquí no se escriben nombres."),
        widget=forms.TextInput({"class": "input--code"}),
        error_messages={"invalid": _("Ese número no tiene la forma de un expediente.")},
    )
    action = forms.ChoiceField(label=_("Qué haría"), choices=ACTS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever(can_explain)
def page(request: ActorRequest) -> HttpResponse:
    """The question, and after it the rule's clauses for each place of the account."""
    form = ExplainForm.opened(request)
    places: list[PlaceExplained] = []
    if request.method == "POST" and form.is_valid():
        try:
            places = explain_access(
                actor=request.actor, on=clock.today(), **_asked(form.cleaned_data)
            )
        except ValidationError as refusal:
            put(form, refusal)
    return answer(request, "explain", {"form": form, "places": places}, form)


def _asked(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("username", "subject", "action")}
