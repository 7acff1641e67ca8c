"""Acting from the console as an account."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from amparo.kernel import clock
from amparo.kernel.access.operator import CannotAct, actor_for_command, ask_secret
from amparo.kernel.access.permissions import Permission, Role
from tests.factories.kernel import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSPHRASE, SECRET = "ninguna-tormenta-es-eterna", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


def acting(username: str, **asked):
    return actor_for_command(username, **({"wanting": Permission.CASE_IMPORT} | asked))


def typed(monkeypatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def present_code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


def test_of_her_places_the_one_that_holds_the_permission_acts(demonstration):
    user = UserFactory(username="lucia")
    MembershipFactory(user=user, role=Role.INTAKE_OPERATOR)
    lead = MembershipFactory(user=user, role=Role.CASE_LEAD)

    who = acting("lucia")

    assert (who.membership_id, who.role) == (lead.pk, Role.CASE_LEAD)
    assert who.operator


def test_the_institution_asked_for_decides_between_two_places(demonstration):
    user = UserFactory(username="lucia")
    MembershipFactory(user=user, role=Role.CASE_LEAD)
    there = MembershipFactory(user=user, role=Role.CASE_LEAD)

    who = acting("lucia", organisation=there.desk.organisation.code)

    assert who.membership_id == there.pk


@pytest.mark.parametrize(
    ("given", "asked", "said"),
    [
        ({}, {"username": "otra"}, "No hay una cuenta activa con el nombre «otra»"),
        ({"suspended": True}, {}, "No hay una cuenta activa"),
        ({"until_on": date(2024, 1, 1)}, {}, "No hay una cuenta activa"),
        ({"user__is_active": False}, {}, "No hay una cuenta activa"),
        ({"role": Role.CASE_WORKER}, {}, "no tiene ese permiso"),
        ({}, {"organisation": "lejos"}, "no trabaja en la institución «lejos»"),
    ],
)
def test_whoever_may_not_act_is_told_why(demonstration, given, asked, said):
    later = {name: given.pop(name) for name in tuple(given) if name not in ("role",)}
    place = MembershipFactory(**({"user__username": "lucia", "role": Role.CASE_LEAD} | given))
    for name, value in later.items():
        record, _, field = name.rpartition("__")
        target = place.user if record else place
        setattr(target, field, value)
        target.save()

    with pytest.raises(CannotAct, match=said):
        acting(**({"username": "lucia"} | asked))


def test_outside_a_demonstration_passphrase_and_code_are_asked(monkeypatch, capsys):
    place = MembershipFactory(user__username="lucia", role=Role.CASE_LEAD)
    place.user.set_password(PASSPHRASE)
    place.user.save()
    typed(monkeypatch, PASSPHRASE, "123456")
    with pytest.raises(CannotAct, match="amparo serve"):
        acting("lucia")
    TOTP.activate(place.user, SECRET)

    for lines in ((PASSPHRASE, ""), ("otra", present_code()), ("", ""), ()):
        typed(monkeypatch, *lines)
        with pytest.raises(CannotAct, match="no corresponden"):
            acting("lucia")
    typed(monkeypatch, PASSPHRASE, present_code())

    assert acting("lucia").membership_id == place.pk
    said = capsys.readouterr()
    assert "Contraseña de lucia" in said.err
    assert said.out == ""
    assert PASSPHRASE not in said.err


def test_a_secret_is_one_line_of_what_is_piped_in(capsys):
    assert ask_secret("¿Palabra? ", io.StringIO("con espacios \r\nresto")) == "con espacios "
    assert ask_secret("¿Palabra? ", io.StringIO("")) == ""


def test_a_place_that_starts_tomorrow_does_not_act_today(demonstration):
    tomorrow = clock.today() + timedelta(days=1)
    MembershipFactory(user__username="lucia", role=Role.CASE_LEAD, since_on=tomorrow)

    with pytest.raises(CannotAct):
        acting("lucia")
