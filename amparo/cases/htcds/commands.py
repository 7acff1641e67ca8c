"""`amparo import htcds` and `amparo export htcds`: progress on stderr, one JSON line on stdout."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from amparo.cases.htcds.errors import CannotWrite, FileRefused
from amparo.cases.htcds.exporting import export_rows
from amparo.cases.htcds.importing import import_rows
from amparo.cases.htcds.reading import Source, open_rows
from amparo.cases.htcds.summary import Summary
from amparo.cases.htcds.writing import rejected_path
from amparo.kernel import clock
from amparo.kernel.access.ceiling import TooManyPeople
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.operator import CannotAct, actor_for_command
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.sealing import SealingLate, require_sealed_log
from amparo.kernel.organisations.models import Organisation

DONE, REFUSED = 0, 2


def import_file(path: Path, organisation: str, username: str) -> int:
    """Exit status: 0 all in, 3 some rows rejected, 2 the whole file refused."""
    try:
        actor = actor_for_command(
            username, wanting=Permission.CASE_IMPORT, organisation=organisation
        )
        source = _open(path)
        summary = import_rows(
            actor=actor,
            organisation=Organisation.objects.get(pk=actor.home),
            source=source,
            path=path,
            on=clock.today(),
            progress=_show,
        )
    except (CannotAct, FileRefused) as refused:
        return _refuse(str(refused))
    except Denied:
        return _refuse("Esa cuenta no puede importar registros.")
    _say("")
    if summary.rejected:
        _say(f"Filas rechazadas: {rejected_path(path)}")
    print(summary.as_json())
    return summary.exit_status


def _open(path: Path) -> Source:
    """The file's rows. A refused file leaves no list of rejected rows, not even an older one.

    Raises:
        FileRefused: it cannot be used, or nothing can be written beside it.
    """
    if not path.is_file():
        raise FileRefused(f"No hay un archivo en {path}. Revise la ruta.")
    if not os.access(path.parent, os.W_OK):
        raise FileRefused(
            f"No se puede escribir en {path.parent}, donde quedaría la lista de filas rechazadas. "
            "Copie el archivo a otra carpeta."
        )
    rejected_path(path).unlink(missing_ok=True)
    return open_rows(path)


def export_file(path: Path, username: str) -> int:
    """Exit status: 0 written, 2 refused with nothing left behind."""
    try:
        require_sealed_log()
        rows = export_rows(
            actor=actor_for_command(username, wanting=Permission.CASE_EXPORT),
            path=path,
            on=clock.today(),
            progress=lambda written: _show_line(f"{written} filas"),
        )
    except CannotAct as refused:
        return _refuse_export(str(refused))
    except SealingLate as late:
        return _refuse_export(late.messages[0])
    except TooManyPeople as ceiling:
        return _refuse_export(ceiling.why)
    except Denied:
        return _refuse_export("Esa cuenta no puede exportar registros.")
    except CannotWrite as error:
        return _refuse_export(f"Registro {error}")
    except OSError:
        return _refuse_export(f"No se puede escribir {path}. Revise la carpeta y sus permisos.")
    _say("")
    print(json.dumps({"written": rows, "file": path.name}, ensure_ascii=False))
    return DONE


def _refuse(message: str) -> int:
    _say(message)
    print(Summary(refused=True).as_json())
    return REFUSED


def _refuse_export(message: str) -> int:
    _say(message)
    print(json.dumps({"written": 0, "file": ""}))
    return REFUSED


def _show(summary: Summary) -> None:
    _show_line(
        f"{summary.read} leídas · {summary.created} nuevas · {summary.updated} actualizadas · "
        f"{summary.unchanged} iguales · {summary.rejected} rechazadas"
    )


def _show_line(text: str) -> None:
    sys.stderr.write(f"\r{text}")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
