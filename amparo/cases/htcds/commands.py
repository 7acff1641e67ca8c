"""`amparo import htcds` and `amparo export htcds`: progress on stderr, one JSON line on stdout."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from amparo.cases.htcds.errors import CannotWrite, FileRefused
from amparo.cases.htcds.exporting import export_rows
from amparo.cases.htcds.importing import import_rows
from amparo.cases.htcds.reading import open_rows
from amparo.cases.htcds.summary import Summary
from amparo.cases.htcds.writing import rejected_path
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.errors import Denied
from amparo.kernel.organisations.models import Organisation

DONE, REFUSED = 0, 2


def import_file(path: Path, organisation: str, actor: Actor) -> int:
    """Exit status: 0 all in, 3 some rows rejected, 2 the whole file refused."""
    home = Organisation.objects.filter(code=organisation, pk=actor.organisation_id or 0).first()
    if home is None:
        return _refuse(f"La cuenta no trabaja en la institución «{organisation}».")
    try:
        summary = import_rows(
            actor=actor,
            organisation=home,
            source=open_rows(path),
            path=path,
            on=clock.today(),
            progress=_show,
        )
    except FileRefused as refused:
        return _refuse(str(refused))
    except Denied:
        return _refuse("Esa cuenta no puede importar registros.")
    _say("")
    if summary.rejected:
        _say(f"Filas rechazadas: {rejected_path(path)}")
    print(summary.as_json())
    return summary.exit_status


def export_file(path: Path, actor: Actor) -> int:
    """Exit status: 0 written, 2 refused with nothing left behind."""
    try:
        rows = export_rows(
            actor=actor,
            path=path,
            on=clock.today(),
            progress=lambda written: _show_line(f"{written} filas"),
        )
    except Denied:
        return _refuse_export("Esa cuenta no puede exportar registros.")
    except (CannotWrite, OSError) as error:
        return _refuse_export(str(error))
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
