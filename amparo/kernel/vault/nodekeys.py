"""The node's own keys: a root from outside, one master under it, everything else under that.

    root key (file, passphrase, credential, command)   opens   keys/root.json → master key
    master key   derives   blind indexes, figures' digests, drafts: they outlive any rotation
    master key   opens     keys/<name>.sealed: secret, pepper, audit, one per domain and version

Rotating the root rewrites one small file; whoever runs already keeps the master. A home made before
this module has no `root.json`: its root key in the clear is the master. No Django here.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amparo.kernel.vault.roots import (
    KEY_BYTES,
    Ask,
    CannotUnlock,
    FileSource,
    PassphraseSource,
    RootSource,
    ask_new_passphrase,
    declared_source,
    key_in,
    new_source,
    open_key_bytes,
    seal_key_bytes,
    write_private,
)

FORMAT = 1
ALWAYS = ("secret", "pepper")  # without them a node does not start, or opens no receipt
LEGACY = "recipients-1"  # what sealed desks and teams before domains had keys: derived, never kept


class MissingKey(ValueError):
    """A key of this node is not there, or does not open: what it sealed stays closed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"key {name}")
        self.name = name


class NodeKeys:
    """The keys of one node, open in this process's memory."""

    def __init__(self, folder: Path, master: bytes, root: bytes | None = None) -> None:
        self.folder, self._master = folder, master
        self.root = root  # only in the process that opened it: children get the master alone
        self._known: dict[str, bytes] = {}
        self._making = Lock()

    def __repr__(self) -> str:
        return "NodeKeys(…)"

    @property
    def master(self) -> bytes:
        """For a child process, through a pipe; for nothing else."""
        return self._master

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose; the same for the life of the node."""
        return HKDF(
            algorithm=hashes.SHA256(),
            length=KEY_BYTES,
            salt=None,
            info=b"amparo/" + purpose.encode(),
        ).derive(self._master)

    def key(self, name: str) -> bytes:
        """A kept key, made the first time that a name is asked for. Raises MissingKey."""
        if name not in self._known:
            with self._making:
                self._known[name] = self._kept(name)
        return self._known[name]

    def forget(self, name: str) -> None:
        """Read it from the disk again next time."""
        self._known.pop(name, None)

    def current(self, family: str) -> str:
        """The newest key of a family of versions ("services-3"), made when there is none."""
        versions = self.versions(family)
        name = f"{family}-{max(versions, default=1)}"
        if not versions:
            self.key(name)
        return name

    def versions(self, family: str) -> list[int]:
        """Every version that was ever made and not retired, there or missing."""
        made = (name.rpartition("-") for name in self.made())
        return sorted(int(number) for stem, _, number in made if stem == family)

    def made(self) -> list[str]:
        """Names of the keys that this node must have: those noted, and those that are there."""
        try:
            noted = set(json.loads((self.folder / "made.json").read_text("utf-8")))
        except FileNotFoundError:
            noted = set(ALWAYS)
        return sorted(noted | {path.stem for path in self.folder.glob("*.sealed")})

    def next_version(self, family: str) -> str:
        """Make a newer key of a family; what is sealed from now on names it."""
        with locked(self.folder):
            name = f"{family}-{max(self.versions(family), default=0) + 1}"
            self._make(name)
        return name

    def retire(self, name: str) -> None:
        """Forget a key that seals nothing any more."""
        with locked(self.folder):
            destroy(self._path(name))
            self._note([one for one in self.made() if one != name])
        self.forget(name)

    def ensure(self, name: str) -> None:
        """Make a key of an unfinished home; one that is there stays."""
        with locked(self.folder):
            if not self._path(name).exists() and not self._clear(name).exists():
                self._make(name)

    def missing(self) -> list[str]:
        """Names of the keys that should be here and do not open."""
        absent = []
        for name in self.made():
            self.forget(name)
            try:
                self.key(name)
            except MissingKey:
                absent.append(name)
        return absent

    def _kept(self, name: str) -> bytes:
        if name == LEGACY:
            return self.derived("recipients")
        try:
            if self._path(name).exists():
                return self._opened(name)
            if self._clear(name).exists():  # of a home made before keys were sealed
                return key_in(self._clear(name).read_bytes())
            with locked(self.folder):
                if self._path(name).exists():  # another process was first
                    return self._opened(name)
                if name in self.made():
                    raise MissingKey(name)
                return self._make(name)
        except (OSError, InvalidTag, ValueError) as error:
            raise MissingKey(name) from error

    def _opened(self, name: str) -> bytes:
        sealed = bytes.fromhex(self._path(name).read_text("ascii"))
        return open_key_bytes(self._wrapping(), sealed, name.encode())

    def _make(self, name: str, key: bytes | None = None) -> bytes:
        key = key or os.urandom(KEY_BYTES)
        sealed = seal_key_bytes(self._wrapping(), key, name.encode())
        write_private(self._path(name), sealed.hex())
        self._note(self.made())  # so that its loss is noticed, and it is never made again
        return key

    def _note(self, names: list[str]) -> None:
        write_private(self.folder / "made.json", json.dumps(sorted(set(names))))

    def _wrapping(self) -> bytes:
        return self.derived("node-keys")

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sealed"

    def _clear(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def seal_what_is_clear(self) -> None:
        """The session and receipt keys of an older home go under the master like all others."""
        with locked(self.folder):
            for name in ALWAYS:
                clear = self._clear(name)
                if clear.exists() and not self._path(name).exists():
                    self._make(name, key_in(clear.read_bytes()))


def create_keys(folder: Path, wanted: str, ask: Ask) -> NodeKeys:
    """The keys of a new node, or those of one whose making was stopped. Raises CannotUnlock."""
    folder.mkdir(exist_ok=True, mode=0o700)
    keys = _new_root(folder, wanted, ask) or open_keys(folder, ask)
    for name in ALWAYS:
        keys.ensure(name)
    return keys


def _new_root(folder: Path, wanted: str, ask: Ask) -> NodeKeys | None:
    with locked(folder):
        if _record(folder).exists() or _is_older(folder):
            return None
        source, root = new_source(wanted, folder, version=1, ask=ask)
        keys = NodeKeys(folder, os.urandom(KEY_BYTES), root)
        _write_root(keys, source, version=1)
        return keys


def _is_older(folder: Path) -> bool:
    """Whether these are keys of a home made before `root.json`: all of them in the clear."""
    return (folder / "root.key").exists() and (folder / "secret.key").exists()


def open_keys(folder: Path, ask: Ask) -> NodeKeys:
    """Open the node's keys with its declared source. Raises CannotUnlock."""
    declared = declared_root(folder)
    root = declared_source(declared["source"], folder).open(ask)
    if "master" not in declared:
        return NodeKeys(folder, root, root)
    return NodeKeys(folder, opened_master(declared, root), root)


