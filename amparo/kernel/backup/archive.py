"""An encrypted archive that is written and read as a stream, and that is whole or refused.

    magic · length 4 · header (JSON, in the clear) · chunks
    chunk: length 4 · AES-256-GCM of at most 1 MiB under the archive's own key

The archive's key is sealed by HPKE to the offline backup key. A chunk's nonce is its number and
whether it is the last, and its additional data is the digest of the header: chunks that are left
out, swapped, repeated, taken from another archive or cut off at the end do not open.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from io import RawIOBase
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MAGIC = b"AMPARO-RESPALDO-1\n"
CHUNK = 1024 * 1024
TAG = 16
LARGEST_HEADER = 64 * 1024
INFO = b"amparo-backup-1|"


class Damaged(Exception):
    """The archive was cut, altered or mixed with another. Nothing of it may be used."""


class WrongKey(Exception):
    """The two parts do not make the key of this archive."""


class Writer(RawIOBase):
    """Encrypts what is written to it. Only `close` without an error ends the archive."""

    def __init__(self, out: IO[bytes], public: bytes, header: dict[str, Any]) -> None:
        self._out, self._number, self._pending = out, 0, bytearray()
        key = AESGCM.generate_key(256)
        recipient = X25519PublicKey.from_public_bytes(public)
        told = header | {"chunk_bytes": CHUNK}
        info = INFO + _canonical(told)
        sealed = SUITE.encrypt(key, recipient, info=info)
        raw = _canonical(told | {"sealed_key": sealed.hex()})
        out.write(MAGIC + len(raw).to_bytes(4, "big") + raw)
        self._cipher, self._bound = AESGCM(key), sha256(raw).digest()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._pending += content
        # One byte more than a chunk: the last one is known only when the stream ends.
        while len(self._pending) > CHUNK:
            self._seal(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]
        return len(content)

    def finish(self) -> None:
        """Write the last chunk, which says that it is the last."""
        self._seal(bytes(self._pending), last=True)
        self._pending.clear()

    def _seal(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), content, self._bound)
        self._out.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def read_header(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The header and its raw bytes; the source stands at the first chunk. Raises Damaged."""
    if source.read(len(MAGIC)) != MAGIC:
        raise Damaged
    size = int.from_bytes(source.read(4), "big")
    raw = source.read(size) if size <= LARGEST_HEADER else b""
    try:
        told: dict[str, Any] = json.loads(raw)
        bytes.fromhex(told["sealed_key"])
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    return told, raw


def key_of(header: dict[str, Any], private: bytes) -> bytes:
    """The archive's key. Raises WrongKey."""
    told = {name: value for name, value in header.items() if name != "sealed_key"}
    info = INFO + _canonical(told)
    sealed = bytes.fromhex(header["sealed_key"])
    try:
        key: bytes = SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info)
    except (InvalidTag, ValueError):
        raise WrongKey from None
    return key


class Reader(RawIOBase):
    """Gives back what was written, chunk by chunk; raises Damaged as soon as one does not fit."""

    def __init__(self, source: IO[bytes], private: bytes) -> None:
        self.header, raw = read_header(source)
        self._source = source
        self._cipher = AESGCM(key_of(self.header, private))
        self._bound = sha256(raw).digest()
        self._chunks, self._rest = self._open(), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def drain(self) -> None:
        """Read to the end, so that the last chunk is proved too."""
        self._rest = b""
        for _chunk in self._chunks:
            pass

    def _open(self) -> Iterator[bytes]:
        number, following = 0, _next(self._source)
        while following is not None:
            sealed, following = following, _next(self._source)
            nonce = _nonce(number, following is None)
            try:
                yield self._cipher.decrypt(nonce, sealed, self._bound)
            except InvalidTag:
                raise Damaged from None
            number += 1
        if number == 0:
            raise Damaged


def _next(source: IO[bytes]) -> bytes | None:
    length = source.read(4)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    if len(length) < 4 or not TAG <= size <= CHUNK + TAG:
        raise Damaged
    sealed = source.read(size)
    if len(sealed) < size:
        raise Damaged
    return sealed


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def fresh_pair() -> tuple[bytes, bytes]:
    """A new offline key: private and public half, 32 bytes each."""
    private = X25519PrivateKey.from_private_bytes(os.urandom(32))
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()
