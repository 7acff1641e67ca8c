from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.cases.services import open_file
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.vault.models import Wrap
from amparo.persons.public import PersonFields, give_consent, start_share
from amparo.persons.tasks import delete_wraps_of_expired_shares
from tests.factories.kernel import DeskFactory, MembershipFactory


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "kept"), [(-1, False), (0, True)])
def test_wraps_go_when_the_consent_has_run_out_and_not_before(days, kept):
    start = clock.today() - timedelta(days=10)
    actor = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    case = open_file(actor=actor, fields=PersonFields("adult", "contact", "no"), on=start)
    consent = give_consent(
        actor=actor,
        person_id=case.person_id,
        desk=DeskFactory(),
        purpose="assist",
        fields=["needs"],
        given_on=start,
        expires_on=clock.today() + timedelta(days=days),
        given_by="herself",
        explained="spoken",
        language="es",
    )
    share = start_share(actor=actor, consent_id=consent.pk, on=start)
    assert Wrap.objects.filter(grant=share.public_id).exists()

    delete_wraps_of_expired_shares()

    assert Wrap.objects.filter(grant=share.public_id).exists() is kept
    assert Wrap.objects.filter(subject=case.subject, grant=None).exists()
