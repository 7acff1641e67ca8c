"""The folder in which one node keeps everything: database, keys, lake, sealed files."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import unquote, urlsplit

REPOSITORY = Path(__file__).resolve().parents[1]
KEYS = ("root", "secret", "pepper")
KINDS = {
    "demonstration": "una demostración",
    "real": "una instalación de verdad",
    "test": "una prueba",
}


@dataclass(frozen=True)
class Home:
    """A data folder and the answers that decide how it is opened."""

    path: Path
    kind: str  # demonstration | real | test

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
    def create(cls, path: Path, *, kind: str) -> Home:
        """Make the folder, its marker and its keys; keys are readable by their owner alone."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (path / "keys").mkdir(exist_ok=True, mode=0o700)
        for name in KEYS:
            _write_once(path / "keys" / f"{name}.key", secrets.token_hex(32))
        _write_once(path / "home.json", json.dumps({"kind": kind}))
        return cls(path, kind)

    @property
    def country(self) -> str:
        """Alpha-2 of the country this node serves first; asked by `amparo init`."""
        kept = json.loads((self.path / "home.json").read_text("utf-8"))
        return str(kept.get("country", "CR"))

    def serve(self, country: str) -> None:
        """Remember the country in the home's marker."""
        fresh = self.path / "home.json.fresh"
        fresh.unlink(missing_ok=True)
        _write_once(fresh, json.dumps({"kind": self.kind, "country": country}))
        fresh.replace(self.path / "home.json")

    def key(self, name: str) -> bytes:
        """One 32-byte key of this node, kept outside the database."""
        return bytes.fromhex((self.path / "keys" / f"{name}.key").read_text("ascii"))

    def key_or_new(self, name: str) -> bytes:
        """As `key`, made at its first use: for a key that older homes do not have."""
        _write_once(self.path / "keys" / f"{name}.key", secrets.token_hex(32))
        return self.key(name)

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
