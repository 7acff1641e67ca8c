"""The demonstration built in a process of its own, and walked as each of its accounts."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WALK = """
import json, re, sys
from collections import Counter
from amparo.cli import main
sys.stdout, out = sys.stderr, sys.stdout
assert main(["demo"]) == 0
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.db import connection
from django.test import Client
from amparo.demo.accounts import ACCOUNTS
OPAQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")
OUT = re.compile("^/(en|pt|fr|static|salir|api|cuenta|demostracion)(/|$)")
PER_SHAPE, PAGES = 2, 60
pages, rows = {}, Counter()
for account in ACCOUNTS:
    client = Client()
    client.post(f"/demostracion/{account.username}/")
    waiting, seen, shapes = ["/inicio/"], set(), Counter()
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        shape = OPAQUE.sub("*", path.split("?")[0])
        if path in seen or shapes[shape] >= PER_SHAPE:
            continue
        seen.add(path)
        shapes[shape] += 1
        answer = client.get(path)
        key = f"{account.username} {shape}"
        pages.setdefault(key, []).append(answer.status_code)
        if "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            text = answer.content.decode()
            if not shape.endswith("/control/registro/"):  # a page of the log: what came last
                rows[key] += text.count("<tr") + text.count("<li") + text.count("<dd")
            for link in re.findall(r'<a[^>]+href="(/[^"#]*)', text):
                if not OUT.match(link):
                    waiting.append(link.replace("&amp;", "&"))
role = ["", False, False]
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles"
                       " WHERE rolname = session_user")
        role = list(cursor.fetchone())
print(json.dumps({"pages": pages, "rows": rows, "role": role}), file=out)
"""


def walked(home: Path, *, cluster: str) -> dict[str, Any]:
    """What the accounts are shown: status codes and numbers of rows, by account and kind of page.

    ``cluster``: folder of a PostgreSQL cluster's socket; empty, SQLite.
    """
    ours = ("AMPARO_", "DATABASE_", "DJANGO_SETTINGS_MODULE")
    environment = {name: word for name, word in os.environ.items() if not name.startswith(ours)}
    environment["AMPARO_HOME"] = str(home)
    if cluster:
        environment |= _apart(cluster)
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _apart(cluster: str) -> dict[str, str]:
    """A new database whose owner is one role, and the application another: as in real use."""
    import psycopg

    name = f"scene_{secrets.token_hex(4)}"
    with psycopg.connect(f"postgresql://owner@/postgres?host={cluster}", autocommit=True) as root:
        root.execute(f"CREATE DATABASE {name} OWNER amparo_owner")
    return {
        "DATABASE_URL": f"postgresql://amparo_app@/{name}?host={cluster}",
        "DATABASE_OWNER_URL": f"postgresql://amparo_owner@/{name}?host={cluster}",
    }
