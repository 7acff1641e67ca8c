"""Opening and changing a person's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.access.models import Team
from amparo.kernel.access.services import open_team
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import Keyring, new_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.choices import SEALED_CLASSES, Basis, Source
from amparo.persons.code_names import fresh_code_name
from amparo.persons.errors import BasisNeedsWords
from amparo.persons.models import GroupIntake, Person
from amparo.persons.permissions import can_change_person, can_open_person, can_write_answers
from amparo.persons.services.duplicates import index_name, seek_across_institutions

SEALED = ("name", "known_as", "birth", "document", "contact_note", "address", "basis_note")
CODED = (
    "age_group may_contact contact_channels contact_hours language sex gender nationalities "
    "skin_colour ethnicity education income residence disability age_band"
).split()


@dataclass(frozen=True)
class PersonFields:
    """What is written when a file opens: coded answers by name, words to seal by name."""

    age_group: str
    basis: str
    may_contact: str
    coded: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def open_person(
    *,
    actor: Actor,
    fields: PersonFields,
    on: date,
    team: Team | None = None,
    group: GroupIntake | None = None,
    card: int | None = None,
) -> Person:
    """Open a file on a basis the design allows; the opener leads its team unless one is given.

    Raises:
        Denied: the actor may not open files, or not write one of the answers given.
        BasisNeedsWords: a vital interest without its reason.
    """
    with writing(actor):
        require(can_open_person, actor)
        if fields.basis == Basis.VITAL_INTEREST and not fields.words.get("basis_note", "").strip():
            raise BasisNeedsWords
        person, _ring = create_person(
            actor=actor, fields=fields, on=on, team=team, group=group, card=card
        )
        record(actor, Verb.PERSON_OPENED, subjects=[person.public_id], basis=fields.basis)
    return person


def create_person(
    *,
    actor: Actor,
    fields: PersonFields,
    on: date,
    team: Team | None = None,
    group: GroupIntake | None = None,
    card: int | None = None,
    source: Source = Source.OWN,
    source_note: str = "",
) -> tuple[Person, Keyring]:
    """Write the row, its keys and its tokens inside the caller's transaction."""
    require(can_write_answers, actor, [*fields.coded, *fields.words])
    membership = Membership.objects.select_related("desk__organisation").get(pk=actor.member)
    team = team or open_team(lead=membership, on=on)
    person = Person(
        team=team,
        code_name=fresh_code_name(),
        age_group=fields.age_group,
        basis=fields.basis,
        may_contact=fields.may_contact,
        source=source,
        source_note=source_note,
        opened_on=on,
        opened_by=membership,
        group=group,
        card=card,
    )
    recipient = ensure_recipient(RecipientKind.TEAM, team.public_id)
    ring = new_keys(person.public_id, SEALED_CLASSES, [recipient])
    _write(person, ring, fields.coded, fields.words)
    person.save(force_insert=True)
    if fields.words.get("name"):
        index_name(person, fields.words["name"], membership.desk.organisation)
        seek_across_institutions(person, on=on)
    return person, ring


def change_person(
    *,
    actor: Actor,
    person_id: int,
    version: int,
    coded: Mapping[str, Any],
    words: Mapping[str, str],
    on: date,
) -> Person:
    """Change answers and words of a file; names that are not given stay as they are.

    Raises:
        Denied: the actor is not on the team, or her role does not write one of the answers.
        ChangedSinceOpened: somebody else saved after ``version`` was shown.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_change_person, actor, person)
        require(can_write_answers, actor, [*coded, *words])
        claim_version(person, version)
        ring = unlock(actor, [person.public_id], on)
        _write(person, ring, coded, words)
        person.save()
        if "name" in words:
            organisation = person.opened_by.desk.organisation
            index_name(person, words["name"], organisation)
            seek_across_institutions(person, on=on)
        record(
            actor,
            Verb.PERSON_CHANGED,
            subjects=[person.public_id],
            fields=[*coded, *words],
        )
    return person


def _write(
    person: Person, ring: Keyring, coded: Mapping[str, Any], words: Mapping[str, str]
) -> None:
    for name, value in coded.items():
        if name not in CODED:
            raise KeyError(name)
        setattr(person, name, value)
    for name, text in words.items():
        if name not in SEALED:
            raise KeyError(name)
        ring.write(person, name, text)
