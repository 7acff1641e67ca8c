"""Reserved notes of one file: which of them the actor reads, and which wait for her key ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case
from amparo.cases.pages.file import CaseFile
from amparo.cases.permissions import RESERVED, can_read_reserved, can_write_reserved
from amparo.cases.services.reserved import MODELS, shares_waiting
from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault.keyring import unlock

TITLES = {
    DataClass.CLINICAL: _("Notas clínicas"),
    DataClass.PRIVILEGED: _("Lo hablado con su defensa"),
}
WHO = {
    DataClass.CLINICAL: _("Las lee solo quien la atiende en salud, y las mesas que ella permitió."),
    DataClass.PRIVILEGED: _("Lo lee solo su defensa jurídica. No se comparte con nadie."),
}


@dataclass(frozen=True, repr=False)
class ReservedShown:
    """One note. ``words`` is None when no key of hers opens it."""

    public_id: UUID
    words: str | None
    on: date


@dataclass(frozen=True, repr=False)
class Section:
    """The notes of one class. ``closed``: only her own key ring stands before some of them."""

    data_class: DataClass
    title: Any
    who: Any
    notes: list[ReservedShown]
    closed: bool
    can_write: bool
    waiting: int  # desks she allowed that have no key yet


def reads_reserved(file: CaseFile) -> bool:
    """Whether the page exists for this actor at all."""
    return any(can_read_reserved(file.actor, file.case, one) for one in RESERVED)


def sections_of(file: CaseFile) -> list[Section]:
    """One for each class that the actor reads in this file."""
    readable = [one for one in RESERVED if can_read_reserved(file.actor, file.case, one)]
    return [_section(file, data_class) for data_class in readable]


def _section(file: CaseFile, data_class: DataClass) -> Section:
    rows = list(MODELS[data_class].objects.filter(case=file.case))
    subjects = {file.case.subject, *(row.subject for row in rows)}
    ring = unlock(file.actor, subjects, file.door.on)
    can_write = can_write_reserved(file.actor, file.case, data_class)
    waiting = shares_waiting(file.case, file.door.on) if _opens(ring, file.case, data_class) else []
    return Section(
        data_class=data_class,
        title=TITLES[data_class],
        who=WHO[data_class],
        notes=[ReservedShown(row.public_id, ring.text(row, "text"), row.noted_on) for row in rows],
        closed=any(ring.is_closed(subject, data_class) for subject in subjects),
        can_write=can_write,
        waiting=len(waiting) if can_write and data_class == DataClass.CLINICAL else 0,
    )


def _opens(ring: Any, case: Case, data_class: DataClass) -> bool:
    return bool(ring.opens(case.subject, data_class))
