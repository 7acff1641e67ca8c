"""A node of invented people in a folder of its own, driven as an operator drives it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START = """
import django, json, sys; django.setup()
from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.organisations.models import Membership
today = clock.today()
def place(username):
    places = Membership.objects.select_related("user", "desk__organisation")
    return places.get(user__username=username)
"""
FILL = """
from amparo.kernel.access.rowlevel.install import migrate_and_secure
migrate_and_secure()
from tests.factories.cases import full_case, worker
from tests.factories.identification import deciding_desk, presumed
from tests.factories.kernel import DeskFactory, MembershipFactory, UserFactory
from tests.factories.persons import share
desk = deciding_desk()
lead = MembershipFactory(role=Role.CASE_LEAD, desk=desk, user=UserFactory(username="coordina"))
beside = DeskFactory(organisation=desk.organisation)
officer = UserFactory(username="protege")
MembershipFactory(role=Role.DATA_PROTECTION, desk=beside, user=officer)
other = DeskFactory()
cases = []
for number in range(int(sys.argv[1])):
    case = full_case(actor_of(lead), name=f"Nombre{number} Inventado Canario", nationalities=["NI"])
    with acting(actor_of(lead)):
        presumed(actor_of(lead), case.person)
    share(actor_of(lead), case.person, other, "name")
    cases.append(str(case.subject))
from amparo.kernel.audit.sealing import seal_waiting
seal_waiting(everything=True)
print(json.dumps(cases))
"""
MORE = """
from tests.factories.cases import full_case
print(json.dumps(str(full_case(actor_of(place("coordina")), name="Despues Del Respaldo").subject)))
"""
LOOK = """
from amparo.cases.models import Case, Note
from amparo.cases.public import facts
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import content_of
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.access.doors import reading
from amparo.kernel.audit.models import AuditRow
from amparo.persons.models import Person
actor = actor_of(place("coordina"))
found = {}
with reading(actor) as door:
    people = list(Person.objects.visible_to(actor, on=door.on))
    for person in people:
        ring = unlock(actor, [person.public_id], door.on)
        stored = StoredFile.objects.get(subject=person.public_id)
        note = Note.objects.filter(subject=person.public_id).first()
        found[str(person.public_id)] = [
            ring.text(person, "name"),
            ring.text(note, "text"),
            (content_of(ring, stored) or b"").decode(),
        ]
with acting(system_actor("observatory")):
    counted = len(list(facts()))
with acting(system_actor("restorer")):
    declared = AuditRow.objects.filter(verb="restore.declared").count()
print(json.dumps({"people": found, "counted": counted, "declared": declared}))
"""


@dataclass(frozen=True)
class Node:
    """One home; ``database`` and ``owner`` are URLs of a PostgreSQL database for the application's
    role and for the tables' owner, or "" for SQLite."""

    home: Path
    database: str = ""
    owner: str = ""

    @property
    def environment(self) -> dict[str, str]:
        told = {
            name: value for name, value in os.environ.items() if not name.startswith("DATABASE")
        }
        told |= {
            "AMPARO_HOME": str(self.home),
            "AMPARO_KIND": "demonstration",
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "PYTHONPATH": str(ROOT),
        }
        urls = {"DATABASE_URL": self.database, "DATABASE_OWNER_URL": self.owner}
        return told | {name: url for name, url in urls.items() if url}

    def run(self, script: str, *arguments: str) -> Any:
        """The JSON that a script prints inside the node."""
        command = [sys.executable, "-c", START + script, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def command(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """`amparo …` as somebody types it."""
        return subprocess.run(
            [sys.executable, "-m", "amparo", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            input=typed,
        )


def parts_in(output: str) -> list[str]:
    """The two parts that the first backup showed, one line each."""
    return [
        line for line in output.splitlines() if line.count("-") > 8 and not line.startswith("{")
    ]


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The last line that a command printed."""
    assert done.stdout, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
