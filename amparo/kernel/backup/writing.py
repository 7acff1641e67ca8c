"""Making a backup: one folder with a date, whole or not there at all."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from amparo.kernel.backup.archive import Writer
from amparo.kernel.backup.readme import TEXT
from amparo.kernel.backup.snapshot import Snapshot

DATA, KEYS, MANIFEST, INVENTORY = "datos.amparo", "llaves", "manifest.json", "inventory.json"
README, TOMBSTONES = "README.txt", "tombstones.jsonl"
STAMP = "%Y%m%dT%H%M%SZ"
FORMAT = 1


@dataclass(frozen=True)
class Made:
    """What a backup came to. Sizes in bytes."""

    folder: Path
    keys: Path
    data_bytes: int
    key_bytes: int
    rows: int
    files: int


def make_backup(
    *,
    home: Path,
    to: Path,
    public: bytes,
    opening: AbstractContextManager[Snapshot],
    now: datetime,
    keep_keys_days: int,
) -> Made:
    """Write one backup below ``to`` and remove key archives past their term.

    The keys are in place before the data is: a stop in between leaves a key archive too many,
    never data that nobody can open.
    """
    stamp = now.astimezone(UTC).strftime(STAMP)
    to.mkdir(parents=True, exist_ok=True)
    (to / KEYS).mkdir(exist_ok=True, mode=0o700)
    folder, keys = to / f"respaldo-{stamp}", to / KEYS / f"llaves-{stamp}.amparo"
    _sweep(to)
    with _workroom(home) as work, _unfinished(to / f".{folder.name}.parcial") as partial:
        header = {"format": FORMAT, "stamp": stamp}
        with opening as snapshot:
            inventory = _inventory(snapshot, stamp)
            fresh = keys.with_name(f".{keys.name}.parcial")
            with _archive(fresh, public, header | {"holds": "keys"}) as tar:
                _add_keys(tar, home, snapshot)
            snapshot.write_rest(work / "database")
        with _archive(partial / DATA, public, header | {"holds": "data"}) as tar:
            tar.add(work / "database", "database")
            _add_home(tar, home, inventory)
        fresh.rename(keys)
        told = _manifest(inventory, partial / DATA, keys)
        _write(partial / MANIFEST, json.dumps(told, indent=1, sort_keys=True))
        _write_beside(to, home)
        partial.rename(folder)
        _flush(to)
    _forget_old_keys(to, now, keep_keys_days)
    return Made(
        folder,
        keys,
        (folder / DATA).stat().st_size,
        keys.stat().st_size,
        sum(each["rows"] for each in inventory["tables"].values()),
        inventory["files"]["count"],
    )


def stamp_of(path: Path) -> datetime:
    """The instant in a name such as ``llaves-20250131T101500Z.amparo``. Raises ValueError."""
    text = path.name.partition("-")[2].partition(".")[0]
    return datetime.strptime(text, STAMP).replace(tzinfo=UTC)


def digest_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as source:
        while piece := source.read(1024 * 1024):
            digest.update(piece)
    return digest.hexdigest()


def _inventory(snapshot: Snapshot, stamp: str) -> dict[str, Any]:
    tables = {name: asdict(each) for name, each in snapshot.sums().items()}
    return {"format": FORMAT, "stamp": stamp, "engine": snapshot.engine, "tables": tables}


def _add_keys(tar: tarfile.TarFile, home: Path, snapshot: Snapshot) -> None:
    """The node's keys as they rest in the home, and the rows of the tables of keys."""
    for path in sorted((home / "keys").rglob("*")):
        if path.is_file():
            tar.add(path, f"keys/{path.relative_to(home / 'keys')}")
    lines = b"".join(snapshot.keys())
    _add_bytes(tar, "vault.jsonl", lines)
    if (home / TOMBSTONES).exists():
        tar.add(home / TOMBSTONES, TOMBSTONES)
    tar.add(home / "backup-key.json", "backup-key.json")


def _add_home(tar: tarfile.TarFile, home: Path, inventory: dict[str, Any]) -> None:
    """Marker and sealed originals; last the inventory, which says what should have arrived."""
    tar.add(home / "home.json", "home.json")
    listed, total, whole = 0, 0, sha256()
    for path in sorted((home / "files").rglob("*")):
        if not path.is_file():
            continue
        name = f"files/{path.relative_to(home / 'files')}"
        content = _bytes_of(path)
        if content is None:
            continue
        _add_bytes(tar, name, content)
        whole.update(f"{name} {sha256(content).hexdigest()}\n".encode())
        listed, total = listed + 1, total + len(content)
    inventory["files"] = {"count": listed, "bytes": total, "sha256": whole.hexdigest()}
    _add_bytes(tar, INVENTORY, json.dumps(inventory).encode())


def _bytes_of(path: Path) -> bytes | None:
    """An original, at most some 20 MB; None when it was erased since the snapshot."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


@contextmanager
def _archive(path: Path, public: bytes, header: dict[str, Any]) -> Iterator[tarfile.TarFile]:
    """A compressed tar inside an encrypted stream; ended only when nothing went wrong."""
    with _private(path) as out:
        writer = Writer(out, public, header)
        with (
            gzip.GzipFile(fileobj=writer, mode="wb", compresslevel=1, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            yield tar
        writer.finish()
        out.flush()
        os.fsync(out.fileno())


def _private(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _manifest(inventory: dict[str, Any], data: Path, keys: Path) -> dict[str, Any]:
    """In the clear: what a stick can be checked by without any part of the key."""
    return {
        "format": FORMAT,
        "stamp": inventory["stamp"],
        "engine": inventory["engine"],
        "data": {"bytes": data.stat().st_size, "sha256": digest_of(data)},
        "keys": {"name": keys.name, "bytes": keys.stat().st_size, "sha256": digest_of(keys)},
    }


def _write_beside(to: Path, home: Path) -> None:
    """What is not part of any backup: how to use it, and who must stay erased."""
    _write(to / README, TEXT)
    lines = set()
    for path in (to / TOMBSTONES, home / TOMBSTONES):
        if path.exists():
            lines |= set(path.read_text("ascii").splitlines())
    _write(to / TOMBSTONES, "".join(f"{line}\n" for line in sorted(lines)))


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.parcial")
    with _private(fresh) as out:
        out.write(text.encode("utf-8"))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def _forget_old_keys(to: Path, now: datetime, days: int) -> None:
    """No copy of an erased person's keys outlives this term: `docs/adr/0020`."""
    for path in (to / KEYS).glob("llaves-*.amparo"):
        if stamp_of(path) < now - timedelta(days=days):
            path.unlink()


def _sweep(to: Path) -> None:
    """What an interrupted backup left."""
    for path in [*to.glob(".*.parcial"), *(to / KEYS).glob(".*.parcial")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _workroom(home: Path) -> Iterator[Path]:
    """A folder on the node's own disk, gone afterwards."""
    work = home / ".backup"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
