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

from amparo.cases.models import Case, ImportedRow
from amparo.cases.urls import urlpatterns
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.organisations.models import Membership
from amparo.ownfile.services import open_door
from amparo.persons.models import PossibleDuplicate
from amparo.persons.public import open_person_in_emergency, seal_person
from amparo.reports import form_token
from amparo.reports.receipts import new_digits
from tests.cases.htcds.importer import LUCERO, Row, Shelter, shelter
from tests.factories.cases import case, signed_in
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.persons import NAME
from tests.factories.reports import taken_in

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FULL = settings().max_examples >= 400
QUERIES = 2_000 if FULL else 60
NOBODY = "Ciprés Inexistente Luna"
PHRASE, DURESS = "El colibrí duerme en marzo", "Mañana llueve sobre techos"
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


# --- the report of an import, the mailbox and the own-file entrance

OTHER = LUCERO | {"prs_IdentityNumber": "9-0999-0123", "prs_FirstName": "Nube"}


def brought(home: Shelter, row: Row) -> tuple[object, ...]:
    """Everything that an import tells and leaves: its count, its list, her rows and her files."""
    name = f"{uuid4()}.csv"
    told = home.bring(row, name=name).as_json()
    lists = [path.read_text("utf-8-sig") for path in home.folder.glob(f"{name}.rejected*")]
    rows = ImportedRow.objects.filter(imported_by_id=home.actor.membership_id)
    places = {kept.case.person.team.organisation_id == home.organisation.pk for kept in rows}
    seen = Case.objects.visible_to(home.actor, on=clock.today())
    return told, lists, rows.count(), places, sorted(seen.values_list("state", flat=True))


def reserve(home: Shelter) -> None:
    """The file that this shelter brought in goes under the reserve of a witness."""
    person = Case.objects.select_related("person__team").get().person
    desk = Membership.objects.get(pk=home.actor.membership_id).desk
    officers = [MembershipFactory(role=Role.WITNESS_PROTECTION_OFFICER, desk=desk) for _ in "12"]
    for place in officers:
        add_member(team=person.team, membership=place, on=clock.today())
    seal_person(actor=actor_of(officers[0]), person_id=person.pk, on=clock.today())


@pytest.mark.parametrize("which", ["known", "reserved"])
@pytest.mark.parametrize("change", [{}, {"prs_Gender": "Feminine"}])
def test_the_report_of_an_import_tells_nothing(which, change, tmp_path):
    home = shelter(tmp_path)
    home.bring(LUCERO)
    if which == "reserved":
        reserve(home)

    colleagues = [shelter(tmp_path, home.organisation) for _ in "12"]
    hers, nobodys = (
        brought(who, row | change) for who, row in zip(colleagues, (LUCERO, OTHER), strict=True)
    )

    assert hers == nobodys
    assert hers[2] == 1
    again = [
        brought(who, row | change) for who, row in zip(colleagues, (LUCERO, OTHER), strict=True)
    ]
    assert again[0] == again[1]


def test_not_even_to_whoever_brought_in_a_file_that_is_now_reserved(tmp_path):
    home, other = shelter(tmp_path), shelter(tmp_path)
    home.bring(LUCERO)
    reserve(home)

    assert brought(home, LUCERO)[0] == brought(other, OTHER)[0]


def sent(address: str, **fields: str) -> tuple[int, bytes]:
    """What a public page answers to a form, without what the browser itself typed."""
    client = Client()
    answer = client.post(address, fields | {"formulario": form_token.issue()})
    content = answer.content
    for typed in fields.values():
        content = content.replace(typed.encode(), b"")
    return answer.status_code, MOVING.sub(b"", content)


@pytest.mark.usefixtures("known", "reserved")
def test_the_mailbox_says_nothing_of_whoever_is_known():
    desk, told = DeskFactory(receives_reports=True), []
    for name in (NAME, NOBODY):
        taken = taken_in(desk, f"Vi a {name} en el puerto.")
        status, content = sent("/buzon/", code=taken.receipt.code)
        told.append((status, content.replace(name.encode(), b"")))
    assert told[0] == told[1]
    assert told[0][0] == 200


@pytest.mark.parametrize("go", ["", "escribir"])
def test_a_code_that_is_nearly_right_answers_as_one_of_nobody(go):
    receipt = taken_in().receipt
    wrong = receipt.code[:-1] + ("1" if receipt.code[-1] != "1" else "2")
    unknown = new_digits().code

    nearly, nobodys = (sent("/buzon/", code=code, ir=go, text="hola") for code in (wrong, unknown))

    assert nearly == nobodys
    assert nearly[0] == 422


@pytest.mark.parametrize("reserving", [False, True])
def test_her_own_door_answers_as_one_that_nobody_has(reserving, tmp_path):
    home = shelter(tmp_path)
    person = case(home.actor).person
    hers = open_door(
        actor=home.actor, person_id=person.pk, phrase=PHRASE, duress=DURESS, on=clock.today()
    )
    if reserving:
        reserve(home)
    nobodys = "000000" if hers.locator != "000000" else "111111"

    told = [
        sent("/mi-espacio/", code=code, phrase="otra frase que no es")
        for code in (hers.locator, nobodys)
    ]

    assert told[0] == told[1]
    assert told[0][0] == 422


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("which", ["known", "reserved"])
def test_the_door_of_somebody_is_no_page_for_others(role, which, request):
    person = request.getfixturevalue(which).person.public_id
    client = signed_in(MembershipFactory(role=role))
    for tail in ("", "cerrar/", "juntas/", "visto/"):
        for verb in (client.get, client.post):
            told = [verb(f"/personas/{number}/puerta/{tail}") for number in (person, uuid4())]
            assert body(told[0]) == body(told[1]), tail
