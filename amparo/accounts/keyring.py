"""What the page of one's own key ring shows: what it opens, and whom it can help."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.identity.models import User
from amparo.kernel.ui.slots import DueItem
from amparo.kernel.vault import holding, recovering
from amparo.kernel.vault.held_keys import (
    MEMBER_SEALED,
    HeldDesk,
    HeldKey,
    MemberHold,
    Recovery,
    Trustee,
)
from amparo.kernel.vault.members import member_of, public_of
from amparo.kernel.vault.models import Recipient, RecipientKind

WHAT = {
    RecipientKind.DESK_REPORT: _("Palabras de los avisos de su mesa"),
    RecipientKind.DESK_CLINICAL: _("Notas clínicas compartidas con su mesa"),
    RecipientKind.DESK_PRIVILEGED: _("Lo hablado con la defensa, en su mesa"),
    RecipientKind.TEAM_CLINICAL: _("Notas clínicas de las personas que atiende"),
    RecipientKind.TEAM_PRIVILEGED: _("Lo hablado con la defensa de las personas que atiende"),
}


@dataclass(frozen=True)
class Held:
    """Pairs of one kind: how many she should hold, and how many she holds."""

    what: Any
    total: int
    mine: int


@dataclass(frozen=True)
class Colleague:
    """Somebody who waits to be let in."""

    owner: UUID
    name: str


@dataclass(frozen=True)
class Asked:
    """A recovery that this person can support."""

    public_id: UUID
    name: str
    desk: str


@dataclass(frozen=True, repr=False)
class KeyringPage:
    """Everything on the page."""

    has: bool
    is_open: bool
    reads: bool  # her role reads something that can be held
    desk: HeldDesk | None
    can_hold: bool
    held: list[Held]
    waiting: list[Colleague]
    to_tend: int
    without: int  # people who should hold something and have no key ring
    own_recovery: Recovery | None
    supporters: int
    can_ask: bool
    asked: list[Asked]
    trustees: list[str]

    @property
    def lacks(self) -> bool:
        return any(one.mine < one.total for one in self.held)


def keyring_page(actor: Actor, on: date) -> KeyringPage:
    """Read inside a door."""
    member = member_of(actor)
    desk = HeldDesk.objects.filter(desk_id=actor.seat).select_related("desk").first()
    keys = _keys_of(actor, on)
    mine = set(MemberHold.objects.filter(member=member).values_list("key", flat=True))
    open_now = is_open(actor, member)
    own = _own_recovery(member, desk)
    return KeyringPage(
        has=member is not None,
        is_open=open_now,
        reads=bool(actor.readable & set(MEMBER_SEALED)),
        desk=desk,
        can_hold=holding.can_hold_desk(actor),
        held=_by_kind(keys, mine),
        waiting=waiting(keys, mine, on) if open_now else [],
        to_tend=sum(_needs_tending(key) for key in keys if key.pk in mine),
        without=_without_key_ring(keys, on),
        own_recovery=own,
        supporters=recovering.supporters(own) if own else 0,
        can_ask=open_now and own is None and recovering.can_ask(actor, on),
        asked=_asked(actor),
        trustees=_trustees(desk),
    )


def is_open(actor: Actor, member: Recipient | None) -> bool:
    """Whether the key in her session is that of her present pair."""
    if member is None or not actor.own_key:
        return False
    return public_of(actor.own_key) == bytes(member.public_key)


def waiting(keys: list[HeldKey], mine: set[int], on: date) -> list[Colleague]:
    """Colleagues with a key ring who lack a pair that she holds."""
    owners: set[UUID] = set()
    for key in keys:
        if key.pk in mine:
            holds = MemberHold.objects.filter(key=key).values("member__owner")
            places = holding.entitled(key, on).exclude(user__public_id__in=holds)
            owners |= set(places.values_list("user__public_id", flat=True))
    ready = Recipient.objects.filter(kind=RecipientKind.MEMBER, owner__in=owners)
    names = names_of(ready.values_list("owner", flat=True))
    return [Colleague(owner, name) for owner, name in sorted(names.items(), key=lambda one: one[1])]


def people_to_trust(desk: HeldDesk, on: date) -> list[tuple[str, str]]:
    """Account and name of everybody who can be a trustee."""
    rings = recovering.trustees_possible(desk, on)
    names = names_of(rings.values_list("owner", flat=True))
    return sorted(((str(owner), name) for owner, name in names.items()), key=lambda one: one[1])


def names_of(owners: Any) -> dict[UUID, str]:
    users = User.objects.filter(public_id__in=list(owners))
    return {user.public_id: user.display_name or user.username for user in users}


def due_keyring(actor: Actor) -> list[DueItem]:
    """Colleagues to let in, pairs to renew, recoveries to support."""
    if actor.user_id is None or member_of(actor) is None:
        return []
    on, url = clock.today(), reverse("accounts:keyring")
    keys = _keys_of(actor, on)
    mine = set(MemberHold.objects.filter(member=member_of(actor)).values_list("key", flat=True))
    found = [
        DueItem(_now("Dejar entrar a una colega"), one.name, None, url, _now("Ver"), one.name)
        for one in waiting(keys, mine, on)
    ]
    if count := sum(_needs_tending(key) for key in keys if key.pk in mine):
        about = ngettext("%(count)d llave", "%(count)d llaves", count) % {"count": count}
        found.append(DueItem(_now("Poner al día las llaves"), about, None, url, _now("Ver")))
    found += [
        DueItem(_now("Apoyar una recuperación"), one.desk, None, url, _now("Ver"), one.name)
        for one in _asked(actor)
    ]
    return found


def _keys_of(actor: Actor, on: date) -> list[HeldKey]:
    """The pairs that she should hold at this desk and in the teams of this place."""
    teams = holding.teams_of(actor, on)
    keys = HeldKey.objects.filter(recipient__owner__in=[actor.desk, *teams])
    keys = keys.filter(data_class__in=[one.value for one in actor.readable])
    return list(keys.select_related("recipient", "desk__desk"))


def _by_kind(keys: list[HeldKey], mine: set[int]) -> list[Held]:
    total = Counter(key.recipient.kind for key in keys)
    held = Counter(key.recipient.kind for key in keys if key.pk in mine)
    return [Held(WHAT[RecipientKind(kind)], total[kind], held[kind]) for kind in sorted(total)]


def _needs_tending(key: HeldKey) -> bool:
    return key.renew_since is not None or recovering.lacks_shares(key)


def _without_key_ring(keys: list[HeldKey], on: date) -> int:
    owners: set[UUID] = set()
    for key in keys:
        owners |= set(holding.entitled(key, on).values_list("user__public_id", flat=True))
    rings = Recipient.objects.filter(kind=RecipientKind.MEMBER, owner__in=owners).count()
    return len(owners) - rings


def _own_recovery(member: Recipient | None, desk: HeldDesk | None) -> Recovery | None:
    if member is None or desk is None:
        return None
    return Recovery.objects.filter(member=member, desk=desk, done_on=None).first()


def _asked(actor: Actor) -> list[Asked]:
    waiting_now = recovering.waiting_for(actor)
    names = names_of(one.member.owner for one in waiting_now)
    return [
        Asked(one.public_id, names.get(one.member.owner, ""), str(one.desk.desk))
        for one in waiting_now
    ]


def _trustees(desk: HeldDesk | None) -> list[str]:
    if desk is None:
        return []
    owners = Trustee.objects.filter(desk=desk).values_list("member__owner", flat=True)
    return sorted(names_of(owners).values())
