"""Sealed rows in the order of the tree, each compared with its bytes and its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from amparo.kernel.audit.merkle import leaf_hash
from amparo.kernel.audit.models import AuditRow, AuditSubject, Seal
from amparo.kernel.audit.services import leaf_of

CHUNK = 2000


class Checked(NamedTuple):
    """``wrong`` says what does not hold at this position; empty when the row is as it was."""

    position: int
    leaf_hash: bytes
    wrong: str


def checked_rows(start: int, end: int) -> Iterator[Checked]:
    """The sealed rows of [start, end), up to the first position that has none."""
    expected = start
    while expected < end:
        found = Seal.objects.filter(position__gte=expected, position__lt=end).order_by("position")
        seals = list(found.values_list("position", "row_id", "leaf_hash")[:CHUNK])
        if not seals:
            return
        keys = [row for _position, row, _hash in seals]
        rows = AuditRow.objects.in_bulk(keys)
        named = _pseudonyms(keys)
        for position, key, sealed in seals:
            wrong = (
                "falta la fila de esta posición"
                if position != expected
                else _wrong(rows.get(key), named[key], bytes(sealed))
            )
            yield Checked(expected, bytes(sealed), wrong)
            expected += 1


def _pseudonyms(rows: list[int]) -> defaultdict[int, list[UUID]]:
    named: defaultdict[int, list[UUID]] = defaultdict(list)
    for row, pseudonym in AuditSubject.objects.filter(row__in=rows).values_list(
        "row_id", "pseudonym"
    ):
        named[row].append(pseudonym)
    return named


def _wrong(row: AuditRow | None, pseudonyms: list[UUID], sealed: bytes) -> str:
    if row is None:
        return "la fila fue borrada"
    leaf = bytes(row.leaf)
    if leaf_hash(leaf) != sealed:
        return "la fila no es la que se selló"
    if leaf != leaf_of(row, pseudonyms):
        return "las columnas de la fila no dicen lo que se selló"
    return ""
