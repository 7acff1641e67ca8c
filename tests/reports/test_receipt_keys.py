import threading

import pytest
from argon2.low_level import Type
from django.db import connection

from amparo.reports import receipt_keys
from amparo.reports.receipts import new_digits, new_words
from amparo.reports.services.intake import Told, take_in
from amparo.reports.services.mailbox import open_mailbox
from tests.factories.kernel import DeskFactory


@pytest.fixture
def derivations(monkeypatch):
    """What each derivation was given, and whether a transaction was open; the real one runs."""
    seen = []

    def watched(**given):
        seen.append({**given, "in_transaction": connection.in_atomic_block})
        return real(**given)

    real = receipt_keys.hash_secret_raw
    monkeypatch.setattr(receipt_keys, "hash_secret_raw", watched)
    return seen


def test_the_parameters_are_those_that_were_decided(derivations):
    receipt = new_digits()

    receipt_keys.derive(receipt, b"s" * 16)

    (given,) = derivations
    assert (given["memory_cost"], given["time_cost"], given["parallelism"]) == (65536, 1, 1)
    assert given["type"] is Type.ID
    assert given["salt"] == b"s" * 16
    assert len(given["secret"]) == 32
    assert receipt.secret.encode() not in given["secret"]


def test_the_same_receipt_and_salt_give_the_same_two_different_keys():
    receipt = new_digits()

    first, again = (receipt_keys.derive(receipt, b"s" * 16) for _number in range(2))

    assert first == again
    assert len(first.proof) == len(first.wrapping) == 32
    assert first.proof != first.wrapping


@pytest.mark.parametrize("other_salt", [b"t" * 16])
def test_salt_secret_and_kind_each_change_the_keys(other_salt):
    receipt = new_digits()
    keys = receipt_keys.derive(receipt, b"s" * 16)

    assert not receipt_keys.proves(receipt_keys.derive(receipt, other_salt), keys.proof)
    assert not receipt_keys.proves(receipt_keys.derive(new_digits(), b"s" * 16), keys.proof)
    assert not receipt_keys.proves(
        receipt_keys.derive(new_words(receipt.locator), b"s" * 16), keys.proof
    )
    assert receipt_keys.proves(receipt_keys.derive(receipt, b"s" * 16), keys.proof)


@pytest.mark.django_db(transaction=True)
def test_every_derivation_is_outside_any_transaction(derivations):
    DeskFactory(receives_reports=True)

    receipt = take_in(told=Told(narrative="Algo pasó."))
    open_mailbox(typed=receipt.code, channel="web")

    assert [given["in_transaction"] for given in derivations] == [False, False]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "no es un código", "0000 0000 0000 0000 0000", "1" * 900])
def test_a_wrong_code_costs_one_derivation_like_a_right_one(derivations, typed):
    assert open_mailbox(typed=typed, channel="web") is None

    assert [(given["memory_cost"], given["time_cost"]) for given in derivations] == [(65536, 1)]


def test_more_clients_than_turns_wait_and_all_are_served(settings):
    settings.RECEIPT_SEMAPHORE = 1
    receipt_keys._turns.cache_clear()
    served = []
    clients = [
        threading.Thread(target=lambda: served.append(receipt_keys.derive(new_digits(), None)))
        for _number in range(4)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    receipt_keys._turns.cache_clear()

    assert len(served) == 4


def test_a_flood_of_visits_leaves_a_turn_for_reports(settings):
    """Every lane of visitors is taken and held; a report is still derived."""
    from amparo.reports.receipt_keys import _turns, _visits, derive_for_report

    held, turns = _visits(), _turns()
    assert settings.RECEIPT_SEMAPHORE == 2
    with held, turns:  # a visitor at work, and every other one behind it
        assert not held.acquire(blocking=False)
        receipt, salt = new_digits(), receipt_keys.new_salt()
        assert len(derive_for_report(receipt, salt).proof) == 32
