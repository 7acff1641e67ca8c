"""Closed lists of identification."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

MACHINE = "identification"


class Status(models.TextChoices):
    """The states of the declared machine; what may follow what is written there."""

    POSSIBLE = "possible", _("Posible víctima")
    PRESUMED = "presumed", _("Presunta víctima, con motivos razonables")
    CONFIRMED = "confirmed", _("Víctima acreditada")
    NOT_CONFIRMED = "not_confirmed", _("No acreditada")
    UNDER_REVIEW = "under_review", _("En revisión")
    RECOGNISED_ABROAD = "recognised_abroad", _("Reconocida por otro Estado")
    WITHDRAWN = "withdrawn", _("La persona dejó el proceso")


class Ground(models.TextChoices):
    """What a decision rests on. None of them is a fact of a criminal proceeding against her."""

    SIGNS = "signs", _("Señales observadas")
    OWN_STATEMENT = "own_statement", _("Lo que dice la persona")
    AUTHORITY_REPORT = "authority_report", _("Informe de una autoridad")
    SCREENING = "screening", _("Resultado del tamizaje")
    LEGAL_TEST = "legal_test", _("Calificación por acto, medio y fin")
    COURT_RULING = "court_ruling", _("Resolución judicial")
    FOREIGN_DECISION = "foreign_decision", _("Decisión de otro Estado")
    NEW_INFORMATION = "new_information", _("Información nueva")
    OTHER_ABUSE = "other_abuse", _("Los hechos son otro delito o abuso")
    HER_REQUEST = "her_request", _("Lo pide la persona")
    REPRESENTATIVE = "representative", _("Lo pide quien la representa")
    LEGACY = "legacy", _("Registro anterior importado")
    JOINED_FILES = "joined_files", _("Se unieron dos fichas: vale la decisión más avanzada")


# Written by an import or a merge, not by a step of the process.
SYSTEM_GROUNDS = (Ground.LEGACY, Ground.JOINED_FILES)

# What may be chosen for each step; legacy and joined files are written by the system alone.
GROUNDS: Mapping[Status, tuple[Ground, ...]] = {
    Status.POSSIBLE: (
        Ground.SIGNS,
        Ground.OWN_STATEMENT,
        Ground.AUTHORITY_REPORT,
        Ground.SCREENING,
        Ground.HER_REQUEST,
    ),
    Status.PRESUMED: (
        Ground.SCREENING,
        Ground.LEGAL_TEST,
        Ground.OWN_STATEMENT,
        Ground.AUTHORITY_REPORT,
    ),
    Status.CONFIRMED: (Ground.LEGAL_TEST, Ground.COURT_RULING, Ground.NEW_INFORMATION),
    Status.NOT_CONFIRMED: (Ground.LEGAL_TEST, Ground.OTHER_ABUSE, Ground.NEW_INFORMATION),
    Status.UNDER_REVIEW: (Ground.HER_REQUEST, Ground.REPRESENTATIVE, Ground.NEW_INFORMATION),
    Status.RECOGNISED_ABROAD: (Ground.FOREIGN_DECISION,),
    Status.WITHDRAWN: (Ground.HER_REQUEST, Ground.REPRESENTATIVE),
}


class WaiverReason(models.TextChoices):
    """Why nobody asks her the questions of an instrument."""

    ALREADY_ASKED = "already_asked", _("Otra institución ya le preguntó: no se repite")
    FACTS_KNOWN = "facts_known", _("Los hechos ya constan por otra vía")
    NOT_ABLE = "not_able", _("No está en condiciones de responder")
    DECLINED = "declined", _("Prefirió no responder")
    CHILD_ROUTE = "child_route", _("Ruta de niñez: la protección no espera")


class About(models.TextChoices):
    """What was talked over with her about the process."""

    AGREED = "agreed", _("Está de acuerdo con que se estudie su condición")
    EARLY = "early", _("Pide que se decida antes de que termine el período de recuperación")
    TOLD = "told", _("Se le explicó la decisión y cómo pedir revisión")
