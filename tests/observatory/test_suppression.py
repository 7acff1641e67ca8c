from collections import Counter
from itertools import product

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from amparo.observatory.errors import NotProtected
from amparo.observatory.suppression import (
    Cell,
    Counts,
    Page,
    Sum,
    Word,
    Wording,
    audit,
    protect,
)

TOTAL: Cell = (("all", "yes"),)


def cell(name: str) -> Cell:
    return (("cell", name),)


def one_list(open_ended: bool = False, **persons: int) -> Counts:
    """A list of cells with its total."""
    values = {cell(name): number for name, number in persons.items()}
    parts = tuple(values)
    total = {TOTAL: sum(values.values())}
    return Counts(values | total, (Sum(TOTAL, parts),), frozenset(parts if open_ended else ()))


def printed(page: Page, *names: str) -> list[int | str]:
    found = [page.shown(cell(name)) for name in names]
    return [
        page.words[cell(name)].value if number is None else number
        for name, number in zip(names, found, strict=True)
    ]


def test_large_cells_and_zeros_are_printed_as_they_are():
    page = protect(one_list(a=10, b=0, c=250))

    assert printed(page, "a", "b", "c") == [10, 0, 250]
    assert page.shown(TOTAL) == 260


def test_a_lone_small_cell_takes_the_smallest_cell_that_can_cover_it():
    page = protect(one_list(a=3, b=40, c=300))

    assert printed(page, "a", "b", "c") == ["small", "protected", 300]
    assert page.shown(TOTAL) == 343


def test_a_cell_just_above_the_threshold_covers_nothing():
    # b is known to be at least 10, so hiding it would leave 3 to 4 persons for a.
    page = protect(one_list(a=3, b=11, c=300))

    assert printed(page, "a", "b", "c") == ["small", 11, "protected"]


def test_two_small_cells_do_not_cover_each_other_when_their_sum_is_small():
    page = protect(one_list(a=1, b=1, c=300))

    assert printed(page, "a", "b", "c") == ["small", "small", "protected"]


def test_a_small_total_is_not_broken_down_and_hides_its_zeros():
    page = protect(one_list(a=3, b=0, c=4))

    assert printed(page, "a", "b", "c") == ["small", "small", "small"]
    assert page.words[TOTAL] is Word.SMALL


def test_words_that_give_a_cell_away_are_replaced_by_one_word():
    # Row 0 holds 18: at least 10 and 1 of table x, so 11, so that no cell of table y can be as
    # low as 1 while the other, called small, stays under 10.
    rows: list[Cell] = [(("row", str(i)),) for i in range(2)]
    values: dict[Cell, int] = {TOTAL: 36} | dict.fromkeys(rows, 18)
    sums = [Sum(TOTAL, tuple(rows))]
    for table, parts in {"x": [(11, 7), (13, 5)], "y": [(9, 9), (13, 5)]}.items():
        for i, numbers in enumerate(parts):
            names = [((table, str(j)), ("row", str(i))) for j in range(2)]
            values |= dict(zip(names, numbers, strict=True))
            sums.append(Sum((("row", str(i)),), tuple(names)))
        for j in range(2):
            column: Cell = ((table, str(j)),)
            values[column] = sum(numbers[j] for numbers in parts)
            sums.append(Sum(column, tuple(((table, str(j)), ("row", str(i))) for i in range(2))))

    page = protect(Counts(values, tuple(sums)))

    assert page.wording is Wording.ONE_WORD
    assert Word.SMALL not in page.words.values()
    assert page.words[("y", "0"), ("row", "0")] is Word.PROTECTED


@pytest.mark.parametrize("k", [1, 4])
def test_a_threshold_below_the_floor_is_refused(k):
    with pytest.raises(ValueError, match="below the floor"):
        protect(one_list(a=20), k=k)


def test_cells_that_do_not_add_up_are_refused():
    counts = one_list(a=20, b=30)
    wrong = Counts({**counts.values, TOTAL: 51}, counts.sums)

    with pytest.raises(ValueError, match="add up"):
        protect(wrong)


