"""Find a cheap way to shift persons between hidden cells without changing a printed figure.

A linear programme solved by HiGHS through scipy; where its answer is not in whole persons, the same
in whole numbers. Its answer is only a proposal: ``suppression.audit`` checks it by addition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Protocol

from amparo.observatory.errors import NotProtected

Name = tuple[tuple[str, str], ...]
Move = Mapping[Name, int]  # change in persons by cell; cells that stay are left out

# Hiding a total costs more than hiding any cell within a table: totals are what people quote.
PRICE_OF_A_TOTAL = 20.0
# Not quite nothing, so that persons are not shifted in circles.
PRICE_OF_A_HIDDEN_CELL = 0.001
ROUNDING = 1e-6

Limits = list[tuple[int, int]]


class Adding(Protocol):
    """A total and its parts."""

    @property
    def total(self) -> Name: ...
    @property
    def parts(self) -> tuple[Name, ...]: ...


@dataclass(frozen=True, slots=True)
class Room:
    """How far each cell may move.

    Attributes:
        hidden: least and most change of a hidden cell (None: no limit); moving it is free.
        printed: least change of a printed cell if it were hidden, and whether it is a total.
        reach: no cell changes by more than this many persons, up or down.
    """

    values: Mapping[Name, int]
    sums: Sequence[Adding]
    hidden: Mapping[Name, tuple[int, int | None]]
    printed: Mapping[Name, tuple[int, bool]]
    reach: int


def cheapest_move(room: Room, cell: Name, goal: int) -> Move:
    """Changes that bring ``cell`` exactly to ``goal`` persons while every sum stays true.

    The price of a move is that of the printed cells it would hide. A linear programme can only
    price each person shifted, so a cell that can shift few makes each of them dear.

    Raises:
        NotProtected: there is no such move, even hiding every cell that may be hidden.
    """
    names = sorted([*room.hidden, *room.printed])
    limits = _limits(room, names, cell, goal)
    need = max(1, abs(goal - room.values[cell]))
    changes = _solve(room, names, limits, need, whole=False)
    if any(abs(change - round(change)) > ROUNDING for change in changes):
        changes = _solve(room, names, limits, need, whole=True)
    rounded = zip(names, map(round, changes), strict=True)
    return {name: change for name, change in rounded if change}


def _solve(
    room: Room, names: Sequence[Name], limits: Limits, need: int, *, whole: bool
) -> list[float]:
    """Least price, each change split into a rise and a fall so that its size can be priced."""
    # Imported here: only building a generation pays for it, never a page.
    import numpy
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    sums = _sums(room, {name: at for at, name in enumerate(names)})
    rises = [(max(low, 0), max(high, 0)) for low, high in limits]
    falls = [(max(-high, 0), max(-low, 0)) for low, high in limits]
    whole_prices = [_price(room, name) for name in names] * 2
    shifted = [max(1, min(most, need)) for _, most in rises + falls]
    found = linprog(
        c=numpy.array(whole_prices) / numpy.array(shifted),
        A_eq=hstack([sums, -sums]),
        b_eq=numpy.zeros(sums.shape[0]),
        bounds=rises + falls,
        integrality=int(whole),
        method="highs",
    )
    if found.x is None:
        raise NotProtected("no set of hidden cells protects a small cell")
    return [float(rise - fall) for rise, fall in zip(*numpy.split(found.x, 2), strict=True)]


def _price(room: Room, name: Name) -> float:
    """Next to nothing for a cell already hidden; rather small cells, rather not totals."""
    if name in room.hidden:
        return PRICE_OF_A_HIDDEN_CELL
    return log2(1 + room.values[name]) + (PRICE_OF_A_TOTAL if room.printed[name][1] else 0.0)


def _limits(room: Room, names: Sequence[Name], cell: Name, goal: int) -> Limits:
    """Least and most change of every cell; the one asked for has a single way to go."""
    limits = []
    for name in names:
        least, most = room.hidden[name] if name in room.hidden else (room.printed[name][0], None)
        most = room.reach if most is None else min(most, room.reach)
        limits.append((max(least, -room.reach), most))
    change = goal - room.values[cell]
    limits[names.index(cell)] = (change, change)
    return limits


def _sums(room: Room, at: Mapping[Name, int]) -> Any:
    """One row a total: parts minus total, as far as they can move."""
    from scipy.sparse import csr_array

    rows: list[list[tuple[int, int]]] = []
    for adding in room.sums:
        row = [(at[part], 1) for part in adding.parts if part in at]
        if adding.total in at:
            row.append((at[adding.total], -1))
        if row:
            rows.append(row)
    places = [(number, column) for number, row in enumerate(rows) for column, _ in row]
    signs = [float(sign) for row in rows for _, sign in row]
    numbers, columns = zip(*places, strict=True)
    return csr_array((signs, (numbers, columns)), shape=(len(rows), len(at)))
