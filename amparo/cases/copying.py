"""Her copy of her data: everything of her file, in words, without what is about others.

Left out: who of the staff wrote what, other people of the same sitting, and the report, whose
words belong to whoever reported. Words that the team wrote may still name somebody: the page says
to look before it is handed over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.cases.choices import NoteKind
from amparo.cases.models import Case
from amparo.cases.pages import sharing, work
from amparo.cases.pages.file import CaseFile, header_of, open_page, variables
from amparo.cases.wording import answer_title, answer_words, code_words, language
from amparo.identification.public import statuses
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.ui.wording import partial_date_words
from amparo.kernel.workflow import machine

Rows = list[tuple[str, str]]


@dataclass(frozen=True, repr=False)
class Part:
    """One part of the copy: a title, and rows of a label and its words."""

    title: str
    rows: Rows
    prose: bool = False  # sentences, that need the width of the page


def copy_of(actor: Actor, person: UUID) -> list[Part] | None:
    """Her copy, made by her own team and recorded; None when the actor is not on it."""
    with reading(actor) as door:
        case = Case.objects.visible_to(actor, on=door.on).filter(person__public_id=person).first()
        file = open_page(door, case.public_id) if case else None
        if file is None or not file.team:
            return None
        parts = [part for part in _parts(file) if part.rows]
        door.saw(Verb.COPY_MADE, [person], [part.value for part in file.parts])
    return parts


def _parts(file: CaseFile) -> list[Part]:
    return [
        Part(_("Quién es"), _identity(file)),
        Part(_("Lo que nos dijo de sí"), _answers(file)),
        Part(_("Cómo comunicarse con ella"), _contact(file)),
        Part(_("Condición"), _status(file), prose=True),
        Part(_("Lo que le pasó"), _events(file), prose=True),
        Part(_("Necesidades y plan"), _plan(file), prose=True),
        Part(_("Notas de acompañamiento"), _notes(file), prose=True),
        Part(_("Archivos"), _files(file), prose=True),
        Part(_("Lo que permitió"), _consents(file), prose=True),
        Part(_("Quién leyó su expediente"), _readings(file), prose=True),
    ]


def _identity(file: CaseFile) -> Rows:
    person = file.person
    told = [
        (_("Nombre"), file.text(person, "name", "name")),
        (_("Cómo quiere que la llamen"), file.text(person, "known_as", "name")),
        (_("Nacimiento"), _born(file)),
        (_("Documento"), file.text(person, "document", "document")),
        (_("Expediente abierto el"), _day(person.opened_on)),
    ]
    return _said(told)


def _answers(file: CaseFile) -> Rows:
    return _said((answer_title(name), answer_words(name, value)) for name, value in variables(file))


def _contact(file: CaseFile) -> Rows:
    header = header_of(file)
    told = [
        (_("Contacto"), header.contact),
        (_("Cuidado al contactarla"), header.contact_note),
        (_("Dirección"), header.address),
        (_("Idioma"), header.language),
    ]
    return _said(told)


def _status(file: CaseFile) -> Rows:
    known = statuses([file.person.pk]).get(file.person.pk)
    if known is None:
        return []
    body = code_words("deciding_body", known.deciding_body) if known.deciding_body else ""
    return _said([(_day(known.decided_on), f"{_status_words(known.status)} {body}".strip())])


def _status_words(code: str) -> str:
    return machine("identification").state(code).label.in_(language())


def _events(file: CaseFile) -> Rows:
    return _said(
        (
            " · ".join(
                [each.kind, partial_date_words(each.happened)] if each.happened else [each.kind]
            ),
            " · ".join(one for one in (each.where, each.place, each.signs, each.narrative) if one),
        )
        for each in work.events_of(file)
    )


def _plan(file: CaseFile) -> Rows:
    needs = [(f"{_day(each.on)} · {each.kind}", each.words) for each in work.needs_of(file)]
    goals = [(f"{_day(each.on)} · {_('Meta')}", each.words) for each in work.goals_of(file)]
    return _said([*needs, *goals])


def _notes(file: CaseFile) -> Rows:
    return _said(
        (f"{_day(each.on)} · {NoteKind(each.kind).label}", each.words)
        for each in work.notes_of(file)
    )


def _files(file: CaseFile) -> Rows:
    return _said((_day(each.stored_on), each.name) for each in work.files_of(file))


def _consents(file: CaseFile) -> Rows:
    return _said(
        (
            f"{_day(each.given_on)} – {_day(each.withdrawn_on or each.expires_on)}",
            f"{each.institution}, {each.desk}: {each.parts} ({each.purpose})",
        )
        for each in sharing.consents_of(file)
    )


def _readings(file: CaseFile) -> Rows:
    """By day and institution: no name of anybody of the staff."""
    times: Counter[tuple[str, str]] = Counter()
    for each in sharing.readings_of(file):
        times[_day(each.on), each.institution] += each.times
    return [
        (day, _("%(who)s: %(times)d veces") % {"who": who or _("el sistema"), "times": count})
        for (day, who), count in times.items()
    ]


def _born(file: CaseFile) -> str:
    birth = file.text(file.person, "birth", "birth")
    return partial_date_words(birth) if birth else ""


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _said(rows: Any) -> Rows:
    """Rows that say something."""
    return [(str(label), str(text)) for label, text in rows if text]
