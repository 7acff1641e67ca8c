"""The tree of RFC 6962: hashes of leaves and inner nodes, roots that grow, paths to a root.

Nothing here knows of the database. Positions start at 0; a range is [first, end).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

TILE_LEVELS = 8  # complete nodes of every eighth level are kept: a path reads few of them
HASH_BYTES = 32
Span = Callable[[int, int], bytes]


class Node(NamedTuple):
    """A complete subtree: 2**level leaves, the ``place``-th of its level."""

    level: int
    place: int
    hash: bytes


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def inner_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing tree: its complete subtrees, the largest first.

    ``complete`` gathers the nodes worth keeping that were completed since it was made.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    complete: list[Node] = field(default_factory=list)

    @classmethod
    def of_bytes(cls, size: int, kept: bytes) -> Frontier:
        """Raises ValueError when the bytes are not those of a tree of that size."""
        if len(kept) != HASH_BYTES * size.bit_count():
            raise ValueError("not the frontier of a tree of this size")
        ends = range(HASH_BYTES, len(kept) + 1, HASH_BYTES)
        return cls(size, [kept[end - HASH_BYTES : end] for end in ends])

    def as_bytes(self) -> bytes:
        return b"".join(self.peaks)

    def add(self, node: bytes) -> None:
        """Append one leaf, given by its hash."""
        level, index = 0, self.size
        while index & 1:
            node = inner_hash(self.peaks.pop(), node)
            level, index = level + 1, index >> 1
            if level % TILE_LEVELS == 0:
                self.complete.append(Node(level, index, node))
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        return root_of_peaks(self.peaks)

    def starts(self) -> list[int]:
        """The first position of each complete subtree."""
        bits = [bit for bit in range(self.size.bit_length()) if self.size >> bit & 1]
        return [self.size >> (bit + 1) << (bit + 1) for bit in reversed(bits)]


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return hashlib.sha256().digest()
    node = peaks[-1]
    for peak in reversed(peaks[:-1]):
        node = inner_hash(peak, node)
    return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def path_to_root(position: int, size: int, span: Span) -> list[bytes]:
    """The siblings from a leaf up; ``span(first, end)`` gives the hash over a range of leaves."""
    first, end, path = 0, size, list[bytes]()
    while end - first > 1:
        middle = first + _largest_power_below(end - first)
        if position < middle:
            path.append(span(middle, end))
            end = middle
        else:
            path.append(span(first, middle))
            first = middle
    return path[::-1]


def root_by_path(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to; None when it cannot be a path of that leaf and size."""
    if not 0 <= position < size:
        return None
    node, index, last = leaf, position, size - 1
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = inner_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = inner_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None


def span_over(kept: Callable[[int, int], bytes]) -> Span:
    """Ranges out of kept hashes: ``kept(level, index)`` for leaves and every eighth level."""

    def span(first: int, end: int) -> bytes:
        width = end - first
        level = width.bit_length() - 1
        if width == 1 << level and level % TILE_LEVELS == 0:
            return kept(level, first >> level)
        middle = first + _largest_power_below(width)
        return inner_hash(span(first, middle), span(middle, end))

    return span


def _largest_power_below(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1
