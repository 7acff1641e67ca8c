"""What files have said of one person so far, row after row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from amparo.cases.htcds.checking import Checked
from amparo.cases.htcds.mapping import MappedRow, mapped, modalities
from amparo.cases.models import ImportedRow
from amparo.kernel.vault.keyring import Keyring

EVENT = "hte_"
# A code that says "not known" never takes the place of one that says something.
SAYS_NOTHING = {"prs_Gender": "NonSpecifiedUnknown"}
Cells = Mapping[str, str]


@dataclass(frozen=True)
class KeptRow:
    """A row that was imported, or left by an export, with its cells in the clear."""

    row: ImportedRow
    cells: Cells

    @property
    def stands(self) -> bool:
        """A file brought it and no later row corrects it."""
        return not (self.row.superseded or self.row.born_here)


def kept_rows(rows: Iterable[ImportedRow], ring: Keyring) -> list[KeptRow]:
    """Oldest first. A row whose key this ring has not says nothing."""
    ordered = sorted(rows, key=lambda row: row.pk)
    return [KeptRow(row, json.loads(ring.text(row, "payload") or "{}")) for row in ordered]


def merged(rows: Iterable[Cells]) -> dict[str, str]:
    """Everything that several rows say of one person; of two answers, the later one."""
    known: dict[str, str] = {}
    for cells in rows:
        said = {
            key: text
            for key, text in cells.items()
            if not (key in known and SAYS_NOTHING.get(key) == text)
        }
        known |= said
    return known


def heard(rows: Iterable[Cells], *, today: date) -> MappedRow:
    """What several rows amount to in our own terms; exploitation types add up."""
    listed = list(rows)
    every = {one for cells in listed for one in modalities(Checked(cells))}
    return replace(mapped(Checked(merged(listed)), today=today), modalities=sorted(every))


def event_part(cells: Cells) -> dict[str, str]:
    """The cells that tell of a historic event; empty when the row has none."""
    return {key: text for key, text in cells.items() if key.startswith(EVENT)}


def likeness(one: Cells, other: Cells) -> int:
    """How many cells two rows have alike."""
    return len(one.items() & other.items())
