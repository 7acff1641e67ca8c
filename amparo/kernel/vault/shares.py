"""A key in shares: any ``threshold`` of them give it back, fewer say nothing (Shamir, 1979).

Each byte of the key is the value at zero of a random polynomial over GF(256); a share is its value
at another point. On paper a share is groups of four letters and digits that nobody confuses
(Crockford's base 32): format 1 · set 4 · threshold 1 · point 1 · key · checksum 4 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FORMAT = 1
SET_BYTES, CHECK_BYTES = 4, 4
MOST = 255
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_PAPER = str.maketrans(_STANDARD, LETTERS)
_FROM_PAPER = str.maketrans(LETTERS, _STANDARD)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None})
GROUP = 4


class NotAShare(ValueError):
    """It was mistyped, belongs to another set, or there are too few."""


@dataclass(frozen=True, repr=False)
class Share:
    """One holder's part. ``of``: the set it was made with; ``point``: 1 to 255."""

    of: bytes
    threshold: int
    point: int
    values: bytes


def split(key: bytes, *, shares: int, threshold: int) -> list[Share]:
    """Raises ValueError unless 2 ≤ threshold ≤ shares ≤ 255."""
    if not 2 <= threshold <= shares <= MOST:
        raise ValueError("a key is split for at least two holders, and never for fewer than asked")
    of = os.urandom(SET_BYTES)
    polynomials = [bytes([byte]) + os.urandom(threshold - 1) for byte in key]
    return [
        Share(of, threshold, point, bytes(_value(each, point) for each in polynomials))
        for point in range(1, shares + 1)
    ]


def join(shares: Iterable[Share]) -> bytes:
    """The key. Raises NotAShare when they are too few or of different sets."""
    by_point = {share.point: share for share in shares}
    held = list(by_point.values())
    if not held or len({(share.of, share.threshold, len(share.values)) for share in held}) != 1:
        raise NotAShare
    if len(held) < held[0].threshold:
        raise NotAShare
    held = held[: held[0].threshold]
    weights = _weights_at_zero([share.point for share in held])
    return bytes(
        _sum(
            times(weight, share.values[place]) for weight, share in zip(weights, held, strict=True)
        )
        for place in range(len(held[0].values))
    )


def written(share: Share) -> str:
    """As it is printed: groups of four."""
    raw = bytes([FORMAT]) + share.of + bytes([share.threshold, share.point]) + share.values
    text = base64.b32encode(raw + _check(raw)).decode().rstrip("=").translate(_TO_PAPER)
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def read(text: str) -> Share:
    """A share as somebody typed it; case, spaces and hyphens do not matter. Raises NotAShare."""
    plain = "".join(text.split()).upper().translate(_MISREAD)
    try:
        standard = plain.translate(_FROM_PAPER)
        raw = base64.b32decode(standard + "=" * (-len(standard) % 8))
    except ValueError as error:
        raise NotAShare from error
    body, check = raw[:-CHECK_BYTES], raw[-CHECK_BYTES:]
    head = 1 + SET_BYTES
    if len(body) <= head + 2 or body[0] != FORMAT or check != _check(body):
        raise NotAShare
    share = Share(body[1:head], body[head], body[head + 1], body[head + 2 :])
    if written(share).replace("-", "") != plain:  # the last letter has bits that carry nothing
        raise NotAShare
    return share


def times(one: int, other: int) -> int:
    """Product in GF(256) modulo x⁸ + x⁴ + x³ + x + 1."""
    product = 0
    for _ in range(8):
        product ^= one * (other & 1)
        other >>= 1
        one = (one << 1) ^ (0x11B * (one >> 7))
    return product


def inverse(one: int) -> int:
    """The number by which ``one`` gives 1: its 254th power."""
    power = 1
    for _ in range(254):
        power = times(power, one)
    return power


def _value(polynomial: bytes, point: int) -> int:
    total = 0
    for coefficient in reversed(polynomial):
        total = times(total, point) ^ coefficient
    return total


def _weights_at_zero(points: Sequence[int]) -> list[int]:
    """Lagrange's weights for the value at zero."""
    weights = []
    for point in points:
        weight = 1
        for other in points:
            if other != point:
                weight = times(weight, times(other, inverse(other ^ point)))
        weights.append(weight)
    return weights


def _sum(numbers: Iterable[int]) -> int:
    total = 0
    for number in numbers:
        total ^= number
    return total


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(b"amparo/share|" + raw).digest()[:CHECK_BYTES]
