"""The `amparo` command: one line per thing an operator does. Help and messages in Spanish."""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import NoReturn

from amparo.home import KINDS, REPOSITORY, Home, home_path
from amparo.kernel.backup import commands as backups
from amparo.kernel.vault import commands as keys
from amparo.kernel.vault.roots import CannotUnlock

SETTINGS = {"demonstration": "demo", "real": "prod", "test": "test", "training": "training"}
REFUSED = 2
Command = Callable[[argparse.Namespace], int]
# What the library says in English about a command that does not hold.
SAID = {
    r"the following arguments are required": "falta",
    r"unrecognized arguments": "no se entiende",
    r"invalid choice": "no existe",
    r"\(choose from (.*)\)": r"(puede ser \1)",
    r"expected one argument": "necesita un valor",
    r"^argument ": "",
}


class Parser(argparse.ArgumentParser):
    """Says in Spanish what is wrong with a command."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        for english, spanish in SAID.items():
            message = re.sub(english, spanish, message)
        self.exit(REFUSED, f"{self.prog}: {message}. Vea: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status is the process's."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    if command is demo and options.list:
        return command(options)  # a list needs neither a data folder nor a database
    if options.creates:
        _ensure_home(options.creates, getattr(options, "root", "file"))
    # A bench measures on a node of its own; a lost root key is recovered before anything opens.
    # A restore opens its own, once it has something to open.
    closed = getattr(options, "locked", False) or getattr(options, "unopened", False)
    if command is not bench and not closed:
        start_django()
    status = command(options)
    if status == 0 and getattr(options, "locked", False):
        start_django()
        options.then()
    return status


def _ensure_home(kind: str, root: str) -> None:
    if kind in ("real", "training") and not os.environ.get("AMPARO_HOME"):
        raise SystemExit(
            "Diga en AMPARO_HOME dónde guardar los datos, fuera de la carpeta del programa. Por "
            "ejemplo: AMPARO_HOME=/srv/amparo amparo init"
        )
    path = home_path()
    if not (path / "home.json").exists():
        try:
            Home.create(path, kind=kind, root=root)
        except CannotUnlock as error:
            print(error, file=sys.stderr)
            raise SystemExit(REFUSED) from error
        except OSError as error:
            raise SystemExit(f"No se puede escribir en {path}. Elija otra AMPARO_HOME.") from error
    elif (found := Home.from_environment().kind) not in (kind, "test"):
        raise SystemExit(
            f"{path} ya guarda {KINDS[found]}, y esta orden prepara {KINDS[kind]}. Elija otra ruta "
            "en AMPARO_HOME."
        )


def start_django() -> None:
    """Open the home named by AMPARO_HOME with the settings of its kind."""
    home = Home.from_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{SETTINGS[home.kind]}")
    import django

    django.setup()
    _speak_spanish()


def _speak_spanish() -> None:
    from django.utils.translation import activate

    activate("es")


def init(options: argparse.Namespace) -> int:
    """A node for real use: schema, static files, first institution and administrator."""
    if options.creates == "training":
        from amparo.demo.training import found_training as found
    else:
        from amparo.kernel.organisations.founding import found_node as found

    _prepare()
    return found(sys.stdin, sys.stdout)


def training_reset(options: argparse.Namespace) -> int:
    """The ready-made cases again, as on the first day."""
    from amparo.demo.training import start_again

    _prepare()
    start_again(sys.stderr)
    print("Entrenamiento listo desde el principio.")
    return 0


def demo(options: argparse.Namespace) -> int:
    """The invented demonstration; safe to repeat, and to go on with after a stop."""
    from amparo.demo import accounts

    if not options.list:
        from amparo.demo import scene

        _prepare()
        scene.build(sys.stderr)
    print(accounts.listing(options.format))
    return 0


def serve(options: argparse.Namespace) -> int:
    """The web server and one worker, on loopback unless told otherwise."""
    import uvicorn

    from amparo.kernel.jobs.worker import companion

    listening = listen(options.host, options.port)
    # WhiteNoise reads its files synchronously; under ASGI Django says so for every one of them.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the worker is ended too
    server = uvicorn.Server(
        uvicorn.Config(
            "config.asgi:application",
            access_log=False,  # no address of anybody is ever written
            server_header=False,
            proxy_headers=False,
            log_level="warning",
            lifespan="off",
        )
    )
    _prepare()
    with listening, companion(enabled=not options.no_worker), suppress(KeyboardInterrupt):
        shown = f"[{options.host}]" if ":" in options.host else options.host
        print(f"Amparo: http://{shown}:{options.port}/  (Ctrl+C para terminar)", flush=True)
        server.run(sockets=[listening])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything else: a port in use is said at once."""
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise SystemExit(
            f"No se puede abrir el puerto {port} en {host}: otro programa lo usa, o no está "
            "permitido. Cierre el otro, o elija otro puerto con --port o PORT."
        ) from error
    # Inherited by every connection: without it each kept-alive page waits 40 ms for its own body.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def worker(options: argparse.Namespace) -> int:
    """Deliver events and do queued work until told to stop."""
    from amparo.kernel.jobs.worker import work

    return work(parent=options.parent)


