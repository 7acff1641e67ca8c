"""Which doors of the accounts library are shut, and how failed sign-ins are slowed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db
PASSPHRASE = "frase-de-paso-inventada"


@pytest.mark.parametrize(
    "door",
    [
        "signup/",
        "email/",
        "password/reset/",
        "password/set/",
        "confirm-email/",
        "password/reset/key/1-a/",
    ],
)
def test_nobody_signs_up_or_recovers_by_mail(door):
    assert Client().get(f"/cuenta/{door}").status_code == 404


def sign_in(client: Client, username: str, passphrase: str):
    return client.post("/cuenta/login/", {"login": username, "password": passphrase})


def test_failed_sign_ins_lock_that_account_for_a_while_and_nobody_else():
    cache.clear()
    victim, other = UserFactory(), UserFactory()
    for user in (victim, other):
        user.set_password(PASSPHRASE)
        user.save()
    for _ in range(12):
        sign_in(Client(), victim.username, "equivocada")
    assert sign_in(Client(), victim.username, PASSPHRASE).status_code != 302
    assert sign_in(Client(), other.username, PASSPHRASE).status_code == 302
    cache.clear()
