"""Keeps a demonstration home as a fixture that every later migration must carry.

    python tools/keep_home.py tests/fixtures/home-1

writes home-1.tar.xz (database, keys, lake: all invented) and home-1.json (what must still open).
Run once when a stage of the project closes; never again for the same number.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTE = """
import django, json; django.setup()
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.operator import actor_for_command
from amparo.kernel.access.permissions import Permission
from amparo.kernel.vault.keyring import unlock
from amparo.reports.services.intake import Told, take_in
actor = actor_for_command("coordinadora", wanting=Permission.CASE_READ)
case = Case.objects.filter(country="CR").order_by("pk")[0]
ring = unlock(actor, [case.subject], clock.today())
receipt = take_in(told=Told(narrative="Un aviso inventado que debe seguir abriendo.", country="CR"))
print(json.dumps({
    "receipt": receipt.locator + receipt.secret,
    "case": str(case.public_id),
    "name": ring.text(case.person, "name"),
    "cases": Case.objects.count(),
}))
"""


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {
            **os.environ,
            "AMPARO_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "amparo", "demo"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        noted = subprocess.run(
            [sys.executable, "-c", NOTE], env=environment, check=True, capture_output=True
        )
        target.with_suffix(".json").write_bytes(noted.stdout)
        database = sqlite3.connect(home / "amparo.sqlite3")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("VACUUM")
        database.close()
        with tarfile.open(target.with_suffix(".tar.xz"), "w:xz") as archive:
            for name in ("amparo.sqlite3", "home.json", "keys", "lake"):
                archive.add(home / name, arcname=name)
    json.loads(target.with_suffix(".json").read_text("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
