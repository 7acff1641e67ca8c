"""What she reads: hers alone, without addresses, other people, hearings or anybody's name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db.models import Q

from amparo.cases.public import OwnPlan, Reading, own_plan, readings_about
from amparo.identification.public import Status, statuses
from amparo.kernel.access.doors import reading
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import Keyring, unlock_mailbox
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.ownfile.models import OwnWord
from amparo.ownfile.services.visiting import Visiting
from amparo.persons.public import Consent, HiddenPart, Person, Share, ShareField

ABOUT_HER = ("name", "known_as", "birth", "document")


@dataclass(frozen=True, repr=False)
class OwnConsent:
    public_id: UUID
    institution: str
    purpose: str
    parts: str
    until: date
    withdrawn_on: date | None
    live: bool


@dataclass(frozen=True, repr=False)
class SaidBefore:
    kind: str
    text: str | None
    said_on: date
    read_on: date | None


@dataclass(frozen=True)
class OwnHidden:
    public_id: UUID
    institution: str
    part: str


@dataclass(frozen=True, repr=False)
class OwnFile:
    """``about``: label and text of each answer about her; None where it cannot be opened now.

    ``institutions``: public id and name of those that see something of her file today.
    """

    about: dict[str, str | None]
    status: str
    status_on: date | None
    plan: OwnPlan
    consents: list[OwnConsent]
    readings: list[Reading]
    said: list[SaidBefore]
    hidden: list[OwnHidden]
    institutions: list[tuple[UUID, str]]


def ring_of(visiting: Visiting) -> Keyring:
    """Her keys; empty when they do not open, so that each part says so by itself."""
    door = visiting.door
    recipient = Recipient.objects.filter(kind=RecipientKind.OWN_DOOR, owner=door.public_id).first()
    if recipient is None or not visiting.wrapping:
        return Keyring()
    try:
        return unlock_mailbox(recipient, visiting.wrapping, door.person.public_id)
    except InvalidTag:
        return Keyring()


def own_file(visiting: Visiting) -> OwnFile:
    """Her file as she sees it. Recorded as her own reading."""
    with reading(visiting.actor) as door:
        person = Person.objects.select_related("team").get(pk=visiting.door.person_id)
        shown = assemble(person, ring_of(visiting), door.on)
        door.saw(Verb.OWN_FILE_READ, [person.public_id])
    return shown


def assemble(person: Person, ring: Keyring, on: date) -> OwnFile:
    """The same page from any ring: hers, or her team's when they read it together."""
    status = statuses([person.pk]).get(person.pk)
    return OwnFile(
        about={name: ring.text(person, name) for name in ABOUT_HER},
        status=str(Status(status.status).label) if status else "",
        status_on=status.decided_on if status else None,
        plan=own_plan(person, ring),
        consents=_consents(person, on),
        readings=_by_function(readings_about(person.public_id)),
        said=[
            SaidBefore(word.get_kind_display(), ring.text(word, "text"), word.said_on, word.read_on)
            for word in OwnWord.objects.filter(person=person)
        ],
        hidden=[
            OwnHidden(one.public_id, one.organisation.name, str(one.get_part_display()))
            for one in _hidden(person)
        ],
        institutions=_institutions(person, on),
    )


def _by_function(readings: list[Reading]) -> list[Reading]:
    """One line per day, institution and function: what each did is in words she did not ask for."""
    together: dict[tuple[date, str, str, bool], Reading] = {}
    for one in readings:
        key = (one.on, one.institution, one.role, one.emergency)
        known = together.get(key)
        together[key] = replace(one, times=one.times + known.times) if known else one
    return list(together.values())


def _hidden(person: Person) -> list[HiddenPart]:
    standing = HiddenPart.objects.standing().filter(person=person)
    return list(standing.select_related("organisation"))


def _institutions(person: Person, on: date) -> list[tuple[UUID, str]]:
    shared = Share.objects.live(on).filter(person=person).values("desk__organisation")
    theirs = Organisation.objects.filter(Q(pk__in=shared) | Q(pk=person.team.organisation_id))
    return list(theirs.values_list("public_id", "name"))


def _consents(person: Person, on: date) -> list[OwnConsent]:
    given = Consent.objects.filter(person=person).select_related("desk__organisation")
    live = set(given.live(on).values_list("pk", flat=True))
    return [_consent(one, one.pk in live) for one in given]


def _consent(one: Any, live: bool) -> OwnConsent:
    return OwnConsent(
        public_id=one.public_id,
        institution=one.desk.organisation.name,
        purpose=one.get_purpose_display(),
        parts=", ".join(str(ShareField(part).label) for part in one.fields),
        until=one.expires_on,
        withdrawn_on=one.withdrawn_at.date() if one.withdrawn_at else None,
        live=live,
    )
