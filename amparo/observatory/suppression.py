"""Disclosure control for a set of linked frequency tables. Unit: persons.

What is promised. Let ``k`` be the threshold. An attacker reads every printed number and word of
the set, knows which cells add up to which totals, knows that counts are whole and not negative,
and knows the rule that gave each word. For every cell that holds 1 to k - 1 persons there are
still two sets of tables that agree with all of it: one in which the cell holds at most 1, one in
which it holds at least k - 1. So the whole set says no more about a small cell than its own word.

How. Cells below ``k`` get the word *small*. Then, cell by cell, ``moves.cheapest_move`` looks for
a way to shift persons between hidden cells that leaves every printed figure as it is; where there
is none, it says which further cells to hide, and these get the word *protected*. Each move found
is a witness, and hiding more cells never spoils an earlier one. ``audit`` then checks the
witnesses by plain addition, without trusting whoever found them, and refuses the set otherwise.

Two words can give each other away: a row of three cells called *small* cannot hold more than
3 (k - 1) persons in another table either. A set for which no choice of cells works is printed with
one word for all hidden cells, small or not, which says much less.

Zeros are printed, because a table full of words tells nobody anything, with two exceptions. The
parts of a small total (with one word: of any hidden total) are hidden, the zeros among them too: a
total that may not be printed may not be broken down. And rows of an open-ended list (territories,
bodies) that are small are not listed at all, so that the list does not say where somebody is.

Not promised: what two generations of the tables say together (that needs the release ledger),
what an insider subtracts who already knows some of the persons counted, and what could be guessed
from the reasons for choosing one complementary cell over another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from amparo.observatory.errors import NotProtected
from amparo.observatory.moves import Move, Room, cheapest_move

THRESHOLD = 10
FLOOR = 5

# A cell is named by the conditions that its persons meet, so that a margin which two tables share
# has one name: (("identified", "yes"), ("modality", "sexual")). The empty name is everybody.
Cell = tuple[tuple[str, str], ...]


class Wording(StrEnum):
    """How many words hide cells. One word says less, for sets that two words give away."""

    TWO_WORDS = "two_words"
    ONE_WORD = "one_word"


class Word(StrEnum):
    """What is printed in a cell: its number, or one of two words."""

    PUBLISHED = "published"
    SMALL = "small"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` holds exactly the persons of ``parts``, each once."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells of all tables, how they add up, and which are left off their list when small."""

    values: Mapping[Cell, int]
    sums: tuple[Sum, ...]
    open_ended: frozenset[Cell] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed: the word of every cell, under a threshold ``k`` and a wording."""

    counts: Counts
    words: Mapping[Cell, Word]
    k: int
    wording: Wording

    def shown(self, cell: Cell) -> int | None:
        """The number to print, or None where a word stands instead."""
        return self.counts.values[cell] if self.words[cell] is Word.PUBLISHED else None

    def at_risk(self) -> list[Cell]:
        """Cells of 1 to k - 1 persons, totals first, since protecting them hides most."""
        return _at_risk(self.counts, self.k)

    def ranges(self) -> dict[Cell, tuple[int, int | None]]:
        """Least and most persons each printed number or word admits by itself (None: no limit).

        Zeros are printed, so a hidden cell is not zero, unless one of its totals is hidden in a
        way that takes its zeros along, or it belongs to an open-ended list.
        """
        small = {cell for cell, word in self.words.items() if word is Word.SMALL}
        hidden = {cell for cell, word in self.words.items() if word is not Word.PUBLISHED}
        taking_zeros = hidden if self.wording is Wording.ONE_WORD else small
        maybe_zero = {p for s in self.counts.sums if s.total in taking_zeros for p in s.parts}
        maybe_zero |= self.counts.open_ended
        return {cell: self._range(cell, 0 if cell in maybe_zero else 1) for cell in self.words}

    def least_protected(self, cell: Cell, otherwise: int) -> int:
        """Fewest persons behind the word *protected*; with one word, only a listed row says k."""
        says_k = self.wording is Wording.TWO_WORDS or cell in self.counts.open_ended
        return self.k if says_k else otherwise

    def _range(self, cell: Cell, least: int) -> tuple[int, int | None]:
        value, word = self.counts.values[cell], self.words[cell]
        if word is Word.PUBLISHED:
            return value, value
        if word is Word.SMALL:
            return least, self.k - 1
        return self.least_protected(cell, least), None


def protect(counts: Counts, *, k: int = THRESHOLD) -> Page:
    """Choose the word of every cell so that the promise above holds, and prove it.

    Raises:
        ValueError: ``k`` is under the floor, or the cells do not add up.
        NotProtected: no choice of hidden cells was found, or the proof failed.
    """
    if k < FLOOR:
        raise ValueError(f"threshold {k} is below the floor of {FLOOR}")
    _require_true_sums(counts)
    for wording in Wording:
        page = _first_page(counts, k, wording)
        try:
            page, witnesses = _hide_more(page)
        except NotProtected:
            continue
        audit(page, witnesses)
        return page
    raise NotProtected("no set of hidden cells protects every small cell")


def audit(page: Page, witnesses: Sequence[Move]) -> None:
    """Check, by addition alone, that the page keeps the promise. Raises NotProtected."""
    ranges, moves = page.ranges(), [{}, *witnesses]
    for move in moves:
        _require_agreement(page, ranges, move)
    for cell in page.at_risk():
        if page.words[cell] is Word.PUBLISHED:
            raise NotProtected("a small cell would be printed")
        if not all(_shown_possible(page, moves, cell, goal) for goal in (1, page.k - 1)):
            raise NotProtected("a small cell could be narrowed down")


def _hide_more(page: Page) -> tuple[Page, list[Move]]:
    """Hide further cells until every small one has its two witnesses. Raises NotProtected."""
    witnesses: list[Move] = []
    for cell in page.at_risk():
        for goal in sorted((1, page.k - 1), key=lambda goal: -abs(goal - page.counts.values[cell])):
            if not _shown_possible(page, [{}, *witnesses], cell, goal):
                move = cheapest_move(_room(page), cell, goal)
                witnesses.append(move)
                page = _hiding(page, move)
    return page, witnesses


def _first_page(counts: Counts, k: int, wording: Wording) -> Page:
    """Hide what is small; in one word, what open-ended lists leave out is still seen as small."""
    small = _with_parts(counts, {cell for cell, n in counts.values.items() if 0 < n < k})
    words = {cell: Word.SMALL if cell in small else Word.PUBLISHED for cell in counts.values}
    if wording is Wording.ONE_WORD:
        unlisted = _with_parts(counts, small & counts.open_ended)
        words |= dict.fromkeys(small - unlisted, Word.PROTECTED)
    return Page(counts, words, k, wording)


def _with_parts(counts: Counts, cells: set[Cell], *, zeros_only: bool = False) -> set[Cell]:
    """The cells and, step by step, what they are broken down into.

    A part that also belongs to a total printed as zero is left out: everybody can see it is zero.
    """
    found = set(cells)
    while True:
        plainly_zero = {
            part
            for sum_ in counts.sums
            if counts.values[sum_.total] == 0 and sum_.total not in found
            for part in sum_.parts
        }
        parts = {part for sum_ in counts.sums if sum_.total in found for part in sum_.parts}
        new = parts - plainly_zero - found
        if zeros_only:
            new = {part for part in new if counts.values[part] == 0}
        if not new:
            return found
        found |= new


def _at_risk(counts: Counts, k: int) -> list[Cell]:
    totals = {sum_.total for sum_ in counts.sums}
    risky = [cell for cell, value in counts.values.items() if 0 < value < k]
    return sorted(risky, key=lambda cell: (cell not in totals, len(cell), cell))


def _room(page: Page) -> Room:
    """How far each cell may move: hidden ones within their word, printed ones at a price."""
    counts, totals = page.counts, {sum_.total for sum_ in page.counts.sums}
    hidden, printed = {}, {}
    for cell, (low, high) in page.ranges().items():
        value = counts.values[cell]
        if page.words[cell] is not Word.PUBLISHED:
            hidden[cell] = (low - value, None if high is None else high - value)
        elif value >= page.k:
            printed[cell] = (page.least_protected(cell, 1) - value, cell in totals)
    return Room(counts.values, counts.sums, hidden, printed, reach=page.k - 1)


def _hiding(page: Page, move: Move) -> Page:
    """Hide what the move changes and, where one word must fit all, the zeros of hidden totals."""
    hidden = {cell for cell, word in page.words.items() if word is not Word.PUBLISHED} | {*move}
    if page.wording is Wording.ONE_WORD:
        hidden = _with_parts(page.counts, hidden, zeros_only=True)
    newly = [cell for cell in hidden if page.words[cell] is Word.PUBLISHED]
    return replace(page, words={**page.words, **dict.fromkeys(newly, Word.PROTECTED)})


def _shown_possible(page: Page, moves: Sequence[Move], cell: Cell, goal: int) -> bool:
    """Whether one of the moves takes the cell to ``goal`` or beyond it."""
    reached = [page.counts.values[cell] + move.get(cell, 0) for move in moves]
    return min(reached) <= goal if goal == 1 else max(reached) >= goal


def _require_true_sums(counts: Counts) -> None:
    if any(value < 0 for value in counts.values.values()):
        raise ValueError("a count is negative")
    for sum_ in counts.sums:
        if counts.values[sum_.total] != sum(counts.values[part] for part in sum_.parts):
            raise ValueError("the cells do not add up to their total")


def _require_agreement(
    page: Page, ranges: Mapping[Cell, tuple[int, int | None]], move: Move
) -> None:
    """The tables after ``move`` must print the same: same sums, same numbers, same words."""
    for cell, (low, high) in ranges.items():
        value = page.counts.values[cell] + move.get(cell, 0)
        if value < low or (high is not None and value > high):
            raise NotProtected("a witness contradicts a printed number or word")
    for sum_ in page.counts.sums:
        if move.get(sum_.total, 0) != sum(move.get(part, 0) for part in sum_.parts):
            raise NotProtected("a witness does not add up")
