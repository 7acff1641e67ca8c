"""Runs a command with DATABASE_URL on a throw-away PostgreSQL cluster.

    python tools/with_postgres.py pytest --reuse-db …

The cluster lives in a temporary folder, listens on a socket alone, and is run by an unprivileged
account. The schema is made by an owner role. Inside every door the command acts as `amparo_app`,
which owns nothing and cannot bypass row-level security. It logs in as `amparo_login`, which sees
every row outside the doors: factories and assertions need it, and no installation has it. Tests
that prove the rules log in as `amparo_app` itself. Exit status: the command's; 78 when the
PostgreSQL binaries are missing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MISSING = 78
WORKERS = ("", "_gw0", "_gw1")
GRANTS = """
GRANT USAGE ON SCHEMA public TO amparo_login;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO amparo_login;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO amparo_login;
"""
SECURE = """
import django; django.setup()
from amparo.kernel.access.rowlevel.install import migrate_and_secure
migrate_and_secure()
"""


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def unprivileged() -> list[str]:
    """A prefix that drops root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return []
    account = next(name for name in ("postgres", "nobody") if _exists(name))
    return ["setpriv", f"--reuid={account}", "--regid=nogroup", "--clear-groups"]


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _is_gone(process: int) -> bool:
    """Ended, whether or not somebody has asked how."""
    try:
        return ") Z" in Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return True


class Cluster:
    """A cluster that exists while the context does; ``durable`` writes as an installation does."""

    def __init__(self, folder: Path, tools: Path, *, durable: bool = False) -> None:
        self.folder, self.tools, self.prefix = folder, tools, unprivileged()
        self.durable = durable

    def __enter__(self) -> Cluster:
        if self.prefix:
            shutil.chown(self.folder, user=self.prefix[1].partition("=")[2], group="nogroup")
        self._tool("initdb", "-D", self.folder / "db", "-U", "owner", "-A", "trust", "-E", "UTF8")
        self.start()
        self.sql("postgres", "CREATE ROLE amparo_app LOGIN NOSUPERUSER NOBYPASSRLS")
        self.sql("postgres", "CREATE ROLE amparo_login LOGIN BYPASSRLS IN ROLE amparo_app")
        self.sql("postgres", "CREATE ROLE amparo_owner LOGIN NOSUPERUSER NOBYPASSRLS")
        return self

    def start(self) -> None:
        """Bring it up; after a crash, with whatever its own log gives back."""
        fsync = "on" if self.durable else "off"
        options = f"-k {self.folder} -c listen_addresses='' -c fsync={fsync} -c max_connections=60"
        log, data = self.folder / "log", self.folder / "db"
        self._tool("pg_ctl", "-D", data, "-w", "-o", options, "-l", log, "start")

    def crash(self) -> None:
        """Kill -9 of every process of the cluster at once, as a power cut of the machine would."""
        parent = int((self.folder / "db" / "postmaster.pid").read_text("ascii").split()[0])
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
        everyone = (parent, *map(int, children))
        for process in everyone:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while not all(_is_gone(process) for process in everyone):
            time.sleep(0.02)
        # Until somebody asks how they ended, the dead keep their numbers; a machine that comes
        # back has none of them.
        (self.folder / "db" / "postmaster.pid").unlink()
        for left in self.folder.glob(".s.PGSQL.*"):
            left.unlink()

    def __exit__(self, *_: object) -> None:
        self._tool("pg_ctl", "-D", self.folder / "db", "-m", "immediate", "stop")

    def sql(self, database: str, statement: str) -> None:
        self._tool(
            "psql",
            "-h",
            self.folder,
            "-U",
            "owner",
            "-d",
            database,
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
        )

    def dump(self, database: str, file: Path) -> None:
        """Everything of one database as text, as its owner would take it away."""
        self._tool("pg_dump", "-h", self.folder, "-U", "owner", "-d", database, "-f", file)

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def prepare(self, database: str) -> None:
        """Create and migrate one database as its owner, then let the application role in."""
        self.sql("postgres", f"CREATE DATABASE {database}")
        environment = {
            **os.environ,
            "DATABASE_URL": self.url("owner", database),
            "DATABASE_ROLE": "amparo_app",
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        subprocess.run([sys.executable, "-c", SECURE], cwd=ROOT, env=environment, check=True)
        self.sql(database, GRANTS)

    def _tool(self, name: str, *arguments: object) -> None:
        command = [*self.prefix, str(self.tools / name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise SystemExit(f"{name}: {done.stdout}{done.stderr}")


def main() -> int:
    tools = binaries()
    if tools is None:
        print("PostgreSQL binaries not found: nothing was run on PostgreSQL.", file=sys.stderr)
        return MISSING
    with (
        tempfile.TemporaryDirectory(prefix="amparo-pg-", ignore_cleanup_errors=True) as folder,
        Cluster(Path(folder), tools) as cluster,
    ):
        cluster.sql("postgres", "CREATE DATABASE amparo OWNER amparo_login")
        for worker in WORKERS:
            cluster.prepare(f"test_amparo{worker}")
        environment = {
            **os.environ,
            "DATABASE_URL": cluster.url("amparo_login", "amparo"),
            "DATABASE_ROLE": "amparo_app",
            "AMPARO_TEST_CLUSTER": str(
                cluster.folder
            ),  # for tests that make databases of their own
        }
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
