"""Role × route: who is answered, and who is told that there is no such page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from amparo.identification.models import Screening, StatusDecision
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.clock import today
from tests.factories.identification import deciding_desk, possible, screened, talked, weighed
from tests.factories.kernel import MembershipFactory
from tests.factories.persons import person, share
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
FOUND, MOVED, MISSING, MEND = 200, 302, 404, 422

# Address, form sent (None: opened), answer for whoever works on her identification.
ROUTES = {
    "screenings": ("screenings", None, FOUND),
    "screen": ("screen", None, FOUND),
    "screen it": ("screen", {"q-must_work_unwilling": "yes"}, MOVED),
    "waive": ("waive", {"reason": "not_able"}, MOVED),
    "result": ("result", None, FOUND),
    "test": ("test", None, FOUND),
    "test it": ("test", {"act": ["recruitment"]}, MOVED),
    "finding": ("finding", None, FOUND),
    "status": ("status", None, FOUND),
    "first signs": ("first_signs", {"ground": "signs"}, MEND),  # there is a status already
    "talk": ("talk", {"about": "agreed", "given_by": "herself", "explained": "read"}, MOVED),
    "withdraw": ("step withdrawn", {"after": True}, MOVED),
    "presume": ("step presumed", None, FOUND),
    "presume it": ("step presumed", {"after": True, "ground": "screening"}, MOVED),
}
READ = {"screenings", "result", "test", "finding", "status"}
DECIDE = {"presume", "presume it"}


class Scene:
    """A person with a screening, a test and her word, possible since today."""

    def __init__(self) -> None:
        self.lead = MembershipFactory(role=Role.CASE_LEAD, desk=deciding_desk())
        actor = actor_of(self.lead)
        self.actor, self.person = actor, person(actor)
        self.decision = possible(actor, self.person)
        self.screening, self.test = screened(actor, self.person), weighed(actor, self.person)
        talked(actor, self.person)

    def ask(self, client, route):
        name, sent, _answer = ROUTES[route]
        name, _space, target = name.partition(" ")
        extra = {
            "screen": ["unodc_general"],
            "result": [self.screening.public_id],
            "finding": [self.test.public_id],
            "step": [target],
        }
        address = reverse(
            f"identification:{name}", args=[self.person.public_id, *extra.get(name, [])]
        )
        if sent is None:
            return client.get(address)
        return client.post(address, {"decided_on": today(), **sent} | self._after(sent))

    def _after(self, sent):
        return {"after": self.decision.public_id} if "after" in sent else {}


@pytest.fixture
def scene():
    return Scene()


@pytest.mark.parametrize("route", ROUTES)
def test_the_lead_of_her_team_is_answered_everywhere(scene, route):
    assert scene.ask(signed_in(scene.lead), route).status_code == ROUTES[route][2]


@pytest.mark.parametrize("route", ROUTES)
def test_a_case_worker_of_her_team_proposes_and_does_not_decide(scene, route):
    worker = MembershipFactory(role=Role.CASE_WORKER, desk=scene.lead.desk)
    add_member(team=scene.person.team, membership=worker, on=today())

    expected = MISSING if route in DECIDE else ROUTES[route][2]

    assert scene.ask(signed_in(worker), route).status_code == expected


@pytest.mark.parametrize("route", ROUTES)
def test_an_authority_under_a_live_share_is_answered_and_afterwards_not(scene, route):
    decider = MembershipFactory(role=Role.DECISION_MAKER, desk=deciding_desk("prosecution"))
    shared = share(
        scene.actor, scene.person, decider.desk, "identification", "events", purpose="protect"
    )
    client = signed_in(decider)

    assert scene.ask(client, route).status_code == ROUTES[route][2]
    shared.consent.withdrawn_at = "2024-01-01T00:00:00Z"
    shared.consent.save()
    assert scene.ask(client, route).status_code == MISSING


def answers_to(scene, client):
    return {route: scene.ask(client, route).status_code for route in ROUTES}


def counts():
    return Screening.objects.count(), StatusDecision.objects.count()


def test_a_desk_with_both_parts_reads_and_writes_nothing(scene):
    clinic = MembershipFactory(role=Role.CASE_WORKER)
    share(scene.actor, scene.person, clinic.desk, "identification", "events")

    answers = answers_to(scene, signed_in(clinic))

    assert answers == {route: FOUND if route in READ else MISSING for route in ROUTES}
    assert counts() == (1, 1)


def test_a_desk_with_the_status_alone_reads_the_status_alone(scene):
    clinic = MembershipFactory(role=Role.CASE_WORKER)
    share(scene.actor, scene.person, clinic.desk, "identification")

    answers = answers_to(scene, signed_in(clinic))

    assert answers == {route: FOUND if route == "status" else MISSING for route in ROUTES}
    assert counts() == (1, 1)


@pytest.mark.parametrize("role", Role)
def test_whoever_is_not_on_her_team_is_told_there_is_no_such_page(scene, role):
    colleague = MembershipFactory(role=role, desk=scene.lead.desk)

    answers = answers_to(scene, signed_in(colleague))

    assert answers == dict.fromkeys(ROUTES, MISSING)
    assert counts() == (1, 1)


def test_nobody_enters_without_signing_in(scene, client):
    answers = [scene.ask(client, route) for route in ROUTES]

    assert {answer.status_code for answer in answers} == {MOVED}
    assert all("login" in answer["Location"] for answer in answers)
    assert counts() == (1, 1)


@pytest.mark.parametrize("route", [name for name, (_n, sent, _a) in ROUTES.items() if sent is None])
def test_every_reading_leaves_one_row(scene, route):
    scene.ask(signed_in(scene.lead), route)

    rows = AuditRow.objects.filter(verb=Verb.CASE_READ)
    assert [row.fields for row in rows] == [["events", "identification"]]


@pytest.mark.parametrize("role", Role)
def test_paper_twins_are_for_whoever_screens(role):
    client = signed_in(MembershipFactory(role=role))
    screens = role in (Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, Role.DECISION_MAKER)

    answers = {
        client.get(reverse("identification:paper_screening", args=["ilo11"])).status_code,
        client.get(reverse("identification:paper_test")).status_code,
    }

    assert answers == {FOUND if screens else MISSING}


@pytest.mark.parametrize("form", ["country_protocol", "no_such_form"])
def test_a_slot_without_questions_has_no_page(scene, form):
    client = signed_in(scene.lead)

    for address in (
        reverse("identification:paper_screening", args=[form]),
        reverse("identification:screen", args=[scene.person.public_id, form]),
    ):
        assert client.get(address).status_code == MISSING


def test_records_of_another_person_are_not_found_under_hers(scene):
    client, other = signed_in(scene.lead), person(scene.actor)

    for name, record in (("result", scene.screening), ("finding", scene.test)):
        address = reverse(f"identification:{name}", args=[other.public_id, record.public_id])
        assert client.get(address).status_code == MISSING
    address = reverse("identification:result", args=[scene.person.public_id, uuid4()])
    assert client.get(address).status_code == MISSING
