"""Whatever valid rows go in come out the same, and come back as nothing new."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.cases.htcds.checking import check_row
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.writing import write_table
from amparo.cases.models import Case
from tests.cases.htcds.importer import counts, shelter
from tests.cases.htcds.making import TODAY, checked_of
from tests.cases.htcds.test_round_trip import ROW, values_of

pytestmark = pytest.mark.proof
QUICK = settings(max_examples=min(settings().max_examples, 60), deadline=None)
NUMBERS = ["", "1-0456-0789", "2 0000 1111", "no tiene"]


def numbered(row: dict[str, str], number: str) -> dict[str, str]:
    cells = {key: text for key, text in row.items() if key != "prs_IdentityNumber"}
    cells |= {"prs_IdentityNumber": number} if number else {}
    checked = check_row(cells or {"prs_Gender": "Feminine"}, today=TODAY)
    return dict(checked.values)


ROWS = st.lists(st.builds(numbered, ROW, st.sampled_from(NUMBERS)), min_size=1, max_size=6)


def by_cells(rows: list[dict[str, str]]) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(sorted(row.items())) for row in rows)


def without_repeats(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Two rows alike with one number are one row; without a number they are two people."""
    kept: list[dict[str, str]] = []
    for row in rows:
        known = row.get("prs_IdentityNumber", "") in NUMBERS[1:3]
        if not (known and row in kept):
            kept.append(row)
    return kept


class RoundTrip(TestCase):
    @QUICK
    @given(rows=ROWS, name=st.sampled_from(["filas.csv", "filas.xlsx"]), order=st.randoms())
    def test_import_then_export_then_import(self, rows, name, order):
        with TemporaryDirectory() as folder:
            home = shelter(Path(folder))
            path = home.folder / name
            write_table(path, rows)
            first = home.bring_file(path)
            persons = Case.objects.count()

            out = home.take(f"salida-{name}")

            self.assertEqual(first.rejected, 0)
            self.assertEqual(by_cells(checked_of(out)), by_cells(without_repeats(rows)))
            again = home.bring_file(out)
            self.assertEqual(counts(again)[1:], (0, 0, again.read, 0))
            shuffled = rows[:]
            order.shuffle(shuffled)
            write_table(path, shuffled)
            self.assertEqual(counts(home.bring_file(path))[1:], (0, 0, len(rows), 0))
            self.assertEqual(Case.objects.count(), persons)

    @QUICK
    @given(rows=ROWS, key=st.sampled_from(["prs_FirstName", "prs_Gender", "hte_City"]))
    def test_a_changed_row_is_an_update_and_settles(self, rows, key):
        with TemporaryDirectory() as folder:
            home = shelter(Path(folder))
            path = home.folder / "filas.csv"
            write_table(path, rows)
            home.bring_file(path)
            value = {"prs_Gender": "TransgenderFeminine"}.get(key, "otro valor")
            changed = [{**row, key: value} for row in rows]
            changed = [dict(check_row(row, today=TODAY).values) for row in changed]
            write_table(path, changed)

            home.bring_file(path)

            again = home.bring_file(path)
            self.assertEqual(counts(again)[1:], (0, 0, len(rows), 0))
            out = home.take("salida.csv")
            self.assertEqual(counts(home.bring_file(out))[1:3], (0, 0))
            out_rows = by_cells(checked_of(out))
            for row in by_cells(changed):
                self.assertIn(row, out_rows)


def test_every_field_of_the_standard_is_among_the_rows():
    assert len(fields()) == 84
    assert all(values_of(field) is not None for field in fields().values())
