"""Data classes: what a field can do to a person if the wrong eyes read it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class DataClass(StrEnum):
    """One class per kind of harm; every model field declares exactly one."""

    IDENTITY = "identity"  # names, documents, birth date
    LOCATION = "location"  # where she is and how she is reached
    CLINICAL = "clinical"  # health and psychology
    PRIVILEGED = "privileged"  # what she tells her lawyer
    SERVICES = "services"  # needs, plan, notes of assistance
    FACTS = "facts"  # what happened to her
    MIGRATION = "migration"  # migration status
    REPORT = "report"  # words of whoever reports
    TRIAGE = "triage"  # coded report data, no words
    STATISTIC = "statistic"  # the twelve coded variables of guideline 117
    LINK = "link"  # who is connected with what
    AUDIT = "audit"
    STAFF = "staff"  # people who work in the institutions
    TECHNICAL = "technical"  # keys, versions, counters: nothing about anybody
    SHELTER = "shelter"  # the address of a protected place
    WITNESS = "witness"  # who is a protected witness, and under which measures
    INVESTIGATION = "investigation"  # the justice file, which services never see
    INTEGRITY = "integrity"  # reports and inquiries about people inside institutions
    COOPERATION = "cooperation"  # requests between States
    VETTING = "vetting"  # why somebody of the staff was found fit, and her institution's letter


# The class travels in each ciphertext's header as one byte: append, never renumber.
CLASS_NUMBERS = {data_class: number for number, data_class in enumerate(DataClass, start=1)}

_declared: dict[str, dict[str, DataClass]] = {}


def classed(**fields: str) -> Callable[[M], M]:
    """Declare the data class of every field of a model: ``classed(identity="name alias", …)``.

    Raises:
        ValueError: a class is unknown, or a field is named twice.
    """
    names: dict[str, DataClass] = {}
    for data_class, listed in fields.items():
        for name in listed.split():
            if name in names:
                raise ValueError(f"{name} is declared in two data classes")
            names[name] = DataClass(data_class)

    def declare(model: M) -> M:
        _declared[model._meta.label] = names
        return model

    return declare


_append_only: dict[str, frozenset[str]] = {}


def append_only(*, moves: str = "") -> Callable[[M], M]:
    """Declare that rows of a model are added and never changed or deleted; the engine enforces it.

    ``moves``: columns that follow the person when two files are joined, and nothing else.
    """

    def declare(model: M) -> M:
        _append_only[model._meta.label] = frozenset(moves.split())
        return model

    return declare


def append_only_models() -> dict[str, frozenset[str]]:
    """Labels of the append-only models, each with its columns that may move."""
    return dict(_append_only)


def declared_classes(label: str) -> dict[str, DataClass]:
    """The classes of a model's fields by name; empty for a model of a library."""
    return _declared.get(label, {})


def class_of(model: type[models.Model], field: str) -> DataClass:
    """The declared class of one field. Raises KeyError when nobody declared it."""
    return _declared[model._meta.label][field]


# Tables of libraries: named here one by one, because we cannot decorate them.
OF_LIBRARIES = {
    "auth": DataClass.STAFF,
    "account": DataClass.STAFF,
    "mfa": DataClass.STAFF,
    "contenttypes": DataClass.TECHNICAL,
    "sessions": DataClass.TECHNICAL,
    "django_q": DataClass.TECHNICAL,
}


def unclassed() -> list[str]:
    """Every concrete field without a data class, as ``app.Model.field``."""
    missing = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OF_LIBRARIES or model._meta.auto_created:
            continue
        declared = _declared.get(model._meta.label, {})
        names = [field.name for field in model._meta.local_fields + model._meta.local_many_to_many]
        missing += [f"{model._meta.label}.{name}" for name in names if name not in declared]
    return missing
