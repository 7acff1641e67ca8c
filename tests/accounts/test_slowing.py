"""Failed attempts: slowed by account, alike for known and unknown ones, never shut for good."""

from __future__ import annotations

import pytest
from django.test import Client

from amparo.kernel.access.membership import actor_of
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity import tally
from amparo.kernel.identity.models import SignInTally
from amparo.kernel.ui.slots import due_for
from tests.accounts.making import PASSPHRASE, administrator, carded, with_passphrase
from tests.factories.kernel import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
WRONG = "equivocada"


def sign_in(name: str, passphrase: str = WRONG):
    return Client().post("/cuenta/login/", {"login": name, "password": passphrase})


def with_card(name: str, passphrase: str, code: str):
    sent = {"login": name, "password": passphrase, "code": code}
    return Client().post("/entrar-con-tarjeta/", sent)


def said(response) -> str:
    """What the page says in its summary of faults."""
    page = response.content.decode()
    return page.partition('class="errors"')[2].partition("</div>")[0]


def test_five_attempts_are_free_and_then_each_costs_twice_as_long(later):
    waits = []
    for _ in range(12):
        tally.failed("alguien")
        waits.append(tally.seconds_to_wait("alguien"))

    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:8] == [15, 30, 60, 120]
    assert max(waits) == waits[-1] == tally.LONGEST_SECONDS


def test_known_and_unknown_accounts_are_told_the_same(later):
    known = with_passphrase(UserFactory(username="lucia"))
    for _ in range(6):
        sign_in(known.username)
        sign_in("nadie")

    answers = [sign_in(known.username), sign_in("nadie")]

    assert said(answers[0]) == said(answers[1]) != ""
    assert "Hubo muchos intentos" in said(answers[0])
    assert {answer.status_code for answer in answers} == {200}


def test_while_the_wait_runs_the_right_passphrase_does_not_open_and_afterwards_it_does(later):
    user = with_passphrase(UserFactory())
    for _ in range(6):
        sign_in(user.username)

    assert sign_in(user.username, PASSPHRASE).status_code == 200
    later(31)
    assert sign_in(user.username, PASSPHRASE).status_code == 302
    assert tally.seconds_to_wait(user.username) == 0


def test_whoever_keeps_failing_never_shuts_out_somebody_with_her_card(later):
    user = with_passphrase(MembershipFactory().user)
    code, other, *_rest = carded(user)
    for step in range(40):
        tally.failed(user.username)
        later(step)

    assert tally.seconds_to_wait(user.username) > 0
    assert with_card(user.username, PASSPHRASE, code).headers["Location"] == "/inicio/"
    assert with_card(user.username, PASSPHRASE, code).status_code == 422
    assert with_card(user.username, "equivocada", other).status_code == 422
    assert with_card(user.username, PASSPHRASE, other).status_code == 302


def test_the_card_way_says_the_same_whatever_is_wrong(later):
    user = with_passphrase(UserFactory())
    code = carded(user)[0]

    wrong = [
        with_card(user.username, "equivocada", code),
        with_card(user.username, PASSPHRASE, "A1000000"),
        with_card("nadie", PASSPHRASE, code),
    ]

    assert len({said(one) for one in wrong}) == 1
    assert {one.status_code for one in wrong} == {422}


def test_codes_behind_a_known_passphrase_cannot_be_guessed_without_end(later):
    user = with_passphrase(UserFactory())
    code = carded(user)[0]
    for _ in range(6):
        with_card(user.username, PASSPHRASE, "A1000000")

    assert "Hubo muchos intentos" in said(with_card(user.username, PASSPHRASE, code))


def test_neither_name_nor_address_of_anybody_is_kept():
    for _ in range(3):
        sign_in("zunzuneria")

    row = SignInTally.objects.get()
    assert "zunzuneria" not in row.digest
    assert {field.name for field in SignInTally._meta.get_fields()} == {
        "digest",
        "failures",
        "failed_at",
        "wait_until",
    }
    assert not AuditRow.objects.filter(details__icontains="zunzuneria").exists()


def test_a_day_without_failures_erases_the_count(later):
    tally.failed("alguien")

    tally.forget_old_failures()
    assert SignInTally.objects.count() == 1
    later(86_500)
    tally.forget_old_failures()

    assert SignInTally.objects.count() == 0


def test_an_administrator_is_told_when_somebody_insists(later):
    admin = administrator()
    victim = MembershipFactory(desk=admin.desk, role="case_worker")
    MembershipFactory(desk=admin.desk, role="case_worker")

    for _ in range(tally.MANY):
        tally.failed(victim.user.username)

    told = [item for item in due_for(actor_of(admin)) if "prueba contraseñas" in str(item.label)]
    assert [item.about for item in told] == ["1 cuenta"]
