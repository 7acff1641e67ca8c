"""`verify`: the log is rebuilt from its rows and compared with what was sealed and witnessed.

The first thing that does not hold ends the reading: everything after it is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import reading
from amparo.kernel.audit import checkpoints
from amparo.kernel.audit.checkpoints import Witnessed
from amparo.kernel.audit.merkle import Frontier, Node, root_of_peaks
from amparo.kernel.audit.models import Checkpoint, Seal, TreeNode
from amparo.kernel.audit.rows import Checked, checked_rows
from amparo.kernel.audit.sealing import overdue

STEP = 50_000  # rows between two words about how far it is


class Verdict(IntEnum):
    """The exit status of `amparo audit verify`."""

    SOUND = 0
    TAMPERED = 1
    INCOMPLETE = 2
    WITNESS_DISAGREES = 3


class NoSuchCheckpoint(LookupError):
    """`--from` names a checkpoint that the log does not have."""


@dataclass(frozen=True)
class Finding:
    """What does not hold. ``position`` is the first in doubt; it was sealed ``after`` one
    checkpoint and ``before`` another."""

    verdict: Verdict
    what: str
    position: int | None = None
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Report:
    """``size``: rows that the tree covers; ``start``: the first position that was read again."""

    verdict: Verdict
    finding: Finding | None
    start: int
    size: int
    checkpoints: int


class _Broken(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what)
        self.finding = finding


@dataclass
class _Walk:
    """One reading of the log from its first checkpoint in question to its end."""

    witnesses: Sequence[Witnessed]
    progress: Callable[[int], None]
    key: bytes | None
    last: Checkpoint | None = None
    frontier: Frontier = field(default_factory=Frontier)
    count: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)  # at the sizes that witnesses name

    def follow(self, found: Iterator[Checkpoint], rows: Iterator[Checked]) -> None:
        wanted = {one.size for one in self.witnesses}
        for checkpoint in found:
            self._check_statement(checkpoint)
            while self.frontier.size < checkpoint.size:
                self._add(next(rows, None), checkpoint)
                if self.frontier.size in wanted:
                    self.roots[self.frontier.size] = self.frontier.root()
            self._check_root(checkpoint)
            self.last = checkpoint
            self.count += 1

    def start_at(self, checkpoint: Checkpoint) -> None:
        """Trust what is before a checkpoint; its own words must hold."""
        self._check_signature(checkpoint)
        self.last = checkpoint
        try:
            self.frontier = Frontier.of_bytes(checkpoint.size, bytes(checkpoint.frontier))
        except ValueError:
            self.frontier = Frontier()
        self._check_root(checkpoint)
        self.roots[checkpoint.size] = bytes(checkpoint.root)

    def _check_statement(self, checkpoint: Checkpoint) -> None:
        """Signature, key, and the link to the checkpoint before."""
        number = self.last.number + 1 if self.last else 1
        if checkpoint.number != number:
            raise self._broken(
                Verdict.INCOMPLETE, f"falta el sello firmado número {number}", checkpoint
            )
        self._check_signature(checkpoint)
        before = checkpoints.digest(self.last) if self.last else checkpoints.FIRST_PREVIOUS
        if bytes(checkpoint.previous) != before or checkpoint.size <= self.frontier.size:
            raise self._broken(
                Verdict.TAMPERED, f"el sello {number} no sigue al anterior", checkpoint
            )

    def _check_signature(self, checkpoint: Checkpoint) -> None:
        key = bytes(checkpoint.public_key)
        signed = checkpoints.is_signed(
            checkpoints.stated(checkpoint), bytes(checkpoint.signature), key
        )
        if not signed or self.key not in (None, key):
            what = f"la firma del sello {checkpoint.number} no es de este nodo"
            raise self._broken(Verdict.TAMPERED, what, checkpoint)

    def _add(self, row: Checked | None, checkpoint: Checkpoint) -> None:
        wrong = "faltan las filas desde esta posición" if row is None else row.wrong
        if row is None or wrong:
            raise self._broken(Verdict.TAMPERED, wrong, checkpoint)
        self.frontier.add(row.leaf_hash)
        if self.frontier.size % STEP == 0:
            self.progress(self.frontier.size)

    def _check_root(self, checkpoint: Checkpoint) -> None:
        if self.frontier.root() == bytes(checkpoint.root):
            return
        what = "las filas selladas no dan la raíz firmada: se cambiaron, pusieron o movieron"
        raise self._broken(Verdict.TAMPERED, what, checkpoint, self._first_moved(checkpoint))

    def _first_moved(self, checkpoint: Checkpoint) -> int:
        """The start of the first subtree that differs: the checkpoint's own, if it is honest."""
        start = self.last.size if self.last else 0
        try:
            kept = Frontier.of_bytes(checkpoint.size, bytes(checkpoint.frontier)).peaks
        except ValueError:
            return start
        if root_of_peaks(kept) != bytes(checkpoint.root):
            return start
        pairs = zip(kept, self.frontier.peaks, self.frontier.starts(), strict=True)
        return max(start, next(first for mine, now_, first in pairs if mine != now_))

    def _broken(
        self,
        verdict: Verdict,
        what: str,
        checkpoint: Checkpoint | None,
        position: int | None = None,
    ) -> _Broken:
        return _Broken(
            Finding(
                verdict,
                what,
                self.frontier.size if position is None else position,
                self.last.at if self.last else None,
                checkpoint.at if checkpoint else None,
            )
        )


