"""What moves when two files turn out to be one person: everything, re-sealed, nothing lost."""

from __future__ import annotations

from typing import Any

from amparo.cases.models import (
    Case,
    ClinicalNote,
    Event,
    Goal,
    ImportedRow,
    Need,
    Note,
    PrivilegedNote,
)
from amparo.kernel import clock
from amparo.kernel.access.classes import class_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.services import add_member
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import reseal_content
from amparo.kernel.vault.keyring import Keyring
from amparo.persons.public import Person, reseal

SEALED: dict[Any, list[str]] = {
    Event: ["place", "narrative"],
    Need: ["words"],
    Goal: ["words"],
    Note: ["text"],
    ImportedRow: ["payload"],
}


def move_case_records(kept: Person, joined: Person, ring: Keyring) -> None:
    """Move the joined person's records to the kept person's case, inside the merge."""
    target = Case.objects.get(person=kept)
    source = Case.objects.get(person=joined)
    _let_one_row_stand(source, target)
    for model, names in SEALED.items():
        for row in model._default_manager.filter(case=source):
            reseal(row, names, ring, kept.public_id)
            row.case = target
            row.save(update_fields=["case", "subject", *names])
    _move_reserved_notes(source, target, kept, ring)
    for stored in StoredFile.objects.filter(subject=joined.public_id):
        reseal_content(ring, stored, kept.public_id)
    target.modalities = sorted({*target.modalities, *source.modalities})
    target.from_report = target.from_report or source.from_report
    target.version += 1
    target.save(update_fields=["modalities", "from_report", "version"])
    _keep_helpers(kept, joined)


def _let_one_row_stand(source: Case, target: Case) -> None:
    """Two teams may have brought in the same row: what the kept file says already is history."""
    standing = ImportedRow.objects.filter(case=target, superseded=False)
    said = {(bytes(key), bytes(row)) for key, row in standing.values_list("key", "row_hash")}
    for row in ImportedRow.objects.filter(case=source, superseded=False):
        if (bytes(row.key), bytes(row.row_hash)) in said:
            row.superseded = True
            row.save(update_fields=["superseded"])


def _move_reserved_notes(source: Case, target: Case, kept: Person, ring: Keyring) -> None:
    """Whoever joins two files seldom reads these: a note that she does not open goes on as it was,
    under the keys of the file it was written in."""
    for model in (ClinicalNote, PrivilegedNote):
        data_class = class_of(model, "text")
        for row in model.objects.filter(case=source):
            if ring.opens(row.subject, data_class) and ring.opens(kept.public_id, data_class):
                reseal(row, ["text"], ring, kept.public_id)
            row.case = target
            row.save(update_fields=["case", "subject", "text"])


def _keep_helpers(kept: Person, joined: Person) -> None:
    """Whoever accompanied her under the other file goes on accompanying her."""
    if kept.team_id == joined.team_id:
        return
    today = clock.today()
    for member in TeamMember.objects.filter(team=joined.team).on(today):
        add_member(team=kept.team, membership=member.membership, on=today)
