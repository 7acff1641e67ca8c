import pytest

from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.audit.models import AuditRow
from amparo.portal.services import choose_place
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db


def test_choosing_a_place_is_recorded_with_place_role_and_purpose():
    membership = MembershipFactory(role=Role.CASE_LEAD)
    actor = choose_place(membership=membership, purpose=Purpose.REFER)

    row = AuditRow.objects.get()
    assert (row.verb, row.role, row.purpose) == ("place.chosen", "case_lead", "refer")
    assert (row.actor, row.desk) == (actor.name, membership.desk.public_id)


def test_a_purpose_that_the_role_does_not_have_becomes_its_first():
    membership = MembershipFactory(role=Role.STATISTICIAN)
    actor = choose_place(membership=membership, purpose=Purpose.INVESTIGATE)
    assert actor.purpose == Purpose.STATISTICS