def test_the_audit_refuses_a_page_whose_small_cell_follows_by_subtraction():
    counts = one_list(a=3, b=40, c=300)
    words = dict.fromkeys(counts.values, Word.PUBLISHED) | {cell("a"): Word.SMALL}

    with pytest.raises(NotProtected, match="narrowed"):
        audit(Page(counts, words, 10, Wording.TWO_WORDS), [])


def test_the_audit_refuses_a_witness_that_changes_a_printed_figure():
    counts = one_list(a=3, b=40, c=300)
    words = dict.fromkeys(counts.values, Word.PUBLISHED) | {cell("a"): Word.SMALL}
    witness = {cell("a"): 6, cell("b"): -6}

    with pytest.raises(NotProtected, match="contradicts"):
        audit(Page(counts, words, 10, Wording.TWO_WORDS), [witness])


def test_the_audit_refuses_a_witness_that_does_not_add_up():
    counts = one_list(a=3, b=40, c=300)
    hidden = {cell("a"): Word.SMALL, cell("b"): Word.PROTECTED}
    words = dict.fromkeys(counts.values, Word.PUBLISHED) | hidden
    witness = {cell("a"): 6, cell("b"): -5}

    with pytest.raises(NotProtected, match="add up"):
        audit(Page(counts, words, 10, Wording.TWO_WORDS), [witness])


def test_the_audit_refuses_a_printed_small_cell():
    counts = one_list(a=3, b=40)
    words = dict.fromkeys(counts.values, Word.PUBLISHED)

    with pytest.raises(NotProtected, match="printed"):
        audit(Page(counts, words, 10, Wording.TWO_WORDS), [])


Person = tuple[int, int, int]  # a code on each of three variables a, b, c


def two_tables(register: list[Person]) -> Counts:
    """Tables a × b and b × c of one register, linked by the margin of b."""
    values: Counter[Cell] = Counter({(): 0})
    sums: list[Sum] = []
    codes = range(3)
    for first, second in (("a", "b"), ("b", "c")):
        for i, j in product(codes, codes):
            values[(first, str(i)), (second, str(j))] += 0
        for i in codes:
            along = tuple(((first, str(i)), (second, str(j))) for j in codes)
            across = tuple(((first, str(j)), (second, str(i))) for j in codes)
            sums += [Sum(((first, str(i)),), along), Sum(((second, str(i)),), across)]
        sums += [Sum((), tuple(((name, str(i)),) for i in codes)) for name in (first, second)]
    for name, i in product("abc", codes):
        values[((name, str(i)),)] += 0
    for person in register:
        for name in cells_of(person):
            values[name] += 1
    return Counts(dict(values), tuple(dict.fromkeys(sums)))


def cells_of(person: Person) -> list[Cell]:
    a, b, c = (str(code) for code in person)
    margins: list[Cell] = [(), (("a", a),), (("b", b),), (("c", c),)]
    return [*margins, (("a", a), ("b", b)), (("b", b), ("c", c))]


registers = st.lists(
    st.tuples(st.integers(1, 20), st.tuples(*[st.integers(0, 2)] * 3)), max_size=8
).map(lambda groups: [person for many, person in groups for _ in range(many)])


@pytest.mark.proof
@given(registers)
def test_who_knows_that_one_register_made_both_tables_learns_no_more(register):
    counts = two_tables(register)
    page = protect(counts)
    people = list(product(range(3), repeat=3))
    counted = {
        name: numpy.array([float(name in cells_of(person)) for person in people])
        for name in counts.values
    }
    above, limits = [], []
    for name, (low, high) in page.ranges().items():
        above.append(-counted[name])
        limits.append(-float(low))
        if high is not None:
            above.append(counted[name])
            limits.append(float(high))

    def least(aim: numpy.ndarray) -> int:
        found = linprog(
            aim, A_ub=above, b_ub=limits, bounds=(0, 1000), integrality=1, method="highs"
        )
        assert found.status == 0, found.message
        return round(found.fun)

    for name in page.at_risk():
        assert least(counted[name]) <= 1
        assert -least(-counted[name]) >= page.k - 1
