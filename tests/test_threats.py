"""The threat model names a proof for each threat, and every proof it names exists."""

from __future__ import annotations

import re

from amparo.home import REPOSITORY

THREATS = [f"T{number}" for number in range(1, 27)]


def rows() -> dict[str, list[str]]:
    """Cells of each threat's row: threat, answer, proofs, what it waits for."""
    text = (REPOSITORY / "docs" / "threat-model.md").read_text("utf-8")
    found = re.findall(r"^\| (T\d+) \|(.*)\|$", text, re.M)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in found}


def test_every_threat_has_its_proof_or_says_what_it_waits_for():
    table = rows()
    assert list(table) == THREATS
    assert [name for name, cells in table.items() if not cells[2] and not cells[3]] == []


def test_every_proof_that_is_named_exists_and_asserts_something():
    named = {path for cells in rows().values() for path in re.findall(r"`([^`]+)`", cells[2])}
    assert [path for path in sorted(named) if not (REPOSITORY / path).is_file()] == []
    assert [
        path
        for path in sorted(named)
        if not re.search(r"assert\b|\.call_and_validate\(", (REPOSITORY / path).read_text("utf-8"))
    ] == []
