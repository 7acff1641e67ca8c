"""What a row of the record says was done, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from amparo.kernel.audit.verbs import Verb

WORDS: dict[str, Any] = {
    Verb.ACCOUNT_CLOSED: _("Cerró una cuenta"),
    Verb.ACCOUNT_LISTED: _("Vio la lista de cuentas"),
    Verb.ACCOUNT_OPENED: _("Abrió una cuenta"),
    Verb.ACCOUNT_READ: _("Vio una cuenta"),
    Verb.APPROVAL_ANSWERED: _("Respondió una aprobación"),
    Verb.APPROVAL_ASKED: _("Pidió una aprobación"),
    Verb.AUDIT_LISTED: _("Miró este registro"),
    Verb.AUDIT_READ: _("Leyó una fila de este registro"),
    Verb.BREACH_CHANGED: _("Cambió una brecha"),
    Verb.BREACH_READ: _("Leyó una brecha"),
    Verb.BREACH_RECORDED: _("Anotó una brecha"),
    Verb.BREACH_TOLD: _("Anotó que se le avisó de una brecha"),
    Verb.CASE_CHANGED: _("Añadió o cambió"),
    Verb.CASE_LISTED: _("La vio en una lista"),
    Verb.CASE_MOVED: _("Cambió el estado"),
    Verb.CASE_OPENED: _("Abrió el caso"),
    Verb.CASE_READ: _("Leyó la ficha"),
    Verb.CONSENT_GIVEN: _("Anotó un permiso"),
    Verb.CONSENT_WITHDRAWN: _("Anotó que lo retiró"),
    Verb.CONTACT_ANSWERED: _("Respondió una solicitud de contacto"),
    Verb.CONTACT_ASKED: _("Pidió contactarla"),
    Verb.CONTACT_LISTED: _("Vio solicitudes de contacto"),
    Verb.CONTACT_REFUSED: _("No la contactó: sus reglas lo impiden"),
    Verb.COPY_MADE: _("Hizo la copia de sus datos"),
    Verb.DUPLICATES_SOUGHT: _("Buscó fichas repetidas"),
    Verb.EMERGENCY_LISTED: _("Vio aperturas de emergencia"),
    Verb.EMERGENCY_OPENED: _("Abrió la ficha en emergencia"),
    Verb.EMERGENCY_REFUSED: _("Intentó abrir en emergencia"),
    Verb.EMERGENCY_REVIEWED: _("Revisó una apertura de emergencia"),
    Verb.EXCLUSION_LIFTED: _("Levantó un apartado"),
    Verb.EXCLUSION_MARKED: _("Apartó a alguien de la ficha"),
    Verb.FILE_OPENED: _("Descargó un archivo"),
    Verb.FILE_STORED: _("Guardó un archivo"),
    Verb.LEGAL_LOADED: _("Cargó un documento legal"),
    Verb.MEMBER_JOINED: _("Sumó a alguien al equipo"),
    Verb.NAME_READ: _("Vio el nombre"),
    Verb.ORDER_DELIVERED: _("Entregó por una orden"),
    Verb.ORDER_READ: _("Leyó un oficio"),
    Verb.ORDER_RECEIVED: _("Anotó un oficio"),
    Verb.OWN_DOOR_CLOSED: _("Cerró su propia puerta"),
    Verb.OWN_DOOR_ENTERED: _("Entró por su propia puerta"),
    Verb.OWN_DOOR_OPENED: _("Abrió su propia puerta"),
    Verb.OWN_FILE_READ: _("Leyó lo que ella ve"),
    Verb.OWN_WORD_READ: _("Leyó lo que ella escribió"),
    Verb.OWN_WORD_SAID: _("Escribió en su espacio"),
    Verb.PERSON_CHANGED: _("Cambió sus datos"),
    Verb.PERSON_ERASED: _("Borró la ficha"),
    Verb.PERSON_MERGED: _("Unió dos fichas"),
    Verb.PERSON_OPENED: _("Abrió la ficha"),
    Verb.PERSON_SEALED: _("Puso la ficha en reserva"),
    Verb.PERSON_UNSEALED: _("Terminó la reserva de la ficha"),
    Verb.REFUSED: _("Se le negó un acto"),
    Verb.REPORT_LISTED: _("Vio avisos en una lista"),
    Verb.REPORT_READ: _("Leyó un aviso"),
    Verb.REPRESENTATIVE_DECIDED: _("Anotó la decisión sobre quien la representa"),
    Verb.REPRESENTATIVE_NOTED: _("Anotó a quien dice representarla"),
    Verb.RIGHTS_ANSWERED: _("Respondió un derecho"),
    Verb.RIGHTS_ASKED: _("Anotó un derecho que ella pidió"),
    Verb.RIGHTS_LISTED: _("Vio pedidos de derechos"),
    Verb.SEARCH_MADE: _("La encontró en una búsqueda"),
    Verb.SHARE_ENDED: _("Terminó de compartir"),
    Verb.SHARE_STARTED: _("Empezó a compartir"),
    Verb.SIGNED_IN: _("Entró"),
    Verb.SIGNED_OUT: _("Salió"),
    Verb.SIGN_IN_FAILED: _("Intentó entrar y no pudo"),
}


def verb_words(verb: str) -> str:
    """The words of a verb; anything without words of its own says so."""
    return str(WORDS.get(verb, _("Otro acto registrado")))
