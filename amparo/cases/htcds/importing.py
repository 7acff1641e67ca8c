"""HTCDS rows into the registry: each row whole or not at all, and a second time nothing new.

Known again is only whoever is in a file that the importing account may change. Somebody whom
another team keeps, or whose file is closed to this account, gets a new file of this team, as she
would if nobody knew her and as when a file is opened by hand: the report says nothing of anybody,
and the row is not lost. Whoever keeps both, or the custodian of the registry, joins them later.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from amparo.cases.htcds.checking import Checked, check
from amparo.cases.htcds.errors import Problem
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.opening import Arrived, Run, create
from amparo.cases.htcds.reading import Row, Source
from amparo.cases.htcds.summary import Summary
from amparo.cases.htcds.updating import update
from amparo.cases.htcds.writing import RejectedRows
from amparo.cases.models import Case, ImportedRow
from amparo.cases.permissions import can_import_cases
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.persons.public import Person

BATCH_ROWS = 200  # rows per transaction: a stop loses none that was counted
TWO_FILES = Problem(
    "prs_IdentityNumber",
    "Ese número está en dos fichas de su equipo. Únalas, o corrija el número, y vuelva a importar.",
)
Found = dict[bytes, list[ImportedRow]]


def import_rows(
    *,
    actor: Actor,
    organisation: Organisation,
    source: Source,
    path: Path,
    on: date,
    progress: Callable[[Summary], None],
) -> Summary:
    """Bring in every good row and list the others beside the file.

    Raises:
        Denied: the actor may not import.
    """
    require(can_import_cases, actor)
    run = Run(actor, organisation, on)
    summary = Summary(ignored_columns=list(source.ignored_columns))
    with RejectedRows(path) as rejected:
        for batch in _batches(source):
            _import_batch(run, batch, summary, rejected)
            progress(summary)
    return summary


def sealed_hash(run: Run, row: Checked) -> bytes:
    """32 bytes that tell two rows apart; keyed, or a sparse row could be guessed from them."""
    return hmac.new(run.content_secret, row.row_hash, sha256).digest()


def arrive(run: Run, row: Checked) -> Arrived:
    """The row with what it is known again by; call it once for each row, in the file's order."""
    return Arrived(row, run.key(row), sealed_hash(run, row))


def _batches(source: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(source)
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch


def _import_batch(run: Run, batch: list[Row], summary: Summary, rejected: RejectedRows) -> None:
    ready = [(row, _arrived(run, row)) for row in batch]
    touched: list[UUID] = []
    with writing(run.actor):
        _one_import_at_a_time(run)
        found = _find(run, [good.key for _row, good in ready if isinstance(good, Arrived)])
        for row, good in ready:
            summary.read += 1
            summary.note_deprecated(_deprecated(row))
            problems = (
                good if isinstance(good, list) else _place(run, good, found, summary, touched)
            )
            if problems:
                summary.rejected += 1
                rejected.add(row.number, problems)
        if touched:
            record(run.actor, Verb.HTCDS_IMPORTED, subjects=touched)


def _arrived(run: Run, row: Row) -> Arrived | list[Problem]:
    checked = check(row, today=run.on)
    return checked if isinstance(checked, list) else arrive(run, checked)


def _one_import_at_a_time(run: Run) -> None:
    """Two imports of one institution would both find a person missing and open her twice."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=run.organisation.pk)


def _find(run: Run, keys: list[bytes]) -> Found:
    """Kept rows of files that the actor may change, by key, for a whole batch in one query."""
    found: Found = {}
    if not run.actor.has(Permission.CASE_WRITE):
        return found
    mine = Person.objects.of_my_teams(run.actor, on=run.on)
    rows = ImportedRow.objects.filter(
        organisation=run.organisation, key__in=keys, case__person__in=mine
    )
    for row in rows.order_by("pk"):
        found.setdefault(bytes(row.key), []).append(row)
    return found


def _place(
    run: Run, row: Arrived, found: Found, summary: Summary, touched: list[UUID]
) -> list[Problem]:
    """Put one row in its place; what is wrong with that, or nothing."""
    known = found.setdefault(row.key, [])
    same = [one for one in known if not one.superseded and bytes(one.row_hash) == row.row_hash]
    if same:
        run.seen.update(one.pk for one in same)
        summary.unchanged += 1
        return []
    if not known:
        with transaction.atomic():
            kept = create(run, row)
        summary.created += 1
    else:
        case = _case_of(known)
        if case is None:
            return [TWO_FILES]
        with transaction.atomic():
            kept = update(run, row, case)
        found[row.key] = [*ImportedRow.objects.filter(pk__in=[one.pk for one in known])]
        summary.updated += 1
    run.seen.add(kept.pk)
    touched.append(kept.subject)
    found[row.key].append(kept)
    return []


def _case_of(known: list[ImportedRow]) -> Case | None:
    """The case that the rows belong to; None when they are of several."""
    cases = {row.case_id for row in known}
    return Case.objects.select_related("person").get(pk=cases.pop()) if len(cases) == 1 else None


def _deprecated(row: Row) -> tuple[str, ...]:
    """Keys the row uses although the standard no longer recommends them."""
    return tuple(key for key in row.cells if fields()[key].deprecated)
