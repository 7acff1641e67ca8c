"""Runs the suite and says, loudly and with a count, what this machine cannot run.

    run_tests.py            everything once, with the walks of the browser (≤ 5 min on 2 cores)
    run_tests.py --proofs   properties and all browser journeys at full counts

With AMPARO_CI=1 a missing part is a failure instead of a notice.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from with_postgres import binaries

WALKS = ("report", "file", "figures")  # from a report to a protected file to a figure
PYTEST = [str(Path(sys.executable).parent / "pytest"), "-q"]


def chromium() -> bool:
    return any(Path(folder, "chromium").exists() for folder in os.environ["PATH"].split(":"))


def main() -> int:
    proofs = "--proofs" in sys.argv
    skipped = []
    if not chromium():
        skipped.append("browser journeys and screenshots (no Chromium on this machine)")
    if binaries() is None:
        skipped.append("everything again on PostgreSQL (no PostgreSQL binaries on this machine)")
    for part in skipped:
        print(f"SKIPPED: {part}", file=sys.stderr)
    if skipped and os.environ.get("AMPARO_CI"):
        print(f"{len(skipped)} part(s) skipped: refused here.", file=sys.stderr)
        return 1
    status = _suite(proofs)
    print(f"Parts skipped on this machine: {len(skipped)}", file=sys.stderr)
    return status


def _suite(proofs: bool) -> int:
    if proofs:
        runs = [[*PYTEST, "-n", "2", "-m", "proof or drill"]]
        if binaries() is not None:
            walk = [*PYTEST, "--reuse-db", "-m", "drill", "tests/proofs/test_row_level.py"]
            runs.append([sys.executable, "tools/with_postgres.py", *walk])
        journeys = [*PYTEST, "-m", "journey"]
    else:
        runs = [[*PYTEST, "-n", "2", "-m", "not journey and not drill"]]
        journeys = [*PYTEST, *[f"tests/journeys/test_{walk}.py" for walk in WALKS]]
    if chromium():
        runs.append(journeys)
    return max(subprocess.run(run, check=False).returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main())
