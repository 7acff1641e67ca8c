"""Coming in, failing to and leaving are rows of the log, by account and way, never by place."""

from __future__ import annotations

import pytest
from django.test import Client

from amparo.kernel.audit.models import AuditRow
from tests.accounts.making import PASSPHRASE, carded, with_passphrase
from tests.factories.kernel import MembershipFactory

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str, dict]]:
    found = AuditRow.objects.filter(verb__startswith="sign").order_by("pk")
    return [(row.verb, row.actor, row.details) for row in found]


def sign_in(client: Client, name: str, passphrase: str):
    return client.post("/cuenta/login/", {"login": name, "password": passphrase})


def test_a_failure_is_a_row_of_the_account_and_of_nobody_when_there_is_none():
    user = with_passphrase(MembershipFactory().user)
    sign_in(Client(), user.username, "equivocada")
    sign_in(Client(), "nadie-de-aqui", "equivocada")
    assert rows() == [
        ("sign_in.failed", f"user:{user.public_id}", {"way": "password"}),
        ("sign_in.failed", "public", {"way": "password"}),
    ]


def test_each_factor_and_the_exit_are_rows():
    user = with_passphrase(MembershipFactory().user)
    codes, client = carded(user), Client()
    sign_in(client, user.username, PASSPHRASE)
    client.post("/cuenta/2fa/authenticate/", {"code": "A1 000 000"})
    client.post("/cuenta/2fa/authenticate/", {"code": next(iter(codes))})
    client.post("/cuenta/logout/")
    assert [(verb, details) for verb, _actor, details in rows()] == [
        ("signed_in", {"way": "password"}),
        ("sign_in.failed", {"way": "code"}),
        ("signed_in", {"way": "card"}),
        ("signed_out", {}),
    ]
