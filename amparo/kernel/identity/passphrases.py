"""Temporary passphrases: five words that are read from paper once, and then replaced."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from functools import cache

from mnemonic import Mnemonic

from amparo.kernel.identity.models import User

WORDS = 5  # of some 1,700: over 53 bits, for a week and slowed by account
VALID_DAYS = 7


@cache
def _words() -> list[str]:
    """Those without accents, which the list writes as signs of their own and no keyboard does."""
    return [word for word in Mnemonic("spanish").wordlist if word.isascii()]


def give_temporary(user: User, on: date) -> str:
    """Set a passphrase good for a week, to be replaced at her next entry. Returns it: it is kept
    nowhere."""
    words = "-".join(secrets.choice(_words()) for _ in range(WORDS))
    user.set_password(words)
    user.temporary_until = on + timedelta(days=VALID_DAYS)
    user.save(update_fields=["password", "temporary_until"])
    return words


def replace_temporary(user: User, passphrase: str) -> None:
    """Her own passphrase, which nobody else knows."""
    user.set_password(passphrase)
    user.temporary_until = None
    user.save(update_fields=["password", "temporary_until"])
