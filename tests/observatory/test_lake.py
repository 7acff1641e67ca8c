from datetime import timedelta

import duckdb
import pyarrow.parquet as pq
import pytest

from amparo.observatory.errors import BadFact
from amparo.observatory.lake import build, connect, current
from tests.observatory.invented import NOW, fact, people


def counted(folder):
    with connect(folder) as base:
        return base.execute("SELECT count(*) FROM persons").fetchone()[0]


def test_before_the_first_generation_there_is_none(tmp_path):
    assert current(tmp_path) is None


def test_the_pointer_names_the_generation_just_built(tmp_path):
    first = build(people((12, {})), tmp_path, NOW)
    second = build(people((15, {})), tmp_path, NOW + timedelta(days=1))

    assert current(tmp_path) == second
    assert second.persons == 15
    assert counted(first.folder) == 12
    assert counted(second.folder) == 15


def test_two_builds_within_one_second_have_folders_of_their_own(tmp_path):
    first, second = (build(people((12, {})), tmp_path, NOW) for _ in range(2))

    assert first.folder != second.folder
    assert current(tmp_path) == second


def test_only_the_last_two_generations_stay_and_no_name_comes_back(tmp_path):
    built = [build(people((12, {})), tmp_path, NOW) for _ in range(12)]

    assert len({generation.name for generation in built}) == 12
    assert [g.name for g in built if g.folder.exists()] == [built[-2].name, built[-1].name]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        built[-2].name,
        built[-1].name,
        "current.json",
    ]


def test_the_current_generation_stays_when_the_clock_went_back(tmp_path):
    for days in (3, 2, 1):
        build(people((12, {})), tmp_path, NOW + timedelta(days=days))

    assert counted(current(tmp_path).folder) == 12


def test_a_file_that_is_open_stays_readable_while_generations_pass(tmp_path):
    old = build(people((12, {})), tmp_path, NOW)
    with connect(old.folder) as reading:
        for hours in (1, 2, 3):
            build(people((20, {})), tmp_path, NOW + timedelta(hours=hours))
        assert not old.folder.exists()
        assert reading.execute("SELECT count(*), any_value(sex) FROM persons").fetchall() == [
            (12, "female")
        ]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM persons",
        "COPY persons TO '/tmp/out.csv'",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SET memory_limit = '10GB'",
    ],
)
def test_an_opened_generation_can_neither_be_changed_nor_reach_other_files(tmp_path, query):
    generation = build(people((12, {})), tmp_path, NOW)

    with connect(generation.folder) as base, pytest.raises(duckdb.Error):
        base.execute(query)


def test_it_is_opened_within_limits(tmp_path):
    generation = build(people((12, {})), tmp_path, NOW)

    with connect(generation.folder) as base:
        threads, memory = base.execute(
            "SELECT current_setting('threads'), current_setting('memory_limit')"
        ).fetchone()

    assert threads == 1
    assert memory == "488.2 MiB"


def test_a_person_is_counted_once_by_her_last_row(tmp_path):
    rows = [
        fact("p2", status="possible", decided_year=None),
        fact("p1", status="presumed"),
        fact("p2", status="presumed"),
        fact("p2", status="confirmed"),
    ]

    generation = build(rows, tmp_path, NOW)

    assert (generation.persons, generation.statuses) == (2, 4)
    with connect(generation.folder) as base:
        found = base.execute("SELECT status FROM persons ORDER BY status").fetchall()
    assert found == [("confirmed",), ("presumed",)]


def test_the_ids_of_persons_stay_out_of_the_lake(tmp_path):
    generation = build([fact("idquesigue1"), fact("idquesigue2")], tmp_path, NOW)

    assert pq.read_table(generation.folder / "facts.parquet")["person"].to_pylist() == [0, 1]
    for path in generation.folder.iterdir():
        assert b"idquesigue" not in path.read_bytes()


def test_a_build_that_fails_leaves_everything_as_it_was(tmp_path):
    before = build(people((12, {})), tmp_path, NOW)

    with pytest.raises(BadFact):
        build([*people((12, {})), fact("p9", sex="dos palabras")], tmp_path, NOW)

    assert current(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [before.name, "current.json"]
