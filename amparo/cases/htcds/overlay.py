"""A person of the registry in HTCDS's cells: whole, or only what changed since the rows came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from amparo.cases.htcds.history import Cells, heard, merged
from amparo.cases.htcds.mapping import ADDRESS, NAME, REACHED, MappedRow, counted, outgoing
from amparo.cases.models import Case
from amparo.identification.public import StatusNow
from amparo.kernel.workflow import machine
from amparo.persons.public import NOT_ASKED

WORDS = ("name", "birth", "document", "address", "contact_note")
Words = Mapping[str, str | None]
CELLS_OF_WORDS = {
    "name": NAME,
    "birth": ("prs_Birthdate",),
    "document": ("prs_IdentityNumber",),
    "address": ADDRESS,
}
CELLS_OF_CODED: dict[str, tuple[str, Any]] = {
    "gender": ("prs_Gender", NOT_ASKED),
    "education": ("prs_HighestLevelOfEducation", NOT_ASKED),
    "nationalities": ("prs_Citizenship", []),
    "language": ("prs_PrimaryLanguage", ""),
}
STATUS = ("vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg")
BETWEEN_FILES = " / "  # what stands between two words when two files were joined


def person_cells(case: Case, words: Words, status: StatusNow | None) -> dict[str, str]:
    """Everything HTCDS has a place for, except events."""
    person = case.person
    return outgoing(
        person={
            "gender": person.gender,
            "education": person.education,
            "nationalities": person.nationalities,
            "language": person.language,
            "code_name": person.code_name,
        },
        words={name: text or "" for name, text in words.items()},
        state=case.state,
        kinds=case.modalities,
        status=status.status if status else "",
        deciding_body=status.deciding_body if status else "",
    )


def changed_cells(
    case: Case, words: Words, status: StatusNow | None, rows: list[Cells], *, today: date
) -> dict[str, str]:
    """Cells to lay over imported rows, empty for what is no longer so; none when all stands."""
    now, before = person_cells(case, words, status), heard(rows, today=today)
    keys = [
        *_words_changed(words, before, rows, today),
        *_coded_changed(case, before),
        *_case_changed(case, status, before),
    ]
    return {key: now.get(key, "") for key in keys} | _ways_closed(words, before, rows)


def _words_changed(words: Words, before: MappedRow, rows: list[Cells], today: date) -> list[str]:
    keys: list[str] = []
    for name, cells in CELLS_OF_WORDS.items():
        now = words[name]
        if now is None or now == before.words.get(name, ""):
            continue
        said = {heard([row], today=today).words.get(name, "") for row in rows}
        if not {*now.split(BETWEEN_FILES)} <= said - {""}:
            keys += cells
    return keys


def _coded_changed(case: Case, before: MappedRow) -> list[str]:
    return [
        key
        for name, (key, unsaid) in CELLS_OF_CODED.items()
        if getattr(case.person, name) != before.coded.get(name, unsaid)
    ]


def _case_changed(case: Case, status: StatusNow | None, before: MappedRow) -> list[str]:
    keys: list[str] = []
    if sorted(case.modalities) != before.modalities:
        keys.append("vic_TypeOfExploitation")
    if case.state != (before.state or machine("case").initial[0]):
        keys.append("cas_Status")
    now = (counted(status.status), status.deciding_body) if status else ("", "")
    if now != ((before.status, before.deciding_body) if before.status else ("", "")):
        keys += STATUS
    return keys


def _ways_closed(words: Words, before: MappedRow, rows: list[Cells]) -> dict[str, str]:
    """A number or address that the team took out of how to reach her never leaves again."""
    note = words["contact_note"]
    if note is None or note == before.words.get("contact_note", ""):
        return {}
    known = merged(rows)
    return {key: "" for key in REACHED if known.get(key) and known[key] not in note}
