"""Administrators, accounts and letters of invented institutions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from amparo.accounts.services import AccountFields, Opened, open_account
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity import cards
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk, Membership
from tests.factories.kernel import DeskFactory, MembershipFactory

PASSPHRASE = "ninguna-tormenta-es-eterna"
LETTER = {"letter_number": "DM-017-2031", "letter_on": date(2024, 1, 15)}


def shelter(**fields: Any) -> Desk:
    """A desk of a shelter, where cases are served."""
    return DeskFactory(organisation__domain="services", organisation__kind="shelters", **fields)


def administrator(desk: Desk | None = None, **fields: Any) -> Membership:
    """An administrator at a desk of a shelter."""
    return MembershipFactory(desk=desk or shelter(), role=Role.ORGANISATION_ADMIN, **fields)


def fields(desk: Desk, **given: Any) -> AccountFields:
    today = clock.today()
    named = {
        "username": "nueva",
        "display_name": "Persona de Muestra",
        "desk": desk,
        "role": Role.CASE_WORKER,
        "since_on": today,
        "until_on": today + timedelta(days=200),
        **LETTER,
    }
    return AccountFields(**(named | given))


def opened(admin: Membership, **given: Any) -> Opened:
    """An account opened by that administrator at her own desk."""
    desk = given.pop("desk", admin.desk)
    return open_account(actor=actor_of(admin), fields=fields(desk, **given), on=clock.today())


def settled(new: Opened) -> Membership:
    """The new account's place, once its owner wrote her own passphrase."""
    membership = new.opening.membership
    membership.user.temporary_until = None
    membership.user.save()
    return membership


def with_passphrase(user: User) -> User:
    user.set_password(PASSPHRASE)
    user.save()
    return user


def carded(user: User) -> list[str]:
    """A card in force; its unused codes as they are typed."""
    _card, grid = cards.print_card(user.pk)
    codes = [
        column + row + code
        for row, listed in grid
        for column, code in zip(cards.COLUMNS, listed, strict=True)
    ]
    assert cards.prove_card(user.pk, codes[0])
    return codes[1:]
