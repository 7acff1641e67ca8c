"""Her door: who opens it, what it shows, what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.ownfile import services
from amparo.ownfile.choices import ClosingReason, WordKind
from amparo.ownfile.errors import NothingSaid, PhrasesAlike, PhraseTooShort
from amparo.ownfile.models import OwnDoor, OwnWord, Visit
from amparo.ownfile.reading import assemble, own_file
from amparo.persons.models import Consent
from amparo.persons.public import open_person_in_emergency, withdraw_consent
from tests.factories.cases import GOAL, NAME_HERS, as_actor, case, full_case, signed_in, worker
from tests.factories.kernel import DeskFactory, actor
from tests.factories.persons import share

pytestmark = pytest.mark.django_db
PHRASE, DURESS = "El colibrí duerme en marzo", "Mañana llueve sobre techos"


@pytest.fixture
def hers():
    lead = worker(role=Role.CASE_LEAD)
    opened = full_case(as_actor(lead), name=NAME_HERS)
    made = services.open_door(
        actor=as_actor(lead),
        person_id=opened.person_id,
        phrase=PHRASE,
        duress=DURESS,
        on=clock.today(),
    )
    return lead, opened, made


def inside(made, phrase=PHRASE):
    token = services.enter(code=made.locator, phrase=phrase)
    assert token is not None
    visiting = services.visit_of(token)
    assert visiting is not None
    return token, visiting


def test_she_reads_her_answers_and_her_plan_and_no_place_nor_note(hers):
    _lead, _case, made = hers
    shown = own_file(inside(made)[1])
    assert shown.about["name"] == NAME_HERS
    assert [goal.words for goal in shown.plan.goals] == [GOAL]
    assert "galpón" not in repr(vars(shown)) and "plaza" not in repr(vars(shown))


def test_the_phrase_is_hers_however_she_types_it(hers):
    assert services.enter(code=hers[2].locator, phrase="  el COLIBRI duerme en, marzo ")


@pytest.mark.parametrize(
    ("code", "phrase"),
    [("", PHRASE), ("123", PHRASE), ("000000", PHRASE), (None, "otra frase cualquiera hoy")],
)
def test_anything_else_opens_nothing(hers, code, phrase):
    made = hers[2]
    typed = made.locator if code is None else code
    if typed == made.locator or typed != "000000" or made.locator != "000000":
        assert services.enter(code=typed, phrase=phrase) is None


def test_the_phrase_of_danger_opens_a_visit_without_keys_and_tells_her_team(hers):
    lead, opened, made = hers
    _token, visiting = inside(made, DURESS)
    assert (visiting.harmless, visiting.wrapping) == (True, b"")
    door = OwnDoor.objects.get(person=opened.person)
    assert (door.forced_on, door.forced_seen) == (clock.today(), False)
    services.seen_forced(actor=as_actor(lead), door_id=door.pk)
    assert OwnDoor.objects.get(pk=door.pk).forced_seen


def test_neither_table_nor_cookie_opens_anything_alone(hers):
    token, _visiting = inside(hers[2])
    visit = Visit.objects.get()
    assert token.encode() not in bytes(visit.sealed_key) + bytes(visit.mark)
    assert services.visit_of("x" * 43) is None


def test_a_visit_ends_by_itself_by_leaving_and_by_closing(hers):
    lead, _opened, made = hers
    token, _visiting = inside(made)
    services.leave(token)
    assert services.visit_of(token) is None
    token, _visiting = inside(made)
    Visit.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    assert services.visit_of(token) is None
    token, _visiting = inside(made)
    services.close_door(
        actor=as_actor(lead), door_id=made.door.pk, reason=ClosingReason.DANGER, on=clock.today()
    )
    assert services.visit_of(token) is None
    assert services.enter(code=made.locator, phrase=PHRASE) is None
    assert not Recipient.objects.filter(kind=RecipientKind.OWN_DOOR).exists()
    assert not Wrap.objects.filter(grant=made.door.public_id).exists()


def test_wrong_phrases_make_the_door_rest_and_it_wakes_again(hers):
    made = hers[2]
    for _number in range(5):
        assert services.enter(code=made.locator, phrase="no es esta frase de ella") is None
    assert services.enter(code=made.locator, phrase=PHRASE) is None
    door = OwnDoor.objects.get()
    assert clock.now() < door.waits_until <= clock.now() + timedelta(minutes=15)
    OwnDoor.objects.update(waits_until=clock.now() - timedelta(seconds=1))
    assert services.enter(code=made.locator, phrase=PHRASE)
    assert OwnDoor.objects.get().failures == 0


def test_nobody_outside_her_team_opens_or_closes_it(hers):
    _lead, opened, made = hers
    stranger = actor(Role.CASE_LEAD)
    with pytest.raises(Denied):
        services.open_door(
            actor=stranger, person_id=opened.person_id, phrase=PHRASE, on=clock.today()
        )
    with pytest.raises(Denied):
        services.close_door(
            actor=stranger, door_id=made.door.pk, reason=ClosingReason.LOST, on=clock.today()
        )
    assert OwnDoor.objects.open().count() == 1


@pytest.mark.parametrize(
    ("phrase", "duress", "error"),
    [("corta", "", PhraseTooShort), (PHRASE, "ya", PhraseTooShort), (PHRASE, PHRASE, PhrasesAlike)],
)
def test_weak_or_equal_phrases_open_no_door(phrase, duress, error):
    lead = worker(role=Role.CASE_LEAD)
    opened = case(as_actor(lead))
    with pytest.raises(error):
        services.open_door(
            actor=as_actor(lead),
            person_id=opened.person_id,
            phrase=phrase,
            duress=duress,
            on=clock.today(),
        )
    assert not OwnDoor.objects.exists()


def test_a_second_door_closes_the_first(hers):
    lead, opened, made = hers
    again = services.open_door(
        actor=as_actor(lead), person_id=opened.person_id, phrase=DURESS, on=clock.today()
    )
    assert services.enter(code=made.locator, phrase=PHRASE) is None
    assert services.enter(code=again.locator, phrase=DURESS)
    assert OwnDoor.objects.filter(closing_reason=ClosingReason.REPLACED).count() == 1


def test_she_withdraws_a_permission_herself_and_only_hers(hers):
    lead, opened, made = hers
    hers_given = share(as_actor(lead), opened.person, DeskFactory(), "name").consent
    other = case(as_actor(lead))
    foreign = share(as_actor(lead), other.person, DeskFactory(), "name").consent
    visiting = inside(made)[1]
    withdraw_consent(actor=visiting.actor, consent_id=hers_given.pk)
    with pytest.raises(Denied):
        withdraw_consent(actor=visiting.actor, consent_id=foreign.pk)
    assert Consent.objects.get(pk=hers_given.pk).withdrawn_at is not None
    assert Consent.objects.get(pk=foreign.pk).withdrawn_at is None


def test_what_she_says_is_appended_sealed_and_read_by_her_team(hers):
    lead, opened, made = hers
    visiting = inside(made)[1]
    services.say(
        visiting=visiting, kind=WordKind.CORRECTION, text="Mi nombre va con y", on=clock.today()
    )
    word = OwnWord.objects.get()
    assert b"nombre" not in word.text.ciphertext
    ring = unlock(as_actor(lead), [opened.subject], clock.today())
    assert [one.text for one in assemble(opened.person, ring, clock.today()).said] == [
        "Mi nombre va con y"
    ]
    read = {"actor": as_actor(lead), "person_id": opened.person_id, "on": clock.today()}
    assert services.read_words_of(**read) == 1
    assert services.read_words_of(**read) == 0
    with pytest.raises(NothingSaid):
        services.say(visiting=visiting, kind=WordKind.WISH, text=" \x00 ", on=clock.today())


def test_she_is_told_apart_who_read_her_by_an_emergency(hers):
    _lead, opened, made = hers
    duty = worker(role=Role.INTAKE_OPERATOR)
    open_person_in_emergency(
        actor=as_actor(duty), code_name=opened.person.code_name, purpose="medical", reason="invento"
    )
    duty.refresh_from_db()
    assert signed_in(duty, "medical").get(f"/casos/{opened.public_id}/").status_code == 200
    readings = own_file(inside(made)[1]).readings
    theirs = {duty.desk.organisation.name: True, opened.person.team.organisation.name: False}
    assert {(one.institution, one.emergency) for one in readings} == {*theirs.items()}


def test_her_visits_are_recorded_and_left_out_of_the_list_her_team_sees(hers):
    lead, opened, made = hers
    own_file(inside(made)[1])
    rows = AuditRow.objects.filter(actor=f"own:{made.door.public_id}")
    assert {row.verb for row in rows} == {"own_door.entered", "own_file.read"}
    ring = unlock(as_actor(lead), [opened.subject], clock.today())
    readings = assemble(opened.person, ring, clock.today()).readings
    assert readings
    assert not [one for one in readings if one.verb.startswith("own_door.entered")]
