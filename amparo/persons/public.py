"""What other apps may use of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.emergency_models import NEVER, emergency_subjects
from amparo.kernel.access.models import TeamMember
from amparo.persons.choices import (
    CLASS_OF_FIELD,
    SEALED_CLASSES,
    AgeGroup,
    AskedThrough,
    Basis,
    ConsentPurpose,
    ContactAnswer,
    ExclusionReason,
    Explained,
    GivenBy,
    HearingAbout,
    LiftReason,
    MayContact,
    NoticePolicy,
    OrderKind,
    OrderPurpose,
    RepresentativeKind,
    ShareField,
    Source,
    WitnessedBy,
)
from amparo.persons.errors import MigrationNeverReads, SearchTooWide
from amparo.persons.exclusion_querysets import sealed, without_denied
from amparo.persons.explaining import ACTIONS, explain
from amparo.persons.hidden_models import HiddenPart, hidden_from
from amparo.persons.models import (
    NOT_ASKED,
    PARTIAL_DATE,
    Answer,
    Consent,
    ContactRequest,
    Exclusion,
    GroupIntake,
    LegalOrder,
    MandatoryNotice,
    Person,
    PossibleDuplicate,
    Protection,
    Representative,
    Share,
)
from amparo.persons.order_errors import NobodyByThatCode
from amparo.persons.order_permissions import (
    can_answer_contact,
    can_ask_for_contact,
    can_deliver_order,
    can_handle_orders,
    can_move_order,
    can_tell,
)
from amparo.persons.permissions import (
    answers_for,
    can_change_person,
    can_confirm_lifting,
    can_decide_representative,
    can_erase_person,
    can_exclude,
    can_merge,
    can_open_person,
    can_reconcile,
    can_record_consent,
    can_register_card,
    can_seal,
    can_share,
    can_unseal,
    can_write_migration,
    is_sealed,
    serves,
)
from amparo.persons.querysets import denied_subjects, visible_persons
from amparo.persons.services import (
    Erased,
    MigrationStatus,
    NobodyToErase,
    PersonFields,
    answer_duplicate,
    ask_to_lift,
    bands_of,
    change_person,
    confirm_lifting,
    create_person,
    decide_representative,
    end_representation,
    end_share,
    erase_again,
    erase_person,
    exclude_from_file,
    give_consent,
    held,
    keep_band,
    merge_persons,
    migration_of,
    note_representative,
    open_group,
    open_person,
    own_duplicates,
    register_card,
    seal_person,
    search,
    start_share,
    taken_cards,
    unseal_person,
    withdraw_consent,
    write_migration_status,
)
from amparo.persons.services.consents import WALLED, register_consent_text
from amparo.persons.services.contacting import SeenAs, answer_contact, ask_for_contact, seen_as
from amparo.persons.services.emergencies import open_person_in_emergency
from amparo.persons.services.hiding import hide_part, show_part
from amparo.persons.services.merging import register_mover, reseal
from amparo.persons.services.notices import last_notice, tell_notice
from amparo.persons.services.opening import CODED
from amparo.persons.services.orders import (
    OrderFields,
    deliver_order,
    deliverable,
    move_order,
    note_told,
    receive_order,
)


@dataclass(frozen=True)
class Heading:
    """What a list may show of a person: her code name and age group, never a name."""

    public_id: UUID
    code_name: str
    age_group: str


def headings(actor: Actor, ids: Iterable[int], *, on: date) -> dict[int, Heading]:
    """Headings of the persons among ``ids`` that the actor may see, by primary key."""
    visible = Person.objects.visible_to(actor, on=on).filter(pk__in=list(ids))
    return {
        person.pk: Heading(person.public_id, person.code_name, person.age_group)
        for person in visible
    }


def fields_for(actor: Actor, person: Person, *, on: date) -> frozenset[ShareField]:
    """The parts of a file this actor may see today: all for the team, the consent's for a desk,
    and never a part whose data class her role does not read."""
    return parts_of(actor, [person], on=on)[person.pk]


def parts_of(
    actor: Actor, people: Iterable[Person], *, on: date
) -> dict[int, frozenset[ShareField]]:
    """`fields_for` of many people at once, by primary key, less what each hid from the actor's
    institution; of whom the actor is kept out, none."""
    found = {person.pk: person for person in people}
    closed = denied_subjects(actor, [person.public_id for person in found.values()])
    theirs = {person.team_id for person in found.values()}
    serving = TeamMember.objects.serving(actor, on).filter(team__in=theirs)
    mine = set(serving.values_list("team_id", flat=True))
    parts: dict[int, set[ShareField]] = {
        pk: set(ShareField) if person.team_id in mine else set() for pk, person in found.items()
    }
    shares = Share.objects.live(on).for_actor(actor).filter(person__in=list(found))
    for pk, *lists in shares.values_list("person_id", "consent__fields", "order__delivered"):
        parts[pk] |= {ShareField(one) for fields in lists if fields for one in fields}
    opened = emergency_subjects(actor)
    for pk in (pk for pk, person in found.items() if person.public_id in opened):
        parts[pk] |= {part for part in ShareField if CLASS_OF_FIELD[part] not in NEVER}
    hidden = hidden_from(actor, found)
    return {
        pk: frozenset(
            part
            for part in named - hidden.get(pk, set())
            if actor.may_read(CLASS_OF_FIELD[part]) and found[pk].public_id not in closed
        )
        for pk, named in parts.items()
    }


__all__ = [
    "ACTIONS",
    "CLASS_OF_FIELD",
    "CODED",
    "NOT_ASKED",
    "PARTIAL_DATE",
    "SEALED_CLASSES",
    "WALLED",
    "AgeGroup",
    "Answer",
    "AskedThrough",
    "Basis",
    "Consent",
    "ConsentPurpose",
    "ContactAnswer",
    "ContactRequest",
    "Erased",
    "Exclusion",
    "ExclusionReason",
    "Explained",
    "GivenBy",
    "GroupIntake",
    "Heading",
    "HearingAbout",
    "HiddenPart",
    "LegalOrder",
    "LiftReason",
    "MandatoryNotice",
    "MayContact",
    "MigrationNeverReads",
    "MigrationStatus",
    "NobodyByThatCode",
    "NobodyToErase",
    "NoticePolicy",
    "OrderFields",
    "OrderKind",
    "OrderPurpose",
    "Person",
    "PersonFields",
    "PossibleDuplicate",
    "Protection",
    "Representative",
    "RepresentativeKind",
    "SearchTooWide",
    "SeenAs",
    "Share",
    "ShareField",
    "Source",
    "WitnessedBy",
    "answer_contact",
    "answer_duplicate",
    "answers_for",
    "ask_for_contact",
    "ask_to_lift",
    "bands_of",
    "can_answer_contact",
    "can_ask_for_contact",
    "can_change_person",
    "can_confirm_lifting",
    "can_decide_representative",
    "can_deliver_order",
    "can_erase_person",
    "can_exclude",
    "can_handle_orders",
    "can_merge",
    "can_move_order",
    "can_open_person",
    "can_reconcile",
    "can_record_consent",
    "can_register_card",
    "can_seal",
    "can_share",
    "can_tell",
    "can_unseal",
    "can_write_migration",
    "change_person",
    "confirm_lifting",
    "create_person",
    "decide_representative",
    "deliver_order",
    "deliverable",
    "denied_subjects",
    "end_representation",
    "end_share",
    "erase_again",
    "erase_person",
    "exclude_from_file",
    "explain",
    "fields_for",
    "give_consent",
    "headings",
    "held",
    "hide_part",
    "is_sealed",
    "keep_band",
    "last_notice",
    "merge_persons",
    "migration_of",
    "move_order",
    "note_representative",
    "note_told",
    "open_group",
    "open_person",
    "open_person_in_emergency",
    "own_duplicates",
    "parts_of",
    "receive_order",
    "register_card",
    "register_consent_text",
    "register_mover",
    "reseal",
    "seal_person",
    "sealed",
    "search",
    "seen_as",
    "serves",
    "show_part",
    "start_share",
    "taken_cards",
    "tell_notice",
    "unseal_person",
    "visible_persons",
    "withdraw_consent",
    "without_denied",
    "write_migration_status",
]
