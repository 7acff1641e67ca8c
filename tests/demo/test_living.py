"""The demonstration: whoever enters finds something to do, and it is told only once."""

from __future__ import annotations

import io

import pytest

from amparo.demo.accounts import ACCOUNTS
from amparo.demo.scene import build, people
from amparo.demo.scene.actors import acting
from amparo.kernel import clock
from amparo.kernel.access.approvals import waiting_for
from amparo.kernel.access.doors import reading
from amparo.kernel.access.emergency import to_review
from amparo.kernel.identity.models import User
from amparo.oversight.models import Breach, LegalPaper, RightsRequest
from amparo.ownfile.models import OwnWord
from amparo.persons.models import ContactRequest, Exclusion, LegalOrder, Person, Representative

pytestmark = pytest.mark.django_db
FEW = {"CR": 20, "PA": 1, "NI": 1, "GT": 1}


@pytest.fixture
def scene(settings, monkeypatch, tmp_path) -> None:
    settings.FILES, settings.LAKE = tmp_path / "f", tmp_path / "l"
    monkeypatch.setattr(people.register, "__defaults__", (FEW,))
    monkeypatch.setattr("amparo.demo.scene.build_generation", lambda: None)
    build(io.StringIO())


def test_each_function_finds_its_work_waiting(scene):
    lead, officer = acting("coordinadora"), acting("datos")

    with reading(lead):
        assert to_review(lead).count() == 1
        assert LegalOrder.objects.count() == 1
        assert ContactRequest.objects.count() == 1
        assert Exclusion.objects.count() == 1
        assert OwnWord.objects.count() == 1
        assert Representative.objects.count() == 1
    with reading(officer):
        assert (Breach.objects.count(), RightsRequest.objects.count()) == (1, 1)
        assert LegalPaper.objects.count() > 1
        assert waiting_for(officer).count() == 1


def test_the_permit_desk_and_the_witness_officers_see_one_person_each(scene):
    today = clock.today()
    for username in ("permisos", "testigos", "testigos-2"):
        actor = acting(username)
        with reading(actor):
            assert Person.objects.visible_to(actor, on=today).count() == 1, username


def test_building_again_adds_nothing_and_brings_back_who_is_missing(scene):
    before = User.objects.count()
    told = io.StringIO()

    build(told)

    assert User.objects.count() == before == len(ACCOUNTS) + 1
    assert "Trabajo en marcha" not in told.getvalue()
