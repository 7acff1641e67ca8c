"""What a decision may rest on: records and files of the same person that the actor may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.identification.choices import Status
from amparo.identification.models import LegalTest, Screening
from amparo.kernel.access.actor import Actor
from amparo.kernel.files.models import StoredFile
from amparo.kernel.vault.keyring import Keyring
from amparo.persons.public import Person, ShareField, fields_for


@dataclass(frozen=True, repr=False)
class Evidence:
    """One record; ``label`` says what it is, and a file's own name when the ring opens it."""

    public_id: UUID
    label: str
    on: date


def accepted_evidence(
    actor: Actor, person: Person, status: str, ring: Keyring, *, on: date
) -> list[Evidence]:
    """What may support a step to ``status``: another State's decision only by its document."""
    parts = fields_for(actor, person, on=on)
    found = _files(person, ring) if ShareField.FILES in parts else []
    if status == Status.RECOGNISED_ABROAD:
        return found
    return [*_records(person), *found]


def _records(person: Person) -> list[Evidence]:
    kinds = ((LegalTest, _("Calificación por acto, medio y fin")), (Screening, _("Tamizaje")))
    return [
        Evidence(row.public_id, label, row.noted_on)
        for model, label in kinds
        for row in model._default_manager.filter(person=person)
    ]


def _files(person: Person, ring: Keyring) -> list[Evidence]:
    stored = StoredFile.objects.filter(subject=person.public_id).order_by("-stored_on", "-pk")
    return [
        Evidence(each.public_id, ring.text(each, "name") or _("Archivo"), each.stored_on)
        for each in stored
    ]
