"""The 84 fields of HTCDS 2.0 and their lists of values, read from ``reference/htcds``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from amparo.kernel.reference.reading import ROOT, InvalidReference, read_csv

_FIELD_COLUMNS = (
    "section",
    "key",
    "label_es",
    "label_en",
    "type",
    "cardinality",
    "core",
    "deprecated",
    "code_list",
    "sealed",
)
_CODE_COLUMNS = ("list", "code", "label_es", "label_en", "label_pt", "label_fr", "aliases")


class Kind(StrEnum):
    """How a cell is checked. The standard's own word is ``Field.type``."""

    TEXT = "text"
    CODE = "code"
    COUNTRY = "country"
    LANGUAGE = "language"
    DATE = "date"
    WHOLE = "whole"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    CHECKBOX = "checkbox"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the flat file.

    ``many``: the cell holds values joined by “;”. Text is never split, since prose has
    semicolons of its own: only codes, countries and dates can be many.
    ``code_list`` is a key of ``codes()``, ``ISO 3166-1``, ``ISO 639`` or empty.
    ``sealed``: the value never appears in a message.
    """

    key: str
    section: str
    label_es: str
    label_en: str
    type: str
    kind: Kind
    many: bool
    core: bool
    deprecated: bool
    code_list: str
    sealed: bool

    @property
    def name(self) -> str:
        """The key without its prefix: ``Gender`` for ``prs_Gender``."""
        return self.key.partition("_")[2]


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a list, spelt as the standard spells it, and its other accepted spellings."""

    code: str
    label_es: str
    label_en: str
    label_pt: str
    label_fr: str
    aliases: tuple[str, ...]


@cache
def fields() -> Mapping[str, Field]:
    """Every field by key, in the standard's order. Raises InvalidReference."""
    found = [_field(row) for row in _rows("fields.csv", _FIELD_COLUMNS)]
    return MappingProxyType({field.key: field for field in found})


@cache
def codes() -> Mapping[str, tuple[Code, ...]]:
    """Every list of values by name, in the standard's order. Raises InvalidReference."""
    lists: dict[str, list[Code]] = {}
    for row in _rows("codes.csv", _CODE_COLUMNS):
        lists.setdefault(row["list"], []).append(_code(row))
    return MappingProxyType({name: tuple(found) for name, found in lists.items()})


@cache
def language_codes() -> Mapping[str, str]:
    """ISO 639-2 and 639-1 codes, each with the shortest code of the same language."""
    shortest: dict[str, str] = {}
    for row in _rows("languages.csv", ("alpha3", "alpha2", "bibliographic")):
        spellings = [row["alpha2"], row["alpha3"], row["bibliographic"]]
        known = [spelling for spelling in spellings if spelling]
        shortest |= dict.fromkeys(known, known[0])
    return MappingProxyType(shortest)


def _rows(name: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    problems: list[str] = []
    rows = read_csv(ROOT / "htcds" / name, needed, problems)
    if problems:
        raise InvalidReference(problems)
    return rows


def _field(row: Mapping[str, str]) -> Field:
    kind = _kind(row)
    return Field(
        key=row["key"],
        section=row["section"],
        label_es=row["label_es"],
        label_en=row["label_en"],
        type=row["type"],
        kind=kind,
        many=row["cardinality"] == "many" and kind in (Kind.CODE, Kind.COUNTRY, Kind.DATE),
        core=row["core"] == "yes",
        deprecated=row["deprecated"] == "yes",
        code_list=row["code_list"],
        sealed=row["sealed"] == "yes",
    )


def _kind(row: Mapping[str, str]) -> Kind:
    by_ending = {"Latitude": Kind.LATITUDE, "Longitude": Kind.LONGITUDE}
    for ending, kind in by_ending.items():
        if row["key"].endswith(ending):
            return kind
    by_list = {"ISO 3166-1": Kind.COUNTRY, "ISO 639": Kind.LANGUAGE}
    if row["code_list"]:
        return by_list.get(row["code_list"], Kind.CODE)
    by_type = {"Date": Kind.DATE, "Number": Kind.WHOLE, "Checkbox": Kind.CHECKBOX}
    return by_type.get(row["type"], Kind.TEXT)


def _code(row: Mapping[str, str]) -> Code:
    return Code(
        code=row["code"],
        label_es=row["label_es"],
        label_en=row["label_en"],
        label_pt=row["label_pt"],
        label_fr=row["label_fr"],
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
    )
