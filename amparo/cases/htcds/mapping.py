"""Between an HTCDS row and our own records, both ways. Pure: text in, text out.

What HTCDS holds and we have no place for stays in the imported row, sealed, and goes out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amparo.cases.htcds.checking import Checked
from amparo.kernel.reference import code_list
from amparo.persons.public import AgeGroup

GENDERS = {
    "Feminine": "woman",
    "Masculine": "man",
    "TransgenderFeminine": "trans_woman",
    "TransgenderMasculine": "trans_man",
    "NonConforming": "non_binary",
    "NonSpecifiedUnknown": "unknown",
}
EDUCATION = {
    "EarlyChildhoodEducation": "early_childhood",
    "PrimaryEducation": "primary",
    "LowerSecondaryEducation": "lower_secondary",
    "UpperSecondaryEducation": "upper_secondary",
    "PostSecondaryNonTertiaryEducation": "post_secondary",
    "ShortCycleTertiaryEducation": "short_tertiary",
    "BachelorsOrEquivalentLevel": "bachelor",
    "MastersOrEquivalentLevel": "master",
    "DoctoralOrEquivalentLevel": "doctorate",
}
STATES = {
    "Active": "active",
    "FollowUp": "follow_up",
    "Closed": "closed",
    "ClosedReferred": "closed",
}
STATUSES = {
    "PossibleVictimOfTrafficking": "possible",
    "ActualVictimOfTrafficking": "confirmed",
    "NotAVictimOfTrafficking": "not_confirmed",
}
DECIDING_BODIES = {
    "Police": "police",
    "NGO": "ngo",
    "CourtOrProsecution": "prosecution",
    "NonPoliceGovernmentalOrganization": "other_government",
    "Other": "other",
}
EVENT_KINDS = {
    "Recruitment": "recruitment",
    "Transit": "transit",
    "Exploitation": "exploitation",
}
# HTCDS types with no modality of ours of the same name.
EXPLOITATION = {
    "ForcedLabour": "labour",
    "ChildLabour": "labour",
    "SexualExploitation": "sexual",
    "Servitude": "domestic_servitude",
    "ForcedMarriage": "forced_marriage",
    "ForcedBegging": "forced_begging",
    "ForcedAdoption": "illegal_adoption",
    "OrganRemoval": "organ_removal",
    "ForcedMilitaryByNonStateActors": "other",
    "Surrogacy": "other",
    "Other": "other",
}
ADULT_AGE = 18
BANDS = (
    (5, "0_5"),
    (11, "6_11"),
    (14, "12_14"),
    (17, "15_17"),
    (24, "18_24"),
    (34, "25_34"),
    (44, "35_44"),
    (59, "45_59"),
    (200, "60_plus"),
)
NAME = ("prs_FirstName", "prs_MiddleName", "prs_SecondName")
ADDRESS = (
    "prs_MailingStreet",
    "prs_MailingCity",
    "prs_MailingState",
    "prs_MailingPostalCode",
    "prs_MailingCountry",
)
REACHED = ("prs_MobilePhone", "prs_HomePhone", "prs_Email")
EVENT_PLACE = (
    "hte_Street",
    "hte_City",
    "hte_State",
    "hte_PostalCode",
    "hte_Latitude",
    "hte_Longitude",
)


@dataclass(frozen=True)
class MappedEvent:
    """``area``: what `hte_State` says; our own events give a code of ISO 3166-2."""

    kind: str
    happened: str
    country: str
    place: str
    narrative: str
    area: str = ""


@dataclass(frozen=True)
class MappedRow:
    """What a row says in our own terms. ``coded`` and ``words``: as `PersonFields` takes them.

    ``state`` and ``status`` are empty when the row does not say them.
    """

    age_group: str
    state: str
    modalities: list[str]
    status: str
    deciding_body: str
    event: MappedEvent | None
    comment: str
    objectives: str
    coded: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict, repr=False)


def mapped(row: Checked, *, today: date) -> MappedRow:
    """Read a checked row in our terms; what it does not say stays unknown."""
    age = _age(row.date("prs_Birthdate"), today)
    return MappedRow(
        age_group=_age_group(age),
        state=STATES.get(row.get("cas_Status"), ""),
        modalities=modalities(row),
        status=STATUSES.get(row.get("vic_TraffickingStatus"), ""),
        deciding_body=DECIDING_BODIES.get(
            row.get("vic_TraffickingStatusDecisionMakingOrg"), "other"
        ),
        event=_event(row),
        comment=row.get("cco_CaseComment"),
        objectives=row.get("spl_Objectives"),
        coded=_coded(row, age),
        words=_words(row),
    )


def modalities(row: Checked) -> list[str]:
    """Our modalities of the exploitation types that a row names."""
    return sorted({EXPLOITATION[one] for one in row.many("vic_TypeOfExploitation")})


def _coded(row: Checked, age: int | None) -> dict[str, Any]:
    said = {
        "gender": GENDERS.get(row.get("prs_Gender"), "not_asked"),
        "education": EDUCATION.get(row.get("prs_HighestLevelOfEducation"), "not_asked"),
        "language": row.get("prs_PrimaryLanguage")[:12],
        "nationalities": sorted(row.many("prs_Citizenship")),
        "age_band": next(
            (band for top, band in BANDS if age is not None and age <= top), "unknown"
        ),
        "age_group": "" if age is None else _age_group(age),
    }
    return {name: value for name, value in said.items() if value}


def _words(row: Checked) -> dict[str, str]:
    said = {
        "name": _joined(row, NAME, " "),
        "birth": row.get("prs_Birthdate"),
        "document": row.get("prs_IdentityNumber"),
        "address": _joined(row, ADDRESS, ", "),
        "contact_note": _joined(row, REACHED, " · "),
    }
    return {name: text for name, text in said.items() if text}


def _event(row: Checked) -> MappedEvent | None:
    if not any(key.startswith("hte_") for key in row.values):
        return None
    return MappedEvent(
        kind=EVENT_KINDS.get(row.get("hte_Type"), "other"),
        happened=row.get("hte_Date"),
        country=row.get("hte_Country"),
        place=_joined(row, EVENT_PLACE, ", "),
        narrative=row.get("hte_Description"),
    )


def outgoing(
    *,
    person: Mapping[str, Any],
    words: Mapping[str, str],
    state: str,
    kinds: list[str],
    status: str,
    deciding_body: str,
) -> dict[str, str]:
    """One of our own persons as HTCDS fields; only what HTCDS has a place for."""
    first, _space, rest = words.get("name", "").partition(" ")
    row = {
        "prs_FirstName": first,
        "prs_SecondName": rest,
        "prs_Birthdate": _whole_day(words.get("birth", "")),
        "prs_IdentityNumber": words.get("document", ""),
        "prs_MailingStreet": words.get("address", ""),
        "prs_Gender": _back(GENDERS, person["gender"]),
        "prs_HighestLevelOfEducation": _back(EDUCATION, person["education"]),
        "prs_Citizenship": ";".join(person["nationalities"]),
        "vic_TraffickingStatus": _back(STATUSES, counted(status)),
        "vic_TypeOfExploitation": ";".join(htcds_types(kinds)),
        "prs_PrimaryLanguage": person["language"],
        "cas_Status": _back(STATES, state) or "Active",
        "cas_CaseOwner": person["code_name"],
    }
    if row["vic_TraffickingStatus"]:
        decided = _back(DECIDING_BODIES, deciding_body)
        row["vic_TraffickingStatusDecisionMakingOrg"] = decided or "Other"
    return {key: text for key, text in row.items() if text}


def event_cells(event: MappedEvent) -> dict[str, str]:
    """One of our own events as HTCDS fields, empty where it says nothing."""
    return {
        "hte_Type": _back(EVENT_KINDS, event.kind),
        "hte_Date": _whole_day(event.happened),
        "hte_Country": event.country,
        "hte_State": event.area,
        "hte_Street": event.place,
        "hte_Description": event.narrative,
    }


def htcds_types(kinds: list[str]) -> list[str]:
    """HTCDS exploitation types of our modalities, by the mapping in the code list."""
    known = code_list("modality")
    types = [known.get(one).mappings.get("htcds", "") for one in kinds if one in known]
    return sorted({one for one in types if one})


def counted(status: str) -> str:
    """The status as HTCDS tells it. It has no "presumed" and no decision from abroad."""
    return {"presumed": "possible", "recognised_abroad": "confirmed"}.get(status, status)


def _back(table: Mapping[str, str], ours: str) -> str:
    return next((theirs for theirs, mine in table.items() if mine == ours), "")


def _joined(row: Checked, keys: tuple[str, ...], between: str) -> str:
    return between.join(row.get(key) for key in keys if row.get(key))


def _whole_day(partial: str) -> str:
    """HTCDS dates are whole days: a year or a range has no place there."""
    return partial if len(partial) == len("2024-01-01") and "/" not in partial else ""


def _age(birth: date | None, today: date) -> int | None:
    if birth is None:
        return None
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _age_group(age: int | None) -> str:
    if age is None:
        return AgeGroup.IN_DOUBT.value
    return AgeGroup.ADULT.value if age >= ADULT_AGE else AgeGroup.CHILD.value
