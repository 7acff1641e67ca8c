"""Quick rows of a group intake, and the joining of two files of one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amparo.cases.choices import AgreedTo, NoteKind
from amparo.cases.models import Case
from amparo.cases.services.opening import register_group_card
from amparo.cases.services.writing import add_note
from amparo.cases.wording import answer_title, answer_words
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.contact.gate import Channel
from amparo.persons.public import (
    CODED,
    NOT_ASKED,
    GroupIntake,
    MayContact,
    Person,
    PersonFields,
    merge_persons,
)


@dataclass(frozen=True, repr=False)
class CardRow:
    """What one line of the quick page says of one card."""

    card: int
    age_group: str
    may_contact: str
    basis: str
    known_as: str = ""
    language: str = ""
    companions: list[int] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)


def register_row(*, actor: Actor, group: GroupIntake, row: CardRow, on: date) -> Case:
    """Open one card's file and note whom she came with and what she agreed to: all or nothing.

    Raises:
        Denied, ValidationError: as `register_card`; or a companion's card is not of this sitting.
    """
    strangers = [card for card in row.companions if not 1 <= card <= group.cards]
    if strangers or row.card in row.companions:
        raise ValidationError({"companions": _("Escriba otras tarjetas de este grupo.")})
    yes = row.may_contact == MayContact.YES
    fields = PersonFields(
        age_group=row.age_group,
        basis=row.basis,
        may_contact=row.may_contact,
        coded={
            "language": row.language,
            "contact_channels": [Channel.IN_PERSON.value] if yes else [],
        },
        words={"known_as": row.known_as} if row.known_as else {},
    )
    with writing(actor):
        case = register_group_card(actor=actor, group=group, card=row.card, fields=fields, on=on)
        for kind, text in _notes(row):
            add_note(actor=actor, case_id=case.pk, kind=kind, text=text, on=on)
    return case


def _notes(row: CardRow) -> list[tuple[NoteKind, str]]:
    notes = []
    if row.agreed:
        things = ", ".join(str(AgreedTo(one).label) for one in row.agreed)
        notes.append((NoteKind.DECISION, _("Dio su acuerdo a: %(things)s.") % {"things": things}))
    if row.companions:
        cards = ", ".join(str(card) for card in row.companions)
        notes.append((NoteKind.TEAM, _("Viene con las tarjetas: %(cards)s.") % {"cards": cards}))
    return notes


def join_files(*, actor: Actor, kept_id: int, joined_id: int, on: date) -> Case:
    """Join two persons' files; coded answers that differ are kept as a note of the team.

    Raises:
        Denied: the actor is not on both teams.
        SamePerson: both are the same file.
    """
    with writing(actor):
        people = Person.objects.in_bulk([kept_id, joined_id])
        if {kept_id, joined_id} - people.keys():
            raise Denied("can_merge")
        differing = differences(people[kept_id], people[joined_id])
        merge_persons(actor=actor, kept_id=kept_id, joined_id=joined_id, on=on)
        case = Case.objects.get(person_id=kept_id)
        if differing:
            said = "; ".join(f"{label}: {ours} / {theirs}" for label, ours, theirs in differing)
            text = _("Al unir dos fichas decían cosas distintas: %(said)s.") % {"said": said}
            add_note(actor=actor, case_id=case.pk, kind=NoteKind.TEAM, text=text, on=on)
    return case


def differences(kept: Person, joined: Person) -> list[tuple[str, str, str]]:
    """Coded answers that both files know and say differently: title and both answers in words."""
    found = []
    for name in CODED:
        ours, theirs = getattr(kept, name), getattr(joined, name)
        known = ours not in ("", NOT_ASKED, []) and theirs not in ("", NOT_ASKED, [])
        if known and ours != theirs:
            found.append((answer_title(name), answer_words(name, ours), answer_words(name, theirs)))
    return found
