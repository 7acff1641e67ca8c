from __future__ import annotations

import json

import pytest

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.events.bus import PersonErased, _receivers
from amparo.observatory.commands import build_generation, has_generation
from amparo.observatory.lake import require_current
from amparo.observatory.receivers import remake_figures
from amparo.persons.public import erase_person
from tests.factories.cases import full_case, worker
from tests.factories.identification import deciding_desk, presumed
from tests.factories.kernel import DeskFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_figures_are_made_again_and_older_ones_go(settings, tmp_path):
    settings.LAKE = tmp_path
    lead = worker(deciding_desk(), Role.CASE_LEAD)
    near = DeskFactory(organisation=lead.desk.organisation)
    officer = actor_of(MembershipFactory(role=Role.DATA_PROTECTION, desk=near))
    cases = [full_case(actor_of(lead), nationalities=["NI"]) for _ in range(2)]
    for case in cases:
        presumed(actor_of(lead), case.person)
    before = build_generation()
    shown = json.loads(before.tables_path.read_text("utf-8"))["tables"]
    erase_person(actor=officer, subject=cases[0].subject, on=clock.today())

    assert remake_figures() is True

    now = require_current(tmp_path)
    assert now.name != before.name
    assert now.persons == before.persons == 2
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [now.name]
    # What was published says the same: nobody learns from it that somebody was erased.
    assert json.loads(now.tables_path.read_text("utf-8"))["tables"] == shown


def test_where_no_figures_were_made_none_are(settings, tmp_path):
    settings.LAKE = tmp_path

    assert remake_figures() is False
    assert not has_generation()


def test_an_erasure_calls_it():
    assert remake_figures in _receivers[PersonErased]
