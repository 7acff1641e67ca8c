"""One account sees so many people in a day and not one more, through any door; another person can
approve more, and every refusal leaves a row for who protects the data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from amparo.cases.htcds.exporting import export_rows
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.approvals import answer_approval, ask_approval
from amparo.kernel.access.ceiling import TooManyPeople, people_per_day
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from tests.factories.cases import case, signed_in
from tests.factories.kernel import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
DAY = timedelta(hours=24)
DOORS = (Verb.CASE_LISTED, Verb.CASE_READ, Verb.NAME_READ, Verb.SEARCH_MADE, Verb.HTCDS_EXPORTED)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.shift(timedelta())


def show(actor: Actor, people: list[UUID], verb: Verb = Verb.CASE_LISTED) -> None:
    with reading(actor) as door:
        door.saw(verb, people, ["code_name"])


def up_to_the_ceiling(actor: Actor) -> list[UUID]:
    """As many people as the day allows, a hundred to a page, each time by another door."""
    people = [uuid4() for _ in range(people_per_day("CR"))]
    for number, start in enumerate(range(0, len(people), 100)):
        show(actor, people[start : start + 100], DOORS[number % len(DOORS)])
    return people


def alerts() -> list[dict[str, object]]:
    return list(AuditRow.objects.filter(verb="ceiling.reached").values_list("details", flat=True))


def place() -> Membership:
    return MembershipFactory(role=Role.CASE_LEAD)


def test_the_ceiling_is_the_country_s():
    assert people_per_day("CR") == 500
    assert people_per_day("") == 500


@pytest.mark.parametrize("verb", DOORS)
def test_the_501st_person_is_refused_through_any_door(verb):
    actor = actor_of(place())
    up_to_the_ceiling(actor)
    rows = AuditRow.objects.filter(verb=verb).count()

    with pytest.raises(TooManyPeople, match="500"):
        show(actor, [uuid4()], verb)

    assert AuditRow.objects.filter(verb=verb).count() == rows
    assert alerts() == [{"most": 500}]


def test_the_same_people_are_seen_again_and_again():
    actor = actor_of(place())
    people = up_to_the_ceiling(actor)
    show(actor, people[:100])
    assert alerts() == []


def test_a_service_that_records_by_itself_is_counted_too():
    actor = actor_of(place())
    up_to_the_ceiling(actor)
    with pytest.raises(TooManyPeople), writing(actor):
        record(actor, Verb.FILE_OPENED, subjects=[uuid4()])
    assert alerts() == [{"most": 500}]


def test_the_next_day_begins_anew():
    actor = actor_of(place())
    up_to_the_ceiling(actor)
    clock.shift(DAY + timedelta(seconds=2))
    show(actor, [uuid4()])
    assert alerts() == []


def test_what_another_process_showed_counts(monkeypatch):
    from amparo.kernel.access import ceiling

    actor = actor_of(place())
    up_to_the_ceiling(actor)
    monkeypatch.setattr(ceiling, "_seen", {})  # as a process that has read nothing yet
    with pytest.raises(TooManyPeople):
        show(actor, [uuid4()])


def test_another_account_and_tasks_have_their_own_count():
    lead = place()
    up_to_the_ceiling(actor_of(lead))
    show(actor_of(MembershipFactory(role=Role.CASE_LEAD, desk=lead.desk)), [uuid4()])
    show(system_actor("observatory"), [uuid4() for _ in range(600)])
    assert alerts() == []


def test_a_second_person_approves_more_for_a_day():
    lead = place()
    second = MembershipFactory(role=Role.CASE_LEAD, desk=lead.desk)
    actor = actor_of(lead)
    up_to_the_ceiling(actor)
    asked = ask_approval(actor=actor, kind="bulk_export", reason="traslado", persons=501)
    with pytest.raises(TooManyPeople):
        show(actor, [uuid4()])

    answer_approval(actor=actor_of(second), approval_id=asked.pk, given=True)

    show(actor, [uuid4()])
    with pytest.raises(TooManyPeople, match="501"):
        show(actor, [uuid4()])


def test_a_refusal_or_a_day_later_approves_nothing():
    lead = place()
    second = MembershipFactory(role=Role.CASE_LEAD, desk=lead.desk)
    actor = actor_of(lead)
    for given in (False, True):
        asked = ask_approval(actor=actor, kind="bulk_export", reason="traslado", persons=900)
        answer_approval(actor=actor_of(second), approval_id=asked.pk, given=given)
        if given:
            clock.shift(DAY + timedelta(minutes=1))
        up_to_the_ceiling(actor)
        with pytest.raises(TooManyPeople):
            show(actor, [uuid4()])


def test_a_page_says_what_to_do_and_shows_nobody():
    lead = place()
    shown = case(actor_of(lead))
    up_to_the_ceiling(actor_of(lead))

    answer = signed_in(lead).get("/casos/")

    assert answer.status_code == 429
    assert "Pedir aprobación" in answer.content.decode()
    assert shown.person.code_name not in answer.content.decode()
    api = signed_in(lead).get("/api/v1/cases")
    assert (api.status_code, list(api.json())) == (429, ["detail"])


def test_an_export_beyond_it_leaves_no_file(tmp_path, monkeypatch):
    lead = place()
    for _ in range(2):
        case(actor_of(lead))
    monkeypatch.setattr("amparo.kernel.access.ceiling.people_per_day", lambda _country: 1)
    target = tmp_path / "salida.csv"
    with pytest.raises(TooManyPeople):
        export_rows(
            actor=actor_of(lead), path=target, on=clock.today(), progress=lambda _rows: None
        )
    assert list(tmp_path.iterdir()) == []
    assert alerts() == [{"most": 1}]
