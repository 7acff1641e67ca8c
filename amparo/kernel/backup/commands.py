"""`amparo backup` and `amparo restore`: words on stderr, one JSON line on stdout.

Exit status: 0 done, 1 done but the audit log is not sound, 2 nothing was done.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amparo.home import home_path
from amparo.kernel.backup.archive import Damaged, WrongKey
from amparo.kernel.backup.loading import (
    RestoreRefused,
    load_postgres,
    load_sqlite,
)
from amparo.kernel.backup.offline_key import BrokenKey, private_key
from amparo.kernel.backup.postgres import NotEmpty, NoTools, NotTheOwner, Postgres
from amparo.kernel.backup.reading import (
    NoKeysLeft,
    NothingHere,
    Stick,
    check_outside,
    find,
    read_all,
    tombstones_of,
    unpack,
)
from amparo.kernel.console import ask_secret

DONE, UNSOUND, REFUSED = 0, 1, 2
SAID: dict[type[Exception], str] = {
    BrokenKey: "backup-key.json de la carpeta de datos no se puede leer. Si se dañó, bórrelo: el "
    "próximo respaldo hará una clave nueva.",
    Damaged: "El respaldo está incompleto, alterado o mezclado con otro: no se usó nada. Pruebe "
    "con otro respaldo.",
    WrongKey: "Esas dos partes no abren este respaldo. Escríbalas otra vez.",
    NothingHere: "Ahí no hay ningún respaldo. Diga con --from la carpeta de la memoria.",
    NoKeysLeft: "Faltan las llaves de este respaldo: la carpeta «llaves» no tiene las de ese día "
    "ni posteriores.",
    NoTools: "Falta pg_dump o pg_restore en este equipo. Instale las herramientas de cliente de "
    "PostgreSQL de la misma versión que el servidor.",
    NotTheOwner: "La cuenta de la base de datos no es dueña de las tablas: su copia saldría "
    "incompleta. Diga la dueña en DATABASE_OWNER_URL.",
    NotEmpty: "La base de datos ya tiene tablas. Se restaura solo en una base vacía.",
}


class NotEmptyHome(Exception):
    """The home already keeps something."""


class OtherEngine(Exception):
    """The backup is of the other engine."""


SAID |= {
    NotEmptyHome: "La carpeta de datos no está vacía. Se restaura solo en una carpeta nueva: diga "
    "otra en AMPARO_HOME.",
    OtherEngine: "El respaldo es del otro motor. Para SQLite quite DATABASE_URL; para PostgreSQL "
    "diga en DATABASE_URL una base vacía.",
}


def backup(options: argparse.Namespace) -> int:
    """One backup below ``--to``; on first use the two parts of its key are shown."""
    from amparo.kernel.backup.making import back_up

    started = time.monotonic()
    try:
        made = back_up(Path(options.to), _show_part)
    except tuple(SAID) as error:
        return _cannot(SAID[type(error)])
    except subprocess.CalledProcessError:
        return _cannot("pg_dump no terminó. El respaldo no se hizo.")
    except OSError as error:
        return _cannot(f"No se pudo escribir el respaldo: {error.strerror}.")
    _say(f"Respaldo hecho: {made.folder.name}. Desconecte la memoria y guárdela en otro lugar.")
    print(
        json.dumps(
            {
                "backup": made.folder.name,
                "keys": made.keys.name,
                "rows": made.rows,
                "files": made.files,
                "data_bytes": made.data_bytes,
                "key_bytes": made.key_bytes,
                "seconds": round(time.monotonic() - started, 1),
            }
        )
    )
    return DONE


def restore(options: argparse.Namespace) -> int:
    """A new home from a stick, or with ``--check`` only a look at it."""
    started = time.monotonic()
    try:
        stick = find(Path(options.source))
        check_outside(stick)
        told = _check(stick) if options.check else _restore(stick, options.opens)
    except tuple(SAID) as error:
        return _cannot(SAID[type(error)])
    except RestoreRefused as error:
        return _cannot(f"pg_restore se detuvo ({error}): {error.said}")
    except OSError as error:
        return _cannot(f"No se pudo leer o escribir: {error.strerror}.")
    print(json.dumps(told | {"seconds": round(time.monotonic() - started, 1)}))
    return UNSOUND if told.get("audit") else DONE


def _check(stick: Stick) -> dict[str, Any]:
    _say("Deje la línea vacía si no tiene las partes: se comprueba lo que se puede sin ellas.")
    parts = _ask_parts()
    if not all(parts):
        _say("Los archivos están enteros. Sin las partes no se comprobó lo que llevan dentro.")
        return {"backup": stick.folder.name, "outside": True, "inside": False}
    inventory = read_all(stick, private_key(parts), lambda _name, _content: None)
    _say("El respaldo está entero y las dos partes lo abren.")
    rows = sum(each["rows"] for each in inventory["tables"].values())
    return {"backup": stick.folder.name, "outside": True, "inside": True, "rows": rows}


def _restore(stick: Stick, opens: Callable[[], None]) -> dict[str, Any]:
    """``opens`` starts Django on the home that AMPARO_HOME names by then."""
    home = home_path()
    if home.exists() and any(home.iterdir()):
        raise NotEmptyHome
    url = os.environ.get("DATABASE_URL", "")
    if (stick.manifest["engine"] == "postgresql") != url.startswith(("postgres:", "postgresql:")):
        raise OtherEngine
    private = private_key(_ask_parts())
    with _workroom(home) as work:
        inventory = unpack(stick, private, work)
        _load(work, inventory, paired=stick.paired)
        tombstones = tombstones_of(stick, work)
        (work / "vault.jsonl").unlink()
        finished = _finish(work, stick.stamp, tombstones, opens)
        if home.exists():
            home.rmdir()
        work.rename(home)
    _say(f"Datos recuperados del respaldo {stick.folder.name}.")
    if finished.erased:
        _say(f"Se borró de nuevo a quien ya se había borrado: {finished.erased}.")
    if finished.closed:
        _say(f"Llaves que no abren en este equipo: {finished.closed}. Vea `amparo keys status`.")
    if finished.verdict:
        _say("El registro de lecturas no está íntegro. Ejecute: amparo audit verify")
    return {
        "restored": stick.folder.name,
        "rows": sum(each["rows"] for each in inventory["tables"].values()),
        "files": inventory["files"]["count"],
        "erased_again": finished.erased,
        "keys_open": finished.opened,
        "keys_closed": finished.closed,
        "audit": finished.verdict,
    }


def _load(work: Path, inventory: dict[str, Any], *, paired: bool) -> None:
    if inventory["engine"] == "sqlite":
        return load_sqlite(work, inventory, paired=paired)
    from amparo.home import Home, database_from_url, owner_is_apart

    variable = "DATABASE_OWNER_URL" if owner_is_apart() else "DATABASE_URL"
    settings = database_from_url(Home(work, "real"), variable)
    return load_postgres(Postgres.of(settings), work, inventory, paired=paired)


def _finish(work: Path, stamp: str, tombstones: dict[bytes, str], opens: Callable[[], None]) -> Any:
    """Django is started on the folder that is still unfinished: an error leaves no home."""
    os.environ["AMPARO_HOME"] = str(work)
    opens()
    from amparo.kernel.backup.finishing import finish

    return finish(stamp, tombstones)


@contextmanager
def _workroom(home: Path) -> Iterator[Path]:
    """Beside the home, on the same disk; what an interrupted restore left is removed."""
    work = home.with_name(f".{home.name}.restaurando")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _ask_parts() -> list[str]:
    return [ask_secret(f"Parte {number} de la clave del respaldo: ") for number in (1, 2)]


def _show_part(number: int, text: str) -> None:
    """One part, for one person; at a terminal it is wiped before the next."""
    _say(f"Parte {number} de 2. Una sola persona la copia en papel y la guarda:")
    print(text, flush=True)
    if sys.stdin.isatty() and sys.stdout.isatty():
        ask_secret("Pulse Intro cuando la haya copiado; se borrará de la pantalla.")
        sys.stdout.write("\033[2J\033[3J\033[H")
        sys.stdout.flush()


def _cannot(text: str) -> int:
    _say(text)
    return REFUSED


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
