"""What this app erases of a person: the way back to a report, imported rows, words, exact days."""

from __future__ import annotations

from amparo.cases.models import Case, Goal, ImportedRow, Need
from amparo.kernel.retention.erasing import FIRST, Erasure, erases, keeps
from amparo.kernel.vault.sealed import EMPTY

keeps(
    "cases.ClinicalNote",
    "cases.Event",
    "cases.Note",
    "cases.PrivilegedNote",
    why="appended; their words are sealed under keys that no longer exist",
)


@erases("cases.Case", order=FIRST)
def coarsen_case(erasure: Erasure) -> None:
    """Unlink the report it came from and keep only the years."""
    for case in Case.objects.filter(person__public_id=erasure.subject):
        erasure.also.add(case.public_id)
        case.from_report = None
        case.opened_on = case.opened_on.replace(month=1, day=1)
        if case.closed_on is not None:
            case.closed_on = case.closed_on.replace(month=1, day=1)
        case.version += 1
        case.save()


@erases("cases.Need", "cases.Goal", "cases.ImportedRow")
def empty_words(erasure: Erasure) -> None:
    """Rows of HTCDS files go whole: their keys and hashes would recognise the same file again."""
    Need.objects.filter(subject=erasure.subject).update(words=EMPTY)
    Goal.objects.filter(subject=erasure.subject).update(words=EMPTY)
    ImportedRow.objects.filter(subject=erasure.subject).delete()
