"""What must be ciphertext, compared with what is: the model fields of every class about a person.

Two rules. A field of a class in `SEALED` is a `SealedField`. Whatever could hold free words in a
class in `ABOUT_SOMEBODY` is one too. What is neither is listed here with its reason; the list is
short on purpose, and a test compares it with the models field by field.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from amparo.kernel.access.classes import DataClass, declared_classes
from amparo.kernel.vault.sealed import SealedField

# For each class: whether every field of it must be ciphertext.
MUST_BE_SEALED = {
    DataClass.IDENTITY: True,
    DataClass.LOCATION: True,
    DataClass.CLINICAL: True,
    DataClass.PRIVILEGED: True,
    DataClass.MIGRATION: True,
    DataClass.REPORT: True,
    DataClass.SHELTER: True,
    DataClass.WITNESS: True,
    DataClass.INVESTIGATION: True,
    DataClass.INTEGRITY: True,
    DataClass.COOPERATION: True,
    DataClass.VETTING: True,
    # Coded answers are counted and sorted; their words are sealed by the second rule.
    DataClass.SERVICES: False,
    DataClass.FACTS: False,
    DataClass.TRIAGE: False,
    DataClass.STATISTIC: False,
    DataClass.LINK: False,
    # About no person who is served.
    DataClass.AUDIT: False,
    DataClass.STAFF: False,
    DataClass.TECHNICAL: False,
}
SEALED = frozenset(one for one, must in MUST_BE_SEALED.items() if must)
ABOUT_SOMEBODY = SEALED | {
    DataClass.SERVICES,
    DataClass.FACTS,
    DataClass.TRIAGE,
    DataClass.STATISTIC,
    DataClass.LINK,
}

# reason -> fields in the clear, as "app.Model: field field".
CLEAR: dict[str, tuple[str, ...]] = {
    "a code of a declared list, checked when it is written": (
        "cases.Case: state closing_reason country modalities",
        "cases.Event: country admin1 acts means purposes",
        "identification.LegalTest: acts means purposes unsettled tagged finding",
        "identification.Screening: form form_version answers result",
        "identification.StatusDecision: deciding_body flags",
        "persons.Consent: fields language text_version",
        "persons.GroupIntake: place",
        "persons.LegalOrder: state fields delivered",
        "persons.MandatoryNotice: country",
        "persons.Person: language sex gender nationalities skin_colour ethnicity education income",
        "persons.Person: residence disability age_band",
        "reports.Report: country language state urgency modality admin1",
        "retention.Expiry: kind",
    ),
    "a date as far as it is known, checked when it is written": ("cases.Event: happened",),
    "codes by which every contact with her is decided, also by tasks that hold no key": (
        "persons.Person: may_contact contact_channels contact_hours",
    ),
    "a code, kept apart from her file under a digest that only its desk can make": (
        "persons.MigrationBand: band",
    ),
    "a name the program gives, made of two plain words": ("persons.Person: code_name",),
    "written by the program: the kind of file it came in and an institution's code": (
        "persons.Person: source_note",
    ),
    "a number by which her lawyer finds the request; made by the program": (
        "persons.ContactRequest: code",
    ),
    "every query about visibility asks it, before any key is open": (
        "persons.Protection: person sealed_by lifted_by since_on until_on",
    ),
    "states of a machine and codes, for every kind of record": (
        "workflow.Step: source target reason",
    ),
}


def must_be_sealed() -> set[str]:
    """Every field, as "app.Model.field", that the two rules ask to be ciphertext."""
    return {place for place, field, one in _classed_fields() if _asks(field, one)}


def stored_sealed() -> set[str]:
    """Every field about somebody that is stored as ciphertext."""
    return {
        place
        for place, field, one in _classed_fields()
        if isinstance(field, SealedField) and one in ABOUT_SOMEBODY
    }


def in_the_clear() -> dict[str, str]:
    """The exceptions: field, as "app.Model.field", and reason."""
    listed: dict[str, str] = {}
    for reason, lines in CLEAR.items():
        for line in lines:
            label, _, names = line.partition(": ")
            listed |= {f"{label}.{name}": reason for name in names.split()}
    return listed


def holds_words(field: models.Field[object, object]) -> bool:
    """Whether free words fit: text without a closed list, or a structure of any shape."""
    if isinstance(field, models.JSONField):
        return True
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _asks(field: models.Field[object, object], one: DataClass) -> bool:
    return one in SEALED or (one in ABOUT_SOMEBODY and (holds_words(field) or _is_sealed(field)))


def _is_sealed(field: models.Field[object, object]) -> bool:
    return isinstance(field, SealedField)


def _classed_fields() -> Iterator[tuple[str, models.Field[object, object], DataClass]]:
    for model in apps.get_models():
        declared = declared_classes(model._meta.label)
        for field in model._meta.local_fields:
            if field.name in declared:
                yield f"{model._meta.label}.{field.name}", field, declared[field.name]
