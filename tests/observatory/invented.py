"""Invented facts for the tests of the observatory."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hypothesis import strategies as st

NOW = datetime(2031, 2, 1, 6, 0, tzinfo=UTC)

AGES = {
    "12_14": "child",
    "18_24": "young_adult",
    "45_59": "older_adult",
    "adult_unknown": "adult",
    "declined": "missing",
}
REGIONS = {"CR": "central", "MX": "north", "VE": "south", "CN": "elsewhere", "unknown": "missing"}
PLACES = [("CR", "CR-SJ"), ("CR", "CR-L"), ("CR", "unknown"), ("PA", "PA-8"), ("GT", "GT-01")]


def fact(person: str, **given: Any) -> dict[str, Any]:
    """A confirmed case of labour exploitation, with what the test says instead."""
    usual: dict[str, Any] = {
        "person": person,
        "status": "confirmed",
        "deciding_body": "prosecution",
        "decided_year": 2030,
        "opened_year": 2029,
        "country": "CR",
        "admin1": "CR-SJ",
        "modality": "labour",
        "sex": "female",
        "age_group": "18_24",
        "nationality": "CR",
    }
    return usual | given


def people(*groups: tuple[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """So many persons of each kind."""
    ids = count()
    return [fact(f"p{next(ids):05d}", **kind) for many, kind in groups for _ in range(many)]


def _kinds() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "status": st.sampled_from(["possible", "presumed", "confirmed", "not_confirmed"]),
            "deciding_body": st.sampled_from(["police", "prosecution", "unknown"]),
            "decided_year": st.sampled_from([None, 2028, 2030]),
            "place": st.sampled_from(PLACES),
            "modality": st.sampled_from(["sexual", "labour", "forced_begging", "undetermined"]),
            "sex": st.sampled_from(["female", "male", "unknown"]),
            "age_group": st.sampled_from(sorted(AGES)),
            "nationality": st.sampled_from(sorted(REGIONS)),
        }
    )


def _people(groups: Iterable[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    placed = []
    for many, kind in groups:
        country, admin1 = kind["place"]
        rest = {name: value for name, value in kind.items() if name != "place"}
        placed.append((many, rest | {"country": country, "admin1": admin1}))
    return people(*placed)


def registers() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Small registers, with many counts around the threshold."""
    group = st.tuples(st.integers(1, 24), _kinds())
    return st.lists(group, max_size=14).map(_people)
