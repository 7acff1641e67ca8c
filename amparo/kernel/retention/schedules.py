"""How long each kind of record is kept: the general terms, and what a country says otherwise.

`reference/retention.toml` holds the general terms; ``[[retention]]`` tables of a country file take
their place, each with its source. What nobody verified says so on every page that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from amparo.kernel.reference.countries import country_profile
from amparo.kernel.reference.labels import Label
from amparo.kernel.reference.reading import ROOT, InvalidReference, Reader, read_toml


class Kept(StrEnum):
    """Kinds of record that have a term of their own."""

    PERSON_FILE = "person_file"
    REPORT_WORDS = "report_words"
    DRAFT = "draft"
    RIGHTS_REQUEST = "rights_request"
    KEY_BACKUP = "key_backup"


@dataclass(frozen=True, slots=True)
class Term:
    """``days`` count from ``starts`` (a phrase for people). ``classes``: data classes it covers."""

    kind: str
    days: int
    label: Label
    starts: Label
    classes: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """Days to answer each kind of request, and hours to tell the authority of a breach."""

    answer_days: Mapping[str, int]
    breach_hours: int
    source: str
    verified: bool


@cache
def general_terms() -> Mapping[str, Term]:
    """Terms that hold where a country says nothing. Raises InvalidReference."""
    return _declared()[0]


@cache
def clocks() -> Clocks:
    """Deadlines of requests and breaches. Raises InvalidReference."""
    return _declared()[1]


def term_of(kind: Kept, country: str) -> Term:
    """The term of a kind of record in a country. A country that is not declared has the general."""
    return terms_of(country)[kind]


def terms_of(country: str) -> dict[str, Term]:
    """Every term of a country by kind: its own where it has one."""
    terms = dict(general_terms())
    try:
        profile = country_profile(country)
    except KeyError:
        return terms
    file = terms[Kept.PERSON_FILE]
    source = profile.source if profile.verified else file.source
    terms[file.kind] = _changed(file, profile.retention_days, source, profile.verified)
    for own in profile.retention:
        terms[own.kind] = _changed(terms[own.kind], own.days, own.source, own.verified)
    return terms


def breach_clock(country: str) -> Clocks:
    """The country's own hours to notify a breach, or the general ones."""
    general = clocks()
    try:
        own = country_profile(country).breach
    except KeyError:
        own = None
    if own is None:
        return general
    return Clocks(general.answer_days, own.hours, own.source, own.verified)


def _changed(term: Term, days: int, source: str, verified: bool) -> Term:
    return Term(term.kind, days, term.label, term.starts, term.classes, source, verified)


@cache
def _declared() -> tuple[Mapping[str, Term], Clocks]:
    problems: list[str] = []
    table = read_toml(ROOT / "retention.toml", problems)
    table.whole("version")
    terms = {term.kind: term for term in map(_read_term, table.tables("term"))}
    found = _read_clocks(table.table("clocks"))
    table.finish()
    problems += [f"retention.toml: no term for {kind}" for kind in Kept if kind not in terms]
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(terms), found


def _read_term(table: Reader) -> Term:
    term = Term(
        kind=table.text("kind"),
        days=table.whole("days"),
        label=table.label("label"),
        starts=table.label("starts"),
        classes=table.texts("classes"),
        source=table.text("source"),
        verified=table.flag("verified"),
    )
    table.finish()
    return term


def _read_clocks(table: Reader) -> Clocks:
    days = table.table("answer_days")
    found = Clocks(
        answer_days=MappingProxyType({kind: days.whole(kind) for kind in days.items()}),
        breach_hours=table.whole("breach_hours"),
        source=table.text("source"),
        verified=table.flag("verified"),
    )
    days.finish()
    table.finish()
    return found
