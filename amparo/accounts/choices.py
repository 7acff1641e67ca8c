"""Closed lists of the accounts app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How an account's function stands today."""

    LIVE = "live", pgettext_lazy("account", "En vigor")
    COMING = "coming", pgettext_lazy("account", "Todavía no empieza")
    WAITING = "waiting", _("Espera una segunda firma")
    SUSPENDED = "suspended", pgettext_lazy("account", "Suspendida")
    ENDED = "ended", _("Terminó su plazo")
    CLOSED = "closed", pgettext_lazy("account", "Cerrada")


class ClosingReason(models.TextChoices):
    LEFT = "left", _("Dejó la institución")
    MOVED = "moved", _("Pasó a otra función")
    GOVERNMENT = "government", _("Cambio de gobierno o de autoridades")
    CONDUCT = "conduct", _("Falta, o sospecha de falta")
    MISTAKE = "mistake", _("Se abrió por error")


class RowState(models.TextChoices):
    """One account of a closing in bulk."""

    WAITING = "waiting", _("En espera")
    DONE = "done", pgettext_lazy("closing", "Cerrada")
    KEPT = "kept", _("Sigue abierta")


class WhyKept(models.TextChoices):
    NOBODY_RECEIVES = "nobody_receives", _("Coordina equipos y nadie los recibe")
    NOT_ALLOWED = "not_allowed", _("Ya no puede cerrarla quien confirmó")
    ALREADY = "already", _("Ya estaba cerrada")
    FAILED = "failed", _("Algo falló; no cambió nada en ella")
