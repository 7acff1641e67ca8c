"""Her own key ring: made, opened, given another passphrase, begun again.

Each function is slow on purpose (Argon2id) before it opens its short transaction.
"""

from __future__ import annotations

from datetime import date

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.holding import seal_up_mine
from amparo.kernel.vault.members import (
    HasKeyring,
    check_passphrase,
    forget_member,
    fresh_member,
    member_of,
    user_of,
)
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.passphrase import lock_private, open_private


def make_keyring(*, actor: Actor, passphrase: str, on: date) -> bytes:
    """Her first key pair; returns the private half, for her session. Pairs that only awaited
    somebody with a key ring are made now.

    Raises:
        PassphraseTooWeak, HasKeyring: nothing was made.
    """
    check_passphrase(passphrase)
    if member_of(actor) is not None:
        raise HasKeyring
    member, private = fresh_member(user_of(actor), passphrase)
    with writing(actor):
        member.save(force_insert=True)
        seal_up_mine(actor, on)
        record(actor, Verb.KEYRING_MADE)
    return private


def open_keyring(*, actor: Actor, passphrase: str, on: date) -> bytes:
    """The private half. Raises WrongPassphrase, and Recipient.DoesNotExist when she has none."""
    member = Recipient.objects.get(kind=RecipientKind.MEMBER, owner=user_of(actor))
    private = open_private(member, passphrase)
    with writing(actor):
        seal_up_mine(actor, on)
        record(actor, Verb.KEYRING_OPENED)
    return private


def change_passphrase(*, actor: Actor, passphrase: str, fresh: str) -> bytes:
    """Another passphrase for the same pair; nobody has to let her in again.

    Raises:
        WrongPassphrase, PassphraseTooWeak: nothing was changed.
    """
    check_passphrase(fresh)
    member = Recipient.objects.get(kind=RecipientKind.MEMBER, owner=user_of(actor))
    private = open_private(member, passphrase)
    kept = lock_private(member, private, fresh)
    with writing(actor):
        Recipient.objects.filter(pk=member.pk).update(private_key=kept)
        record(actor, Verb.KEYRING_CHANGED)
    return private


def start_again(*, actor: Actor, passphrase: str, on: date) -> bytes:
    """A new pair for whoever forgot her passphrase: it opens nothing until she is let in again.

    Raises:
        PassphraseTooWeak: nothing was changed.
    """
    check_passphrase(passphrase)
    fresh, private = fresh_member(user_of(actor), passphrase)
    with writing(actor):
        member = Recipient.objects.select_for_update().get(
            kind=RecipientKind.MEMBER, owner=user_of(actor)
        )
        forget_member(member)
        member.key_id, member.public_key = fresh.key_id, fresh.public_key
        member.private_key = fresh.private_key
        member.save()
        seal_up_mine(actor, on)
        record(actor, Verb.KEYRING_STARTED_AGAIN)
    return private
