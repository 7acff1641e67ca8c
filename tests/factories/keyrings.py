"""People with key rings, open or closed."""

from __future__ import annotations

from dataclasses import replace

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.own_keys import make_keyring, open_keyring

PASSPHRASE = "nueve lunas pintan tejados verdes"


def with_keyring(place: Membership, passphrase: str = PASSPHRASE) -> Actor:
    """The place's actor, her new key ring open."""
    actor = actor_of(place)
    own = make_keyring(actor=actor, passphrase=passphrase, on=clock.today())
    return replace(actor, own_key=own)


def opened(place: Membership, passphrase: str = PASSPHRASE) -> Actor:
    """The place's actor, the key ring she has had before open again."""
    actor = actor_of(place)
    own = open_keyring(actor=actor, passphrase=passphrase, on=clock.today())
    return replace(actor, own_key=own)
