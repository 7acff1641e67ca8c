"""Homes of earlier stages, kept as they were: today's migrations carry them, and what was sealed
then still opens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEPT = sorted((ROOT / "tests" / "fixtures").glob("home-*.tar.xz"))
LOOK = """
import django, json, sys; django.setup()
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.operator import actor_for_command
from amparo.kernel.access.permissions import Permission
from amparo.kernel.vault.keyring import unlock
from amparo.reports.choices import Channel
from amparo.reports.services.mailbox import open_mailbox
known = json.loads(sys.argv[1])
case = Case.objects.select_related("person").get(public_id=known["case"])
actor = actor_for_command("coordinadora", wanting=Permission.CASE_READ)
ring = unlock(actor, [case.subject], clock.today())
mailbox = open_mailbox(typed=known["receipt"], channel=Channel.WEB)
print(json.dumps({
    "receipt": known["receipt"] if mailbox is not None else "",
    "case": known["case"],
    "name": ring.text(case.person, "name"),
    "cases": Case.objects.count(),
}))
"""


def test_there_is_a_home_to_carry():
    assert [path.name for path in KEPT] == ["home-1.tar.xz"]


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="kept homes are SQLite files")
@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_migrations_carry_it_and_its_sealed_words_open(kept, tmp_path):
    with tarfile.open(kept) as archive:
        archive.extractall(tmp_path, filter="data")
    environment = {
        **os.environ,
        "AMPARO_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONPATH": str(ROOT),
    }
    migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v", "0"]
    subprocess.run(migrate, env=environment, check=True)
    known = kept.with_suffix("").with_suffix(".json").read_text("utf-8")

    looked = subprocess.run(
        [sys.executable, "-c", LOOK, known], env=environment, check=True, capture_output=True
    )

    assert json.loads(looked.stdout) == json.loads(known)
