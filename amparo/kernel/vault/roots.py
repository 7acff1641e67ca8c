"""Where the root key comes from: a file, a passphrase, a credential of the system, a command.

The root key opens one thing, the node's master key (`nodekeys`). No Django here: keys are opened
before it starts.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.kernel.console import at_a_terminal

KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 16
# RFC 9106 asks for 64 MiB and 3 passes at least; keys are opened once a day, so we ask for more.
MEMORY_KIB, PASSES, LANES = 256 * 1024, 4, 1
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 2 * 1024 * 1024, 64, 16
SHORTEST_PASSPHRASE = 15
COMMAND_SECONDS = 60
Ask = Callable[[str], str]
Declared = dict[str, Any]


class CannotUnlock(Exception):
    """The root key cannot be had; its text says why and what to do, in Spanish."""


class WrongPassphrase(CannotUnlock):
    def __init__(self) -> None:
        super().__init__(
            "La frase no abre las claves de esta instalación. Nada cambió: revise mayúsculas, "
            "tildes y palabras, y pruebe otra vez."
        )


class RootSource(Protocol):
    """``declared`` is what `root.json` keeps of it: never the key in the clear."""

    @property
    def declared(self) -> Declared: ...

    def open(self, ask: Ask) -> bytes:
        """The 32-byte root key. Raises CannotUnlock."""


@dataclass(frozen=True)
class FileSource:
    """A file beside the data: for demonstrations and tests, because who has one has both."""

    folder: Path
    name: str = "root.key"

    @property
    def declared(self) -> Declared:
        return {"kind": "file", "name": self.name}

    def open(self, ask: Ask) -> bytes:
        try:
            return key_in((self.folder / self.name).read_bytes())
        except (OSError, ValueError) as error:
            raise CannotUnlock(
                f"Falta la clave raíz keys/{self.name}, o está dañada. Devuélvala de una copia, o "
                "use `amparo keys recover` con las partes guardadas."
            ) from error


@dataclass(frozen=True, repr=False)
class PassphraseSource:
    """A random root key, sealed under Argon2id of what somebody types."""

    salt: bytes
    sealed: bytes
    memory_kib: int = MEMORY_KIB
    passes: int = PASSES
    lanes: int = LANES

    @property
    def declared(self) -> Declared:
        return {
            "kind": "passphrase",
            "salt": self.salt.hex(),
            "sealed": self.sealed.hex(),
            "memory_kib": self.memory_kib,
            "passes": self.passes,
            "lanes": self.lanes,
        }

    @classmethod
    def sealing(cls, root: bytes, passphrase: str) -> PassphraseSource:
        salt = os.urandom(SALT_BYTES)
        made = cls(salt, b"")
        return cls(salt, seal_key_bytes(made._stretched(passphrase), root, b"root"))

    def open(self, ask: Ask) -> bytes:
        typed = ask("Frase de las claves de esta instalación: ")
        try:
            return open_key_bytes(self._stretched(typed), self.sealed, b"root")
        except InvalidTag:
            raise WrongPassphrase from None

    def _stretched(self, passphrase: str) -> bytes:
        if (
            self.memory_kib > MOST_MEMORY_KIB
            or self.passes > MOST_PASSES
            or self.lanes > MOST_LANES
        ):
            raise CannotUnlock("keys/root.json pide más memoria o vueltas de lo razonable.")
        return hash_secret_raw(
            secret=folded(passphrase).encode(),
            salt=self.salt,
            time_cost=self.passes,
            memory_cost=self.memory_kib,
            parallelism=self.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


@dataclass(frozen=True)
class CredentialSource:
    """A credential that the system's service manager hands to this service alone."""

    name: str

    @property
    def declared(self) -> Declared:
        return {"kind": "credential", "name": self.name}

    def open(self, ask: Ask) -> bytes:
        folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
        try:
            return key_in((Path(folder or "/nonexistent") / self.name).read_bytes())
        except (OSError, ValueError) as error:
            raise CannotUnlock(
                f"El sistema no entregó la credencial «{self.name}», o no son 32 bytes. Revise "
                "LoadCredentialEncrypted= en la unidad (docs/how-to/keys.md)."
            ) from error


