"""Builds the invented demonstration: institutions, accounts, reports, persons, figures."""

from __future__ import annotations

from typing import TextIO

from django.db import transaction

from amparo.demo.accounts import ACCOUNTS, INSTITUTIONS, Account, Institution
from amparo.demo.scene import living, people, reports
from amparo.kernel import clock
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk, Organisation
from amparo.kernel.organisations.services import join, open_desk, open_organisation
from amparo.observatory.commands import build_generation, has_generation


def build(out: TextIO) -> None:
    """Make what is missing of the demonstration, and nothing twice: a stop half-way is mended by
    running it again."""
    fresh = not Organisation.objects.exists()
    with transaction.atomic():
        if fresh:
            out.write("Preparando la demostración: instituciones y cuentas…\n")
        found_institutions()
        if fresh:
            people.register(out)
    if not living.has_begun():
        with transaction.atomic():
            living.begin(out)
    made = reports.receive(out)
    if made or not has_generation():
        build_generation()
        out.write("Demostración lista.\n")


def found_institutions() -> None:
    """The invented institutions, with their desks and accounts; those that are there stay."""
    known = set(Organisation.objects.values_list("code", flat=True))
    for one in INSTITUTIONS:
        if one.code not in known:
            _found(one)
    entered = set(User.objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        if account.username not in entered:
            _welcome(account)


def _found(one: Institution) -> None:
    organisation = open_organisation(
        code=one.code,
        name=one.name,
        kind=one.kind,
        country=one.country,
        domain=one.domain,
        deciding_body=one.deciding_body,
    )
    for name, receives in one.desks.items():
        open_desk(organisation=organisation, name=name, receives_reports=receives)


def _welcome(account: Account) -> None:
    desk = Desk.objects.get(organisation__code=account.institution, name=account.desk)
    user = User.objects.create_user(account.username)
    user.display_name = account.name
    user.save(update_fields=["display_name"])
    join(user=user, desk=desk, role=account.role, since_on=clock.today())
