"""The folder in which one node keeps everything: database, keys, lake, sealed files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import unquote, urlsplit

from amparo.kernel.console import ask_secret, at_a_terminal
from amparo.kernel.vault.nodekeys import MissingKey, NodeKeys, create_keys, open_keys
from amparo.kernel.vault.roots import Ask, CannotUnlock, WrongPassphrase

REPOSITORY = Path(__file__).resolve().parents[1]
HANDED = "AMPARO_KEYS_FD"  # number of the pipe on which a parent hands its child the master key
REFUSED, TRIES = 2, 3
KINDS = {
    "demonstration": "una demostración",
    "real": "una instalación de verdad",
    "test": "una prueba",
    "training": "un entrenamiento",
}


@dataclass(frozen=True)
class Home:
    """A data folder and the answers that decide how it is opened."""

    path: Path
    kind: str  # demonstration | real | test | training

    @classmethod
    def from_environment(cls) -> Home:
        """The folder named by AMPARO_HOME (default: the demonstration's)."""
        path = home_path()
        marker = path / "home.json"
        if marker.exists():
            return cls(path, str(json.loads(marker.read_text("utf-8"))["kind"]))
        kind = os.environ.get("AMPARO_KIND", "")
        if not kind:
            raise SystemExit(
                f"En {path} no hay datos de Amparo. Diga en AMPARO_HOME dónde están, o cree una "
                "demostración con `amparo demo` o una instalación de verdad con `amparo init`."
            )
        return cls.create(path, kind=kind)

    @classmethod
    def create(cls, path: Path, *, kind: str, root: str = "file", ask: Ask = ask_secret) -> Home:
        """Make the folder, its keys and its marker, in this order; only their owner reads them.

        ``root``: where the root key comes from (`vault.roots.new_source`). A folder whose making
        was stopped is completed with the keys it has. Raises CannotUnlock.
        """
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        home = cls(path, kind)
        if (path / "home.json").exists():
            return home
        _open[home.keys_folder] = create_keys(home.keys_folder, root, ask)
        _write_once(path / "home.json", json.dumps({"kind": kind}))
        return home

    @property
    def country(self) -> str:
        """Alpha-2 of the country this node serves first; asked by `amparo init`."""
        kept = json.loads((self.path / "home.json").read_text("utf-8"))
        return str(kept.get("country", "CR"))

    def serve(self, country: str) -> None:
        """Remember the country in the home's marker."""
        fresh = self.path / "home.json.fresh"
        fresh.unlink(missing_ok=True)
        kept = json.loads((self.path / "home.json").read_text("utf-8"))
        _write_once(fresh, json.dumps(kept | {"kind": self.kind, "country": country}))
        fresh.replace(self.path / "home.json")

    @property
    def keys_folder(self) -> Path:
        return self.path / "keys"

    @property
    def keys(self) -> NodeKeys:
        """The node's keys, opened by this process once: the parent's pipe, or the root's source.

        A source that asks takes three tries at a terminal, one from standard input. What cannot be
        opened is said in Spanish and ends the process with status 2; nothing is changed.
        """
        if self.keys_folder not in _open:
            try:
                _open[self.keys_folder] = _handed(self.keys_folder) or _unlocked(self.keys_folder)
            except CannotUnlock as error:
                sys.stderr.write(f"{error}\n")
                raise SystemExit(REFUSED) from None
        return _open[self.keys_folder]

    def adopt(self, keys: NodeKeys) -> None:
        """Use keys that were opened otherwise: by those who hold the parts."""
        _open[self.keys_folder] = keys

    def key(self, name: str) -> bytes:
        """One 32-byte key of this node, made at its first use. Raises MissingKey."""
        return self.keys.key(name)

    key_or_new = key  # what is made now and then is made by `key` as well

    def needed(self, name: str) -> bytes:
        """As `key`, for one without which nothing can start: says so and ends with status 2."""
        try:
            return self.key(name)
        except MissingKey:
            sys.stderr.write(
                f"Falta keys/{name}.sealed, o no abre. Devuélvala de una copia de seguridad; nada "
                "cambió.\n"
            )
            raise SystemExit(REFUSED) from None

    @contextmanager
    def handing(self) -> Iterator[tuple[dict[str, str], list[int]]]:
        """Environment and file descriptors that let a child process open this home's keys too.

        The key goes through a pipe that only the child inherits; the environment names its number.
        """
        reads, writes = os.pipe()
        try:
            with os.fdopen(writes, "wb") as out:
                out.write(self.keys.master)
            yield {**os.environ, HANDED: str(reads)}, [reads]
        finally:
            os.close(reads)

    @cached_property
    def allowed_hosts(self) -> list[str]:
        named = os.environ.get("AMPARO_HOSTS", "")
        return [host for host in named.split(",") if host] or ["127.0.0.1", "localhost", "[::1]"]

    @property
    def https(self) -> bool:
        return os.environ.get("AMPARO_HTTPS", "") == "1"

    @property
    def trusted_origins(self) -> list[str]:
        scheme = "https" if self.https else "http"
        return [f"{scheme}://{host}" for host in self.allowed_hosts]


_open: dict[Path, NodeKeys] = {}  # by keys folder; a process opens one, tests open several


def forget_keys(folder: Path) -> None:
    """For whoever changed the root's source and wants to see it opened anew."""
    _open.pop(folder, None)


def _handed(folder: Path) -> NodeKeys | None:
    """The keys that a parent process handed over, read once."""
    number = os.environ.pop(HANDED, "")
    if not number:
        return None
    with os.fdopen(int(number), "rb") as pipe:
        master = pipe.read()
    return NodeKeys(folder, master)


def _unlocked(folder: Path) -> NodeKeys:
    tries = TRIES if at_a_terminal() else 1
    while True:
        try:
            return open_keys(folder, ask_secret)
        except WrongPassphrase as error:
            tries -= 1
            if not tries:
                raise
            sys.stderr.write(f"{error}\n")


def home_path() -> Path:
    """Where AMPARO_HOME points, there or not; by default, to the demonstration's folder."""
    named = os.environ.get("AMPARO_HOME", "") or REPOSITORY / "var" / "demo"
    return Path(named).expanduser().resolve()


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all; one that is there stays."""
    number, name = mkstemp(dir=path.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as out:
            out.write(text)
        with suppress(FileExistsError):  # another process of the same node was first
            os.link(name, path)
    finally:
        Path(name).unlink()


def owner_is_apart() -> bool:
    """Whether another PostgreSQL role than the application's owns the tables."""
    return bool(os.environ.get("DATABASE_OWNER_URL"))


def database_from_url(home: Home, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's database settings: DATABASE_URL for PostgreSQL, else a file in the home."""
    url = os.environ.get(variable, "")
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        host = parts.hostname or ""
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", host)),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,  # the first request after a restart must not fail
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home.path / "amparo.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            ),
        },
        "TEST": {"NAME": home.path / "test.sqlite3"},  # a file: threads of a live server share it
    }
