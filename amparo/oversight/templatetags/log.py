"""Acts of those who watch the log, in words."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext as _

register = Library()


@register.filter
def act_words(verb: str) -> str:
    """Empty for an act that is not of the log itself."""
    return {
        "audit.listed": _("Miró el registro"),
        "audit.proved": _("Descargó la prueba de una fila"),
        "audit.read": _("Miró una fila del registro"),
        "audit.reviewed": _("Anotó lo que averiguó de un día"),
        "audit.witnessed": _("Descargó los sellos para un testigo"),
        "identification.decided": _("Anotó un paso de la condición"),
        "identification.talked": _("Anotó una conversación"),
        "observatory.built": _("Preparó las cifras"),
        "report.listed": _("Vio avisos en una lista"),
        "screening.done": _("Anotó un tamizaje"),
        "test.done": _("Anotó la prueba legal"),
    }.get(verb, "")
