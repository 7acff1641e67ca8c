"""The `amparo` command: one line per thing an operator does. Help and messages in Spanish."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.home import REPOSITORY, Home

if TYPE_CHECKING:
    from amparo.kernel.access.actor import Actor

SETTINGS = {"demonstration": "demo", "real": "prod", "test": "test"}
Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status is the process's."""
    options = _parser().parse_args(arguments)
    if options.creates:
        _ensure_home(options.creates)
    if options.command is not bench:  # it measures on a node of its own
        _start_django()
    command: Command = options.command
    return command(options)


def _ensure_home(kind: str) -> None:
    path = Path(os.environ.get("AMPARO_HOME", REPOSITORY / "var" / "demo")).resolve()
    if not (path / "home.json").exists():
        Home.create(path, kind=kind)
    elif Home.from_environment().kind not in (kind, "test"):
        raise SystemExit(f"{path} ya es de otra clase ({Home.from_environment().kind}).")


def _start_django() -> None:
    home = Home.from_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{SETTINGS[home.kind]}")
    import django

    django.setup()


def init(options: argparse.Namespace) -> int:
    """A node for real use: schema, static files, first institution and administrator."""
    from amparo.kernel.organisations.founding import found_node

    _prepare()
    return found_node(sys.stdin, sys.stdout)


def demo(options: argparse.Namespace) -> int:
    """The invented demonstration; safe to repeat."""
    from amparo.demo import accounts, scene

    if not options.list:
        _prepare()
        scene.build(sys.stderr)
    print(accounts.listing(options.format))
    return 0


def serve(options: argparse.Namespace) -> int:
    """The web server and one worker, on loopback unless told otherwise."""
    import uvicorn

    from amparo.kernel.jobs.worker import companion

    _prepare()
    # WhiteNoise reads its files synchronously; under ASGI Django says so for every one of them.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume")
    print(f"Amparo: http://{options.host}:{options.port}/  (Ctrl+C para terminar)", flush=True)
    with companion(enabled=not options.no_worker):
        uvicorn.run(
            "config.asgi:application",
            host=options.host,
            port=options.port,
            access_log=False,  # no address of anybody is ever written
            server_header=False,
            proxy_headers=False,
            log_level="warning",
            lifespan="off",
        )
    return 0


def worker(options: argparse.Namespace) -> int:
    """Deliver events and do queued work until told to stop."""
    from amparo.kernel.jobs.worker import work

    return work(parent=options.parent)


def check(options: argparse.Namespace) -> int:
    """Settings, declared data, guards and pending schema changes."""
    from django.core.management import call_command

    call_command("check", deploy=False)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    return 0


def import_htcds(options: argparse.Namespace) -> int:
    """One HTCDS 2.0 flat file in; ends with one JSON line."""
    from amparo.cases.htcds.commands import import_file

    return import_file(
        Path(options.file), options.organisation, _actor(options.user, "case:import")
    )


def export_htcds(options: argparse.Namespace) -> int:
    """What the account may see, as one HTCDS 2.0 flat file."""
    from amparo.cases.htcds.commands import export_file

    return export_file(Path(options.out), _actor(options.user, "case:export"))


def observatory_build(options: argparse.Namespace) -> int:
    """A new generation of facts, tables and map."""
    from amparo.observatory.commands import build

    return build(sys.stdout)


def observatory_table(options: argparse.Namespace) -> int:
    """A free cut for staff, stamped as not for publication."""
    from amparo.observatory.commands import table

    return table(options.by, options.where, options.format, sys.stdout)


def bench(options: argparse.Namespace) -> int:
    """Measure, print JSON lines, write docs/evidence.md."""
    from amparo.demo.benches import run

    return run(options.what, options)


def _actor(username: str, wanting: str) -> Actor:
    from amparo.kernel.access.operator import actor_for_command
    from amparo.kernel.access.permissions import Permission

    return actor_for_command(username, wanting=Permission(wanting))


def _prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo", description="Amparo, desde la consola.")
    commands = parser.add_subparsers(required=True, metavar="ORDEN")
    _add(commands, "init", init, "preparar una instalación de verdad", creates="real")
    demonstration = _add(
        commands, "demo", demo, "preparar la demostración", creates="demonstration"
    )
    demonstration.add_argument("--list", action="store_true", help="solo listar las cuentas")
    demonstration.add_argument("--format", choices=["text", "json"], default="text")
    server = _add(commands, "serve", serve, "abrir el servidor")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    server.add_argument("--no-worker", action="store_true", help="sin el trabajador acompañante")
    helper = _add(commands, "worker", worker, "hacer el trabajo en cola")
    helper.add_argument("--parent", type=int, default=0, help="terminar cuando este proceso falte")
    _add(commands, "check", check, "revisar la instalación")
    _add_transfers(commands)
    _add_observatory(commands)
    measures = _add(commands, "bench", bench, "medir (JSON por línea)")
    measures.add_argument("what", choices=["intake", "casework"])
    measures.add_argument("--persons", type=int, default=100_000)
    measures.add_argument("--seconds", type=int, default=20, help="de cada vuelta")
    measures.add_argument("--runs", type=int, default=3, help="vueltas; se informa la mediana")
    measures.add_argument("--evidence", type=Path, default=REPOSITORY / "docs" / "evidence.md")
    return parser


def _add_transfers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    incoming = commands.add_parser("import", help="traer datos").add_subparsers(required=True)
    htcds = _add(incoming, "htcds", import_htcds, "un archivo plano HTCDS 2.0 (CSV o XLSX)")
    htcds.add_argument("file")
    htcds.add_argument("--organisation", required=True, metavar="CODIGO")
    htcds.add_argument("--as", dest="user", required=True, metavar="CUENTA")
    outgoing = commands.add_parser("export", help="llevar datos").add_subparsers(required=True)
    htcds = _add(outgoing, "htcds", export_htcds, "un archivo plano HTCDS 2.0 (CSV o XLSX)")
    htcds.add_argument("--out", required=True)
    htcds.add_argument("--as", dest="user", required=True, metavar="CUENTA")


def _add_observatory(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    observatory = commands.add_parser("observatory", help="cifras").add_subparsers(required=True)
    _add(observatory, "build", observatory_build, "una nueva generación de cifras")
    table = _add(observatory, "table", observatory_table, "un corte libre, no publicable")
    table.add_argument("--by", required=True, type=lambda text: text.split(","))
    table.add_argument("--where", action="append", default=[], metavar="COLUMNA=VALOR")
    table.add_argument("--format", choices=["json", "csv"], default="json")


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Command,
    text: str,
    *,
    creates: str = "",
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command, creates=creates)
    return parser
