"""No cell of ours is run by a spreadsheet, and no other way of writing one exists."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.home import REPOSITORY
from amparo.kernel.cells import SafeWriter, guard, unguard

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(st.text() | st.sampled_from(DANGEROUS).flatmap(lambda t: st.text().map(lambda x: t + x)))
def test_what_is_guarded_starts_no_formula_and_comes_back_whole(text):
    assert not guard(text).startswith(DANGEROUS)
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-2+3", "+x", "\t=1"])
def test_a_row_carries_no_formula_and_keeps_its_numbers(cell):
    out = io.StringIO()
    SafeWriter(out).rows([[cell, "-3.5", -2, "Ana"]])
    assert next(csv.reader(io.StringIO(out.getvalue()))) == ["'" + cell, "-3.5", "-2", "Ana"]


def test_csv_is_written_in_two_places_and_both_guard():
    """The safe writer, and the HTCDS one, which guards what people type and checks the rest."""
    writers = {
        path.relative_to(REPOSITORY).as_posix()
        for path in Path(REPOSITORY / "amparo").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("writer", "DictWriter")
        and isinstance(node.value, ast.Name)
        and node.value.id == "csv"
    }
    assert writers == {"amparo/kernel/cells.py", "amparo/cases/htcds/writing.py"}
