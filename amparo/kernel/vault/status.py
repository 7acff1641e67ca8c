"""What `amparo keys status` tells: sources, versions, counts, and what does not open. No key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Count

from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.nodekeys import NodeKeys, declared_root
from amparo.kernel.vault.rotation import closed_recipients, sealed_counts

SAID = {
    "file": "un archivo junto a los datos (solo para demostraciones y pruebas)",
    "passphrase": "una frase que se escribe al abrir",
    "credential": "una credencial del sistema",
    "command": "una orden de quien opera el equipo",
}


@dataclass(frozen=True)
class Status:
    """``sealed``: private halves by the node's key that seals them; ``wraps``: data keys by
    version; ``closed``: whose private half does not open, in words."""

    source: str
    version: int
    split: dict[str, int] | None
    missing: tuple[str, ...]
    sealed: dict[str, int]
    wraps: dict[int, int]
    closed: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.closed

    def summary(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "root_version": self.version,
            "split": self.split,
            "missing": list(self.missing),
            "sealed_by": self.sealed,
            "wraps": {str(version): count for version, count in self.wraps.items()},
            "closed": len(self.closed),
            "whole": self.is_whole,
        }

    def lines(self) -> Iterator[str]:
        yield f"Clave raíz: versión {self.version}, de {SAID.get(self.source, self.source)}."
        if self.split:
            yield f"Partida entre {self.split['shares']}; hacen falta {self.split['threshold']}."
        else:
            yield "Sin partir: si se pierde, se pierde todo (`amparo keys split`)."
        for name, count in self.sealed.items():
            yield f"{name}: {count} pares de mesas y equipos."
        for version, count in self.wraps.items():
            yield f"Claves de datos, versión {version}: {count}."
        for name in self.missing:
            yield f"FALTA keys/{name}.sealed, o no abre: {_closes(name, self.sealed)}"
        for whose in self.closed:
            yield f"NO ABRE la clave de {whose}: lo sellado solo a ella queda cerrado."
        if self.is_whole:
            yield "Todo abre."


def report(folder: Path, keys: NodeKeys) -> Status:
    """Look at every key of the node; opens each private half once."""
    declared = declared_root(folder)
    wraps = Wrap.objects.values("version").order_by("version").annotate(rows=Count("pk"))
    return Status(
        source=declared["source"]["kind"],
        version=int(declared["version"]),
        split=declared.get("split"),
        missing=tuple(keys.missing()),
        sealed=sealed_counts(),
        wraps={row["version"]: row["rows"] for row in wraps},
        closed=tuple(_named(closed_recipients())),
    )


def _closes(name: str, sealed: dict[str, int]) -> str:
    if name == "pepper":
        return "los buzones de avisos quedan cerrados."
    if name == "audit":
        return "el registro no puede sellarse."
    if name == "secret":
        return "nada puede abrirse hasta devolverla."
    return f"{sealed.get(name, 0)} pares quedan cerrados. Devuélvala de una copia."


def _named(recipients: list[Recipient]) -> Iterator[str]:
    """Institutions and desks by name; a team by its own number, never by whom it serves."""
    owners = [recipient.owner for recipient in recipients]
    desks = apps.get_model("organisations", "Desk")._default_manager.filter(public_id__in=owners)
    names = {desk.public_id: str(desk) for desk in desks.select_related("organisation")}
    institutions = apps.get_model("organisations", "Organisation")._default_manager
    names |= dict(institutions.filter(public_id__in=owners).values_list("public_id", "name"))
    for recipient in recipients:
        kind = str(RecipientKind(recipient.kind).label).lower()
        yield f"{kind} {names.get(recipient.owner, recipient.owner)}"
