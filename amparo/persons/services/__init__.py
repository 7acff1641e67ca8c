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
from amparo.persons.services.groups import open_group, register_card
from amparo.persons.services.merging import merge_persons
from amparo.persons.services.migration_status import (
    MigrationStatus,
    bands_of,
    keep_band,
    migration_of,
    write_migration_status,
)
from amparo.persons.services.opening import PersonFields, change_person, create_person, open_person
from amparo.persons.services.searching import search

__all__ = [
    "Erased",
    "MigrationStatus",
    "NobodyToErase",
    "PersonFields",
    "answer_duplicate",
    "bands_of",
    "change_person",
    "contact_rule",
    "create_person",
    "end_share",
    "erase_again",
    "erase_person",
    "give_consent",
    "held",
    "keep_band",
    "merge_persons",
    "migration_of",
    "open_group",
    "open_person",
    "own_duplicates",
    "register_card",
    "search",
    "start_share",
    "withdraw_consent",
    "write_migration_status",
]
