"""Checks a proof of one row of an Amparo audit log, with nothing of Amparo.

    python check_proof.py PROOF.json [--key PUBLIC_KEY_HEX] [--witness WITNESS.json]

Needs Python 3.9 and the `cryptography` package. Exit status: 0 the proof holds, 1 it does not.

A proof that holds says: the row's text is the one that was at that position of the log when the
holder of the public key signed the log's state. Anybody can make a key: compare it with one you
were given before (`--key`), or with the states that another organisation kept (`--witness`).

Format "amparo-proof-1": one line of JSON, keys sorted, no spaces, UTF-8.
  row, leaf_version   the leaf is one byte (the version) and the row's text in UTF-8
  position, path      place of the leaf from 0, and sibling hashes from the leaf to the root
  checkpoint          at, format, node, number, previous, public_key, root, size
  signature           Ed25519, by checkpoint.public_key, over the checkpoint as JSON (keys sorted,
                      no spaces, UTF-8)
Leaf hash: SHA-256(0x00 | leaf). Inner hash: SHA-256(0x01 | left | right). The tree is that of
RFC 6962 and the walk up the path that of RFC 9162, section 2.1.3.2.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROOF = {"checkpoint", "format", "leaf_version", "path", "position", "row", "signature"}
STATE = {"at", "format", "node", "number", "previous", "public_key", "root", "size"}


class Refused(Exception):
    """The proof does not hold; the text says why."""


def canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def read(path: str) -> Any:
    raw = Path(path).read_bytes()
    try:
        proof = json.loads(raw)
        well_formed = (
            canonical(proof) + b"\n" == raw
            and set(proof) == PROOF
            and set(proof["checkpoint"]) == STATE
            and proof["format"] == "amparo-proof-1"
            and proof["checkpoint"]["format"] == "amparo-checkpoint-1"
            and all(type(number) is int for number in numbers_of(proof))
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("el archivo no es una prueba") from None
    if not well_formed:
        raise Refused("el archivo no tiene la forma de una prueba")
    return proof


def numbers_of(proof: Any) -> tuple[Any, ...]:
    state = proof["checkpoint"]
    return proof["leaf_version"], proof["position"], state["number"], state["size"]


def unhex(text: str, length: int) -> bytes:
    """Bytes from lower-case hexadecimal of exactly that many bytes."""
    try:
        found = bytes.fromhex(text)
    except (ValueError, TypeError):
        raise Refused("un valor no está en hexadecimal") from None
    if len(found) != length or found.hex() != text:
        raise Refused("un valor hexadecimal no tiene la forma debida")
    return found


def check_path(proof: Any) -> None:
    """RFC 9162, 2.1.3.2."""
    position, size = proof["position"], proof["checkpoint"]["size"]
    if not 0 <= position < size or not 0 <= proof["leaf_version"] < 256:
        raise Refused("la posición no está en el registro")
    node = sha256(b"\x00", bytes([proof["leaf_version"]]), proof["row"].encode())
    index, last = position, size - 1
    for text in proof["path"]:
        sibling = unhex(text, 32)
        if last == 0:
            raise Refused("el camino es más largo que el árbol")
        if index % 2 or index == last:
            node = sha256(b"\x01", sibling, node)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            node = sha256(b"\x01", node, sibling)
        index, last = index // 2, last // 2
    if last or node != unhex(proof["checkpoint"]["root"], 32):
        raise Refused("la fila no lleva a la raíz firmada")


def check_signature(state: Any, signature: str) -> None:
    key = Ed25519PublicKey.from_public_bytes(unhex(state["public_key"], 32))
    try:
        key.verify(unhex(signature, 64), canonical(state))
    except InvalidSignature:
        raise Refused("la firma no corresponde a la llave") from None


def check_witness(proof: Any, path: str) -> None:
    """A state of the same key and size, kept by somebody else, has the same root."""
    state = proof["checkpoint"]
    same = [
        kept
        for kept in json.loads(Path(path).read_text("utf-8"))["checkpoints"]
        if kept["public_key"] == state["public_key"] and kept["size"] == state["size"]
    ]
    if not same or any(kept["root"] != state["root"] for kept in same):
        raise Refused("el testigo no guarda este estado del registro")
    for kept in same:
        check_signature({key: kept[key] for key in STATE}, kept["signature"])


def main(arguments: Any = None) -> int:
    parser = argparse.ArgumentParser(description="Comprueba una prueba del registro de Amparo.")
    parser.add_argument("proof")
    parser.add_argument("--key", help="llave pública esperada, en hexadecimal")
    parser.add_argument("--witness", help="archivo de sellos que guarda otra organización")
    options = parser.parse_args(arguments)
    try:
        proof = read(options.proof)
        check_path(proof)
        check_signature(state := proof["checkpoint"], proof["signature"])
        if options.key and options.key.lower() != state["public_key"]:
            raise Refused("la llave no es la esperada")
        if options.witness:
            check_witness(proof, options.witness)
    except (Refused, OSError, KeyError, TypeError, ValueError, AttributeError) as refused:
        print(f"NO VALE: {refused}")
        return 1
    print(f"VALE: posición {proof['position']} de {state['size']}, nodo {state['node']}")
    print(f"Firmado {state['at']} con la llave {state['public_key']}")
    print(proof["row"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
