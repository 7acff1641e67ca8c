"""Making a cut: allowed, answered, recorded in codes."""

import pytest

from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.observatory.errors import NoGeneration, UnknownValue
from amparo.observatory.lake import build
from amparo.observatory.services import make_cut
from tests.factories.kernel import actor
from tests.observatory.invented import NOW, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(settings, tmp_path):
    settings.LAKE = tmp_path
    return tmp_path


def test_a_cut_counts_small_cells_and_leaves_one_row(lake):
    generation = build(people((3, {}), (2, {"sex": "male"})), lake, NOW)
    who = actor(Role.STATISTICIAN)

    found = make_cut(actor=who, by=["sex"], where={"year": "2030"})

    assert [(row["sex"], row["persons"]) for row in found.rows] == [("female", 3), ("male", 2)]
    row = AuditRow.objects.get()
    assert (row.verb, row.actor, row.fields) == (Verb.CUT_MADE, who.name, ["sex", "year"])
    assert row.details == {"by": "sex", "where": "year=2030", "generation": generation.name}


def test_whoever_may_not_cut_is_refused_before_the_lake_is_opened(lake):
    with pytest.raises(Denied) as refused:
        make_cut(actor=actor(Role.AUDITOR), by=["sex"], where={})

    assert refused.value.predicate == "can_cut"
    assert not AuditRow.objects.exists()


def test_a_cut_that_was_not_answered_is_not_recorded(lake):
    who = actor(Role.STATISTICIAN)
    with pytest.raises(NoGeneration):
        make_cut(actor=who, by=["sex"], where={})
    build(people((3, {})), lake, NOW)
    with pytest.raises(UnknownValue):
        make_cut(actor=who, by=["sex"], where={"sex": "what somebody typed"})

    assert not AuditRow.objects.exists()