def check(options: argparse.Namespace) -> int:
    """Settings, declared data, guards, and a database whose schema is up to date."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", stdout=StringIO())
    except SystemCheckError as error:
        print(error, file=sys.stderr)
        return 1
    if _migrations_wait():
        print("Falta poner al día la base de datos: ejecute `amparo serve`.", file=sys.stderr)
        return 1
    return _check_keys() or _check_second_wall()


def _check_keys() -> int:
    """Every key that this node made is there and opens."""
    missing = Home.from_environment().keys.missing()
    if missing:
        print(f"Faltan claves: {', '.join(missing)}. Vea `amparo keys status`.", file=sys.stderr)
    return 1 if missing else 0


def _check_second_wall() -> int:
    """What the database lets through; in a demonstration it is said and no more."""
    from amparo.kernel.access.rowlevel.inspection import weak_points

    found = weak_points()
    for weak in found:
        print(weak, file=sys.stderr)
    if found and Home.from_environment().kind == "real":
        return 1
    print("Todo en orden.")
    return 0


def _migrations_wait() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def import_htcds(options: argparse.Namespace) -> int:
    """One HTCDS 2.0 flat file in; ends with one JSON line."""
    from amparo.cases.htcds.commands import import_file

    return import_file(Path(options.file), options.organisation, options.user)


def export_htcds(options: argparse.Namespace) -> int:
    """What the account may see, as one HTCDS 2.0 flat file."""
    from amparo.cases.htcds.commands import export_file

    return export_file(Path(options.out), options.user)


def erase(options: argparse.Namespace) -> int:
    """Erase one person for good, after the console repeated whose file it is."""
    from amparo.oversight.commands import erase as erase_person

    return erase_person(options.subject, options.user, confirmed=options.yes)


def access_explain(options: argparse.Namespace) -> int:
    """The rule's clauses for one account, one file and one action, in order."""
    from amparo.oversight.explain_commands import explain

    return explain(options.user, options.record, options.action, options.officer)


def observatory_build(options: argparse.Namespace) -> int:
    """A new generation of facts, tables and map."""
    from amparo.observatory.commands import build

    return build(sys.stdout)


def observatory_table(options: argparse.Namespace) -> int:
    """A free cut for staff, stamped as not for publication."""
    from amparo.observatory.commands import table

    return table(options.by, options.where, options.format, sys.stdout)


def audit_verify(options: argparse.Namespace) -> int:
    """The log read again, against its seals and a witness."""
    from amparo.kernel.audit.commands import verify_log

    return verify_log(options.since, options.witness)


def audit_prove(options: argparse.Namespace) -> int:
    """A row of the log with what `tools/check_proof.py` needs."""
    from amparo.kernel.audit.commands import prove_row

    return prove_row(options.row, options.out)


def audit_witness(options: argparse.Namespace) -> int:
    """The log's signed states, for another organisation to keep."""
    from amparo.kernel.audit.commands import write_witness

    return write_witness(options.out)


def bench(options: argparse.Namespace) -> int:
    """Measure, print JSON lines, write docs/evidence.md."""
    from amparo.demo.benches import run

    return run(options.what, options)


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from amparo.kernel.access.rowlevel.install import migrate_and_secure
    from amparo.kernel.organisations.marking import claim_database

    migrate_and_secure()
    claim_database(settings.HOME)
    call_command("collectstatic", verbosity=0, interactive=False)


def _parser() -> Parser:
    parser = Parser(prog="amparo", description="Amparo, desde la consola.")
    commands = parser.add_subparsers(required=True, metavar="ORDEN")
    founding = _add(commands, "init", init, "preparar una instalación de verdad", creates="real")
    founding.add_argument("--root", default="passphrase", metavar="FUENTE", help=keys.SOURCES)
    founding.add_argument(
        "--training",
        dest="creates",
        action="store_const",
        const="training",
        help="un entrenamiento: casos inventados, nada de verdad",
    )
    training = commands.add_parser("training", help="entrenar").add_subparsers(required=True)
    _add(training, "reset", training_reset, "volver a los casos del principio")
    demonstration = _add(
        commands, "demo", demo, "preparar la demostración", creates="demonstration"
    )
    demonstration.add_argument("--list", action="store_true", help="solo listar las cuentas")
    demonstration.add_argument("--format", choices=["text", "json"], default="text")
    server = _add(commands, "serve", serve, "abrir el servidor")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000")
    server.add_argument("--no-worker", action="store_true", help="sin el trabajador acompañante")
    helper = _add(commands, "worker", worker, "hacer el trabajo en cola")
    helper.add_argument("--parent", type=int, default=0, help="terminar cuando este proceso falte")
    _add(commands, "check", check, "revisar la instalación")
    _add_transfers(commands)
    _add_observatory(commands)
    _add_audit(commands)
    keys.add_to(commands)
    _add_backups(commands)
    _add_access(commands)
    _add_erase(commands)
    measures = _add(commands, "bench", bench, "medir (JSON por línea)")
    measures.add_argument("what", choices=["intake", "casework", "audit"])
    measures.add_argument("--persons", type=int, default=100_000)
    measures.add_argument("--seconds", type=int, default=20, help="de cada vuelta")
    measures.add_argument("--runs", type=int, default=3, help="vueltas; se informa la mediana")
    measures.add_argument("--evidence", type=Path, default=REPOSITORY / "docs" / "evidence.md")
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"«{text}» no es un puerto: escriba un número hasta 65535.")


