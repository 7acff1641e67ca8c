"""The registry of erasers: each app says what it erases of a subject, and what it keeps and why.

A model that hangs on a person and that nobody names here makes `unnamed` non-empty, and a test
fails: a new table must not survive an erasure because somebody forgot it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

from amparo.kernel.access.classes import OF_LIBRARIES


@dataclass
class Erasure:
    """One erasure under way. ``subject`` is the person (or report); ``also`` gathers the public
    ids of what hangs on it; ``unlink`` are files to remove once the transaction is committed."""

    subject: UUID
    on: date
    also: set[UUID] = field(default_factory=set)
    unlink: list[Path] = field(default_factory=list)

    @property
    def ids(self) -> set[UUID]:
        return {self.subject, *self.also}


Eraser = Callable[[Erasure], None]
E = TypeVar("E", bound=Eraser)
FIRST, USUAL, LAST = 0, 50, 90
NUMBERS = ("subject", "pseudonym", "person", "about")  # fields that hold a person's number
_erasers: list[tuple[int, Eraser]] = []
_named: dict[str, str] = {}  # model label → "" when erased, else why its rows stay


def erases(*labels: str, order: int = USUAL) -> Callable[[E], E]:
    """Register an eraser of persons and name the models it takes care of."""

    def register(eraser: E) -> E:
        if all(known is not eraser for _order, known in _erasers):
            _erasers.append((order, eraser))
            _erasers.sort(key=lambda pair: pair[0])
        _named.update(dict.fromkeys(labels, ""))
        return eraser

    return register


def keeps(*labels: str, why: str) -> None:
    """Name models whose rows stay after an erasure, with the reason in English."""
    _named.update(dict.fromkeys(labels, why))


def run_erasers(erasure: Erasure) -> None:
    """Every registered eraser, inside the caller's transaction."""
    for _order, eraser in list(_erasers):
        eraser(erasure)


# `persons` says how to erase again whoever came back with a backup: (digests, day) → how many.
Again = Callable[[set[bytes], date], int]
_again: list[Again] = []


def register_again(erase: Again) -> None:
    _again[:] = [erase]


def erase_again(digests: set[bytes], on: date) -> int:
    """Erase whoever has a tombstone; returns how many files were erased."""
    return sum(erase(digests, on) for erase in _again)


def unnamed() -> list[str]:
    """Models that hang on a person and that neither an eraser nor `keeps` names."""
    hanging = {"persons.Person"}
    every = [model for model in apps.get_models() if model._meta.app_label not in OF_LIBRARIES]
    while True:
        more = {m._meta.label for m in every if _leads_to(m, hanging)} - hanging
        if not more:
            return sorted(hanging - _named.keys())
        hanging |= more


def _leads_to(model: type[models.Model], hanging: set[str]) -> bool:
    for each in model._meta.local_fields:
        if each.name in NUMBERS and isinstance(each, models.UUIDField):
            return True
        related = each.related_model
        if isinstance(related, type) and related._meta.label in hanging:
            return True
    return False
