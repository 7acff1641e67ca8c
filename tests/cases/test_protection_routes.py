"""Role × action of emergencies, orders, requests and notices, reviews and approvals: who gets the
page, and who the same answer as for what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.approvals import ask_approval
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import EmergencyOpening
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Membership
from tests.factories.cases import as_actor, case, signed_in, worker
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.protection import contact_request, emergency, order

pytestmark = pytest.mark.django_db

OPENERS = {Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, Role.SHELTER_STAFF}
HANDLERS = {Role.COURT_DESK, Role.CASE_LEAD}
ASKERS = {Role.INVESTIGATOR, Role.PROSECUTOR}
REVIEWERS = {Role.CASE_LEAD, Role.SUPERVISOR, Role.INTAKE_SUPERVISOR, Role.DATA_PROTECTION}
APPROVERS = REVIEWERS
READERS = {
    role
    for role in Role
    if role
    in {
        *(Role.INTAKE_OPERATOR, Role.CASE_WORKER, Role.CASE_LEAD, Role.DECISION_MAKER),
        *(Role.CLINICIAN, Role.LEGAL_AID, Role.PLACEMENT_OFFICER, Role.SHELTER_STAFF),
        *(Role.INVESTIGATOR, Role.PROSECUTOR, Role.WITNESS_PROTECTION_OFFICER),
        *(Role.PERMIT_DESK, Role.CONSULAR_OFFICER, Role.SUPERVISOR),
    }
}
OPEN_TO = {
    "protection:emergency": OPENERS,
    "protection:orders": HANDLERS,
    "protection:order_new": HANDLERS,
    "protection:requests": ASKERS,
    "protection:request_new": ASKERS,
    "review:emergencies": REVIEWERS,
    "review:approvals": APPROVERS | READERS,
}
OF_ONE = {
    "protection:order",
    "protection:order_move",
    "protection:order_deliver",
    "protection:order_told",
    "protection:request_answer",
    "protection:notice",
    "review:emergency",
    "review:approval",
}
POST_ONLY = {
    "protection:order_move",
    "protection:order_deliver",
    "protection:order_told",
    "review:approval",
}
GET_ONLY = {"protection:order"}


@dataclass
class Stage:
    """One case with an order, a request, an emergency and an approval waiting."""

    lead: Membership
    court: Membership
    justice: Membership
    case: Case
    opening: EmergencyOpening
    arguments: dict[str, dict[str, object]]

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}))


def in_domain(role: Role) -> Membership:
    """Somebody new in that role, where it may be held."""
    from amparo.kernel.access.matrix import matrix

    domain = min(matrix()[role].domains)
    organisation = OrganisationFactory(domain=domain, kind="csos")
    return MembershipFactory(role=role, desk=DeskFactory(organisation=organisation))


def stage() -> Stage:
    lead, court = worker(role=Role.CASE_LEAD), in_domain(Role.COURT_DESK)
    justice, duty = in_domain(Role.PROSECUTOR), worker(role=Role.INTAKE_OPERATOR)
    found = case(as_actor(lead))
    received = order(actor_of(court), found.person, justice.desk)
    asked = contact_request(actor_of(justice), found.person.code_name)
    opening = emergency(actor_of(duty), found.person)
    colleague = worker(lead.desk, role=Role.CASE_LEAD)
    approval = ask_approval(
        actor=actor_of(colleague), kind="bulk_export", reason="traslado", persons=900
    )
    one = {"public_id": received.public_id}
    return Stage(
        lead,
        court,
        justice,
        found,
        opening,
        {
            "protection:order": one,
            "protection:order_move": one | {"target": "counsel_heard"},
            "protection:order_deliver": one,
            "protection:order_told": one,
            "protection:request_answer": {"public_id": asked.public_id},
            "protection:notice": {"public_id": found.public_id},
            "review:emergency": {"public_id": opening.public_id},
            "review:approval": {"public_id": approval.public_id},
        },
    )


FORMS = {
    "protection:order_move": {"version": "1"},
    "protection:order_deliver": {"version": "1", "delivered": ["name"]},
    "protection:request_answer": {
        "version": "1",
        "answer": "not_now",
        "asked_through": "in_person",
    },
    "protection:notice": {"explained": "spoken"},
    "review:emergency": {"outcome": "justified"},
    "review:approval": {"answer": "yes"},
}


def recently(client: Client) -> Client:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": clock.now().timestamp()}]
    session.save()
    return client


def test_the_table_of_addresses_is_whole():
    from amparo.cases.protection_urls import urlpatterns as protection
    from amparo.oversight.review_urls import urlpatterns as review

    named = {f"protection:{one.name}" for one in protection} | {
        f"review:{one.name}" for one in review
    }
    assert named == set(OPEN_TO) | OF_ONE


@pytest.mark.parametrize("role", list(Role))
def test_each_page_opens_to_its_roles_alone(role):
    client = recently(signed_in(in_domain(role)))
    for name, roles in OPEN_TO.items():
        status = client.get(reverse(name)).status_code
        assert status == (200 if role in roles else 404), name


@pytest.mark.parametrize("name", sorted(OF_ONE))
def test_whoever_it_is_for_reads_and_acts(name):
    here = stage()
    client = signed_in(here.lead)
    if name not in POST_ONLY:
        assert client.get(here.address(name)).status_code == 200
    if name not in GET_ONLY:
        assert client.post(here.address(name), FORMS.get(name, {})).status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_a_stranger_of_any_role_finds_nothing_of_one(role):
    here = stage()
    client = recently(signed_in(in_domain(role)))
    for name in sorted(OF_ONE):
        if name == "review:emergency" and role == Role.DATA_PROTECTION:
            continue  # answers for every opening
        if name not in POST_ONLY:
            assert client.get(here.address(name)).status_code == 404, name
        if name not in GET_ONLY:
            assert client.post(here.address(name), FORMS.get(name, {})).status_code == 404, name


def test_the_desk_that_handles_an_order_moves_it_and_delivers_nothing():
    here = stage()
    client = signed_in(here.court)
    assert client.get(here.address("protection:order")).status_code == 200
    deliver = client.post(
        here.address("protection:order_deliver"), FORMS["protection:order_deliver"]
    )
    assert deliver.status_code == 404
    move = client.post(here.address("protection:order_move"), {"version": "1"})
    assert move.status_code == 302


def test_the_desk_it_goes_to_sees_no_order_and_the_asker_no_answer_page():
    here = stage()
    client = signed_in(here.justice)
    for name in ("protection:order", "protection:request_answer"):
        assert client.get(here.address(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(set(OPEN_TO) | OF_ONE))
def test_nobody_enters_without_signing_in(name):
    address = stage().address(name)
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code in (302, 405)


@pytest.mark.parametrize("name", sorted(OF_ONE))
def test_what_exists_and_what_does_not_answer_alike(name):
    here = stage()
    client = signed_in(worker(here.lead.desk))
    known = next(iter(here.arguments[name].values()))
    address = here.address(name)
    unknown = address.replace(str(known), str(UUID(int=7)))
    for send in (client.get, client.post):
        real, unreal = send(address), send(unknown)
        assert (real.status_code, real.content) == (unreal.status_code, unreal.content)


READ_ROWS = {
    "protection:orders": "order.read",
    "protection:order": "order.read",
    "protection:request_answer": "case.read",
    "protection:notice": "case.read",
    "review:emergency": "emergency.listed",
    "review:emergencies": "emergency.listed",
}


@pytest.mark.parametrize("name", sorted(READ_ROWS))
def test_every_page_about_her_is_recorded(name):
    here = stage()
    before = AuditRow.objects.count()
    assert signed_in(here.lead).get(here.address(name)).status_code == 200
    verbs = set(AuditRow.objects.order_by("pk")[before:].values_list("verb", flat=True))
    assert READ_ROWS[name] in verbs


def test_an_old_proof_leads_to_proving_again():
    client = signed_in(worker(role=Role.INTAKE_OPERATOR))
    for send in (client.get, client.post):
        answer = send(reverse("protection:emergency"))
        assert answer.status_code == 302
        assert "/cuenta/" in answer["Location"] or "primera-entrada" in answer["Location"]


def test_opening_leads_to_the_file_and_a_wrong_code_and_a_sealed_one_answer_alike():
    here = stage()
    client = recently(signed_in(worker(role=Role.INTAKE_OPERATOR)))
    send = {"purpose": "medical", "reason": "pregunta el hospital"}
    page = reverse("protection:emergency")

    def refused(code: str) -> tuple[int, str]:
        answer = client.post(page, send | {"code_name": code})
        return answer.status_code, answer.content.decode().replace(code, "")

    first, second = refused("Ceiba 0001"), refused("Roble 9999")
    assert first[0] == second[0] == 422
    assert len(first[1]) == len(second[1])
    opened = client.post(page, send | {"code_name": here.case.person.code_name})
    assert opened["Location"] == reverse("cases:show", args=[here.case.public_id])
    shown = client.get(opened["Location"])
    assert "Abierta por una emergencia" in shown.content.decode()
