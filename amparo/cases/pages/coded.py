"""A file as codes, for the API: the same parts as the pages, and None for what is not included.

The name, the birth date and the document are not here: they are read one by one, with a reason.
"""

from __future__ import annotations

from typing import Any

from amparo.cases.models import Event, Goal, Need, Note
from amparo.cases.pages.file import CaseFile, variables


def coded_file(file: CaseFile) -> dict[str, Any]:
    """What the actor may see of one case; keys of a part that is left out hold None."""
    person, case = file.person, file.case
    return {
        "id": case.public_id,
        "code_name": person.code_name,
        "parts": sorted(file.parts),
        "state": case.state if file.has("plan") else None,
        "opened_on": case.opened_on if file.has("plan") else None,
        "modalities": case.modalities if file.has("identification") else None,
        "known_as": file.text(person, "known_as", "name"),
        "language": person.language if file.has("profile") else None,
        "profile": dict(variables(file)) if file.has("profile") else None,
        "contact": _contact(file) if file.has("contact") else None,
        "events": _events(file) if file.has("events") else None,
        "needs": _needs(file) if file.has("needs") else None,
        "goals": _goals(file) if file.has("plan") else None,
        "notes": _notes(file) if file.has("notes") else None,
    }


def _contact(file: CaseFile) -> dict[str, Any]:
    person = file.person
    return {
        "may_contact": person.may_contact,
        "channels": person.contact_channels,
        "hours": person.contact_hours,
        "note": file.text(person, "contact_note", "contact"),
        "address": file.text(person, "address", "contact"),
    }


def _events(file: CaseFile) -> list[dict[str, Any]]:
    names = "kind happened country admin1 acts means purposes leg recorded_on".split()
    return [
        {name: getattr(event, name) for name in names}
        | {name: file.text(event, name, "events") for name in ("place", "narrative")}
        for event in Event.objects.filter(case=file.case)
    ]


def _needs(file: CaseFile) -> list[dict[str, Any]]:
    return [
        {
            "kind": need.kind,
            "state": need.state,
            "words": file.text(need, "words", "needs"),
            "noted_on": need.noted_on,
        }
        for need in Need.objects.filter(case=file.case)
    ]


def _goals(file: CaseFile) -> list[dict[str, Any]]:
    return [
        {
            "state": goal.state,
            "words": file.text(goal, "words", "plan"),
            "agreed_on": goal.agreed_on,
            "due_on": goal.due_on,
        }
        for goal in Goal.objects.filter(case=file.case)
    ]


def _notes(file: CaseFile) -> list[dict[str, Any]]:
    return [
        {
            "kind": note.kind,
            "text": file.text(note, "text", "notes"),
            "noted_on": note.noted_on,
        }
        for note in Note.objects.filter(case=file.case)
    ]
