"""Closed lists of her own door."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClosingReason(models.TextChoices):
    SHE_ASKED = "she_asked", _("Ella lo pidió")
    LOST = "lost", _("Perdió el código o la frase; se abre otra")
    DANGER = "danger", _("Ya no es segura para ella")
    REPLACED = "replaced", _("Se abrió otra en su lugar")


class WordKind(models.TextChoices):
    CORRECTION = "correction", _("Algo de mi ficha no es así")
    WISH = "wish", _("Quiero que se tenga en cuenta algo")
    QUESTION = "question", pgettext_lazy("own word", "Tengo una pregunta")
