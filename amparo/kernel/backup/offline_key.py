"""The offline backup key: its public half stays in the home, its private half in two people's
hands. One part alone says nothing (`vault.shares`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from amparo.kernel.backup.archive import WrongKey, fresh_pair
from amparo.kernel.vault.roots import write_private
from amparo.kernel.vault.shares import NotAShare, join, read, split, written

FILE = "backup-key.json"
HOLDERS, KEY_BYTES = 2, 32
Show = Callable[[int, str], None]  # number of the part, its text


class BrokenKey(Exception):
    """The public half in the home is not readable."""


def public_key(home: Path) -> bytes | None:
    """The public half, or None before the first backup. Raises BrokenKey."""
    path = home / FILE
    if not path.exists():
        return None
    try:
        public = bytes.fromhex(json.loads(path.read_text("ascii"))["public"])
    except (ValueError, KeyError, TypeError):
        raise BrokenKey from None
    if len(public) != KEY_BYTES:
        raise BrokenKey
    return public


def make_key(home: Path, *, on: date, show: Show) -> bytes:
    """Make the pair, show each part once, and keep only the public half.

    The public half is written after both parts were shown: a stop in between leaves no key whose
    parts nobody has.
    """
    private, public = fresh_pair()
    for share in split(private, shares=HOLDERS, threshold=HOLDERS):
        show(share.point, written(share))
    kept = {"public": public.hex(), "made_on": on.isoformat()}
    write_private(home / FILE, json.dumps(kept))
    return public


def private_key(parts: list[str]) -> bytes:
    """The private half from both parts. Raises WrongKey."""
    try:
        private = join(read(part) for part in parts)
    except NotAShare:
        raise WrongKey from None
    if len(private) != KEY_BYTES:
        raise WrongKey
    return private
