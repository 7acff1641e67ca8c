"""Closed lists of the reports app. Modality, urgency and language are reference code lists."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("Página")
    API = "api", _("Aplicación")


class Danger(models.TextChoices):
    """Answers to "is somebody in danger right now?"; empty when it was not answered."""

    YES = "yes", _("Sí, ahora")
    NO = "no", _("No, en este momento")
    UNSURE = "unsure", _("No estoy segura o seguro")


class Side(models.TextChoices):
    REPORTER = "reporter", _("Quien avisó")
    DESK = "desk", _("Equipo de recepción")


class MentionedAs(models.TextChoices):
    POSSIBLE_VICTIM = "possible_victim", _("Posible víctima")
    POSSIBLY_RESPONSIBLE = "possibly_responsible", _("Posible responsable")
    WITNESS = "witness", _("Testigo")
    OTHER = "other", _("Otra persona")


class ClosingReason(models.TextChoices):
    HANDLED = "handled", _("Se atendió o lo atiende quien corresponde")
    DUPLICATE = "duplicate", _("Ya lo cubre otro aviso")
    OUT_OF_SCOPE = "out_of_scope", _("Es sobre otro asunto")
    NOT_ENOUGH = "not_enough", _("No hay datos suficientes y no hubo respuesta")
    TEST_OR_ABUSE = "test_or_abuse", _("Prueba o mensaje sin contenido")


class Counted(models.TextChoices):
    """What is counted by day, in place of any record of who came."""

    REPORT = "report", _("Avisos recibidos")
    MAILBOX_OPENED = "mailbox_opened", _("Buzones abiertos")
    MAILBOX_NOT_FOUND = "mailbox_not_found", _("Códigos que no abrieron")
    MESSAGE = "message", _("Mensajes de quien avisó")


class TriageReason(models.TextChoices):
    """Why this urgency. Codes only: the words of a report are never copied into its history."""

    DANGER = "danger", _("Hay peligro para una persona")
    CHILD = "child", _("Hay una niña, un niño o un adolescente")
    CONFINED = "confined", _("Alguien no puede salir")
    LEAVING = "leaving", _("Hay un traslado próximo")
    NO_HASTE = "no_haste", _("Nada indica que corra prisa")
    UNCLEAR = "unclear", _("Falta información")
    NEW_INFORMATION = "new_information", _("Llegó información nueva")
    RETURNED = "returned", _("Lo devolvió otro órgano o se unió por error")


class StepReason(models.TextChoices):
    """Why a report is moved on."""

    DANGER = "danger", _("Hay peligro para una persona")
    SAME_EVENTS = "same_events", _("Habla de los mismos hechos que otro aviso")
    FIRST_CONTACT = "first_contact", _("Hay que ir al encuentro de la persona")
    COMPETENCE = "competence", _("Le corresponde a otro órgano")
    PLACE = "place", _("Ocurre en otra zona")
    CONFLICT = "conflict", _("Hay un conflicto de interés aquí")
