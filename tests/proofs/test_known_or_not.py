"""Neither confirmed nor denied: at every door an outsider's answer for somebody who is known, or
under the reserve of a witness, equals the answer for somebody who is not."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import settings
from scipy import stats

from amparo.cases.models import Case
from amparo.cases.urls import urlpatterns
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.persons.models import PossibleDuplicate
from amparo.persons.public import open_person_in_emergency, seal_person
from tests.factories.cases import case, signed_in
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.persons import NAME

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FULL = settings().max_examples >= 400
QUERIES = 2_000 if FULL else 60
NOBODY = "Ciprés Inexistente Luna"
# Pages change with a token for each request: what is compared is all the rest.
MOVING = re.compile(rb'(value|content|nonce)="[^"]{16,}"|[0-9a-f-]{36}|csrf\w*')


@pytest.fixture
def reserved() -> Case:
    """A file that only its two officers can find."""
    first = MembershipFactory(role=Role.WITNESS_PROTECTION_OFFICER)
    opened = case(actor_of(first))
    second = MembershipFactory(role=Role.WITNESS_PROTECTION_OFFICER, desk=first.desk)
    add_member(team=opened.person.team, membership=second, on=clock.today())
    seal_person(actor=actor_of(first), person_id=opened.person_id, on=clock.today())
    return opened


@pytest.fixture
def known() -> Case:
    return case(actor_of(MembershipFactory(role=Role.CASE_LEAD)))


def addresses(app: str) -> list[str]:
    """Every route of the registry's pages that names a file, as a pattern with one hole."""
    routes = [str(each.pattern) for each in urlpatterns if each.name]
    return [route for route in routes if "<uuid:public_id>" in route and route.startswith(app)]


def filled(route: str, number: object) -> str:
    """The address of one file; whatever else it names is somebody's that nobody knows."""
    path = route.replace("<uuid:public_id>", str(number))
    path = re.sub(r"<uuid:\w+>", "11111111-1111-4111-8111-111111111111", path)
    return "/" + re.sub(r"<slug:\w+>", "active", path)


def body(response) -> tuple[int, bytes]:
    return response.status_code, MOVING.sub(b"", response.content)


ROLES = [Role.CASE_LEAD, Role.LEGAL_AID, Role.PROSECUTOR, Role.AUDITOR, Role.CUSTODIAN]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("which", ["known", "reserved"])
def test_every_address_answers_as_for_nobody(role, which, request):
    opened: Case = request.getfixturevalue(which)
    client = signed_in(MembershipFactory(role=role))
    routes = addresses("casos/")
    assert len(routes) > 20
    for route in routes:
        for verb in (client.get, client.post):
            hers, nobodys = verb(filled(route, opened.public_id)), verb(filled(route, uuid4()))
            assert body(hers) == body(nobodys), (route, role)
    for path in ("/api/v1/cases/{}", "/api/v1/cases/{}/notes", "/api/v1/identification/{}"):
        hers = client.get(path.format(opened.public_id))
        assert body(hers) == body(client.get(path.format(uuid4())))


@pytest.mark.parametrize("which", ["known", "reserved"])
def test_searching_counting_and_registering_tell_nothing(which, request):
    opened: Case = request.getfixturevalue(which)
    client = signed_in(MembershipFactory(role=Role.CASE_LEAD))
    for hers, nobodys in ((NAME, NOBODY), (opened.person.code_name, "Cedro 9999")):
        told, empty = (client.post("/casos/buscar/", {"text": text}) for text in (hers, nobodys))
        assert told.status_code == empty.status_code
        assert body(told)[1].replace(hers.encode(), b"") == body(empty)[1].replace(
            nobodys.encode(), b""
        )
    assert client.get("/api/v1/cases").json()["items"] == []
    new = {"age_group": "adult", "basis": "contact", "may_contact": "no"}
    answers = [
        client.post("/api/v1/cases", new | {"name": name}, content_type="application/json")
        for name in (NAME, NOBODY)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {tuple(sorted(answer.json())) for answer in answers} == {("code_name", "id")}


def test_a_reserve_leaves_the_custodian_no_pair(reserved):
    writer = actor_of(MembershipFactory(role=Role.CASE_LEAD))
    case(writer)
    custodian = MembershipFactory(role=Role.CUSTODIAN)
    assert not PossibleDuplicate.objects.queue_of(actor_of(custodian)).exists()
    empty = body(signed_in(custodian, "protect").get("/registro/coincidencias/"))[1]
    assert reserved.person.code_name.encode() not in empty


def test_an_emergency_says_the_same_of_a_reserve_and_of_nobody(reserved):
    said = []
    for code in (reserved.person.code_name, "Cedro 9999"):
        who = actor_of(MembershipFactory(role=Role.CASE_WORKER))
        with pytest.raises(Exception) as refusal:
            open_person_in_emergency(
                actor=who, code_name=code, purpose="imminent_danger", reason="inventada"
            )
        said.append((type(refusal.value), str(refusal.value)))
    assert said[0] == said[1]


def answered(client: Client, number: object) -> tuple[tuple[int, int, bytes], float]:
    begun = time.perf_counter()
    response = client.get(f"/api/v1/cases/{number}")
    seconds = time.perf_counter() - begun
    return (response.status_code, len(response.content), response.content), seconds


def test_a_reserve_answers_like_nobody_in_body_size_and_time(reserved):
    """By turns, so that whatever else the machine does weighs on both alike."""
    client = signed_in(MembershipFactory(role=Role.CASE_LEAD, desk=_beside(reserved)))
    for _warm in range(20):
        answered(client, reserved.public_id)
        answered(client, uuid4())
    hers, nobodys, seen = [], [], set()
    for number in range(QUERIES // 2):
        pair = [(hers, reserved.public_id), (nobodys, uuid4())]
        for times, asked in pair if number % 2 else reversed(pair):
            told, seconds = answered(client, asked)
            seen.add(told)
            times.append(seconds)
    assert len(seen) == 1
    assert stats.mannwhitneyu(hers, nobodys).pvalue > 0.01


def _beside(opened: Case):
    """A desk of the very institution that keeps the file."""
    return DeskFactory(organisation=opened.person.team.organisation)


def test_no_organisation_above_hers_is_a_way_in(reserved):
    below = OrganisationFactory(parent=reserved.person.team.organisation)
    client = signed_in(MembershipFactory(role=Role.CASE_LEAD, desk=DeskFactory(organisation=below)))
    assert client.get(f"/casos/{reserved.public_id}/").status_code == 404
