"""What moves when two files turn out to be one person: everything, re-sealed, nothing lost."""

from __future__ import annotations

from typing import Any

from amparo.cases.models import Case, Event, Goal, ImportedRow, Need, Note
from amparo.kernel import clock
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
    for model, names in SEALED.items():
        for row in model._default_manager.filter(case=source):
            reseal(row, names, ring, kept.public_id)
            row.case = target
            row.save(update_fields=["case", "subject", *names])
    for stored in StoredFile.objects.filter(subject=joined.public_id):
        reseal_content(ring, stored, kept.public_id)
    target.modalities = sorted({*target.modalities, *source.modalities})
    target.from_report = target.from_report or source.from_report
    target.version += 1
    target.save(update_fields=["modalities", "from_report", "version"])
    _keep_helpers(kept, joined)


def _keep_helpers(kept: Person, joined: Person) -> None:
    """Whoever accompanied her under the other file goes on accompanying her."""
    if kept.team_id == joined.team_id:
        return
    today = clock.today()
    for member in TeamMember.objects.filter(team=joined.team).on(today):
        add_member(team=kept.team, membership=member.membership, on=today)
