"""Which row is which when a file comes a second time."""

import hmac
from hashlib import sha256

from amparo.cases.htcds.checking import Checked
from amparo.cases.htcds.text import fold

# What people write where a number is asked and there is none. Never grows to digits other than
# zero: a false match merges two people, a missed one only leaves a duplicate to be found.
_NO_NUMBER = frozenset(
    [
        "desconocida",
        "desconocido",
        "indocumentada",
        "indocumentado",
        "na",
        "nd",
        "ninguna",
        "ninguno",
        "no",
        "noaplica",
        "noindica",
        "none",
        "noporta",
        "nosabe",
        "nosesabe",
        "notiene",
        "null",
        "pendiente",
        "sd",
        "sindato",
        "sindatos",
        "sindocumento",
        "sindocumentos",
        "sinidentificacion",
        "sinnumero",
        "sn",
        "unknown",
    ]
)
_DIGEST_BYTES = 16


class Occurrences:
    """Counts identical rows of one file. Holds 16 bytes and a number for each distinct row."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def next(self, digest: bytes) -> int:
        """How many times the row has come, this one included."""
        short = digest[:_DIGEST_BYTES]
        self._seen[short] = self._seen.get(short, 0) + 1
        return self._seen[short]


def identity_number(checked: Checked) -> str:
    """The folded identity number; empty when there is none or the cell says so in words."""
    folded = fold(checked.get("prs_IdentityNumber"))
    is_filler = folded in _NO_NUMBER or not folded.strip("0") or not folded.strip("x")
    return "" if is_filler else folded


def row_key(
    organisation: str, checked: Checked, occurrences: Occurrences, *, secret: bytes
) -> bytes:
    """The 32 bytes by which a row is known again.

    With an identity number, organisation and number: several rows of one person share it, and a
    changed row keeps it. Without one, organisation, row hash and the occurrence among identical
    rows: two sparse anonymous people never share it, and the same file gives the same keys.

    ``secret`` is the node's key for this purpose. Identity numbers are few enough to be tried one
    by one against a bare hash, so the key is an HMAC.
    """
    number = identity_number(checked)
    if number:
        parts = [b"number", organisation.encode(), number.encode()]
    else:
        digest = checked.row_hash
        parts = [b"row", organisation.encode(), digest, str(occurrences.next(digest)).encode()]
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(secret, framed, sha256).digest()
