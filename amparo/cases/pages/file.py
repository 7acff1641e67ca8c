"""One open file: the case, the parts of it that the actor may see today, and how they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from amparo.cases.models import Case
from amparo.cases.permissions import can_change_case
from amparo.cases.wording import answer_title, answer_words
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import Door
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import Keyring, unlock
from amparo.kernel.vault.unopened import shown
from amparo.persons.public import Person, ShareField, fields_for, serves

IDENTITY = frozenset({ShareField.NAME, ShareField.BIRTH, ShareField.DOCUMENT})
# Variables of guideline 117, less the form of exploitation, which is the case's, and the migration
# status, which legal aid alone writes and reads.
VARIABLES = (
    "age_group age_band sex gender nationalities skin_colour ethnicity education income residence "
    "disability"
).split()
# What the words of the permission name one by one; the rest stays with the team.
SHARED_VARIABLES = ("age_group", "age_band", "sex", "gender", "disability")


@dataclass(frozen=True, repr=False)
class CaseFile:
    """What a page may say of a case. ``team``: the actor serves on it, so nothing is left out."""

    door: Door
    case: Case
    parts: frozenset[ShareField]
    team: bool
    can_change: bool
    ring: Keyring

    @property
    def actor(self) -> Actor:
        return self.door.actor

    @property
    def person(self) -> Person:
        return self.case.person

    def has(self, part: str) -> bool:
        return ShareField(part) in self.parts

    def text(self, record: Any, name: str, part: str) -> str | None:
        """A sealed text; None when its part is not included."""
        return self.ring.text(record, name) if self.has(part) else None

    def shown(self, record: Any, name: str, part: str) -> str | None:
        """As `text`, for a page that only shows it: says so where a key does not open it."""
        return shown(self.ring, self.actor, record, name) if self.has(part) else None

    def show(self, *fields: str) -> None:
        """Record that this page shows these fields of hers."""
        self.door.saw(Verb.CASE_READ, [self.case.subject], fields)


def open_page(door: Door, public_id: UUID) -> CaseFile:
    """The file behind an address. Raises Case.DoesNotExist unless the actor may see it."""
    visible = Case.objects.visible_to(door.actor, on=door.on)
    case = visible.select_related("person__team__organisation").get(public_id=public_id)
    return CaseFile(
        door=door,
        case=case,
        parts=fields_for(door.actor, case.person, on=door.on),
        team=serves(door.actor, case.person),
        can_change=can_change_case(door.actor, case),
        ring=unlock(door.actor, [case.subject], door.on),
    )


@dataclass(frozen=True, repr=False)
class Header:
    """The person header. A text is None when its part is not included, "" when nobody knows."""

    code_name: str
    age_group: str | None
    known_as: str | None
    language: str | None
    contact: str | None
    contact_note: str | None
    address: str | None
    organisation: str
    state: str | None
    modalities: list[str] | None
    identity: bool


def header_of(file: CaseFile) -> Header:
    """What every page of a file has on top."""
    person, contact = file.person, file.has("contact")
    profile, known = file.has("profile"), file.has("identification")
    return Header(
        code_name=person.code_name,
        age_group=answer_words("age_group", person.age_group) if profile else None,
        known_as=file.shown(person, "known_as", "name"),
        language=answer_words("language", person.language) if profile else None,
        contact=_contact_words(person) if contact else None,
        contact_note=file.shown(person, "contact_note", "contact"),
        address=file.shown(person, "address", "contact"),
        organisation=person.team.organisation.name,
        state=file.case.state if file.has("plan") else None,
        modalities=file.case.modalities if known else None,
        identity=bool(file.parts & IDENTITY),
    )


def _contact_words(person: Person) -> str:
    said = [answer_words("may_contact", person.may_contact)]
    if person.contact_channels:
        said.append(answer_words("contact_channels", person.contact_channels))
    if person.contact_hours:
        said.append(answer_words("contact_hours", person.contact_hours))
    return " · ".join(said)


def profile_of(file: CaseFile) -> list[tuple[str, str]]:
    """Title and answer of each variable that the actor may read; [] when they are not included."""
    if not file.has("profile"):
        return []
    return [(answer_title(name), answer_words(name, value)) for name, value in variables(file)]


def variables(file: CaseFile) -> list[tuple[str, Any]]:
    """Code of each variable, as stored, that the actor may read."""
    names = VARIABLES if file.team else SHARED_VARIABLES
    return [(name, getattr(file.person, name)) for name in names]
