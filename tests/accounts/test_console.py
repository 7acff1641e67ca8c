"""The console asks for the same two factors as the pages, and waits under the same count."""

from __future__ import annotations

import io

import pytest
from allauth.mfa.models import Authenticator

from amparo.kernel.access.operator import CannotAct, actor_for_command
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.identity import tally
from amparo.kernel.organisations.models import Membership
from tests.accounts.making import PASSPHRASE, carded, with_passphrase
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Membership:
    place = MembershipFactory(role=Role.CASE_LEAD, desk__organisation__domain="services")
    with_passphrase(place.user)
    return place


@pytest.fixture
def typed(monkeypatch, place):
    def act(passphrase: str, code: str):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{passphrase}\n{code}\n"))
        return actor_for_command(place.user.username, wanting=Permission.CASE_IMPORT)

    return act


def test_the_console_takes_a_code_of_the_card_once(place, typed):
    code = carded(place.user)[0]

    assert typed(PASSPHRASE, code).membership_id == place.pk
    with pytest.raises(CannotAct, match="no corresponden"):
        typed(PASSPHRASE, code)


def test_a_wrong_passphrase_spends_no_code(place, typed):
    code = carded(place.user)[0]

    with pytest.raises(CannotAct):
        typed("equivocada", code)

    assert typed(PASSPHRASE, code).membership_id == place.pk


def test_whoever_has_only_a_key_is_told_to_print_a_card(place, typed):
    Authenticator.objects.create(user=place.user, type="webauthn", data={"name": "Llave"})

    with pytest.raises(CannotAct, match="Imprima una tarjeta de códigos"):
        typed(PASSPHRASE, "123456")


def test_attempts_on_the_console_and_on_the_pages_count_together(place, typed):
    carded(place.user)
    for _ in range(6):
        with pytest.raises(CannotAct):
            typed("equivocada", "")

    assert tally.seconds_to_wait(place.user.username) > 0
    with pytest.raises(CannotAct, match="muchos intentos"):
        typed(PASSPHRASE, "")
