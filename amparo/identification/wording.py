"""What a screen says in words. Keys are the values of ``scoring.Outcome``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

NOTICE = _(
    "Esto es un tamizaje, nunca una determinación. No decide si la persona es víctima ni si "
    "recibe ayuda: la ayuda está abierta desde que hay indicios o la persona la pide."
)

OUTCOMES: Mapping[str, _StrOrPromise] = {
    "trafficking_signs": _(
        "Hay indicios en la captación, en la explotación y en la coacción: apuntan a trata."
    ),
    "deception_and_exploitation": _("Hay indicios de captación engañosa y de explotación."),
    "exploitation_only": _(
        "Hay indicios de explotación, sin indicios suficientes de captación engañosa ni de "
        "coacción. Puede ser otro abuso grave."
    ),
    "needs_legal_test": _(
        "Hay indicios, y la tabla publicada no da un resultado para esta combinación."
    ),
    "signs_present": _("Hay señales presentes. Una sola puede bastar para averiguar más."),
    "few_signs": _(
        "Este instrumento no mostró indicios suficientes. Eso no descarta nada: puede haber "
        "temor, control o preguntas que no se hicieron."
    ),
}

_HELP_AND_TEST = _(
    "Ofrezca ayuda ahora. Luego, sin repetir el relato, complete la calificación por acto, medio "
    "y fin y proponga el caso al órgano que decide."
)
_HELP_AND_LOOK = _(
    "Ofrezca ayuda ahora. Complete la calificación por acto, medio y fin cuando la persona esté "
    "lista; si no, busque otros indicios sin preguntarle de nuevo."
)

NEXT_STEPS: Mapping[str, _StrOrPromise] = {
    "trafficking_signs": _HELP_AND_TEST,
    "deception_and_exploitation": _HELP_AND_TEST,
    "exploitation_only": _(
        "Ofrezca ayuda ahora y derive a quien atiende derechos laborales u otros delitos. Complete "
        "la calificación por acto, medio y fin antes de cerrar esta vía."
    ),
    "needs_legal_test": _HELP_AND_TEST,
    "signs_present": _HELP_AND_LOOK,
    "few_signs": _(
        "Deje la puerta abierta: diga cómo volver y qué ayuda existe. Si algo le preocupa, "
        "registre lo observado y consulte con otra persona del equipo."
    ),
}
