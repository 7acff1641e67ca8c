"""Reading a stick: what is on it, whether it is whole, and taking it apart. No Django here."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

from amparo.kernel.backup.archive import Damaged, Reader
from amparo.kernel.backup.writing import (
    DATA,
    INVENTORY,
    KEYS,
    MANIFEST,
    TOMBSTONES,
    digest_of,
    stamp_of,
)

# Nothing else is ever written, whatever an archive says.
MEMBER = re.compile(
    r"database|home\.json|backup-key\.json|vault\.jsonl|tombstones\.jsonl|inventory\.json"
    r"|keys/[\w.-]+|files/[0-9a-f]{2}/[0-9a-f]{32}",
    re.ASCII,
)
PIECE = 1024 * 1024


class Readable(Protocol):
    """As much of a file as a restore needs."""

    def read(self, size: int = -1, /) -> bytes: ...


class NothingHere(Exception):
    """No backup was found where the command looked."""


class NoKeysLeft(Exception):
    """The stick has no key archive that goes with this backup."""


@dataclass(frozen=True)
class Stick:
    """One backup on a stick: its two archives and what its manifest says in the clear."""

    root: Path
    folder: Path
    keys: Path
    manifest: dict[str, Any]

    @property
    def data(self) -> Path:
        return self.folder / DATA

    @property
    def paired(self) -> bool:
        """Whether the keys are those of the same moment."""
        return bool(self.keys.name == self.manifest["keys"]["name"])

    @property
    def stamp(self) -> str:
        return str(self.manifest["stamp"])


def find(source: Path) -> Stick:
    """The newest backup of a stick, or the one whose own folder was named.

    Its keys are those made with it; when their term is over, the oldest made since.

    Raises:
        NothingHere, NoKeysLeft, Damaged.
    """
    if (source / MANIFEST).exists():
        folder = source
    else:
        found = sorted(path.parent for path in source.glob(f"respaldo-*/{MANIFEST}"))
        if not found:
            raise NothingHere
        folder = found[-1]
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        name, _stamp = str(manifest["keys"]["name"]), str(manifest["stamp"])
        _sizes = manifest["data"]["sha256"], manifest["keys"]["sha256"]
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    root = folder.parent
    return Stick(root, folder, _keys_for(root, folder, name), manifest)


def check_outside(stick: Stick) -> None:
    """What can be told without any part of the key. Raises Damaged."""
    told = stick.manifest
    pairs = [(stick.data, told["data"])]
    if stick.paired:
        pairs.append((stick.keys, told["keys"]))
    for path, wanted in pairs:
        if not path.exists() or path.stat().st_size != wanted["bytes"]:
            raise Damaged
        if digest_of(path) != wanted["sha256"]:
            raise Damaged


def read_all(stick: Stick, private: bytes, put: Callable[[str, Readable], None]) -> dict[str, Any]:
    """Every member of both archives, keys first, handed to ``put``; returns the inventory.

    Raises:
        WrongKey, Damaged.
    """
    inventory: dict[str, Any] = {}
    listed, total, whole = 0, 0, sha256()
    for path, holds in ((stick.keys, "keys"), (stick.data, "data")):
        with _members(path, private, holds) as members:
            for name, content in members:
                if name == INVENTORY:
                    inventory = json.loads(content.read())
                    continue
                counted = _Counted(content)
                put(name, counted)
                counted.read_rest()
                if name.startswith("files/"):
                    whole.update(f"{name} {counted.digest.hexdigest()}\n".encode())
                    listed, total = listed + 1, total + counted.size
    arrived = {"count": listed, "bytes": total, "sha256": whole.hexdigest()}
    if inventory.get("files") != arrived or inventory.get("stamp") != stick.stamp:
        raise Damaged
    return inventory


def unpack(stick: Stick, private: bytes, work: Path) -> dict[str, Any]:
    """Both archives below ``work``, readable by their owner alone. Raises WrongKey, Damaged."""

    def put(name: str, content: Readable) -> None:
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            while piece := content.read(PIECE):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())

    return read_all(stick, private, put)


def tombstones_of(stick: Stick, work: Path) -> dict[bytes, str]:
    """Digest and day of everybody who must stay erased: those beside the backups, those of the key
    archive, and those of AMPARO_TOMBSTONES when it is set.

    Raises Damaged for a line that is not a tombstone.
    """
    found: dict[bytes, str] = {}
    second = os.environ.get("AMPARO_TOMBSTONES", "")
    beside = [stick.root / TOMBSTONES, work / TOMBSTONES, *([Path(second)] if second else [])]
    for path in beside:
        for line in path.read_text("ascii").splitlines() if path.exists() else []:
            try:
                told = json.loads(line)
                found[bytes.fromhex(told["digest"])] = str(told["on"])
            except (ValueError, KeyError, TypeError):
                raise Damaged from None
    return found


def _keys_for(root: Path, folder: Path, name: str) -> Path:
    kept = sorted((root / KEYS).glob("llaves-*.amparo"))
    paired = root / KEYS / name
    if paired in kept:
        return paired
    made = stamp_of(folder)
    since = [path for path in kept if stamp_of(path) >= made]
    if not since:
        raise NoKeysLeft
    return since[0]


@contextmanager
def _members(path: Path, private: bytes, holds: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    with path.open("rb") as source:
        reader = Reader(source, private)
        if reader.header.get("holds") != holds or reader.header.get("format") != 1:
            raise Damaged
        try:
            packed = gzip.GzipFile(fileobj=io.BufferedReader(reader, PIECE))
            with packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                yield _safe(tar)
            reader.drain()
        except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError):
            raise Damaged from None


def _safe(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Regular files under the few names we write. Raises Damaged for any other."""
    for member in tar:
        content = tar.extractfile(member) if member.isfile() else None
        if content is None or not MEMBER.fullmatch(member.name):
            raise Damaged
        yield member.name, content


class _Counted:
    """What passes through, measured."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.size, self.digest = source, 0, sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self.size += len(piece)
        self.digest.update(piece)
        return piece

    def read_rest(self) -> None:
        while self.read(PIECE):
            pass
