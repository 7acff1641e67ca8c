"""Accounts and institutions of rows, by the names that whoever watches knows them by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Organisation

ACCOUNT = "user:"


@dataclass(frozen=True)
class Names:
    """``accounts`` by the id in a row's actor; ``institutions`` by their public id."""

    accounts: dict[str, str]
    institutions: dict[UUID, str]

    def who(self, actor: str) -> str:
        if actor.startswith(ACCOUNT):
            return self.accounts.get(actor.removeprefix(ACCOUNT), _("cuenta que ya no existe"))
        if actor.startswith("system:"):
            return _("el sistema (%(task)s)") % {"task": actor.partition(":")[2]}
        return {"public": _("alguien sin cuenta")}.get(actor, actor.partition(":")[0])

    def institution(self, public_id: UUID | None) -> str:
        return self.institutions.get(public_id, "") if public_id else ""


def names_of(actors: Iterable[str], institutions: Iterable[UUID | None]) -> Names:
    ids = {actor.removeprefix(ACCOUNT) for actor in actors if actor.startswith(ACCOUNT)}
    accounts = User.objects.filter(public_id__in=ids).values_list("public_id", "username")
    named = Organisation.objects.filter(public_id__in={one for one in institutions if one})
    return Names(
        {str(public_id): username for public_id, username in accounts},
        dict(named.values_list("public_id", "name")),
    )


def account_id(username: str) -> UUID | None:
    return User.objects.filter(username=username).values_list("public_id", flat=True).first()