def _add_transfers(commands: argparse._SubParsersAction[Parser]) -> None:
    incoming = commands.add_parser("import", help="traer datos").add_subparsers(required=True)
    htcds = _add(incoming, "htcds", import_htcds, "un archivo plano HTCDS 2.0 (CSV o XLSX)")
    htcds.add_argument("file")
    htcds.add_argument("--organisation", required=True, metavar="CODIGO")
    htcds.add_argument("--as", dest="user", required=True, metavar="CUENTA")
    outgoing = commands.add_parser("export", help="llevar datos").add_subparsers(required=True)
    htcds = _add(outgoing, "htcds", export_htcds, "un archivo plano HTCDS 2.0 (CSV o XLSX)")
    htcds.add_argument("--out", required=True)
    htcds.add_argument("--as", dest="user", required=True, metavar="CUENTA")


def _add_observatory(commands: argparse._SubParsersAction[Parser]) -> None:
    observatory = commands.add_parser("observatory", help="cifras").add_subparsers(required=True)
    _add(observatory, "build", observatory_build, "una nueva generación de cifras")
    table = _add(observatory, "table", observatory_table, "un corte libre, no publicable")
    table.add_argument("--by", required=True, type=lambda text: text.split(","))
    table.add_argument("--where", action="append", default=[], metavar="COLUMNA=VALOR")
    table.add_argument("--format", choices=["json", "csv"], default="json")


def _add_audit(commands: argparse._SubParsersAction[Parser]) -> None:
    audit = commands.add_parser("audit", help="registro de lecturas").add_subparsers(required=True)
    reading = _add(audit, "verify", audit_verify, "comprobar que nadie alteró el registro")
    reading.add_argument("--from", dest="since", type=int, metavar="SELLO", help="desde este sello")
    reading.add_argument("--witness", type=Path, metavar="ARCHIVO", help="lo que guarda otra sede")
    proof = _add(audit, "prove", audit_prove, "prueba de una fila, para quien no tiene Amparo")
    proof.add_argument("row", type=int, metavar="FILA")
    proof.add_argument("--out", type=Path, required=True, metavar="ARCHIVO")
    kept = _add(audit, "witness", audit_witness, "sellos firmados, para que otra sede los guarde")
    kept.add_argument("--out", type=Path, required=True, metavar="ARCHIVO")


def _add_access(commands: argparse._SubParsersAction[Parser]) -> None:
    access = commands.add_parser("access", help="reglas de acceso").add_subparsers(required=True)
    told = _add(access, "explain", access_explain, "por qué una cuenta llega, o no, a una ficha")
    told.add_argument(
        "--as", dest="user", required=True, metavar="CUENTA", help="de quién se habla"
    )
    told.add_argument("--on", dest="record", required=True, metavar="EXPEDIENTE", help="su número")
    told.add_argument("--action", required=True, metavar="ACCION", help="see, read:name, change…")
    told.add_argument(
        "--by", dest="officer", required=True, metavar="CUENTA", help="quién pregunta"
    )


def _add_erase(commands: argparse._SubParsersAction[Parser]) -> None:
    erasing = _add(commands, "erase", erase, "borrar a una persona, sin vuelta atrás")
    erasing.add_argument("subject", metavar="EXPEDIENTE", help="su número (UUID)")
    erasing.add_argument("--as", dest="user", required=True, metavar="CUENTA")
    erasing.add_argument("--yes", action="store_true", help="no preguntar antes")


def _add_backups(commands: argparse._SubParsersAction[Parser]) -> None:
    outgoing = _add(commands, "backup", backups.backup, "copia cifrada, para guardar en otro lugar")
    outgoing.add_argument("--to", required=True, metavar="CARPETA")
    incoming = _add(commands, "restore", backups.restore, "recuperar los datos de una copia")
    incoming.set_defaults(unopened=True, opens=start_django)  # there is no home yet
    incoming.add_argument("--from", dest="source", required=True, metavar="CARPETA")
    incoming.add_argument("--check", action="store_true", help="solo comprobar la copia")


def _add(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    command: Command,
    text: str,
    *,
    creates: str = "",
) -> Parser:
    parser: Parser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command, creates=creates)
    return parser
