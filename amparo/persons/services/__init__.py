"""One function per thing a person does with a file; the only writers of this app."""

from amparo.persons.services.consents import end_share, give_consent, start_share, withdraw_consent
from amparo.persons.services.contact import contact_rule
from amparo.persons.services.duplicates import answer_duplicate, own_duplicates
from amparo.persons.services.erasing import (
    Erased,
    NobodyToErase,
    erase_again,
    erase_person,
    held,
)
from amparo.persons.services.exclusions import ask_to_lift, confirm_lifting, exclude_from_file
from amparo.persons.services.groups import open_group, register_card, taken_cards
from amparo.persons.services.merging import merge_persons
from amparo.persons.services.migration_status import (
    MigrationStatus,
    bands_of,
    keep_band,
    migration_of,
    write_migration_status,
)
from amparo.persons.services.opening import PersonFields, change_person, create_person, open_person
from amparo.persons.services.protection import seal_person, unseal_person
from amparo.persons.services.representatives import (
    decide_representative,
    end_representation,
    note_representative,
)
from amparo.persons.services.searching import search

__all__ = [
    "Erased",
    "MigrationStatus",
    "NobodyToErase",
    "PersonFields",
    "answer_duplicate",
    "ask_to_lift",
    "bands_of",
    "change_person",
    "confirm_lifting",
    "contact_rule",
    "create_person",
    "decide_representative",
    "end_representation",
    "end_share",
    "erase_again",
    "erase_person",
    "exclude_from_file",
    "give_consent",
    "held",
    "keep_band",
    "merge_persons",
    "migration_of",
    "note_representative",
    "open_group",
    "open_person",
    "own_duplicates",
    "register_card",
    "seal_person",
    "search",
    "start_share",
    "taken_cards",
    "unseal_person",
    "withdraw_consent",
    "write_migration_status",
]
