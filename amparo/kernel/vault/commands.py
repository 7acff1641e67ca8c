"""`amparo keys rotate|status|split|recover`: words on stderr, one JSON line on stdout.

This module is read before Django starts; whatever needs it is imported where it is used.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amparo.kernel.console import ask_secret
from amparo.kernel.vault import nodekeys, shares
from amparo.kernel.vault.roots import CannotUnlock

DONE, REFUSED = 0, 2
SOURCES = "de dónde sale la clave raíz: passphrase, file, credential:NOMBRE o command:ORDEN"
PAPER = """Amparo · parte {point} de {count} de la clave de una instalación

{text}

Con {threshold} de las {count} partes se abre la instalación; con menos, nada se sabe de ella.
Guárdela fuera de los equipos, lejos de las otras, y no la fotografíe. Quien la recibe la entrega
solo en persona, cuando la institución recupera la clave con `amparo keys recover`.
"""


def add_to(commands: Any) -> None:
    """The parsers of `amparo keys`."""
    keys = commands.add_parser("keys", help="claves de la instalación").add_subparsers(
        required=True
    )
    rotating = _add(keys, "rotate", rotate, "cambiar claves por otras nuevas, sin parar")
    rotating.add_argument("--what", choices=["root", "recipients", "data"], default="root")
    rotating.add_argument("--to", default="", metavar="FUENTE", help=SOURCES)
    _add(keys, "status", status, "qué claves hay, y qué no puede abrirse")
    splitting = _add(keys, "split", split, "partir la clave raíz entre varias personas")
    splitting.add_argument("--shares", type=int, required=True, metavar="N")
    splitting.add_argument("--threshold", type=int, required=True, metavar="M")
    splitting.add_argument("--out", type=Path, required=True, metavar="CARPETA")
    recovering = _add(keys, "recover", recover, "abrir con las partes y poner otra frase")
    recovering.add_argument("part", nargs="*", type=Path, metavar="PARTE", help="archivos")
    recovering.set_defaults(locked=True, then=record_recovery)


def rotate(options: Namespace) -> int:
    """Exit status: 0 done, 2 nothing was changed."""
    if options.what == "root":
        return _rotate_root(options.to)
    from amparo.kernel.vault import data_rotation, rotation

    rotating = {"recipients": rotation.rotate_recipients, "data": data_rotation.rotate_data}
    done = rotating[options.what](_show)
    _record("KEYS_ROTATED", what=options.what, moved=done.moved, closed=done.closed)
    if done.resumed:
        _say("Se siguió una vuelta que había quedado a medias.")
    if done.closed:
        _say(f"{done.closed} no se pudieron abrir y quedaron como estaban: `amparo keys status`.")
    return _answer(
        what=options.what,
        moved=done.moved,
        closed=done.closed,
        retired=list(done.retired),
        resumed=done.resumed,
    )


def _rotate_root(wanted: str) -> int:
    home = _home()
    declared = nodekeys.declared_root(home.keys_folder)["source"]
    wanted = wanted or _same_source(declared)
    try:
        version = nodekeys.change_root(home.keys, wanted, ask_secret)
    except CannotUnlock as error:
        return _cannot(str(error))
    _record("KEYS_ROTATED", what="root", version=version, source=wanted.partition(":")[0])
    _say("La clave raíz es otra. Las partes repartidas antes ya no sirven: `amparo keys split`.")
    return _answer(what="root", version=version, source=wanted.partition(":")[0])


def _same_source(declared: dict[str, Any]) -> str:
    """The present source said as `--to` says it."""
    if declared["kind"] == "command":
        import shlex

        return f"command:{shlex.join(declared['argv'])}"
    return (
        f"credential:{declared['name']}" if declared["kind"] == "credential" else declared["kind"]
    )


def status(options: Namespace) -> int:
    """Exit status: 0 everything opens, 1 something does not."""
    from amparo.kernel.vault.status import report

    found = report(_home().keys_folder, _home().keys)
    for line in found.lines():
        _say(line)
    _answer(**found.summary())
    return DONE if found.is_whole else 1


def split(options: Namespace) -> int:
    """One file for each holder; the folder should be a stick that leaves with them."""
    home = _home()
    folder = options.out
    try:
        if home.keys.root is None or "master" not in nodekeys.declared_root(home.keys_folder):
            return _cannot("Cambie antes la clave raíz una vez: `amparo keys rotate`.")
        made = shares.split(home.keys.root, shares=options.shares, threshold=options.threshold)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for share in made:
            _write_part(folder / f"amparo-parte-{share.point}.txt", share, len(made))
    except ValueError:
        return _cannot("Diga al menos --threshold 2, y no más partes necesarias que --shares.")
    except OSError as error:
        return _cannot(f"No se puede escribir en {folder}: {error.strerror}.")
    nodekeys.note_split(home.keys_folder, shares=len(made), threshold=options.threshold)
    _record("KEYS_SPLIT", shares=len(made), threshold=options.threshold)
    _say(f"Imprima y entregue cada archivo de {folder}, y bórrelos: juntos abren la instalación.")
    return _answer(shares=len(made), threshold=options.threshold)


def _write_part(path: Path, share: shares.Share, count: int) -> None:
    from amparo.kernel.vault.roots import write_private

    text = PAPER.format(
        point=share.point, count=count, threshold=share.threshold, text=shares.written(share)
    )
    write_private(path, text)


def recover(options: Namespace) -> int:
    """Join the parts, and put the root key they give under a new passphrase."""
    home = _home()
    try:
        root = shares.join(_parts(options.part))
        keys = nodekeys.recover_root(home.keys_folder, root, ask_secret)
    except shares.NotAShare:
        return _cannot("Esa parte no corresponde: está mal escrita, repetida o es de otro reparto.")
    except OSError as error:
        return _cannot(f"No se puede leer {error.filename}: {error.strerror}.")
    except CannotUnlock as error:
        return _cannot(str(error))
    home.adopt(keys)
    _say("La frase nueva ya abre la instalación. Si alguien vio las partes: `amparo keys rotate`.")
    return _answer(recovered=True)


def record_recovery() -> None:
    """Once Django is open."""
    _record("KEYS_RECOVERED")


def _parts(files: list[Path]) -> list[shares.Share]:
    """From the files; those that are still needed are asked for, one by one."""
    held = [_part_in(path.read_text("utf-8")) for path in files]
    if not held:
        held = [shares.read(ask_secret("Parte 1: "))]
    while len({share.point for share in held}) < held[0].threshold:
        held.append(shares.read(ask_secret(f"Parte {len(held) + 1} de {held[0].threshold}: ")))
    return held


def _part_in(text: str) -> shares.Share:
    """The share on a printed page: its only line that reads as one. Raises NotAShare."""
    for line in text.splitlines():
        try:
            return shares.read(line)
        except shares.NotAShare:
            continue
    raise shares.NotAShare


def _home() -> Any:
    from amparo.home import Home

    return Home.from_environment()


def _record(verb: str, **details: Any) -> None:
    from dataclasses import replace

    from django.db import DatabaseError

    from amparo.kernel.access.actor import system_actor
    from amparo.kernel.access.doors import writing
    from amparo.kernel.access.operator import operator_name
    from amparo.kernel.audit.services import record
    from amparo.kernel.audit.verbs import Verb

    actor = replace(system_actor("keys"), operator=operator_name())
    try:
        with writing(actor):
            record(actor, Verb[verb], **details)
    except DatabaseError:  # keys come before everything: they must be mended without a database
        _say("La base de datos no está lista: este acto no quedó anotado en el registro.")


def _add(commands: Any, name: str, command: Callable[[Namespace], int], text: str) -> Any:
    parser = commands.add_parser(name, help=text)
    parser.set_defaults(command=command, creates="")
    return parser


def _show(done: int, total: int) -> None:
    _say(f"{done}/{total}")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _cannot(line: str) -> int:
    _say(line)
    return REFUSED


def _answer(**found: Any) -> int:
    sys.stdout.write(json.dumps(found) + "\n")
    return DONE
