"""One cell at a time: from what people write to the one spelling that is kept.

Every function takes normalised text that is not empty, gives canonical text, and raises Mistake.
Giving it its own answer gives the same answer back.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from amparo.cases.htcds.errors import Mistake
from amparo.cases.htcds.fields import Field, Kind
from amparo.cases.htcds.lists import choices_of, code_in, country_in, language_in
from amparo.cases.htcds.text import fold

FIRST_YEAR = 1900
YES, NO = "true", "false"

_YES = frozenset(
    ("si", "s", "yes", "y", "true", "verdadero", "v", "1", "x", "✓", "✔", "☑", "sim", "oui", "vrai")
)
_NO = frozenset(("no", "n", "false", "falso", "f", "0", "nao", "non", "faux", "✗", "☐"))
_MOST = {"prs_NumberOfChildren": 99, "vic_AgeWhenTrafficked": 120}
_DEGREES = {Kind.LATITUDE: 90, Kind.LONGITUDE: 180}

_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?[ap]\.? ?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
_SHORT_YEAR = re.compile(rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2}}{_TIME}", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"(\d{1,15})(?:[.,]0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?", re.ASCII)
_EXAMPLE = "Escríbala como 2024-05-31 o 31/05/2024, con el día primero"


def canonical(field: Field, text: str) -> str:
    """The cell as it is kept. Raises Mistake."""
    read = _READERS[field.kind]
    if not field.many:
        return read(field, text)
    parts = [part.strip() for part in text.split(";")]
    found = [read(field, part) for part in parts if part]
    if not found:
        raise Mistake("Solo hay separadores. Escriba los valores o deje la celda vacía.")
    return ";".join(_ordered(field, found))


def _ordered(field: Field, found: list[str]) -> list[str]:
    """Sets lose repeats and their order, so that the same answers give the same row.

    Dates keep both: each belongs to a referral.
    """
    match field.kind:
        case Kind.CODE:
            return [code for code in choices_of(field.code_list).order if code in found]
        case Kind.COUNTRY:
            return sorted(set(found))
        case _:
            return found


def _text(_field: Field, text: str) -> str:
    return text


def _code(field: Field, text: str) -> str:
    return code_in(field.code_list, text)


def _country(_field: Field, text: str) -> str:
    return country_in(text)


def _language(_field: Field, text: str) -> str:
    return language_in(text)


def _date(_field: Field, text: str) -> str:
    year, month, day = _year_month_day(text)
    try:
        found = date(year, month, day)
    except ValueError:
        raise Mistake(f"Esa fecha no existe. {_EXAMPLE}.") from None
    if found.year < FIRST_YEAR:
        raise Mistake(f"La fecha es anterior a {FIRST_YEAR}. {_EXAMPLE}.")
    return found.isoformat()


def _year_month_day(text: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[4]), int(found[3]), int(found[1])
    if _SHORT_YEAR.fullmatch(text):
        raise Mistake(f"El año lleva cuatro cifras. {_EXAMPLE}.")
    raise Mistake(f"No es una fecha completa. {_EXAMPLE}; si no se sabe, deje la celda vacía.")


def _whole(field: Field, text: str) -> str:
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise Mistake("Debe ser un número entero, sin signo ni letras, por ejemplo 3.")
    most = _MOST[field.key]
    if int(found[1]) > most:
        raise Mistake(f"El número no puede pasar de {most}.")
    return str(int(found[1]))


def _degrees(field: Field, text: str) -> str:
    text = text.replace("\u2212", "-")
    most = _DEGREES[field.kind]
    if not _DECIMAL.fullmatch(text):
        raise Mistake("Deben ser grados con decimales, por ejemplo 9.9281 o -84,0907.")
    number = Decimal(text.replace(",", "."))
    if abs(number) > most:
        raise Mistake(f"Los grados van de -{most} a {most}.")
    shown = format(number.normalize(), "f")
    return "0" if number.is_zero() else shown


def _checkbox(_field: Field, text: str) -> str:
    asked = fold(text) or text
    if asked in _YES:
        return YES
    if asked in _NO:
        return NO
    raise Mistake("Escriba sí o no.")


_READERS: dict[Kind, Callable[[Field, str], str]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.COUNTRY: _country,
    Kind.LANGUAGE: _language,
    Kind.DATE: _date,
    Kind.WHOLE: _whole,
    Kind.LATITUDE: _degrees,
    Kind.LONGITUDE: _degrees,
    Kind.CHECKBOX: _checkbox,
}
