"""The benches measure on a node of their own and say what they found; no time is asserted here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.demo.benches.evidence import write_section
from amparo.demo.benches.figures import Figure, Opponent, percentile
from amparo.demo.benches.throwaway import throwaway_node

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 240
KEYS = {
    "bench",
    "metric",
    "value",
    "runs",
    "unit",
    "target",
    "holds",
    "opponent",
    "ratio",
    "commit",
    "date",
    "machine",
    "engine",
}
EXPECTED = {
    "audit": {"audited_over_unaudited_page", "rows_by_eight_writers", "verify", "prove"},
    "intake": {"accepted", "latency_p95", "accepted_of_bare_argon2id", "lost", "lost_over_kill_9"},
    "casework": {"list_p95", "search_p95", "file_p95", "audited_over_unaudited_list", "errors"},
}
BEFORE = """# Evidence

<!-- bench:intake -->
old intake
<!-- /bench:intake -->

between

<!-- bench:casework -->
old casework
<!-- /bench:casework -->

<!-- bench:audit -->
old audit
<!-- /bench:audit -->
"""


@pytest.mark.parametrize("what", sorted(EXPECTED))
def test_a_short_bench_loses_nothing_and_rewrites_only_its_own_section(what, tmp_path):
    nobodys_home, evidence = tmp_path / "home", tmp_path / "evidence.md"
    evidence.write_text(BEFORE, "utf-8")
    command = [sys.executable, "-m", "amparo", "bench", what, "--persons", "200", "--seconds", "1"]
    done = subprocess.run(
        [*command, "--runs", "1", "--evidence", str(evidence)],
        cwd=ROOT,
        env={**os.environ, "AMPARO_HOME": str(nobodys_home)},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = {row["metric"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert EXPECTED[what] <= said.keys()
    assert all(row.keys() == KEYS and row["bench"] == what for row in said.values())
    never = [row for metric, row in said.items() if metric == "errors" or metric.startswith("lost")]
    assert [row["value"] for row in never] == [0] * len(never)
    assert not nobodys_home.exists()
    _only_one_section_changed(evidence.read_text("utf-8"), what)


def _only_one_section_changed(after: str, what: str) -> None:
    """On PostgreSQL the section is a new one, at the end."""
    other = next(name for name in EXPECTED if name != what)
    kept = BEFORE.split(f"<!-- bench:{other} -->")[1].split(f"<!-- /bench:{other} -->")[0]
    section = what if "DATABASE_URL" not in os.environ else f"{what}-postgresql"
    written = after.split(f"<!-- bench:{section} -->")[1].split(f"<!-- /bench:{section} -->")[0]
    assert f"<!-- bench:{other} -->{kept}<!-- /bench:{other} -->" in after
    assert "| Figure |" in written
    assert (f"old {what}" in after) == ("DATABASE_URL" in os.environ)
    assert after.startswith("# Evidence\n")
    assert "\nbetween\n" in after


def test_a_section_that_is_missing_is_added_at_the_end(tmp_path):
    path = tmp_path / "evidence.md"
    write_section(path, "intake", "first")
    write_section(path, "casework", "second")
    write_section(path, "intake", "third")
    assert path.read_text("utf-8") == (
        "<!-- bench:intake -->\nthird\n<!-- /bench:intake -->\n\n"
        "<!-- bench:casework -->\nsecond\n<!-- /bench:casework -->\n"
    )


def test_a_figure_is_the_median_of_its_runs_beside_its_opponent():
    figure = Figure(
        "accepted", (9.0, 40.0, 12.0), "reports/s", at_least=10, opponent=Opponent("peer", 0.5)
    )
    assert (figure.value, figure.target, figure.holds, figure.ratio) == (12.0, "≥ 10", True, 24.0)


def test_what_must_never_happen_is_added_up_and_fails_the_bench():
    lost = Figure("lost", (0, 1, 0), "reports", at_most=0, counts=True)
    slow = Figure("latency_p95", (2000.0,), "ms", at_most=1000)
    assert (lost.value, lost.is_failure) == (1, True)
    assert (slow.holds, slow.is_failure) == (False, False)


def test_a_percentile_is_one_of_the_values_measured():
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7.0], 0.5) == 7.0
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_a_bench_never_opens_a_node_on_which_django_is_open_already():
    with pytest.raises(RuntimeError, match="has not been opened"), throwaway_node():
        pass