def verify(
    *,
    since: int | None = None,
    witnesses: Sequence[Witnessed] = (),
    progress: Callable[[int], None] = lambda _size: None,
) -> Report:
    """Read the log again; ``since`` is the number of a checkpoint to trust and start from.

    Raises:
        NoSuchCheckpoint: the log has none of that number.
    """
    with reading(system_actor("sealer")):
        walk = _Walk(witnesses, progress, checkpoints.public_key())
        first = _checkpoint(since) if since is not None else None
        # What is sealed while this runs is left for the next time.
        end = checkpoints.latest()
        finding = _finding(walk, first, end)
    verdict = finding.verdict if finding else Verdict.SOUND
    return Report(verdict, finding, first.size if first else 0, walk.frontier.size, walk.count)


def _checkpoint(number: int) -> Checkpoint:
    found = Checkpoint.objects.filter(number=number).first()
    if found is None:
        raise NoSuchCheckpoint(number)
    return found


def _finding(walk: _Walk, first: Checkpoint | None, end: Checkpoint | None) -> Finding | None:
    found = Checkpoint.objects.filter(number__lte=end.number if end else 0).order_by("number")
    start = first.size if first else 0
    try:
        if first is not None:
            walk.start_at(first)
            found = found.filter(number__gt=first.number)
        walk.follow(found.iterator(), checked_rows(start, end.size if end else 0))
    except _Broken as broken:
        return broken.finding
    return (
        _nodes(walk.frontier.complete)
        or _witness(walk, start)
        or _uncovered(walk)
        or _incomplete(walk)
    )


def _uncovered(walk: _Walk) -> Finding | None:
    """Sealed rows beyond the last checkpoint; both are always written together."""
    size = walk.frontier.size
    beyond = Seal.objects.filter(position__gte=size).exists()
    newest = checkpoints.latest()
    if beyond and (newest is None or newest.size == size):
        what = "hay filas selladas que ningún sello firmado cubre"
        return Finding(Verdict.INCOMPLETE, what, size, walk.last.at if walk.last else None)
    return None


def _nodes(complete: Sequence[Node]) -> Finding | None:
    """Kept nodes only make proofs quick; a wrong one would make them fail."""
    kept = {
        (level, index): bytes(node)
        for level, index, node in TreeNode.objects.values_list("level", "index", "hash")
    }
    for level, index, node in complete:
        if kept.get((level, index)) != node:
            what = "un nodo guardado del árbol no corresponde a sus filas"
            return Finding(Verdict.TAMPERED, what, index << level)
    return None


def _witness(walk: _Walk, start: int) -> Finding | None:
    for one in sorted(walk.witnesses, key=lambda each: each.size):
        what = _disagreement(walk, one)
        if what:
            return Finding(Verdict.WITNESS_DISAGREES, what, min(one.size, walk.frontier.size))
    unread = [one.size for one in walk.witnesses if one.size < start and one.size not in walk.roots]
    if unread:
        what = "un sello del testigo es anterior al punto de partida: verifique sin --from"
        return Finding(Verdict.INCOMPLETE, what, unread[0])
    return None


def _disagreement(walk: _Walk, one: Witnessed) -> str:
    own = walk.key or (bytes(walk.last.public_key) if walk.last else None)
    if not one.signed:
        return "un sello del testigo no tiene una firma válida"
    if own not in (None, one.public_key):
        return "el testigo guarda un sello firmado con otra llave"
    if one.size > walk.frontier.size:
        return (
            f"el testigo vio {one.size} filas y aquí hay {walk.frontier.size}: "
            "se recortó el registro o se puso una copia anterior"
        )
    known = walk.roots.get(one.size)
    if known is not None and known != one.root:
        return "el testigo guarda otra raíz para las mismas filas: hay dos historias"
    return ""


def _incomplete(walk: _Walk) -> Finding | None:
    count = overdue(walk.last).count()
    if count:
        what = f"{count} filas esperan su sello desde hace demasiado tiempo"
        return Finding(Verdict.INCOMPLETE, what, walk.frontier.size)
    if walk.last is not None and walk.key is None:
        what = "falta la llave del registro: las firmas valen solo por la llave que ellas dicen"
        return Finding(Verdict.INCOMPLETE, what)
    return None
