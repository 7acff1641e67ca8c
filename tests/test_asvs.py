"""The ledger of OWASP ASVS 5.0: every requirement of levels 1 and 2 has an answer that exists."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from functools import cache

import pytest

from amparo.home import REPOSITORY

STATUSES = {"pass-by-test", "pass-by-review", "not-applicable"}
# Rows by level and chapter, as counted in OWASP ASVS 5.0.0.
LEVELS = {"1": 70, "2": 183}
CHAPTERS = {
    "V1": 27, "V2": 11, "V3": 19, "V4": 10, "V5": 9, "V6": 35, "V7": 18, "V8": 7, "V9": 7,
    "V10": 29, "V11": 14, "V12": 9, "V13": 13, "V14": 9, "V15": 13, "V16": 16, "V17": 7,
}  # fmt: skip


def ledger() -> list[dict[str, str]]:
    with (REPOSITORY / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    )


def test_every_requirement_stands_once():
    rows = ledger()
    assert len({row["id"] for row in rows}) == len(rows) == 253
    assert Counter(row["level"] for row in rows) == LEVELS
    assert Counter(row["id"].split(".")[0] for row in rows) == CHAPTERS


def test_none_is_unknown_and_each_says_why():
    assert [row["id"] for row in ledger() if row["status"] not in STATUSES] == []
    assert [row["id"] for row in ledger() if len(row["why"].split()) < 2] == []


@pytest.mark.parametrize("row", ledger(), ids=lambda row: row["id"])
def test_what_a_row_points_at_exists(row):
    if row["status"] == "not-applicable":
        assert row["where"] == ""
        return
    path, _separator, name = row["where"].partition("::")
    assert (REPOSITORY / path).is_file()
    if row["status"] == "pass-by-test":
        assert path.startswith("tests/")
        known = names_in(path)
        assert known if name == "*" else name in known
