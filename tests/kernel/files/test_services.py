"""Sealed originals: kept whole, opened by the right key alone, and never changed unseen."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from amparo.kernel import clock
from amparo.kernel.access.classes import DataClass
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import (
    LIMIT_BYTES,
    PLACE,
    FileTooLarge,
    content_of,
    reseal_content,
    store,
)
from amparo.kernel.vault.keyring import Keyring, new_keys
from amparo.kernel.vault.sealed import CannotOpen

CONTENT = b"%PDF canario-original"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def subject():
    return uuid4()


@pytest.fixture
def ring(subject) -> Keyring:
    return new_keys(subject, [DataClass.SERVICES], [])


def kept(ring, subject, content=CONTENT, name="contrato.pdf") -> StoredFile:
    return store(ring, subject=subject, name=name, content=content, on=clock.today())


def on_disk(settings) -> list[Path]:
    return [path for path in Path(settings.FILES).rglob("*") if path.is_file()]


def test_an_original_comes_back_byte_by_byte(ring, subject):
    stored = StoredFile.objects.get(pk=kept(ring, subject).pk)

    assert content_of(ring, stored) == CONTENT
    assert ring.text(stored, "name") == "contrato.pdf"
    assert stored.size_bytes == len(CONTENT)


def test_what_rests_on_disk_is_sealed_and_its_owners_alone(ring, subject, settings):
    kept(ring, subject)

    (path,) = on_disk(settings)
    assert b"canario" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert "contrato" not in str(path)


def test_only_the_last_part_of_a_name_is_kept(ring, subject):
    stored = kept(ring, subject, name="../../etc/" + "x" * 300 + ".pdf")

    assert ring.text(stored, "name") == "x" * 200


def test_an_original_over_the_limit_leaves_nothing(ring, subject, settings):
    with pytest.raises(FileTooLarge) as refused:
        kept(ring, subject, content=bytes(LIMIT_BYTES + 1))

    assert "20 MB" in refused.value.messages[0]
    assert not StoredFile.objects.exists() and on_disk(settings) == []
    assert kept(ring, subject, content=bytes(LIMIT_BYTES)).size_bytes == LIMIT_BYTES


def test_without_its_key_an_original_stays_closed(ring, subject):
    stored = kept(ring, subject)

    assert content_of(Keyring(), stored) is None
    with pytest.raises(CannotOpen):
        store(Keyring(), subject=subject, name="x", content=b"x", on=clock.today())


def test_bytes_changed_on_disk_are_noticed(ring, subject, settings):
    stored = kept(ring, subject)
    (path,) = on_disk(settings)
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))

    with pytest.raises(CannotOpen):
        content_of(ring, stored)


def test_another_original_put_in_its_place_is_noticed(ring, subject, settings):
    stored = kept(ring, subject)
    (path,) = on_disk(settings)
    path.write_bytes(ring.seal(b"otro", subject, DataClass.SERVICES, PLACE).ciphertext)

    with pytest.raises(ValueError, match="custody"):
        content_of(ring, stored)


def test_an_original_moves_to_the_keys_of_another_file(
    ring, subject, settings, django_capture_on_commit_callbacks
):
    other = uuid4()
    both = new_keys(other, [DataClass.SERVICES], [])
    both.keys |= ring.keys
    both.current |= ring.current
    stored = kept(ring, subject)
    (before,) = on_disk(settings)

    with django_capture_on_commit_callbacks(execute=True):
        reseal_content(both, stored, other)
        assert before.exists()

    assert not before.exists()
    moved = StoredFile.objects.get()
    assert (moved.subject, content_of(both, moved)) == (other, CONTENT)
    assert both.text(moved, "name") == "contrato.pdf"
    assert content_of(ring, moved) is None


def test_an_original_that_does_not_open_is_not_moved(ring, subject, settings):
    stored = kept(ring, subject)

    with pytest.raises(CannotOpen):
        reseal_content(Keyring(), stored, uuid4())

    assert content_of(ring, StoredFile.objects.get()) == CONTENT
    assert len(on_disk(settings)) == 1
