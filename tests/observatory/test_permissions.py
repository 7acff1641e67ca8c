"""Who may make free cuts."""

from dataclasses import replace

import pytest

from amparo.kernel.access.actor import PUBLIC, system_actor
from amparo.kernel.access.permissions import Role
from amparo.observatory.permissions import can_cut
from tests.factories.kernel import actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_of_all_roles_only_the_statistician_cuts(role):
    assert can_cut(actor(role)) is (role is Role.STATISTICIAN)


def test_nobody_cuts_without_a_place_in_force():
    assert not can_cut(replace(actor(Role.STATISTICIAN), membership_id=None))
    assert not can_cut(system_actor("observatory"))
    assert not can_cut(PUBLIC)
