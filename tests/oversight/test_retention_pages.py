from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.retention.expiring import propose
from amparo.kernel.retention.models import Expiry, LegalHold
from amparo.kernel.vault.models import Wrap
from tests.factories.cases import full_case, worker
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
POSTS = [
    ("hold", []),
    ("lift", [uuid4()]),
    ("expire", [uuid4()]),
    ("keep", [uuid4()]),
    ("ask_second", [uuid4()]),
    ("erase", [uuid4()]),
    ("breach_touched", [uuid4()]),
]


@pytest.fixture
def scene():
    """A case past its term, and the browser of the officer of its institution."""
    lead = worker(role=Role.CASE_LEAD)
    desk = DeskFactory(organisation=lead.desk.organisation)
    officer = MembershipFactory(role=Role.DATA_PROTECTION, desk=desk)
    case = full_case(actor_of(lead))
    case.opened_on = case.closed_on = clock.today() - timedelta(days=4000)
    case.state, case.closing_reason = "closed", "goals_reached"
    case.save()
    propose(on=clock.today())
    return case, signed_in(officer)


@pytest.mark.parametrize(("name", "args"), POSTS)
@pytest.mark.parametrize("role", [Role.CASE_LEAD, Role.AUDITOR, Role.ORGANISATION_ADMIN])
def test_nobody_else_acts_and_every_attempt_is_recorded(name, args, role):
    client = signed_in(MembershipFactory(role=role))

    answer = client.post(reverse(f"oversight:{name}", args=args), {})

    assert answer.status_code == 404
    assert AuditRow.objects.filter(verb="refused").exists()


@pytest.mark.parametrize(("name", "args"), [one for one in POSTS if one[1]])
def test_the_officer_finds_nothing_under_a_number_that_is_not_there(name, args):
    client = signed_in(MembershipFactory(role=Role.DATA_PROTECTION))

    assert client.post(reverse(f"oversight:{name}", args=args), {}).status_code == 404


def test_an_order_is_written_down_shown_and_lifted(scene):
    case, client = scene
    said = {"subject": str(case.subject), "order": "Orden 7", "scope": "all"}

    assert client.post(reverse("oversight:hold"), said).status_code == 302
    assert client.post(reverse("oversight:hold"), said | {"order": ""}).status_code == 422
    page = client.get(reverse("oversight:retention")).content.decode()
    assert "Orden 7" in page
    hold = LegalHold.objects.get()
    address = reverse("oversight:lift", args=[hold.public_id])
    assert client.post(address, {"version": 9}).status_code == 422
    assert client.post(address, {"version": 1}).status_code == 302

    hold.refresh_from_db()
    assert hold.lifted_on == clock.today()
    assert {"hold.placed", "hold.lifted"} <= set(AuditRow.objects.values_list("verb", flat=True))


def test_what_ran_out_is_erased_only_when_it_is_confirmed(scene):
    case, client = scene
    address = reverse("oversight:expire", args=[Expiry.objects.get().public_id])

    unsure = client.post(address, {"version": 1})
    assert unsure.status_code == 422
    assert Wrap.objects.filter(subject=case.subject).exists()

    assert client.post(address, {"version": 1, "confirmed": "on"}).status_code == 302
    assert not Wrap.objects.filter(subject=case.subject).exists()


def test_or_it_is_kept_for_a_reason(scene):
    case, client = scene
    address = reverse("oversight:keep", args=[Expiry.objects.get().public_id])
    until = (clock.today() + timedelta(days=30)).isoformat()

    assert client.post(address, {"version": 1, "reason": "", "until": until}).status_code == 422
    kept = client.post(address, {"version": 1, "reason": "Juicio abierto", "until": until})

    assert kept.status_code == 302
    assert Wrap.objects.filter(subject=case.subject).exists()
    assert Expiry.objects.get().state == "kept"


def test_terms_say_that_nobody_verified_them(scene):
    _case, client = scene

    assert "sin verificar" in client.get(reverse("oversight:retention")).content.decode()
