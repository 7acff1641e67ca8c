"""Code lists: ``reference/codes/<scheme>.csv``, declared in ``reference/codes/schemes.toml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from amparo.kernel.reference.labels import LANGUAGES, Label, label_from
from amparo.kernel.reference.reading import ROOT, InvalidReference, Reader, read_csv, read_toml

MISSING_CODES = ("unknown", "not_asked", "declined")
_NEEDED = ("code", *LANGUAGES, "source")


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list, with its mappings to other classifications (empty: no equivalent)."""

    code: str
    label: Label
    source: str
    mappings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes in the order they are shown.

    ``records_absence`` lists carry unknown, not asked and declined as three separate codes.
    """

    scheme: str
    version: str
    title: Label
    records_absence: bool
    entries: tuple[Code, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.entries)

    @property
    def substantive(self) -> tuple[str, ...]:
        """The codes that say something, without unknown, not asked and declined."""
        if not self.records_absence:
            return self.codes
        return tuple(code for code in self.codes if code not in MISSING_CODES)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries)

    def get(self, code: str) -> Code:
        """Raises KeyError when the list has no such code."""
        for entry in self.entries:
            if entry.code == code:
                return entry
        raise KeyError(f"{self.scheme}: {code}")

    def label(self, code: str, language: str = "es") -> str:
        return self.get(code).label.in_(language)

    def choices(self, language: str = "es") -> list[tuple[str, str]]:
        return [(entry.code, entry.label.in_(language)) for entry in self.entries]

    def codes_where(self, column: str, value: str) -> tuple[str, ...]:
        """Codes whose mapping ``column`` holds ``value``; several values are joined by “;”."""
        return tuple(
            entry.code
            for entry in self.entries
            if value in entry.mappings.get(column, "").split(";")
        )


@cache
def code_list(scheme: str) -> CodeList:
    """The list called ``scheme``.

    Raises:
        KeyError: no such list is declared.
        InvalidReference: the declared lists have a mistake.
    """
    return code_lists()[scheme]


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Every declared list, by scheme. Raises InvalidReference."""
    problems: list[str] = []
    lists = read_code_lists(ROOT / "codes", problems)
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(lists)


def read_code_lists(folder: Path, problems: list[str]) -> dict[str, CodeList]:
    """Read every list of a folder and append what is wrong with them to ``problems``."""
    schemes = read_toml(folder / "schemes.toml", problems)
    declared = schemes.items()
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in declared:
            problems.append(f"codes/{path.name}: not declared in schemes.toml")
    return {
        scheme: _read_list(scheme, schemes.table(scheme), folder, problems) for scheme in declared
    }


def _read_list(scheme: str, about: Reader, folder: Path, problems: list[str]) -> CodeList:
    rows = read_csv(folder / f"{scheme}.csv", _NEEDED, problems)
    entries = tuple(_read_code(scheme, row, problems) for row in rows)
    found = CodeList(
        scheme=scheme,
        version=about.text("version"),
        title=about.label("title"),
        records_absence=about.flag("records_absence", default=False),
        entries=entries,
    )
    about.finish()
    problems += _mistakes_of(found)
    return found


def _read_code(scheme: str, row: dict[str, str], problems: list[str]) -> Code:
    where = f"codes/{scheme}.csv: {row['code'] or '(no code)'}"
    problems += [f"{where}: missing {key}" for key in ("code", "source") if not row[key].strip()]
    extra = {key: value.strip() for key, value in row.items() if key not in _NEEDED}
    label = label_from(row, where, problems)
    return Code(row["code"].strip(), label, row["source"].strip(), MappingProxyType(extra))


def _mistakes_of(found: CodeList) -> list[str]:
    where = f"codes/{found.scheme}.csv"
    mistakes = [
        f"{where}: duplicate code “{code}”"
        for code in sorted(set(found.codes))
        if found.codes.count(code) > 1
    ]
    absent = [code for code in MISSING_CODES if code not in found.codes]
    if found.records_absence:
        mistakes += [f"{where}: “{code}” must be a code of its own" for code in absent]
    if not found.codes:
        mistakes.append(f"{where}: no codes")
    return mistakes
