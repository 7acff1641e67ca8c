"""What a checkpoint says, its signature, and the file in which somebody else keeps it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import models

from amparo.kernel.audit.models import Checkpoint
from amparo.kernel.vault.nodekeys import MissingKey

FORMAT, WITNESS_FORMAT = "amparo-checkpoint-1", "amparo-witness-1"
KEY = "audit"
FIRST_PREVIOUS = bytes(32)


class NotAWitness(ValueError):
    """A witness file that cannot be read as one."""


def signing_key(*, may_create: bool) -> Ed25519PrivateKey:
    """The node's key for the log, made before its first checkpoint and never again.

    Raises:
        MissingKey: it is not there and may not be made, or does not open.
    """
    keys = settings.HOME.keys
    if not may_create and KEY not in keys.made():
        raise MissingKey(KEY)
    return Ed25519PrivateKey.from_private_bytes(keys.key(KEY))


def public_key() -> bytes | None:
    """The node's own public key for the log; None when its key is not in this home."""
    try:
        return public_bytes(signing_key(may_create=False))
    except MissingKey:
        return None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def node_name(key: bytes) -> str:
    """Country and the first half of the key's digest: the same for the life of a log."""
    return f"{settings.HOME.country}-{hashlib.sha256(key).hexdigest()[:16]}"


def stated(checkpoint: Checkpoint) -> dict[str, Any]:
    """Everything that is signed, as coded text and numbers."""
    return {
        "at": checkpoint.at.isoformat(timespec="microseconds"),
        "format": FORMAT,
        "node": checkpoint.node,
        "number": checkpoint.number,
        "previous": bytes(checkpoint.previous).hex(),
        "public_key": bytes(checkpoint.public_key).hex(),
        "root": bytes(checkpoint.root).hex(),
        "size": checkpoint.size,
    }


def canonical(content: Any) -> bytes:
    """JSON with sorted keys and no spaces: what is signed and digested."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(checkpoint: Checkpoint) -> bytes:
    """What the next checkpoint carries of this one: its words and its signature."""
    return hashlib.sha256(canonical(stated(checkpoint)) + bytes(checkpoint.signature)).digest()


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> None:
    checkpoint.signature = key.sign(canonical(stated(checkpoint)))


def is_signed(statement: dict[str, Any], signature: bytes, key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, canonical(statement))
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that somebody else kept."""

    size: int
    root: bytes
    at: datetime
    public_key: bytes
    signed: bool


def witness_text(checkpoints: Iterable[Checkpoint]) -> str:
    """One file's worth of checkpoints, for another organisation to keep."""
    kept = [{**stated(one), "signature": bytes(one.signature).hex()} for one in checkpoints]
    return json.dumps({"format": WITNESS_FORMAT, "checkpoints": kept}, indent=1) + "\n"


def read_witness(text: str) -> Sequence[Witnessed]:
    """Raises NotAWitness when it is no witness file, or an empty one."""
    try:
        content = json.loads(text)
        if content["format"] != WITNESS_FORMAT or not content["checkpoints"]:
            raise NotAWitness
        return [_witnessed(dict(one)) for one in content["checkpoints"]]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NotAWitness from error


def _witnessed(kept: dict[str, Any]) -> Witnessed:
    signature = bytes.fromhex(kept.pop("signature"))
    key = bytes.fromhex(kept["public_key"])
    return Witnessed(
        size=int(kept["size"]),
        root=bytes.fromhex(kept["root"]),
        at=datetime.fromisoformat(kept["at"]),
        public_key=key,
        signed=is_signed(kept, signature, key),
    )


def latest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()


def before(at: datetime) -> models.QuerySet[Checkpoint]:
    return Checkpoint.objects.filter(at__lt=at).order_by("-number")
