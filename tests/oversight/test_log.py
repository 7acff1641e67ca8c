"""Pages of the audit log: who may look, what is shown, and that looking is itself a row."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow, Pseudonym
from amparo.kernel.audit.sealing import seal_waiting
from amparo.kernel.audit.services import leaf_of, record
from amparo.kernel.audit.verbs import Verb
from amparo.oversight.log.rows import PAGE
from amparo.oversight.log.slots import due_in_log
from amparo.oversight.log.unusual import MANY, REFUSALS, unusual_days
from amparo.oversight.models import DayReview
from tests.counting import asked
from tests.factories.kernel import MembershipFactory, actor
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
PERSON = UUID(int=77)
WATCHERS = [Role.AUDITOR, Role.DATA_PROTECTION]
ADDRESSES = {
    "list": {},
    "seals": {},
    "witness": {},
    "days": {},
    "show": {"row": 1},
    "proof": {"row": 1},
    "review": {"account": UUID(int=5), "day": "2026-01-02"},
}


@pytest.fixture
def reader() -> Actor:
    return actor(Role.CASE_LEAD)


@pytest.fixture
def watcher() -> Client:
    return signed_in(MembershipFactory(role=Role.AUDITOR))


def text(client: Client, name: str, query: str = "", **arguments: object) -> str:
    response = client.get(reverse(f"log:{name}", kwargs=arguments) + query)
    assert response.status_code == 200
    return response.content.decode()


def pseudonym() -> str:
    return str(Pseudonym.objects.get(subject=PERSON).pseudonym)


@pytest.mark.parametrize("role", [role for role in Role if role not in WATCHERS])
def test_nobody_else_finds_any_of_its_pages_and_the_try_is_kept(role):
    record(actor(), Verb.CASE_READ, subjects=[PERSON])
    seal_waiting()
    client = signed_in(MembershipFactory(role=role))
    for name, arguments in ADDRESSES.items():
        assert client.get(reverse(f"log:{name}", kwargs=arguments)).status_code == 404
    assert AuditRow.objects.filter(
        verb=Verb.REFUSED, details__predicate="can_read_log"
    ).count() == len(ADDRESSES)


@pytest.mark.parametrize("role", WATCHERS)
def test_watchers_see_who_read_whom_by_pseudonym_alone(role, reader):
    kept = record(reader, Verb.CASE_READ, subjects=[PERSON], fields=["name"], reason="meeting")
    seal_waiting()
    client = signed_in(MembershipFactory(role=role))

    page = text(client, "list")
    one = text(client, "show", row=kept.pk)

    assert pseudonym()[:8] in page and pseudonym() in one
    assert str(PERSON) not in page + one
    assert "meeting" in one and "Íntegra" in one


@pytest.mark.parametrize("name", ["list", "seals", "witness", "days", "show", "proof"])
def test_looking_is_itself_a_row(name, reader, watcher):
    kept = record(reader, Verb.CASE_READ, subjects=[PERSON])
    seal_waiting()
    before = AuditRow.objects.count()
    arguments = {"row": kept.pk} if name in ("show", "proof") else {}

    text(watcher, name, **arguments)

    fresh = AuditRow.objects.order_by("pk")[before:]
    assert [row.verb.partition(".")[0] for row in fresh] == ["audit"]


def test_what_was_looked_for_is_kept(reader, watcher):
    record(reader, Verb.CASE_READ, subjects=[PERSON])

    text(watcher, "list", f"?seudonimo={pseudonym()}&negados=on&acto=case.read")

    row = AuditRow.objects.latest("pk")
    assert row.details == {
        "rows": 0,
        "act": "case.read",
        "pseudonym": pseudonym(),
        "refusals": True,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?acto=case.read", 2),
        ("?acto=case.moved", 0),
        ("?negados=on", 1),
        ("?cuenta={account}", 2),
        ("?cuenta=nadie", 0),
        ("?institucion={institution}", 2),
        ("?dia={today}", 3),
        ("?dia=2001-01-01", 0),
        ("?seudonimo={pseudonym}", 1),
    ],
)
def test_filters_narrow_the_list(query, found, reader, watcher):
    place = MembershipFactory(role=Role.CASE_LEAD)
    record(actor_of(place), Verb.CASE_READ, subjects=[PERSON])
    record(actor_of(place), Verb.REFUSED, predicate="can_see")
    record(reader, Verb.CASE_READ, subjects=[uuid4()])

    asked = query.format(
        account=place.user.username,
        institution=place.desk.organisation.public_id,
        today=clock.today().isoformat(),
        pseudonym=pseudonym(),
    )
    page = watcher.get(reverse("log:list") + asked)

    assert len(page.context["rows"]) == found


@pytest.mark.parametrize("query", ["?dia=ayer", "?seudonimo=1", "?institucion=x"])
def test_a_filter_that_cannot_be_read_is_said(query, watcher):
    assert watcher.get(reverse("log:list") + query).status_code == 422


def test_the_list_goes_on_by_key(reader, watcher):
    for _row in range(PAGE + 1):
        record(reader, Verb.CASE_READ)
    first = watcher.get(reverse("log:list") + "?acto=case.read")
    following = watcher.get(reverse("log:list") + first.context["next"])

    assert len(first.context["rows"]) == PAGE
    assert [row.pk for row in following.context["rows"]] == [
        AuditRow.objects.filter(verb=Verb.CASE_READ).order_by("pk")[0].pk
    ]
    assert watcher.get(reverse("log:list") + "?desde=nada").status_code == 200


def test_the_list_costs_the_same_however_many_rows_it_shows(reader, watcher):
    for _row in range(30):
        record(reader, Verb.CASE_READ, subjects=[uuid4()])
    with CaptureQueriesContext(connection) as captured:
        text(watcher, "list")
    assert len(asked(captured)) <= 25


def test_a_row_that_waits_for_its_seal_says_so_and_has_no_proof(reader, watcher):
    kept = record(reader, Verb.CASE_READ)

    assert "espera su sello" in text(watcher, "show", row=kept.pk)
    assert watcher.get(reverse("log:proof", args=[kept.pk])).status_code == 404
    assert watcher.get(reverse("log:show", args=[10**12])).status_code == 404


def test_a_proof_and_the_seals_for_a_witness_can_be_taken_away(reader, watcher):
    kept = record(reader, Verb.CASE_READ, subjects=[PERSON])
    seal_waiting()

    proof = json.loads(text(watcher, "proof", row=kept.pk))
    witness = json.loads(text(watcher, "witness"))

    assert pseudonym() in proof["row"]
    assert witness["checkpoints"][0]["root"] == proof["checkpoint"]["root"]


def test_late_sealing_is_said_on_the_page_and_among_what_is_due(reader, watcher):
    place = MembershipFactory(role=Role.AUDITOR)
    row = AuditRow(at=clock.now() - timedelta(hours=5), actor="public", verb=Verb.CASE_READ)
    row.leaf = leaf_of(row, [])
    row.save()

    assert "más de cuatro horas" in text(watcher, "seals")
    (due,) = due_in_log(actor_of(place))
    assert due.url == reverse("log:seals")
    assert due_in_log(reader) == []

    seal_waiting()
    assert due_in_log(actor_of(place)) == []


# -- days that somebody should ask about --------------------------------------------------------


def read_on(who: Actor, days_ago: int, persons: int, hour: int = 15) -> None:
    at = (clock.now() - timedelta(days=days_ago)).replace(hour=hour, minute=5)
    for _person in range(persons):
        subject = uuid4()
        record(who, Verb.PERSON_OPENED, subjects=[subject], at=at)
        record(who, Verb.CASE_READ, subjects=[subject], at=at)


def test_a_day_far_above_ones_own_is_shown_with_its_figures(reader):
    for days_ago in range(20, 30):
        read_on(reader, days_ago, 2)
    read_on(reader, 2, MANY)

    (day,) = unusual_days(clock.today())

    assert day.on == clock.today() - timedelta(days=2)
    assert day.reasons == [f"Abrió datos de {MANY} personas; lo suyo son 2 al día."]


def test_a_busy_desk_is_compared_with_itself_and_nobody_is_shown(reader):
    for days_ago in range(1, 12):
        read_on(reader, days_ago, MANY)

    assert unusual_days(clock.today()) == []


def test_somebody_new_is_compared_with_her_peers():
    place = MembershipFactory(role=Role.CASE_WORKER)
    peers = [actor(Role.CASE_WORKER, place.desk) for _peer in range(3)]
    for peer in peers:
        read_on(peer, 3, 1)
    read_on(actor_of(place), 1, MANY)

    (day,) = unusual_days(clock.today())

    assert day.reasons == [f"Abrió datos de {MANY} personas; en su misma función son 1 al día."]
    assert day.who == place.user.username


def test_nights_refusals_and_persons_of_other_desks_are_reasons_to_ask(reader):
    read_on(reader, 1, 5, hour=8)  # two in the morning in Costa Rica
    for _try in range(REFUSALS):
        record(reader, Verb.REFUSED, predicate="can_see")
    stranger = actor(Role.CASE_LEAD)
    elsewhere = [uuid4() for _person in range(5)]
    for subject in elsewhere:
        record(reader, Verb.PERSON_OPENED, subjects=[subject], at=noon())
        record(stranger, Verb.CASE_READ, subjects=[subject], at=noon())

    found = {(day.account, tuple(day.reasons)) for day in unusual_days(clock.today())}

    mine, other = UUID(reader.name.partition(":")[2]), UUID(stranger.name.partition(":")[2])
    assert found == {
        (mine, ("Abrió datos 5 veces de noche, hora de su país.",)),
        (mine, (f"Se le negó {REFUSALS} veces lo que pidió.",)),
        (other, ("Abrió datos de 5 personas que no ingresaron por su mesa.",)),
    }


def noon():
    return (clock.now() - timedelta(days=3)).replace(hour=18)


def test_days_carry_no_figure_that_orders_people_and_stand_by_name():
    reads = [actor(Role.CASE_LEAD) for _account in range(3)]
    for number, who in enumerate(reads):
        for _try in range(REFUSALS + number):
            record(who, Verb.REFUSED, predicate="can_see")

    days = unusual_days(clock.today())

    assert [day.who for day in days] == sorted(day.who for day in days)
    assert {name for name in vars(days[0]) if "score" in name or "rank" in name} == set()


def test_a_look_is_kept_sealed_and_takes_the_day_off_the_list(reader):
    place = MembershipFactory(role=Role.AUDITOR)
    client, other = signed_in(place), signed_in(MembershipFactory(role=Role.DATA_PROTECTION))
    for _try in range(REFUSALS):
        record(reader, Verb.REFUSED, predicate="can_see")
    (due,) = due_in_log(actor_of(place))
    account, today = reader.name.partition(":")[2], clock.today().isoformat()
    address = reverse("log:review", args=[account, today])

    assert client.post(address, {"outcome": "explained", "note": " "}).status_code == 422
    sent = client.post(address, {"outcome": "explained", "note": "Cambió de mesa ese día."})

    assert (sent.status_code, due.url) == (302, reverse("log:days"))
    assert due_in_log(actor_of(place)) == []
    assert "Cambió de mesa" in text(client, "review", account=account, day=today)
    assert "Cambió de mesa" not in text(other, "review", account=account, day=today)
    assert b"mesa" not in bytes(DayReview.objects.values_list("note", flat=True).get().ciphertext)
    assert AuditRow.objects.filter(verb=Verb.AUDIT_REVIEWED).count() == 1


@pytest.mark.parametrize("day", ["ayer", "2026-13-01", "2001-01-01"])
def test_a_day_that_is_not_among_them_is_not_found(day, watcher):
    address = reverse("log:review", args=[uuid4(), day])
    assert watcher.get(address).status_code == 404
