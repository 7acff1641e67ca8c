from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.backup.archive import (
    CHUNK,
    MAGIC,
    Damaged,
    Reader,
    Writer,
    WrongKey,
    fresh_pair,
)

PRIVATE, PUBLIC = fresh_pair()


def written(content: bytes, public: bytes = PUBLIC) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, public, {"format": 1, "holds": "data"})
    writer.write(content)
    writer.finish()
    return out.getvalue()


def opened(raw: bytes, private: bytes = PRIVATE) -> bytes:
    return io.BufferedReader(Reader(io.BytesIO(raw), private)).read()


def chunks(raw: bytes) -> tuple[bytes, list[bytes]]:
    """Everything before the first chunk, and each chunk with its length."""
    size = int.from_bytes(raw[len(MAGIC) : len(MAGIC) + 4], "big")
    start = len(MAGIC) + 4 + size
    head, found = raw[:start], []
    while start < len(raw):
        length = 4 + int.from_bytes(raw[start : start + 4], "big")
        found.append(raw[start : start + length])
        start += length
    return head, found


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_was_written_is_read(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert opened(written(content)) == content


def test_nothing_of_it_is_in_the_clear():
    assert b"canario" not in written(b"canario" * 100)


LONG = written(b"a" * CHUNK + b"b" * CHUNK + b"c")


@pytest.mark.parametrize(
    "mix",
    [
        lambda c: c[:-1],  # cut off at the end
        lambda c: [c[1], c[0], c[2]],  # out of order
        lambda c: [c[0], c[0], c[2]],  # one twice
        lambda c: [c[0], c[2]],  # one left out
        lambda c: [*c, c[2]],  # the last again
        lambda c: [c[0], c[1], chunks(written(b"c"))[1][0]],  # of another archive
        lambda c: [],
    ],
)
def test_chunks_that_are_missing_moved_or_foreign_are_refused(mix):
    head, found = chunks(LONG)
    assert len(found) == 3

    with pytest.raises(Damaged):
        opened(head + b"".join(mix(found)))


@given(st.integers(0, len(written(b"palabras")) - 1), st.integers(1, 255))
def test_any_altered_byte_is_refused(place, change):
    raw = bytearray(written(b"palabras"))
    raw[place] ^= change

    with pytest.raises((Damaged, WrongKey)):
        opened(bytes(raw))


@given(st.integers(0, len(written(b"palabras")) - 1))
def test_any_cut_is_refused(length):
    with pytest.raises((Damaged, WrongKey)):
        opened(written(b"palabras")[:length])


def test_another_key_is_refused():
    with pytest.raises(WrongKey):
        opened(written(b"palabras"), fresh_pair()[0])
