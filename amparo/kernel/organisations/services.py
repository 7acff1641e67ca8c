"""Institutions, desks and memberships are opened here."""

from __future__ import annotations

from datetime import date
from typing import Any

from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient


def open_organisation(**fields: Any) -> Organisation:
    """Register an institution and give it its key pair."""
    organisation = Organisation.objects.create(**fields)
    ensure_recipient(RecipientKind.ORGANISATION, organisation.public_id)
    return organisation


def open_desk(*, organisation: Organisation, name: str, receives_reports: bool = False) -> Desk:
    """Open a desk with its own key pair, in its institution's country."""
    desk = Desk.objects.create(
        organisation=organisation,
        name=name,
        receives_reports=receives_reports,
        country=organisation.country,
    )
    ensure_recipient(RecipientKind.DESK, desk.public_id)
    return desk


def join(*, user: User, desk: Desk, role: Role, since_on: date) -> Membership:
    """Give a person a function at a desk."""
    return Membership.objects.create(user=user, desk=desk, role=role.value, since_on=since_on)
