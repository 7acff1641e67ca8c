"""What differs from country to country: ``reference/countries/<iso2>.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from amparo.kernel.reference.codes import CodeList, code_list
from amparo.kernel.reference.labels import Label
from amparo.kernel.reference.reading import ROOT, InvalidReference, Reader, read_toml

PEOPLE_PER_DAY = 500  # our proposal; a country's file sets its own


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A telephone number for danger now. Unverified ones come from general knowledge."""

    number: str
    service: Label
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class RetentionTerm:
    """How many days a country keeps one kind of record, and who says so."""

    kind: str
    days: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class BreachClock:
    """In how many hours the authority must know of a breach, and who says so."""

    hours: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class MandatoryReport:
    """Who must report what, to whom and with which data at least: told to her before she speaks.

    An unverified one says so on the screen: nobody is told as law what nobody confirmed.
    """

    who: Label
    what: Label
    to: Label
    minimum: Label
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """A State's profile. ``clocks`` holds hours by urgency, the country's own or the general ones.

    ``retention_days`` counts from the closing of a case. ``languages`` are BCP 47 tags, the
    usual language of the administration first. ``region`` is the part of the Americas.
    ``people_per_day``: persons one account may see in 24 hours without a second's approval.
    """

    iso2: str
    iso3: str
    m49: str
    name: Label
    region: str
    languages: tuple[str, ...]
    time_zone: str
    child_below_years: int
    retention_days: int
    clocks: Mapping[str, int]
    people_per_day: int
    mandatory_reports: tuple[MandatoryReport, ...]
    emergency_numbers: tuple[EmergencyNumber, ...]
    demonstration: bool
    verified: bool
    source: str
    retention: tuple[RetentionTerm, ...] = ()
    breach: BreachClock | None = None


@cache
def countries() -> Mapping[str, CountryProfile]:
    """Every country of the platform, by two-letter code. Raises InvalidReference."""
    problems: list[str] = []
    found = read_countries(
        ROOT / "countries", code_list("urgency"), code_list("language"), problems
    )
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(found)


def country_profile(iso2: str) -> CountryProfile:
    """The profile of one State. Raises KeyError for a country that is not declared."""
    return countries()[iso2.upper()]


def emergency_numbers(iso2: str) -> tuple[EmergencyNumber, ...]:
    """Numbers to show when there is danger now; empty when we know none for certain enough."""
    return country_profile(iso2).emergency_numbers


def mandatory_reports(iso2: str) -> tuple[MandatoryReport, ...]:
    """What must be reported there; empty when nobody declared it yet."""
    profile = countries().get(iso2.upper())
    return profile.mandatory_reports if profile else ()


def country_choices(language: str = "es") -> list[tuple[str, str]]:
    """Code and name of every country, in the alphabetical order of ``language``."""
    names = [(profile.iso2, profile.name.in_(language)) for profile in countries().values()]
    return sorted(names, key=lambda choice: choice[1].replace("É", "E"))


def read_countries(
    folder: Path, urgencies: CodeList, languages: CodeList, problems: list[str]
) -> dict[str, CountryProfile]:
    """Read every profile of a folder and append what is wrong with them to ``problems``."""
    found: dict[str, CountryProfile] = {}
    for path in sorted(folder.glob("*.toml")):
        profile = _read_profile(read_toml(path, problems), urgencies)
        found[profile.iso2] = profile
        problems += [f"{path.name}: {each}" for each in _mistakes_of(profile, path, languages)]
    return found


def _read_profile(table: Reader, urgencies: CodeList) -> CountryProfile:
    profile = CountryProfile(
        iso2=table.text("iso2"),
        iso3=table.text("iso3"),
        m49=table.text("m49"),
        name=table.label("name"),
        region=table.text("region"),
        languages=table.texts("languages"),
        time_zone=table.text("time_zone"),
        child_below_years=table.whole("child_below_years"),
        retention_days=table.whole("retention_days"),
        clocks=_read_clocks(table, urgencies),
        people_per_day=table.whole("people_per_day", default=PEOPLE_PER_DAY),
        mandatory_reports=tuple(_read_report(each) for each in table.tables("mandatory_report")),
        emergency_numbers=tuple(_read_number(each) for each in table.tables("emergency")),
        demonstration=table.flag("demonstration", default=False),
        verified=table.flag("verified"),
        source=table.text("source"),
        retention=tuple(_read_retention(each) for each in table.tables("retention")),
        breach=_read_breach(table.table("breach")) if table.has("breach") else None,
    )
    if table.has("access"):
        table.table("access")  # what it takes away is read by `kernel.access.floor`
    table.finish()
    return profile


def _read_retention(table: Reader) -> RetentionTerm:
    term = RetentionTerm(
        kind=table.text("kind"),
        days=table.whole("days"),
        source=table.text("source"),
        verified=table.flag("verified"),
    )
    table.finish()
    return term


def _read_breach(table: Reader) -> BreachClock:
    found = BreachClock(
        hours=table.whole("hours"), source=table.text("source"), verified=table.flag("verified")
    )
    table.finish()
    return found


def _read_clocks(table: Reader, urgencies: CodeList) -> Mapping[str, int]:
    hours = {entry.code: int(entry.mappings["hours"]) for entry in urgencies}
    if table.has("clocks"):
        own = table.table("clocks")
        hours |= {code: own.whole(code) for code in hours if own.has(code)}
        own.finish()
    return MappingProxyType(hours)


def _read_number(table: Reader) -> EmergencyNumber:
    number = EmergencyNumber(
        number=table.text("number"),
        service=table.label("service"),
        source=table.text("source"),
        verified=table.flag("verified"),
    )
    table.finish()
    return number


def _read_report(table: Reader) -> MandatoryReport:
    report = MandatoryReport(
        who=table.label("who"),
        what=table.label("what"),
        to=table.label("to"),
        minimum=table.label("minimum"),
        source=table.text("source"),
        verified=table.flag("verified"),
    )
    table.finish()
    return report


def _mistakes_of(profile: CountryProfile, path: Path, languages: CodeList) -> list[str]:
    mistakes = []
    if profile.iso2 != path.stem.upper() or len(profile.iso2) != 2:
        mistakes.append(f"“iso2” is “{profile.iso2}”")
    if profile.region not in ("north", "central", "caribbean", "south"):
        mistakes.append(f"unknown region “{profile.region}”")
    mistakes += [
        f"unknown language “{each}”" for each in profile.languages if each not in languages
    ]
    mistakes += [
        f"emergency number “{each.number}” is not a number"
        for each in profile.emergency_numbers
        if not each.number.isdigit()
    ]
    try:
        ZoneInfo(profile.time_zone)
    except (KeyError, OSError, ValueError):  # not found, a folder, not a name
        mistakes.append(f"unknown time zone “{profile.time_zone}”")
    return mistakes