@dataclass(frozen=True)
class CommandSource:
    """A command of the operator (a key service, a security module) that prints the root key."""

    argv: tuple[str, ...]

    @property
    def declared(self) -> Declared:
        return {"kind": "command", "argv": list(self.argv)}

    def open(self, ask: Ask) -> bytes:
        try:
            ran = subprocess.run(  # noqa: S603  declared by the operator who owns the node
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                timeout=COMMAND_SECONDS,
                check=True,
            )
            return key_in(ran.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            raise CannotUnlock(  # without its cause: an error of the command could quote the key
                f"La orden «{self.argv[0]}» no dio la clave raíz (32 bytes o 64 cifras "
                "hexadecimales). Pruébela aparte (docs/how-to/keys.md)."
            ) from None


def declared_source(declared: Declared, folder: Path) -> RootSource:
    """The source that `root.json` names. Raises CannotUnlock for one that nobody knows."""
    kind = declared.get("kind")
    if kind == "file":
        return FileSource(folder, str(declared["name"]))
    if kind == "passphrase":
        return PassphraseSource(
            salt=bytes.fromhex(declared["salt"]),
            sealed=bytes.fromhex(declared["sealed"]),
            memory_kib=int(declared["memory_kib"]),
            passes=int(declared["passes"]),
            lanes=int(declared["lanes"]),
        )
    if kind == "credential":
        return CredentialSource(str(declared["name"]))
    if kind == "command":
        return CommandSource(tuple(map(str, declared["argv"])))
    raise CannotUnlock(f"keys/root.json nombra una fuente que no se conoce: «{kind}».")


def new_source(wanted: str, folder: Path, *, version: int, ask: Ask) -> tuple[RootSource, bytes]:
    """A source and its root key: "file", "passphrase", "credential:NAME" or "command:LINE".

    Raises:
        CannotUnlock: the words do not name a source, the passphrase is too short, or the outside
            source does not give a key.
    """
    kind, _, rest = wanted.partition(":")
    if kind == "file" and not rest:
        name = "root.key" if version == 1 else f"root-{version}.key"
        write_private(folder / name, os.urandom(KEY_BYTES).hex())
        source: RootSource = FileSource(folder, name)
        return source, source.open(ask)
    if kind == "passphrase" and not rest:
        root = os.urandom(KEY_BYTES)
        return PassphraseSource.sealing(root, ask_new_passphrase(ask)), root
    if kind == "credential" and rest:
        source = CredentialSource(rest)
    elif kind == "command" and rest:
        source = CommandSource(tuple(shlex.split(rest)))
    else:
        raise CannotUnlock(
            f"«{wanted}» no es una fuente de la clave raíz: escriba passphrase, file, "
            "credential:NOMBRE o command:ORDEN."
        )
    return source, source.open(ask)


def ask_new_passphrase(ask: Ask) -> str:
    """Raises CannotUnlock when it is too short to stand alone between a thief and the data."""
    typed = folded(
        ask(
            "Frase nueva para las claves (cinco palabras o más; sin ella no se abre nada; se "
            "guarda fuera de este equipo): "
        )
    )
    if len(typed) < SHORTEST_PASSPHRASE or len(set(typed)) < SHORTEST_PASSPHRASE // 2:
        raise CannotUnlock(
            f"La frase es corta: escriba {SHORTEST_PASSPHRASE} letras o más, mejor cinco palabras "
            "que no vayan juntas en ningún libro."
        )
    if at_a_terminal() and folded(ask("La misma frase, otra vez: ")) != typed:
        raise CannotUnlock("Las dos frases no son iguales. Nada cambió: ejecute la orden otra vez.")
    return typed


def folded(passphrase: str) -> str:
    """The same bytes whatever keyboard typed the accents and however many spaces it left."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def key_in(content: bytes) -> bytes:
    """32 raw bytes, or 64 hexadecimal digits. Raises ValueError."""
    if len(content) == KEY_BYTES:
        return content
    key = bytes.fromhex(content.decode("ascii").strip())
    if len(key) != KEY_BYTES:
        raise ValueError("a root key has 32 bytes")
    return key


def seal_key_bytes(key: bytes, content: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, b"amparo/node|" + place)


def open_key_bytes(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Raises InvalidTag."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], b"amparo/node|" + place)


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner reads: whole on the disk, or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
