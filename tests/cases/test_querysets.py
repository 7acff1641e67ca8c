"""Who sees which case, and what the list may be filtered by."""

from __future__ import annotations

import pytest

from amparo.cases import services
from amparo.cases.models import Case
from amparo.cases.pages.listing import filtered
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Membership
from tests.factories.cases import case
from tests.factories.kernel import actor
from tests.factories.persons import share

pytestmark = pytest.mark.django_db


def test_visible_to_is_own_team_plus_live_shares_without_joined_files():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    colleague = actor(Role.CASE_LEAD, Membership.objects.get(pk=lead.membership_id).desk)
    kept, joined, own = case(lead), case(lead), case(reader)
    case(colleague)  # same institution and desk, another team
    share(lead, joined.person, desk, "profile")
    on = clock.today()
    assert set(Case.objects.visible_to(reader, on=on)) == {own, joined}

    services.join_files(actor=lead, kept_id=kept.person_id, joined_id=joined.person_id, on=on)
    assert set(Case.objects.visible_to(reader, on=on)) == {own, kept}
    assert set(Case.objects.visible_to(lead, on=on)) == {kept}


def test_a_filter_does_not_tell_what_the_permission_leaves_out():
    lead, reader = actor(Role.CASE_LEAD), actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    shared = case(lead)
    services.set_modalities(actor=lead, case_id=shared.pk, version=1, modalities=["labour"])
    share(lead, shared.person, desk, "profile")
    by = {"state": "open", "modality": ""}, {"state": "", "modality": "labour"}
    on = clock.today()

    assert [filtered(reader, on, **each).count() for each in by] == [0, 0]
    assert [filtered(lead, on, **each).count() for each in by] == [1, 1]
    assert filtered(lead, on, state="", modality="sexual").count() == 0
    share(lead, shared.person, desk, "plan", "identification")
    assert [filtered(reader, on, **each).count() for each in by] == [1, 1]
