"""Closed lists of a case."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.kernel.contact.gate import Channel


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


class ContactChannel(models.TextChoices):
    """The gate's channels, said in words."""

    IN_PERSON = Channel.IN_PERSON.value, _("En persona")
    PHONE = Channel.PHONE.value, _("Llamada")
    SMS = Channel.SMS.value, _("Mensaje de texto")
    EMAIL = Channel.EMAIL.value, _("Correo electrónico")
    MAILBOX = Channel.MAILBOX.value, _("Buzón de la plataforma")


class NameReason(models.TextChoices):
    """Why somebody opens a name; recorded beside the reading."""

    MEETING = "meeting", _("Hablar con ella o acompañarla")
    DOCUMENT = "document", _("Preparar un documento que ella pidió")
    SAFETY = "safety", _("Peligro ahora")
    SAME_PERSON = "same_person", _("Comprobar que la ficha es la suya")


class StepReason(models.TextChoices):
    """Why a case takes a step. No reason speaks of justice or of the identification status."""

    UNPLANNED_EXIT = "unplanned_exit", _("Salida no programada")
    NO_ANSWER = "no_answer", _("No responde por los medios acordados")
    OFFICIAL_RECORD = "official_record", _("Hay constancia oficial")
    TOLD_BY_SOMEBODY = "told_by_somebody", _("Lo comunicó quien la acompañaba")
    GOALS_REACHED = "goals_reached", _("Se cumplió lo acordado con ella")
    OWN_DECISION = "own_decision", _("Ella decidió no continuar")
    OTHER_TEAM = "other_team", _("La atiende otro equipo, con su acuerdo")
    OUT_OF_REACH = "out_of_reach", _("No se la localiza tras todos los intentos seguros")
    DIED = "died", _("Falleció")
    ASKED_TO_RETURN = "asked_to_return", _("Ella pidió seguir o volver")
    NEW_NEED = "new_need", _("Hay una necesidad nueva")
    MISTAKE = "mistake", _("Se anotó por error")


_CLOSING = [
    StepReason.GOALS_REACHED,
    StepReason.OWN_DECISION,
    StepReason.OTHER_TEAM,
    StepReason.OUT_OF_REACH,
    StepReason.DIED,
    StepReason.MISTAKE,
]
_REASONS = {
    "not_located": [StepReason.UNPLANNED_EXIT, StepReason.NO_ANSWER, StepReason.TOLD_BY_SOMEBODY],
    "deceased": [StepReason.OFFICIAL_RECORD, StepReason.TOLD_BY_SOMEBODY],
    "closure_requested": _CLOSING,
    "closed": _CLOSING,
    "active": [StepReason.ASKED_TO_RETURN, StepReason.NEW_NEED, StepReason.MISTAKE],
}


def reasons_for(target: str) -> list[tuple[str, Any]]:
    """The reasons that fit a step into ``target``; empty when none is asked."""
    return [(reason.value, reason.label) for reason in _REASONS.get(target, [])]


class AgreedTo(models.TextChoices):
    """What a person agreed to at a group intake; sharing is asked later, from her own file."""

    CARE = "care", _("que la atendamos")
    FILE = "file", _("que guardemos su ficha")
    TOGETHER = "together", _("que la mantengamos con quienes viene")


class OrderReason(models.TextChoices):
    """Why an order is not delivered, contested or over."""

    NOT_COMPETENT = "not_competent", _("La autoridad no es competente")
    NAMES_NO_FIELDS = "names_no_fields", _("No nombra qué partes pide")
    PRIVILEGED = "privileged", _("Pide lo que la ley reserva")
    DANGER = "danger", _("Entregarlo la pondría en peligro")
    APPEAL_FILED = "appeal_filed", _("Se presentó el recurso")
    TERM_OVER = "term_over", _("Venció, o se cumplió")
    WITHDRAWN = "withdrawn", _("La autoridad la retiró")
