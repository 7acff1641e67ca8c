"""Closed lists of a case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """Parts of what happened; HTCDS's historic events plus "other"."""

    RECRUITMENT = "recruitment", _("Captación")
    TRANSIT = "transit", _("Traslado")
    EXPLOITATION = "exploitation", _("Explotación")
    OTHER = "other", pgettext_lazy("event", "Otro hecho")


class NeedKind(models.TextChoices):
    SHELTER = "shelter", _("Alojamiento seguro")
    HEALTH = "health", _("Salud")
    PSYCHOSOCIAL = "psychosocial", _("Apoyo psicosocial")
    LEGAL = "legal", _("Orientación legal")
    INTERPRETER = "interpreter", _("Intérprete")
    FOOD_CLOTHES = "food_clothes", _("Comida y ropa")
    DOCUMENTS = "documents", _("Documentos")
    FAMILY = "family", _("Familia y cuidado de hijas e hijos")
    EDUCATION = "education", _("Estudios")
    WORK = "work", _("Trabajo e ingresos")
    RETURN = "return", _("Retorno voluntario asistido")
    SAFETY = "safety", _("Plan de seguridad")
    OTHER = "other", pgettext_lazy("need", "Otra")


class NeedState(models.TextChoices):
    OPEN = "open", _("Abierta")
    UNDER_WAY = "under_way", _("En marcha")
    MET = "met", _("Atendida")
    DECLINED = "declined", _("La persona declina")


class NoteKind(models.TextChoices):
    CONTACT = "contact", _("Contacto")
    ASSISTANCE = "assistance", _("Asistencia")
    DECISION = "decision", _("Decisión de la persona")
    TEAM = "team", _("Equipo")


class GoalState(models.TextChoices):
    AGREED = "agreed", _("Acordada")
    REACHED = "reached", _("Lograda")
    CHANGED = "changed", _("La persona la cambió")
