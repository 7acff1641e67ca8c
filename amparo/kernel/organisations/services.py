"""Institutions, desks and memberships are opened here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.conflicts import may_be_held, on_both_sides
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


class RoleNotHeldHere(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Esa función no existe en una institución de ese tipo."))


class BothSidesOfTheWall(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Esa persona ya trabaja del otro lado: nadie sirve a la vez en servicios y en "
                "justicia. Cierre antes su otra función."
            )
        )


def join(*, user: User, desk: Desk, role: Role, since_on: date) -> Membership:
    """Give a person a function at a desk.

    Raises:
        RoleNotHeldHere: an institution of that domain and kind does not give that function.
        BothSidesOfTheWall: she would serve services and justice at the same time.
    """
    organisation = desk.organisation
    if not may_be_held(Role(role), domain=organisation.domain, kind=organisation.kind):
        raise RoleNotHeldHere
    held = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gte=since_on), user=user, suspended=False
    )
    others = held.values_list("desk__organisation__domain", flat=True)
    if on_both_sides(organisation.domain, others):
        raise BothSidesOfTheWall
    return Membership.objects.create(user=user, desk=desk, role=role.value, since_on=since_on)
