"""Somebody who reads the published file and subtracts, written apart from the code it attacks.

The attacker knows how the tables hang together, that persons are whole and not negative, what each
word means, and even which small rows were left off the open-ended lists. Unit: persons.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy
from scipy.optimize import linprog

from tests.observatory.invented import AGES, REGIONS

STATUSES = ("possible", "presumed", "confirmed", "not_confirmed")
IDENTIFIED = {"presumed", "confirmed"}
Key = tuple[str, str, str]  # table, row ("" for the totals line), column ("" for the row's total)


def keys_of(fact: Mapping[str, Any]) -> list[Key]:
    """Every cell of every table in which a person is counted."""
    status = fact["status"]
    year = fact["decided_year"] or fact["opened_year"]
    body = "missing" if fact["deciding_body"] == "unknown" else fact["deciding_body"]
    found = _crossed("year_status", str(year), status) + _crossed("body_status", body, status)
    if status in IDENTIFIED:
        sex = "missing" if fact["sex"] == "unknown" else fact["sex"]
        admin1 = "missing" if fact["admin1"] == "unknown" else fact["admin1"]
        country = fact["country"]
        found += _crossed("modality_sex", fact["modality"], sex)
        found += _crossed("modality_age", fact["modality"], AGES[fact["age_group"]])
        found += [("territory", *pair) for pair in [(country, admin1), (country, ""), ("", "")]]
        found += [("nationality", REGIONS[fact["nationality"]], ""), ("nationality", "", "")]
    return found


def _crossed(table: str, row: str, column: str) -> list[Key]:
    return [(table, row, column), (table, row, ""), (table, "", column), (table, "", "")]


def truth(facts: Iterable[Mapping[str, Any]]) -> Counter[Key]:
    """The true counts, by plain counting."""
    return Counter(key for fact in facts for key in keys_of(fact))


def one_name(key: Key) -> Key:
    """A margin that several tables print is one unknown."""
    table, row, column = key
    if table == "body_status" and not row:
        return ("year_status", "", column)
    if table == "modality_age" and row and not column:
        return ("modality_sex", row, "")
    if not row and not column and table != "year_status":
        return ("identified", "", "")
    return key


def printed(published: Mapping[str, Any]) -> dict[Key, dict[str, Any]]:
    """Every figure of the published file, by cell as its table names it."""
    found: dict[Key, dict[str, Any]] = {}
    for table in published["tables"]:
        code = table["code"]
        found[code, "", ""] = table["total"]
        found |= {(code, "", column): cell for column, cell in table["column_totals"].items()}
        for row in table["rows"]:
            if row["parent"]:
                found[code, row["parent"], row["code"]] = row["total"]
                continue
            found[code, row["code"], ""] = row["total"]
            found |= {(code, row["code"], column): c for column, c in row["cells"].items()}
    return found


class Attacker:
    """The published figures as a system of sums and limits, solved in whole persons."""

    def __init__(self, published: Mapping[str, Any], facts: Iterable[Mapping[str, Any]]) -> None:
        self.k: int = published["k"]
        self.one_word = published["wording"] == "one_word"
        seen = printed(published)
        columns = next(t["columns"] for t in published["tables"] if t["code"] == "body_status")
        unlisted = {key for key in truth(facts) if key not in seen}
        left_out = {row for table, row, _ in unlisted if table == "body_status"}
        unlisted |= {("body_status", row, column) for row in left_out for column in columns}
        self.cells = {one_name(key): cell for key, cell in seen.items()}
        self.unlisted = {one_name(key) for key in unlisted}
        self.sums = _sums({*seen, *unlisted})
        self.keys = sorted({*self.cells, *self.unlisted})
        self.at = {key: number for number, key in enumerate(self.keys)}
        self.limits = self._limits()
        self.matrix = self._matrix()

    def range_of(self, key: Key) -> tuple[float, float]:
        """Least and most persons that the cell may hold."""
        at = self.at[one_name(key)]
        return self._end(at, 1.0), -self._end(at, -1.0)

    def _end(self, at: int, sign: float) -> float:
        aim = numpy.zeros(len(self.keys))
        aim[at] = sign
        solved = linprog(
            aim,
            A_eq=self.matrix,
            b_eq=numpy.zeros(len(self.sums)),
            bounds=self.limits,
            integrality=1,
            method="highs",
        )
        if solved.x is None and solved.status in (3, 4):  # no limit in that direction
            return -numpy.inf
        assert solved.status == 0, solved.message
        return float(round(solved.fun))

    def _word(self, key: Key) -> str:
        return "small" if key in self.unlisted else str(self.cells[key]["word"])

    def _limits(self) -> list[tuple[int, int | None]]:
        telling = {"small", "protected"} if self.one_word else {"small"}
        maybe_zero = {
            part for total, parts in self.sums if self._word(total) in telling for part in parts
        }
        return [self._limit(key, key in maybe_zero | self.unlisted) for key in self.keys]

    def _limit(self, key: Key, maybe_zero: bool) -> tuple[int, int | None]:
        table, row, column = key
        word = self._word(key)
        if word == "published":
            persons = int(self.cells[key]["persons"])
            return persons, persons
        if word == "small":
            return (0 if maybe_zero else 1), self.k - 1
        listed = (table == "territory" and row) or (table == "body_status" and not column)
        if listed or not self.one_word:
            return self.k, None
        return (0 if maybe_zero else 1), None

    def _matrix(self) -> Any:
        matrix = numpy.zeros((len(self.sums), len(self.keys)))
        for number, (total, parts) in enumerate(self.sums):
            matrix[number, self.at[total]] -= 1
            for key in parts:
                matrix[number, self.at[key]] += 1
        return matrix


def _sums(keys: Iterable[Key]) -> list[tuple[Key, list[Key]]]:
    """Every total with the cells that add up to it."""
    parts: defaultdict[Key, set[Key]] = defaultdict(set)
    columns: defaultdict[Key, set[Key]] = defaultdict(set)
    for table, row, column in keys:
        own = one_name((table, row, column))
        if row and column:
            parts[table, row, ""].add(own)
            if table != "territory":
                columns[table, "", column].add(own)
        elif row:
            parts[table, "", ""].add(own)
        elif column:
            columns[table, "", ""].add(own)
    found = [(one_name(total), sorted(cells)) for total, cells in parts.items()]
    found += [(one_name(total), sorted(cells)) for total, cells in columns.items()]
    return found + _sums_of_statuses()


def _sums_of_statuses() -> list[tuple[Key, list[Key]]]:
    by_status = {status: ("year_status", "", status) for status in STATUSES}
    identified = ("identified", "", "")
    others = [by_status[status] for status in STATUSES if status not in IDENTIFIED]
    return [
        (identified, [by_status[status] for status in sorted(IDENTIFIED)]),
        (("year_status", "", ""), [identified, *others]),
    ]
