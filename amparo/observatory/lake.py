"""The lake: Parquet and DuckDB files, one folder for each generation of figures.

A folder is complete before it gets its name and is never written again. ``current.json`` names the
one in use and is replaced in one step, so that whoever reads sees an old generation or a new one,
never half of each. A file that is open when its generation is removed stays readable until closed.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from amparo.observatory.errors import NoGeneration
from amparo.observatory.facts import CODED, clean
from amparo.observatory.publish import TABLES_FILE, publish

POINTER = "current.json"
FACTS, BASE = "facts.parquet", "facts.duckdb"
KEPT = 2
PUBLIC = ("body", "sex", "age", "modality", "admin1", "region")
SCHEMA = pa.schema(
    [("person", pa.int64()), ("step", pa.int64())]
    + [(column, pa.string()) for column in CODED]
    + [(column, pa.int64()) for column in ("decided_year", "opened_year", "year")]
    + [("modality", pa.string()), ("modalities", pa.list_(pa.string()))]
    + [(f"public_{column}", pa.string()) for column in PUBLIC]
)

# Files of the lake are opened with no way to reach other files or the network. The same settings
# everywhere: DuckDB refuses to open one file twice in a process under different ones.
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": "1",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}

# A person's latest status is her last row: rows of one person come in the order they happened.
PERSONS = """
CREATE TABLE persons AS
SELECT * EXCLUDE (step) FROM statuses
QUALIFY row_number() OVER (PARTITION BY person ORDER BY step DESC) = 1
ORDER BY person
"""


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete set of figures. ``persons`` and ``statuses`` count what it holds."""

    name: str
    folder: Path
    built_at: datetime
    persons: int
    statuses: int

    @property
    def tables_path(self) -> Path:
        """The public tables, suppressed: the only file a public page reads."""
        return self.folder / TABLES_FILE


def build(rows: Iterable[Mapping[str, Any]], lake_dir: Path, now: datetime) -> Generation:
    """Write a generation from de-identified facts and make it the current one.

    Nothing changes for readers unless everything succeeds, the suppression proof included.

    Raises:
        BadFact: a row is not in the shape of ``facts``.
        NotProtected: the public tables could not be proven safe.
    """
    lake_dir.mkdir(parents=True, exist_ok=True)
    name = _next_name(lake_dir, now)
    work = lake_dir / f".building-{name}"
    work.mkdir()
    try:
        facts = _table(rows)
        pq.write_table(facts, work / FACTS, compression="zstd")
        persons = _write_base(work, facts)
        _write_tables(work, name, now)
        work.rename(lake_dir / name)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    generation = Generation(name, lake_dir / name, now, persons, facts.num_rows)
    _point_to(lake_dir, generation)
    _remove_old(lake_dir, keep=name)
    return generation


def current(lake_dir: Path) -> Generation | None:
    """The generation in use, or None before the first one was built."""
    try:
        found = json.loads((lake_dir / POINTER).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Generation(
        found["generation"],
        lake_dir / found["generation"],
        datetime.fromisoformat(found["built_at"]),
        found["persons"],
        found["statuses"],
    )


def require_current(lake_dir: Path) -> Generation:
    """As ``current``. Raises NoGeneration before the first one was built."""
    generation = current(lake_dir)
    if generation is None:
        raise NoGeneration()
    return generation


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a generation's DuckDB file read-only, within limits. The caller closes it."""
    return duckdb.connect(folder / BASE, read_only=True, config=LIMITS)


def _table(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Facts as Arrow columns; persons get numbers in the order of their random ids.

    The ids themselves stay behind, and the order says nothing about when anyone was registered.
    """
    facts = list(clean(rows))
    numbers = {person: n for n, person in enumerate(sorted({fact["person"] for fact in facts}))}
    for step, fact in enumerate(facts):
        fact["person"], fact["step"] = numbers[fact["person"]], step
    facts.sort(key=lambda fact: (fact["person"], fact["step"]))
    for step, fact in enumerate(facts):
        fact["step"] = step
    return pa.Table.from_pylist(facts, schema=SCHEMA)


def _write_base(work: Path, facts: Any) -> int:
    """Write the DuckDB file and return how many persons it holds."""
    with duckdb.connect(work / BASE, config={"threads": "1"}) as base:
        base.register("arriving", facts)
        base.execute("CREATE TABLE statuses AS SELECT * FROM arriving")
        base.execute(PERSONS)
        return _one(base.execute("SELECT count(*) FROM persons"))


def _one(answer: duckdb.DuckDBPyConnection) -> int:
    row = answer.fetchone()
    return int(row[0]) if row else 0


def _write_tables(work: Path, name: str, now: datetime) -> None:
    with connect(work) as base:
        tables = publish(base, generation=name, built_at=now)
    (work / TABLES_FILE).write_text(
        json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True), "utf-8"
    )


def _next_name(lake_dir: Path, now: datetime) -> str:
    """The instant in UTC and a number, past every one taken, so that no path is used twice."""
    stem = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = [path.name.rpartition("-")[2] for path in lake_dir.glob(f"*{stem}-*") if path.is_dir()]
    return f"{stem}-{max(map(int, taken), default=0) + 1:03d}"


def _point_to(lake_dir: Path, generation: Generation) -> None:
    pointer = {
        "generation": generation.name,
        "built_at": generation.built_at.isoformat(),
        "persons": generation.persons,
        "statuses": generation.statuses,
    }
    arriving = lake_dir / f".{POINTER}-{generation.name}"
    with arriving.open("w", encoding="utf-8") as file:
        json.dump(pointer, file)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(lake_dir / POINTER)


def _remove_old(lake_dir: Path, *, keep: str) -> None:
    """Keep the newest generations, the current one always among them."""
    names = sorted(path.parent.name for path in lake_dir.glob(f"[0-9]*/{BASE}"))
    for name in names[:-KEPT]:
        if name != keep:
            shutil.rmtree(lake_dir / name)
