"""One's own account on a shared computer: sessions, somebody else's turn, and what stays behind."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.identity.models import CardCode, OpenSession
from amparo.kernel.identity.sessions import forget_ended_sessions, sessions_of
from amparo.kernel.ui import drafts
from amparo.kernel.ui.slots import due_for
from tests.accounts.making import PASSPHRASE, carded, with_passphrase
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


def used(place) -> Client:
    client = signed_in(place)
    client.get("/inicio/")
    return client


def test_sessions_are_listed_with_their_times_and_nothing_else():
    place = MembershipFactory()
    here, _there = used(place), used(place)

    page = here.get("/mi-cuenta/").content.decode()

    assert page.count("Desde ") == 2
    assert "Cerrar en otros lugares" in page
    kept = {field.name for field in OpenSession._meta.get_fields()}
    assert kept == {"id", "public_id", "session_key", "user", "since_at", "seen_at"}


def test_one_session_and_all_others_are_closed_from_here():
    place = MembershipFactory()
    here, second, third = used(place), used(place), used(place)
    key = second.session.session_key
    one = OpenSession.objects.get(session_key=key)

    here.post(f"/mi-cuenta/sesiones/{one.public_id}/cerrar/")
    assert second.get("/inicio/").status_code == 302
    assert third.get("/inicio/").status_code == 200
    here.post("/mi-cuenta/sesiones/cerrar/")

    assert third.get("/inicio/").status_code == 302
    assert here.get("/inicio/").status_code == 200


def test_whoever_has_a_passphrase_confirms_it_before_closing_sessions():
    place = MembershipFactory()
    with_passphrase(place.user)
    here, there = used(place), used(place)

    asked = here.post("/mi-cuenta/sesiones/cerrar/").headers["Location"]

    assert asked.startswith("/cuenta/reauthenticate/?next=%2Fmi-cuenta%2F")
    assert there.get("/inicio/").status_code == 200
    assert here.post(asked, {"password": PASSPHRASE, "next": "/mi-cuenta/"}).status_code == 302
    here.post("/mi-cuenta/sesiones/cerrar/")
    assert there.get("/inicio/").status_code == 302


def test_entering_elsewhere_closes_the_others_for_whoever_asked_so():
    place = MembershipFactory()
    before = used(place)
    before.post("/mi-cuenta/un-solo-lugar/", {"one_place": "on"})

    after = used(place)

    assert before.get("/inicio/").status_code == 302
    assert after.get("/inicio/").status_code == 200
    after.post("/mi-cuenta/un-solo-lugar/", {})
    used(place)
    assert after.get("/inicio/").status_code == 200


def test_a_session_used_all_day_ends_after_twelve_hours(later):
    client = used(MembershipFactory())
    for minutes in range(10, 12 * 60, 10):
        later(minutes * 60)
        session = client.session
        session.save()
        assert client.get("/inicio/").status_code == 200
    later(12 * 3600 + 120)

    assert client.get("/inicio/").headers["Location"].startswith("/cuenta/login/")


def test_lists_of_ended_sessions_are_forgotten():
    place = MembershipFactory()
    used(place)
    Session.objects.all().delete()

    assert sessions_of(place.user_id) == []
    forget_ended_sessions()

    assert OpenSession.objects.count() == 0


def test_the_computer_is_left_to_somebody_else_with_the_draft_kept_sealed():
    place = MembershipFactory(role="case_lead", desk__organisation__domain="services")
    client = used(place)
    page = client.get("/casos/nueva/").content.decode()
    mark = re.search(r'name="draft" value="([^"]+)"', page)[1]
    client.post("/borrador/", {"draft": mark, "known_as": "Lucero"})

    left = client.post("/otra-persona/")

    assert left.headers["Location"] == "/cuenta/login/?otra=1"
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Puede entrar otra persona" in client.get(left.headers["Location"]).content.decode()
    assert client.get("/inicio/").status_code == 302
    other = signed_in(MembershipFactory(role="case_lead", desk=place.desk))
    assert "Lucero" not in other.get("/casos/nueva/").content.decode()
    assert "Lucero" in signed_in(place).get("/casos/nueva/").content.decode()
    assert drafts.read_mark(mark) is not None


def test_every_page_says_when_the_session_ends_without_any_program():
    page = used(MembershipFactory()).get("/inicio/").content.decode()
    end = clock.now().astimezone(ZoneInfo("America/Costa_Rica")) + timedelta(minutes=15)
    hours = {f"{at.hour}:{at:%M}" for at in (end, end - timedelta(minutes=1))}
    assert re.search(r"su sesión se cierra a las (\d{1,2}:\d{2})", page)[1] in hours


def test_a_card_that_runs_out_is_due_to_its_owner():
    place = MembershipFactory()
    carded(place.user)
    assert not [item for item in due_for(actor_of(place)) if "tarjeta" in str(item.label)]

    keep = list(CardCode.objects.filter(used_at=None).values_list("pk", flat=True)[:3])
    CardCode.objects.exclude(pk__in=keep).update(used_at="2026-01-01T00:00:00Z")

    told = [item for item in due_for(actor_of(place)) if "tarjeta" in str(item.label)]
    assert [item.about for item in told] == ["quedan 3 códigos"]
    assert "Le quedan 3 códigos" in signed_in(place).get("/mi-cuenta/").content.decode()


def test_printing_another_card_asks_for_the_passphrase_again():
    place = MembershipFactory()
    with_passphrase(place.user)
    carded(place.user)

    asked = used(place).post("/mi-cuenta/tarjeta/").headers["Location"]

    assert asked == "/cuenta/reauthenticate/?next=%2Fmi-cuenta%2Ftarjeta%2F"


def test_changing_the_passphrase_asks_for_the_present_one():
    place = MembershipFactory()
    with_passphrase(place.user)
    new = "otra-frase-distinta-y-larga"
    client = used(place)

    sent = {"oldpassword": "equivocada", "password1": new, "password2": new}
    client.post("/cuenta/password/change/", sent)
    place.user.refresh_from_db()
    assert place.user.check_password(PASSPHRASE)
    client.post("/cuenta/password/change/", sent | {"oldpassword": PASSPHRASE})

    place.user.refresh_from_db()
    assert place.user.check_password(new)


def test_the_session_has_a_new_name_after_entering_and_after_confirming():
    place = MembershipFactory()
    with_passphrase(place.user)
    client = Client()
    client.get("/cuenta/login/")
    client.post("/cuenta/login/", {"login": place.user.username, "password": PASSPHRASE})
    entered = client.session.session_key

    client.post("/cuenta/reauthenticate/", {"password": PASSPHRASE})

    assert entered and client.session.session_key not in ("", None, entered)
    assert not Session.objects.filter(session_key=entered).exists()