def opened_master(declared: dict[str, Any], root: bytes) -> bytes:
    """Raises CannotUnlock when the root key is another one."""
    place = f"master|{declared['version']}".encode()
    try:
        return open_key_bytes(root, bytes.fromhex(declared["master"]), place)
    except (InvalidTag, ValueError):
        raise CannotUnlock(
            "La clave raíz no es la de esta instalación: no abre keys/root.json. Revise de qué "
            "copia viene, o use `amparo keys recover`."
        ) from None


def declared_root(folder: Path) -> dict[str, Any]:
    """What `root.json` says: version, source, sealed master. Raises CannotUnlock if unreadable."""
    if not _record(folder).exists():
        return {"format": FORMAT, "version": 1, "source": FileSource(folder).declared}
    try:
        declared: dict[str, Any] = json.loads(_record(folder).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CannotUnlock("No se puede leer keys/root.json. Devuélvalo de una copia.") from error
    if declared.get("format") != FORMAT:
        raise CannotUnlock("keys/root.json es de una versión más nueva de Amparo.")
    return declared


def change_root(keys: NodeKeys, wanted: str, ask: Ask) -> int:
    """Put the master under a fresh root key; returns its version. Raises CannotUnlock.

    One file is replaced whole. Stopped before that, the old root holds; stopped after it, only a
    file of the old root is left, and the next rotation removes it.
    """
    keys.seal_what_is_clear()
    with locked(keys.folder):
        version = int(declared_root(keys.folder)["version"]) + 1
        source, root = new_source(wanted, keys.folder, version=version, ask=ask)
        if root == keys.root:
            raise CannotUnlock(
                "La fuente dio la misma clave raíz de antes. Prepare una nueva con otro nombre y "
                "dígala con --to (docs/how-to/keys.md)."
            )
        keys.root = root
        _write_root(keys, source, version)
        _destroy_clear(keys.folder, source)
    return version


def recover_root(folder: Path, root: bytes, ask: Ask) -> NodeKeys:
    """Put a root key joined from its shares under a new passphrase. Raises CannotUnlock."""
    declared = declared_root(folder)
    if "master" not in declared:
        raise CannotUnlock("Esta instalación todavía no partió su clave (`amparo keys split`).")
    with locked(folder):
        keys = NodeKeys(folder, opened_master(declared, root), root)
        source = PassphraseSource.sealing(root, ask_new_passphrase(ask))
        _write_root(keys, source, int(declared["version"]), split=declared.get("split"))
        _destroy_clear(folder, source)
    return keys


def note_split(folder: Path, *, shares: int, threshold: int) -> None:
    """Remember that the present root key was split, for `keys status`."""
    with locked(folder):
        declared = declared_root(folder) | {"split": {"shares": shares, "threshold": threshold}}
        write_private(_record(folder), json.dumps(declared, indent=1))


def _write_root(
    keys: NodeKeys, source: RootSource, version: int, split: dict[str, int] | None = None
) -> None:
    if keys.root is None:
        raise CannotUnlock("Este proceso no tiene la clave raíz.")
    sealed = seal_key_bytes(keys.root, keys.master, f"master|{version}".encode())
    declared = {
        "format": FORMAT,
        "version": version,
        "source": source.declared,
        "master": sealed.hex(),
        "split": split,
    }
    write_private(_record(keys.folder), json.dumps(declared, indent=1))


def _destroy_clear(folder: Path, source: RootSource) -> None:
    """Remove every key in the clear but the source's own file."""
    own = source.name if isinstance(source, FileSource) else ""
    for path in folder.glob("*.key"):
        if path.name != own:
            destroy(path)


def destroy(path: Path) -> None:
    """Overwrite and remove. A disk may keep an older copy: docs/how-to/keys.md says so."""
    if path.exists():
        with path.open("r+b") as out:
            out.write(os.urandom(max(path.stat().st_size, 1)))
            out.flush()
            os.fsync(out.fileno())
        path.unlink()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time changes the keys of a node."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _record(folder: Path) -> Path:
    return folder / "root.json"
