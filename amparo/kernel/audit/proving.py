"""`prove`: one row's bytes with everything that ties them to a signed checkpoint.

The file explains itself to `tools/check_proof.py`, which knows nothing of this code.
"""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.audit import checkpoints
from amparo.kernel.audit.merkle import (
    TILE_LEVELS,
    leaf_hash,
    path_to_root,
    root_by_path,
    span_over,
)
from amparo.kernel.audit.models import AuditRow, Checkpoint, Seal, TreeNode
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb

FORMAT = "amparo-proof-1"
TILE = 1 << TILE_LEVELS


class NotSealedYet(LookupError):
    """The row has no place in the tree yet, or there is no such row."""


class DoesNotHold(ValueError):
    """The row, its seal and the signed root do not fit together: verify the log."""


class KeptHashes:
    """Hashes of leaves and kept nodes, read 256 at a time and remembered for the next proof."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        block = index // TILE
        if (level, block) not in self._blocks:
            self._blocks[level, block] = self._read(level, block * TILE)
        try:
            return self._blocks[level, block][index]
        except KeyError:
            raise DoesNotHold from None

    def _read(self, level: int, first: int) -> dict[int, bytes]:
        end = first + TILE
        leaves = Seal.objects.filter(position__gte=first, position__lt=end)
        nodes = TreeNode.objects.filter(level=level, index__gte=first, index__lt=end)
        if level:
            return {place: bytes(found) for place, found in nodes.values_list("index", "hash")}
        found = leaves.values_list("position", "leaf_hash")
        return {place: bytes(leaf) for place, leaf in found}


def prove(*, actor: Actor, row_id: int) -> str:
    """The proof of one row as text; taking it is recorded.

    Raises:
        NotSealedYet: no such row, or it waits for its seal.
        DoesNotHold: what is kept does not lead to the signed root.
    """
    with reading(actor):
        text = proof_text(row_id, KeptHashes())
        record(actor, Verb.AUDIT_PROVED, row=row_id)
    return text


def proof_text(row_id: int, kept: KeptHashes, checkpoint: Checkpoint | None = None) -> str:
    """As `prove`, inside an open door and without a trace of its own."""
    seal = Seal.objects.filter(row=row_id).first()
    signed = checkpoint or checkpoints.latest()
    if seal is None or signed is None:
        raise NotSealedYet
    leaf = bytes(AuditRow.objects.get(pk=row_id).leaf)
    path = path_to_root(seal.position, signed.size, span_over(kept))
    root = root_by_path(leaf_hash(leaf), seal.position, signed.size, path)
    if root != bytes(signed.root):
        raise DoesNotHold
    content = {
        "checkpoint": checkpoints.stated(signed),
        "format": FORMAT,
        "leaf_version": leaf[0],
        "path": [one.hex() for one in path],
        "position": seal.position,
        "row": leaf[1:].decode(),
        "signature": bytes(signed.signature).hex(),
    }
    return checkpoints.canonical(content).decode() + "\n"
