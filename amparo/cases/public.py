"""What other apps may use of cases."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from amparo.cases.copying import Part, copy_of
from amparo.cases.models import Case
from amparo.cases.own import OwnLine, OwnPlan, own_plan
from amparo.cases.pages.sharing import Reading, readings_about
from amparo.cases.services import open_case, open_file
from amparo.identification.public import statuses
from amparo.kernel.access.actor import Actor
from amparo.kernel.vault.recipients import derived_key
from amparo.persons.public import NOT_ASKED, Person, bands_of, sealed

CHUNK = 1000
# Statuses that figures do not count, and one that they count under another name.
UNCOUNTED = ("withdrawn",)
COUNTED_OF_RESERVED = (
    "person",
    "status",
    "deciding_body",
    "decided_year",
    "opened_year",
    "country",
)
COUNTED_AS = {"recognised_abroad": "confirmed"}


@dataclass(frozen=True)
class CaseHeading:
    """What a list may show of a case."""

    public_id: UUID
    code_name: str
    state: str
    modalities: tuple[str, ...]


def headings(actor: Actor, ids: Iterable[int], *, on: date) -> dict[int, CaseHeading]:
    """Headings of the cases among ``ids`` that the actor may see, by primary key."""
    visible = Case.objects.visible_to(actor, on=on).filter(pk__in=list(ids))
    return {
        case.pk: CaseHeading(
            case.public_id, case.person.code_name, case.state, tuple(case.modalities)
        )
        for case in visible.select_related("person")
    }


def facts() -> Iterator[dict[str, Any]]:
    """De-identified facts: one row per person with a status, coded, without a date or a name.

    ``person`` is a keyed digest that leads back to nobody outside this node. Persons without a
    status decision are not in it: existing is not being counted.
    """
    key = derived_key("observatory")
    cases = iter(
        Case.objects.filter(person__merged_into=None)
        .select_related("person")
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(cases, CHUNK)):
        known = statuses([case.person_id for case in chunk])
        reserved = set(
            sealed()
            .filter(person__in=[case.person_id for case in chunk])
            .values_list("person", flat=True)
        )
        bands = bands_of(case.person.public_id for case in chunk)
        for case in chunk:
            status = known.get(case.person_id)
            if status is not None and status.status not in UNCOUNTED:
                band = bands.get(case.person.public_id, NOT_ASKED)
                fact = _fact(case, status, band, key)
                yield _without_detail(fact) if case.person_id in reserved else fact


def _fact(case: Case, status: Any, band: str, key: bytes) -> dict[str, Any]:
    person: Person = case.person
    nationalities = person.nationalities
    return {
        "person": hmac.new(key, person.public_id.bytes, sha256).hexdigest()[:24],
        "status": COUNTED_AS.get(status.status, status.status),
        "deciding_body": status.deciding_body or "unknown",
        "decided_year": status.decided_on.year,
        "opened_year": case.opened_on.year,
        "country": case.country,
        "admin1": person.residence if person.residence[:3] == f"{case.country}-" else "unknown",
        "modalities": case.modalities or ["undetermined"],
        "sex": person.sex,
        "age_group": _age(person),
        "nationality": nationalities[0] if nationalities else "unknown",
        "gender": person.gender,
        "ethnicity": person.ethnicity,
        "education": person.education,
        "income": person.income,
        "disability": person.disability,
        "migration_status": band,
        "skin_colour": person.skin_colour,
    }


def _without_detail(fact: dict[str, Any]) -> dict[str, Any]:
    """A protected witness counts once, in her country and year, with nothing that is hers."""
    kept = {name: fact[name] for name in COUNTED_OF_RESERVED}
    return dict.fromkeys(fact, "unknown") | {"modalities": ["undetermined"]} | kept


def _age(person: Person) -> str:
    """The age band when it is known; otherwise adult or child, as registered."""
    if person.age_band not in ("unknown", "not_asked", "declined"):
        return person.age_band
    return {"adult": "adult_unknown", "child": "child_unknown"}.get(person.age_group, "unknown")


__all__ = [
    "CaseHeading",
    "OwnLine",
    "OwnPlan",
    "Part",
    "Reading",
    "copy_of",
    "facts",
    "headings",
    "open_case",
    "open_file",
    "own_plan",
    "readings_about",
]
