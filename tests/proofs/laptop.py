"""What happens on a laptop before and after it is stolen. Run in the laptop's own process, with
its passphrase on standard input: `fill(count)` and `read(count)` print one JSON line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core import signing

from amparo.cases.models import Case, Event, Note
from amparo.cases.services import EventFields, add_event, add_note, attach_file, open_file
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import content_of
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.public import PersonFields
from amparo.reports.choices import Channel
from amparo.reports.services.intake import Told, take_in
from amparo.reports.services.mailbox import open_mailbox

WORDS = ("name", "known_as", "birth", "document", "contact_note", "address", "basis_note")
SPOKEN = ("place", "narrative", "note", "filename", "content", "report")
SALT = "stolen"


def canaries(number: int) -> dict[str, str]:
    """Invented words of one person, each found nowhere else."""
    words = {field: f"Canaria{number:04d} {field} zunzuneria" for field in WORDS + SPOKEN}
    return words | {"birth": f"19{number % 90 + 10:02d}-0{number % 9 + 1}"}


def fill(count: int) -> dict[str, Any]:
    """``count`` people through the services; every tenth with a report. Prints what a thief cannot
    have but a witness can: receipts, and a value signed by the node."""
    lead = _lead()
    receipts = {number: _one(lead, number) for number in range(count)}
    return {
        "receipts": {number: code for number, code in receipts.items() if code},
        "signed": signing.dumps("a session", salt=SALT),
    }


def read(count: int) -> dict[str, int]:
    """How many people, notes, events, files and mailboxes open with every word as it was."""
    lead = _lead()
    with reading(lead) as door:
        cases = list(Case.objects.visible_to(lead, on=door.on).select_related("person"))
        ring = unlock(lead, [case.subject for case in cases], door.on)
        people = {ring.text(case.person, "name"): case for case in cases}
        found = [number for number in range(count) if canaries(number)["name"] in people]
        whole = 0
        for number in found:
            case, words = people[canaries(number)["name"]], canaries(number)
            opened = [ring.text(case.person, field) for field in WORDS]
            opened += _spoken(ring, case)
            whole += opened == [words[name] for name in (*WORDS, *SPOKEN[:-1])]
    return {"found": len(found), "whole": whole}


def mailboxes(receipts: dict[str, str]) -> dict[str, int]:
    opened = [open_mailbox(typed=code, channel=Channel.WEB) for code in receipts.values()]
    return {"mailboxes": sum(one is not None for one in opened)}


def _lead() -> Actor:
    return actor_of(Membership.objects.get(role=Role.CASE_LEAD))


def _one(lead: Actor, number: int) -> str:
    words, today = canaries(number), clock.today()
    person = {name: words[name] for name in WORDS}
    case = open_file(
        actor=lead,
        fields=PersonFields("adult", "vital_interest", "no", words=person),
        on=today,
    )
    event = EventFields(kind="transit", place=words["place"], narrative=words["narrative"])
    add_event(actor=lead, case_id=case.pk, fields=event, on=today)
    add_note(actor=lead, case_id=case.pk, kind="team", text=words["note"], on=today)
    content = words["content"].encode()
    attach_file(actor=lead, case_id=case.pk, name=words["filename"], content=content, on=today)
    if number % 10:
        return ""
    receipt = take_in(told=Told(narrative=words["report"], country="CR"))
    return receipt.locator + receipt.secret


def _spoken(ring: Any, case: Case) -> Iterator[str | None]:
    event, note = Event.objects.get(case=case), Note.objects.get(case=case)
    stored = StoredFile.objects.get(subject=case.subject)
    content = content_of(ring, stored)
    yield from (ring.text(event, "place"), ring.text(event, "narrative"), ring.text(note, "text"))
    yield ring.text(stored, "name")
    yield None if content is None else content.decode()


def say(found: dict[str, Any]) -> None:
    print(json.dumps(found))  # noqa: T201  the process's one line
