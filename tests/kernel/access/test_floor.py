"""A country takes away from the matrix, and never adds to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.access.conflicts import may_be_held, on_both_sides
from amparo.kernel.access.floor import (
    lessened,
    problems_in,
    problems_of_countries,
    readable,
    writable,
)
from amparo.kernel.access.matrix import matrix, roles_of_kind
from amparo.kernel.access.permissions import Permission, Purpose, Role

ADDS = [
    ({"case_worker": {"permissions": ["audit:read"]}}, ["case_worker", "permissions"]),
    ({"case_worker": {"without_permissions": ["audit:read"]}}, ["case_worker", "audit:read"]),
    ({"clinician": {"without_classes": {"location": "r"}}}, ["clinician", "location:r"]),
    ({"clinician": {"without_classes": {"identity": "w"}}}, ["clinician", "identity:w"]),
    ({"auditor": {"without_purposes": ["assist"]}}, ["auditor", "assist"]),
    ({"auditor": {"without_purposes": ["oversight"]}}, ["auditor", "no purpose"]),
    ({"border_guard": {}}, ["border_guard"]),
    ({"auditor": ["audit:read"]}, ["auditor"]),
    (["auditor"], ["access"]),
]


@pytest.mark.parametrize(("taken", "words"), ADDS)
def test_whatever_adds_is_refused_with_file_role_and_word(taken, words):
    problems = problems_in("mx.toml", taken)
    assert len(problems) == 1
    assert all(word in problems[0] for word in ["mx.toml", *words])


def test_every_country_as_shipped_takes_away_at_most():
    assert problems_of_countries() == []


def test_a_file_that_adds_is_named_among_the_countries(tmp_path):
    (tmp_path / "zz.toml").write_text('[access.auditor]\npurposes = ["assist"]\n')
    assert ["zz.toml" in one for one in problems_of_countries(tmp_path)] == [True]


@given(role=st.sampled_from(list(Role)), chosen=st.data())
def test_what_a_country_leaves_is_part_of_what_was_given(role, chosen):
    grant = matrix()[role]
    some = chosen.draw(st.sets(st.sampled_from(sorted(grant.permissions) or [""])))
    taken = {
        "without_permissions": sorted(some - {""}),
        "without_classes": {
            str(data_class): "".join(chosen.draw(st.sets(st.sampled_from(sorted(actions)))))
            for data_class, actions in grant.classes.items()
        },
        "without_purposes": [str(each) for each in grant.purposes[1:]],
    }
    assert problems_in("mx.toml", {str(role): taken}) == []
    left = lessened(grant, taken)
    assert left.permissions == grant.permissions - some
    assert left.purposes == grant.purposes[:1]
    for data_class, actions in left.classes.items():
        assert actions
        assert actions == grant.classes[data_class] - set(taken["without_classes"][str(data_class)])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_justice_never_reads_what_the_wall_keeps(role, purpose):
    seen = readable(matrix()[role], "justice", purpose)
    assert not seen & {"clinical", "privileged", "migration", "shelter"}
    assert not writable(matrix()[role], "justice", purpose) & {"clinical", "privileged"}
    if purpose not in ("investigate", "prosecute", "witness_protection"):
        assert "services" not in seen


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("domain", ["services", "intake"])
def test_services_never_read_the_justice_file(role, domain):
    assert not readable(matrix()[role], domain, Purpose.ASSIST) & {
        "investigation",
        "integrity",
        "cooperation",
    }


@pytest.mark.parametrize("kind", ["migration", "border"])
def test_migration_and_border_give_two_functions_at_most(kind):
    assert roles_of_kind(kind) == {Role.PERMIT_DESK, Role.ORGANISATION_ADMIN}
    held = {role for role in Role if may_be_held(role, domain="neutral", kind=kind)}
    assert held == {Role.PERMIT_DESK, Role.ORGANISATION_ADMIN}
    writes = Permission.CASE_WRITE
    assert not [role for role in held if writes in matrix()[role].permissions]


def test_prosecutors_belong_to_justice():
    where = ["services", "justice", "oversight", "intake", "neutral"]
    assert [
        domain for domain in where if may_be_held(Role.PROSECUTOR, domain=domain, kind="prosecutor")
    ] == ["justice"]


@pytest.mark.parametrize(
    ("domain", "others", "both"),
    [
        ("services", ["justice"], True),
        ("justice", ["oversight", "services"], True),
        ("services", ["services", "oversight", "intake"], False),
        ("oversight", ["justice", "services"], False),
        ("justice", [], False),
    ],
)
def test_nobody_serves_both_sides(domain, others, both):
    assert on_both_sides(domain, others) is both


def test_every_purpose_that_she_may_allow_has_a_function_that_works_under_it():
    from amparo.persons.choices import ConsentPurpose

    reads = Permission.CASE_READ
    working = {each for g in matrix().values() if reads in g.permissions for each in g.purposes}
    assert set(ConsentPurpose.values) <= working
