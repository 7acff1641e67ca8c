"""Strict reading of declared data: every mistake is collected and named, none is guessed away."""

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from amparo.kernel.reference.labels import Label, label_from

Blank = TypeVar("Blank")

ROOT = Path(__file__).resolve().parents[3] / "reference"


class InvalidReference(ValueError):
    """Declared data that cannot be trusted. Its text names every problem, one per line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Reader:
    """One TOML table read key by key; ``finish`` names the keys nobody asked for.

    A wrong value is written to ``problems`` and a harmless empty one returned, so that one
    pass over a file names all its mistakes.
    """

    def __init__(self, where: str, table: Mapping[str, object], problems: list[str]) -> None:
        self.where = where
        self.problems = problems
        self._table = table
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self._table

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        return self._refuse(key, "a text", "")

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self._value(key, default)
        return value if isinstance(value, bool) else self._refuse(key, "true or false", False)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number of at least 1."""
        value = self._value(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        return self._refuse(key, "a whole number of at least 1", 1)

    def maybe_whole(self, key: str) -> int | None:
        return self.whole(key) if self.has(key) else None

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._value(key, default)
        if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
            return tuple(value)
        return self._refuse(key, "a list of texts", ())

    def label(self, key: str) -> Label:
        where = f"{self.where}: {key}"
        return label_from(self._mapping(key), where, self.problems)

    def table(self, key: str) -> "Reader":
        return Reader(f"{self.where}: {key}", self._mapping(key), self.problems)

    def tables(self, key: str) -> list["Reader"]:
        """The tables of a ``[[key]]`` list; none at all is an empty list."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            return self._refuse(key, "a list of tables", [])
        return [
            Reader(f"{self.where}: {key} {number}", each, self.problems)
            for number, each in enumerate(value, start=1)
        ]

    def items(self) -> list[str]:
        """Every key of the table, all of them now asked for."""
        self._asked.update(self._table)
        return list(self._table)

    def finish(self) -> None:
        for key in sorted(set(self._table) - self._asked):
            self.problems.append(f"{self.where}: unknown key “{key}”")

    def _value(self, key: str, default: object) -> object:
        self._asked.add(key)
        return self._table.get(key, default)

    def _mapping(self, key: str) -> Mapping[str, object]:
        value = self._value(key, None)
        return value if isinstance(value, dict) else self._refuse(key, "a table", {})

    def _refuse(self, key: str, wanted: str, blank: Blank) -> Blank:
        self.problems.append(f"{self.where}: “{key}” must be {wanted}")
        return blank


def read_toml(path: Path, problems: list[str]) -> Reader:
    """Open a TOML file as a reader; a file that is absent or broken reads as an empty table."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path.name}: {error.__class__.__name__}: {error}")
        table = {}
    return Reader(path.name, table, problems)


def read_csv(path: Path, needed: tuple[str, ...], problems: list[str]) -> list[dict[str, str]]:
    """Rows of a UTF-8 CSV with a header; rows that do not fit the header are named."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = list(reader)
            header = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{path.name}: {error.__class__.__name__}: {error}")
        return []
    problems += [f"{path.name}: missing column “{each}”" for each in needed if each not in header]
    fitting = [row for row in rows if None not in row and None not in row.values()]
    if len(fitting) < len(rows):
        problems.append(f"{path.name}: {len(rows) - len(fitting)} rows do not fit the header")
    return fitting if set(needed) <= set(header) else []
