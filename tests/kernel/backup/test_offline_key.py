from __future__ import annotations

import io
from datetime import date

import pytest

from amparo.kernel.backup.archive import Reader, Writer, WrongKey
from amparo.kernel.backup.offline_key import BrokenKey, make_key, private_key, public_key

DAY = date(2026, 1, 2)


@pytest.fixture
def made(tmp_path):
    """A home with a fresh key, and the two parts that were shown."""
    shown: list[str] = []
    public = make_key(tmp_path, on=DAY, show=lambda _number, text: shown.append(text))
    return tmp_path, public, shown


def test_both_parts_open_what_the_public_half_sealed(made):
    home, public, parts = made
    out = io.BytesIO()
    writer = Writer(out, public, {})
    writer.write(b"datos")
    writer.finish()

    assert public_key(home) == public
    assert len(parts) == 2
    for order in (parts, parts[::-1]):
        reader = Reader(io.BytesIO(out.getvalue()), private_key(order))
        assert io.BufferedReader(reader).read() == b"datos"


def test_neither_part_nor_the_private_half_stays_in_the_home(made):
    home, _public, parts = made
    kept = b"".join(path.read_bytes() for path in home.iterdir())

    assert private_key(parts).hex().encode() not in kept
    assert not any(part.encode() in kept for part in parts)


@pytest.mark.parametrize(
    "typed",
    [
        lambda parts: [parts[0], parts[0]],
        lambda parts: [parts[0], ""],
        lambda parts: [parts[0], parts[1][:-1]],
        lambda parts: [parts[0], "una-parte-inventada"],
    ],
)
def test_a_wrong_part_is_refused(made, typed):
    with pytest.raises(WrongKey):
        private_key(typed(made[2]))


def test_parts_of_two_keys_are_refused(made, tmp_path):
    other: list[str] = []
    (tmp_path / "other").mkdir()
    make_key(tmp_path / "other", on=DAY, show=lambda _number, text: other.append(text))

    with pytest.raises(WrongKey):
        private_key([made[2][0], other[1]])


def test_there_is_none_before_the_first_backup(tmp_path):
    assert public_key(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{}", '{"public": "00"}', '{"public": "no"}'])
def test_a_broken_public_half_is_said(tmp_path, text):
    (tmp_path / "backup-key.json").write_text(text)

    with pytest.raises(BrokenKey):
        public_key(tmp_path)
