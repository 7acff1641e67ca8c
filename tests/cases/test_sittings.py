"""Many people in one sitting: numbered cards, each person whole, nobody lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from amparo.cases.models import Case, Event, Note
from amparo.kernel import clock
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Consent, GroupIntake, Person, Share
from amparo.persons.public import exclude_from_file, merge_persons
from tests.factories.cases import as_actor, case, signed_in, worker
from tests.factories.persons import NAME, NEXT_MONTH

pytestmark = pytest.mark.django_db
CROWD = 130


@pytest.fixture
def lead():
    return worker(role=Role.CASE_LEAD)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def begin(client, cards: int) -> str:
    return client.post("/grupo/", {"cards": str(cards), "place": "CR-SJ"})["Location"]


def row(card: int, **answers: object) -> dict[str, object]:
    base = {"age_group": "adult", "may_contact": "unknown", "basis": "contact", "agreed": ["file"]}
    return {f"t{card}-{name}": value for name, value in (base | answers).items()}


def rows(*cards: int, **answers: object) -> dict[str, object]:
    sent: dict[str, object] = {"card": [str(card) for card in cards], "once": str(uuid4())}
    for card in cards:
        sent |= row(card, **answers)
    return sent


def test_a_crowd_is_registered_completed_joined_and_nobody_is_lost(client, lead):
    board = begin(client, CROWD)
    for first in range(1, CROWD + 1, 10):
        cards = range(first, first + 10)
        sent = rows(
            *cards, known_as=f"Persona {first}", companions=str(first + 10 if first < 121 else 1)
        )
        assert client.post(f"{board}registrar/", sent).status_code == 302
    assert Person.objects.count() == Case.objects.count() == CROWD
    assert set(Person.objects.values_list("card", flat=True)) == set(range(1, CROWD + 1))
    assert "Todas las tarjetas tienen ficha" in client.get(f"{board}registrar/").content.decode()

    complete(client, 5, lead), complete(client, 77, lead)
    shown = client.get(board).content.decode()
    assert "Libres: 0 · con registro rápido: 128 · completadas: 2" in shown

    pair = {"kept": "5", "joined": "77"}
    assert "Qué va a pasar" in client.post(f"{board}unir/", pair).content.decode()
    assert client.post(f"{board}unir/", pair | {"confirmed": "on"}).status_code == 302
    nothing_lost(client, board, lead)


def complete(client, card: int, lead) -> None:
    """Her name, one event, one permission and its share, days later, from her own file."""
    case = Case.objects.select_related("person").get(person__card=card)
    page = f"/casos/{case.public_id}/"
    client.post(f"{page}identidad/", {"name": f"{NAME} {card}", "version": "1"})
    client.post(f"{page}hechos/nuevo/", {"kind": "exploitation", "narrative": f"relato {card}"})
    answers = {
        "desk": str(worker().desk.public_id),
        "purpose": "assist",
        "fields_allowed": ["notes"],
        "expires_on": NEXT_MONTH,
        "given_by": "herself",
        "explained": "spoken",
        "language": "es",
        "share_now": "on",
    }
    assert client.post(f"{page}permisos/nuevo/", answers).status_code == 302


def nothing_lost(client, board: str, lead) -> None:
    kept = Case.objects.select_related("person").get(person__card=5)
    who = as_actor(lead)
    assert Case.objects.visible_to(who, on=clock.today()).count() == CROWD - 1
    ring = unlock(who, [kept.subject], clock.today())
    told = {ring.text(event, "narrative") for event in Event.objects.filter(case=kept)}
    assert told == {"relato 5", "relato 77"}
    name = ring.text(kept.person, "name") or ""
    assert f"{NAME} 5" in name and f"{NAME} 77" in name
    assert Consent.objects.filter(person=kept.person).count() == 2
    assert Share.objects.live(clock.today()).filter(person=kept.person).count() == 2
    # two notes for each of the 130, now all of them under 129 people
    assert Note.objects.filter(case__person__merged_into=None).count() == 2 * CROWD
    assert "unida a la 5" in client.get(board).content.decode()


def test_a_row_with_a_mistake_waits_and_the_others_are_kept(client):
    board = begin(client, 5)
    sent = rows(1, 2, 3, 4)
    sent |= {"t2-age_group": "", "t3-companions": "9", "t4-agreed": []}
    sent |= {"t2-known_as": "Luz"}
    answer = client.post(f"{board}registrar/", sent)
    shown = answer.content.decode()

    assert answer.status_code == 422
    assert list(Person.objects.values_list("card", flat=True)) == [1]
    assert "Tarjeta 1" not in shown and 'value="Luz"' in shown
    for said in ("Elija la edad", "otras tarjetas de este grupo", "Sin su acuerdo"):
        assert said in shown

    mended = rows(2, 3, 4)
    assert client.post(f"{board}registrar/", mended).status_code == 302
    assert Person.objects.count() == 4


def test_empty_rows_are_left_for_later(client):
    board = begin(client, 12)
    blank = {f"t{card}-basis": "contact" for card in range(2, 11)}
    sent = rows(1) | blank | {"card": [str(card) for card in range(1, 11)]}
    assert client.post(f"{board}registrar/", sent).status_code == 302
    assert Person.objects.count() == 1


def test_two_colleagues_with_the_same_card_do_not_overwrite_each_other(client, lead):
    board = begin(client, 3)
    client.post(f"{board}registrar/", rows(1, known_as="Luz"))
    answer = client.post(f"{board}registrar/", rows(1, known_as="Sol"))
    assert answer.status_code == 422 and "ya tiene ficha" in answer.content.decode()
    assert Person.objects.count() == 1


def test_a_second_press_registers_the_rows_once(client):
    board = begin(client, 3)
    sent = rows(1, 2)
    assert client.post(f"{board}registrar/", sent).status_code == 302
    again = client.post(f"{board}registrar/", sent)
    assert again.status_code == 303 and Person.objects.count() == 2


def test_cards_that_are_not_of_the_sitting_are_ignored(client):
    board = begin(client, 2)
    sent = rows(1) | {"card": ["1", "3", "x", "-1"]} | row(3)
    client.post(f"{board}registrar/", sent)
    assert list(Person.objects.values_list("card", flat=True)) == [1]


def test_printed_cards_say_a_number_and_nothing_about_why(client, lead):
    board = begin(client, 3)
    client.post(f"{board}registrar/", rows(1, known_as="Luz"))
    shown = client.get(f"{board}tarjetas/").content.decode()
    assert shown.count("Esta tarjeta es suya") == 3
    institution = lead.desk.organisation.name
    for word in ("trata", "víctima", "Amparo", "Luz", institution):
        assert word not in shown.replace("tarjeta", "")


def test_the_sitting_asks_for_a_sensible_number_of_cards(client):
    for cards in ("", "0", "1000"):
        assert client.post("/grupo/", {"cards": cards}).status_code == 422
    assert not GroupIntake.objects.exists()
    begin(client, 999)
    assert "999 tarjetas" in client.get("/grupo/").content.decode()


def test_only_two_registered_cards_of_the_sitting_are_joined(client):
    board = begin(client, 4)
    client.post(f"{board}registrar/", rows(1, 2))
    for kept, joined in (("1", "1"), ("1", "4"), ("9", "1")):
        sent = {"kept": kept, "joined": joined, "confirmed": "on"}
        assert client.post(f"{board}unir/", sent).status_code == 422
    assert not Person.objects.exclude(merged_into=None).exists()


def test_a_card_that_is_closed_to_a_colleague_reads_as_one_joined_elsewhere(client, lead):
    """On her board, on the rows she is offered and when she registers it all the same."""
    her = worker(lead.desk)
    board = begin(client, 4)
    client.post(f"{board}registrar/", rows(1, 2, 3))
    group = GroupIntake.objects.get()
    add_member(team=group.team, membership=her, on=clock.today())
    exclude_from_file(
        actor=as_actor(lead),
        person_id=Person.objects.get(card=1).pk,
        reason="declared",
        on=clock.today(),
        user=her.user,
    )
    elsewhere, joined = case(as_actor(lead)), Person.objects.get(card=2)
    merge_persons(
        actor=as_actor(lead),
        kept_id=elsewhere.person_id,
        joined_id=joined.pk,
        on=clock.today(),
    )
    hers = signed_in(her)

    cards = hers.get(board).context["board"].cards
    assert [(card.state, card.case, card.into) for card in cards[:2]] == [
        ("joined", None, None)
    ] * 2
    shown = hers.get(board).content.decode()
    items = [part.split("</li>")[0] for part in shown.split('<li class="cards__one')[1:]]
    assert items[0].replace("<strong>1<", "<strong>2<") == items[1]
    offered = hers.get(f"{board}registrar/").content.decode()
    assert [f"Tarjeta {n}<" in offered for n in (1, 2, 3, 4)] == [False, False, False, True]
    told = []
    for card in (1, 2):
        answer = hers.post(f"{board}registrar/", rows(card, known_as="Luz"))
        said = answer.content.decode()
        assert answer.status_code == 422 and 'value="Luz"' in said
        told.append([line for line in said.splitlines() if "ya tiene ficha" in line])
    assert told[0] and [line.replace("1", "2") for line in told[0]] == told[1]
    assert Person.objects.filter(group=group).count() == 3
