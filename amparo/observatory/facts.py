"""The shape of a de-identified fact: one row for each status that a person has had.

Every value is a code, never free text: a value with a space, or a column that is not listed here,
is refused, so that a careless exporter cannot carry a name or a sentence into the lake.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from amparo.kernel.reference.codes import MISSING_CODES, CodeList, code_list
from amparo.kernel.reference.countries import countries
from amparo.observatory.errors import BadFact

STATUSES = ("possible", "presumed", "confirmed", "not_confirmed")
REQUIRED = ("person", "status", "opened_year", "country")
CODED = (
    "status deciding_body country admin1 sex age_group nationality gender ethnicity education "
    "income disability migration_status skin_colour"
).split()
YEARS = ("decided_year", "opened_year")
COLUMNS = ("person", *CODED, *YEARS, "modality", "modalities")
SEVERAL = "several"
BAND = "region:"  # of an erased person, only the band of her nationality is left
MISSING = "missing"  # in public tables: unknown, not asked and declined together

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,63}", re.ASCII)


def clean(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Check rows and complete them; what was not given is "unknown".

    A person with several modalities is counted once, under "several": then every table adds up to
    its total, which is what the suppression proof needs. The single codes stay in ``modalities``.

    Raises:
        BadFact: a column is missing, not on the list, or does not hold a code or a year.
    """
    for number, row in enumerate(rows, start=1):
        for column in row.keys() - {*COLUMNS}:
            raise BadFact(number, column, "not a column of the lake")
        for column in REQUIRED:
            if row.get(column) is None:
                raise BadFact(number, column, "missing")
        yield _completed(number, row)


def _completed(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    modalities = _modalities(number, row)
    fact: dict[str, Any] = {"person": _code(number, "person", row["person"])}
    fact |= {column: _code(number, column, row.get(column, "unknown")) for column in CODED}
    fact |= {column: _year(number, column, row.get(column)) for column in YEARS}
    if fact["status"] not in STATUSES:
        raise BadFact(number, "status", "not one of " + ", ".join(STATUSES))
    fact["modalities"] = modalities
    fact["modality"] = modalities[0] if len(modalities) == 1 else SEVERAL
    fact["year"] = fact["opened_year"] if fact["decided_year"] is None else fact["decided_year"]
    return fact | _public_columns(fact)


def _code(number: int, column: str, value: object) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadFact(number, column, "not a code")
    return value


def _year(number: int, column: str, value: object) -> int | None:
    if value is None and column == "decided_year":
        return None
    if not isinstance(value, int) or not 1900 <= value <= 2199:
        raise BadFact(number, column, "not a year")
    return value


def _modalities(number: int, row: Mapping[str, Any]) -> list[str]:
    given = row.get("modalities") or [row.get("modality") or "unknown"]
    if isinstance(given, str):
        raise BadFact(number, "modalities", "not a list")
    return sorted({_code(number, "modalities", value) for value in given})


def _public_columns(fact: Mapping[str, Any]) -> dict[str, str]:
    """Broader codes for public tables: fewer, larger cells, so that fewer must be hidden."""
    return {
        "public_body": _without_reasons(fact["deciding_body"]),
        "public_sex": _without_reasons(fact["sex"]),
        "public_age": _public_age(fact["age_group"]),
        "public_modality": _public_modality(fact["modality"]),
        "public_admin1": _without_reasons(fact["admin1"]),
        "public_region": _public_region(fact["nationality"]),
    }


def _without_reasons(code: str) -> str:
    return MISSING if code in MISSING_CODES else code


def _public_modality(code: str) -> str:
    return "undetermined" if code in MISSING_CODES else code


def _public_age(code: str) -> str:
    """Under 18, young adult, older adult, adult without more, or nothing known."""
    if code in ("child", "adult"):
        return code
    bands: CodeList = code_list("age_band")
    if code not in bands.substantive:
        return MISSING
    last = bands.get(code).mappings["to_years"]
    if last and int(last) < 18:
        return "child"
    if code == "adult_unknown":
        return "adult"
    return "young_adult" if last and int(last) < 25 else "older_adult"


def _public_region(nationality: str) -> str:
    """Part of the Americas that the country profile names; Mexico counts as North."""
    if nationality in MISSING_CODES:
        return MISSING
    if nationality.startswith(BAND):
        return nationality.removeprefix(BAND)
    profile = countries().get(nationality)
    return profile.region if profile else "elsewhere"
