"""Data protection learns of no file that is closed to it; a protected witness has her officers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.approval_models import Approval
from amparo.kernel.access.approvals import answer_approval, waiting_for
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.retention.expiring import propose
from amparo.kernel.retention.models import Expiry
from amparo.kernel.ui.slots import due_for
from amparo.kernel.vault.models import Wrap
from amparo.oversight import services
from amparo.oversight.commands import erase
from amparo.oversight.errors import NobodyThere
from amparo.oversight.models import Breach, BreachPerson, RightsRequest
from amparo.persons.public import NobodyToErase, erase_person, exclude_from_file, seal_person
from tests.factories.cases import full_case
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
WITNESS = Role.WITNESS_PROTECTION_OFFICER
SURE = {"confirmed": "on", "version": 1}


class Scene:
    """A file of one institution that two officers keep, and its data protection."""

    def __init__(self) -> None:
        self.first = MembershipFactory(role=WITNESS)
        self.second = MembershipFactory(role=WITNESS, desk=self.first.desk)
        self.other = MembershipFactory(role=WITNESS, desk=self.first.desk)
        near = DeskFactory(organisation=self.first.desk.organisation)
        self.officer = MembershipFactory(role=Role.DATA_PROTECTION, desk=near)
        self.case = full_case(actor_of(self.first))
        add_member(team=self.case.person.team, membership=self.second, on=clock.today())

    def seal(self) -> None:
        seal_person(actor=actor_of(self.first), person_id=self.case.person_id, on=clock.today())

    def exclude(self) -> None:
        exclude_from_file(
            actor=actor_of(self.first),
            person_id=self.case.person_id,
            reason="declared",
            on=clock.today(),
            user=self.officer.user,
        )

    def ask(self, kind: str = "erasure") -> RightsRequest:
        return services.ask_for_her(
            actor=actor_of(self.first), person_id=self.case.person_id, kind=kind, on=clock.today()
        )


@pytest.fixture(params=["seal", "exclude"])
def closed(request) -> Scene:
    """Whichever way her file is closed to data protection."""
    scene = Scene()
    getattr(scene, request.param)()
    return scene


@pytest.fixture
def sealed() -> Scene:
    scene = Scene()
    scene.seal()
    return scene


def answer_of_erase(number: UUID, place, capsys) -> tuple[object, ...]:
    before = set(AuditRow.objects.values_list("pk", flat=True))
    status = erase(str(number), place.user.username, confirmed=True)
    rows = AuditRow.objects.exclude(pk__in=before).values_list("verb", "details")
    return (status, capsys.readouterr(), [(verb, str(said)) for verb, said in rows])


def test_the_command_answers_as_for_nobody_and_erases_nothing(closed, capsys, settings):
    settings.DEMONSTRATION = True
    elsewhere = full_case(actor_of(MembershipFactory(role=Role.CASE_LEAD)))
    told = [
        answer_of_erase(number, closed.officer, capsys)
        for number in (closed.case.subject, elsewhere.subject, uuid4())
    ]

    assert told[0] == told[1] == told[2]
    assert Wrap.objects.filter(subject=closed.case.subject).exists()


def test_a_request_about_her_is_no_page_of_data_protection(closed):
    asked, client = closed.ask(), signed_in(closed.officer)
    pages = [
        ("request", "get", {}),
        ("ask_second", "post", {"reason": "x"}),
        ("erase", "post", SURE),
    ]

    for name, verb, sent in pages:
        for number in (asked.public_id, uuid4()):
            address = reverse(f"oversight:{name}", args=[number])
            assert getattr(client, verb)(address, sent).status_code == 404, name
    listed = client.get(reverse("oversight:requests")).content.decode()
    assert str(closed.case.subject)[:8] not in listed
    assert due_for(actor_of(closed.officer)) == []


def test_no_term_and_no_breach_confirms_her(closed):
    case = closed.case
    case.opened_on = case.closed_on = clock.today() - timedelta(days=4000)
    case.state, case.closing_reason = "closed", "goals_reached"
    case.save()
    propose(on=clock.today())
    client = signed_in(closed.officer)

    assert str(case.subject)[:8] not in client.get(reverse("oversight:retention")).content.decode()
    for name in ("expire", "keep"):
        address = reverse(f"oversight:{name}", args=[Expiry.objects.get().public_id])
        for sent in ({}, SURE):
            assert client.post(address, sent).status_code == 404
    officer = actor_of(closed.officer)
    now = clock.now()
    services.record_breach(
        actor=officer, kind="other", words="Algo.", known_at=now, happened_on=None
    )
    said = []
    for number in (case.subject, uuid4()):
        with pytest.raises(NobodyThere) as refusal:
            services.add_person(actor=officer, breach_id=Breach.objects.get().pk, subject=number)
        said.append(refusal.value.messages)
    assert said[0] == said[1]
    assert not BreachPerson.objects.exists()


def test_her_two_officers_erase_a_protected_witness(sealed):
    asked, client = sealed.ask(), signed_in(sealed.first)
    place = [asked.public_id]
    assert (
        str(sealed.case.subject)[:8] in client.get(reverse("oversight:requests")).content.decode()
    )
    assert any("Responder" in str(item.label) for item in due_for(actor_of(sealed.first)))
    client.post(reverse("oversight:ask_second", args=place), {"reason": "Lo pidió ella"})
    approval = Approval.objects.get()

    for place_ in (sealed.officer, sealed.other):
        with pytest.raises(Denied):
            answer_approval(actor=actor_of(place_), approval_id=approval.pk, given=True)
        assert not waiting_for(actor_of(place_)).exists()
    assert waiting_for(actor_of(sealed.second)).get() == approval
    answer_approval(actor=actor_of(sealed.second), approval_id=approval.pk, given=True)
    done = client.post(reverse("oversight:erase", args=place), SURE)

    assert done.status_code == 302
    assert not Wrap.objects.filter(subject=sealed.case.subject).exists()


def test_an_officer_answers_for_nobody_else(sealed):
    lead = MembershipFactory(role=Role.CASE_LEAD, desk=sealed.officer.desk)
    open_file = full_case(actor_of(lead))
    for who, case in ((sealed.first, open_file), (sealed.other, sealed.case)):
        with pytest.raises(NobodyToErase):
            erase_person(actor=actor_of(who), subject=case.subject, on=clock.today())
    asked = services.ask_for_her(
        actor=actor_of(lead), person_id=open_file.person_id, kind="access", on=clock.today()
    )
    address = reverse("oversight:request", args=[asked.public_id])
    assert signed_in(sealed.first).get(address).status_code == 404
    assert signed_in(sealed.officer).get(address).status_code == 200
    with pytest.raises((Denied, ValidationError)):
        services.answer_request(
            actor=actor_of(sealed.first),
            request_id=asked.pk,
            version=1,
            outcome="done",
            ground="",
            on=clock.today(),
        )
