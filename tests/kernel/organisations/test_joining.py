"""Who may be given which function, and where."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.services import BothSidesOfTheWall, RoleNotHeldHere, join
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def desk(domain, kind="csos"):
    return DeskFactory(organisation=OrganisationFactory(domain=domain, kind=kind))


def test_a_function_is_refused_where_it_may_not_be_held():
    for role, where in [
        (Role.PROSECUTOR, desk("services")),
        (Role.CASE_WORKER, desk("justice", "police")),
        (Role.CASE_WORKER, desk("neutral", "migration")),
        (Role.INTAKE_OPERATOR, desk("intake", "border")),
    ]:
        with pytest.raises(RoleNotHeldHere):
            join(user=UserFactory(), desk=where, role=role, since_on=TODAY)


def test_nobody_works_for_services_and_justice_at_once():
    user = UserFactory()
    first = join(user=user, desk=desk("services"), role=Role.CASE_WORKER, since_on=TODAY)
    justice = {"user": user, "desk": desk("justice", "police"), "role": Role.INVESTIGATOR}
    with pytest.raises(BothSidesOfTheWall):
        join(since_on=TODAY, **justice)
    first.until_on = TODAY
    first.save()
    join(since_on=TODAY + timedelta(days=1), **justice)


def test_a_function_that_migration_may_not_give_does_nothing_there():
    placed = MembershipFactory(role=Role.CASE_LEAD, desk=desk("neutral", "migration"))
    actor = actor_of(placed)
    assert (actor.granted, actor.readable, actor.writable) == (frozenset(),) * 3
    assert actor.for_purpose("protect").readable == frozenset()


def test_an_institution_is_known_with_those_above_it():
    above = OrganisationFactory()
    below = OrganisationFactory(parent=above)
    actor = actor_of(MembershipFactory(desk=DeskFactory(organisation=below)))
    assert actor.institutions == (below.pk, above.pk)
