"""`amparo audit verify|prove|witness`: words on stderr, one JSON line on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.operator import operator_name
from amparo.kernel.audit.checkpoints import NotAWitness, Witnessed, read_witness
from amparo.kernel.audit.proving import DoesNotHold, NotSealedYet, prove
from amparo.kernel.audit.verifying import Finding, NoSuchCheckpoint, Report, Verdict, verify
from amparo.kernel.audit.witnessing import NothingSealed, states_for_witness

DONE, REFUSED = 0, 2
SAID = {
    Verdict.SOUND: "El registro está íntegro.",
    Verdict.TAMPERED: "El registro fue alterado.",
    Verdict.INCOMPLETE: "El registro está incompleto.",
    Verdict.WITNESS_DISAGREES: "El registro no coincide con lo que guarda el testigo.",
}


def verify_log(since: int | None, witness: Path | None) -> int:
    """Exit status: 0 sound, 1 tampered, 2 incomplete or unreadable, 3 the witness disagrees."""
    try:
        witnesses = read_witness(witness.read_text("utf-8")) if witness else []
        report = verify(since=since, witnesses=witnesses, progress=_show)
    except NoSuchCheckpoint:
        return _cannot(f"No hay un sello firmado con el número {since}. Revise --from.")
    except NotAWitness:
        return _cannot(f"{witness} no es un archivo de testigo. Revise --witness.")
    except OSError as error:
        return _cannot(f"No se puede leer {witness}: {error.strerror}.")
    _say(SAID[report.verdict])
    if report.finding:
        _say(_told(report.finding))
    print(_line(report, witnesses))
    return int(report.verdict)


def prove_row(row: int, out: Path) -> int:
    """Exit status: 0 written, 2 nothing was written."""
    try:
        out.write_text(prove(actor=_operator(), row_id=row), "utf-8")
    except NotSealedYet:
        return _cannot(f"La fila {row} no existe o todavía espera su sello (unos segundos).")
    except DoesNotHold:
        return _cannot("La fila no lleva a la raíz firmada. Ejecute: amparo audit verify")
    except OSError as error:
        return _cannot(f"No se puede escribir {out}: {error.strerror}.")
    print(json.dumps({"row": row, "file": out.name}, ensure_ascii=False))
    return DONE


def write_witness(out: Path) -> int:
    """Exit status: 0 written, 2 nothing was written."""
    try:
        text = states_for_witness(actor=_operator())
        out.write_text(text, "utf-8")
    except NothingSealed:
        return _cannot("Todavía no hay ningún sello firmado: abra el servidor y espere.")
    except OSError as error:
        return _cannot(f"No se puede escribir {out}: {error.strerror}.")
    _say("Entregue este archivo a otra organización: con él se nota un registro recortado.")
    newest = json.loads(text)["checkpoints"][-1]
    print(json.dumps({"number": newest["number"], "size": newest["size"], "file": out.name}))
    return DONE


def _operator() -> Actor:
    return replace(system_actor("sealer"), operator=operator_name())


def _told(finding: Finding) -> str:
    where = "" if finding.position is None else f"Posición {finding.position}: "
    times = [
        f"{word} {at.isoformat(timespec='seconds')}"
        for word, at in (("después de", finding.after), ("antes de", finding.before))
        if at is not None
    ]
    when = f" (sellada {' y '.join(times)})" if times else ""
    return f"{where}{finding.what}{when}."


def _line(report: Report, witnesses: Sequence[Witnessed]) -> str:
    finding = report.finding
    return json.dumps(
        {
            "verdict": report.verdict.name.lower(),
            "size": report.size,
            "from": report.start,
            "checkpoints": report.checkpoints,
            "witnesses": len(witnesses),
            "position": finding.position if finding else None,
            "what": finding.what if finding else "",
            "after": _iso(finding.after) if finding else None,
            "before": _iso(finding.before) if finding else None,
        },
        ensure_ascii=False,
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _cannot(message: str) -> int:
    _say(message)
    print(json.dumps({"verdict": "unreadable", "what": message}, ensure_ascii=False))
    return REFUSED


def _show(size: int) -> None:
    sys.stderr.write(f"\r{size} filas")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
