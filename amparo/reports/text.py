"""Words of whoever reports: made safe to keep without losing any, and padded before sealing."""

from __future__ import annotations

import re

from amparo.kernel.vault.keyring import HasSubject, Keyring

KIB = 1024
LONGEST_BYTES = 250_000  # of one narrative or message, in UTF-8
# A ciphertext tells how long its text was; these are the only lengths that can be told.
BUCKETS = tuple(size * KIB for size in (1, 4, 16, 64, 256))
PAD = "\x00"
# Kept: tab, line end, every letter, emoji and the marks of right-to-left writing.
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def cleaned(text: str) -> str:
    """The text without control characters; half emoji (lone surrogates) become U+FFFD."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return UNSAFE.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_storable(text: str) -> bool:
    """Whether a text has no NUL and no lone surrogate, so that it can be kept as it came."""
    return PAD not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def too_long_by(text: str) -> int:
    """How many bytes must go before the text is accepted; 0 when it fits."""
    return max(0, len(text.encode("utf-8", "replace")) - LONGEST_BYTES)


def padded(text: str) -> str:
    """The text followed by NULs up to the next bucket of bytes."""
    length = len(text.encode())
    bucket = next((size for size in BUCKETS if length <= size), length)
    return text + PAD * (bucket - length)


def write_words(ring: Keyring, record: HasSubject, name: str, text: str) -> None:
    """Seal a padded text into a field; an empty text stays empty."""
    ring.write(record, name, padded(text) if text else "")


def read_words(ring: Keyring, record: HasSubject, name: str) -> str | None:
    """The text of a padded field; "" when nothing was written, None when it stays closed."""
    text = ring.text(record, name)
    return None if text is None else text.rstrip(PAD)
