"""A database belongs to one kind of node: real, demonstration or training."""

from __future__ import annotations

from amparo.home import KINDS, Home
from amparo.kernel.organisations.models import NodeMark


def claim_database(home: Home) -> None:
    """Mark a new database with the kind of its folder.

    Raises:
        SystemExit: it was marked by a folder of another kind; nothing is read or changed.
    """
    mark, _new = NodeMark.objects.get_or_create(pk=1, defaults={"kind": home.kind})
    if mark.kind != home.kind:
        raise SystemExit(
            f"Esa base de datos es de {KINDS.get(mark.kind, mark.kind)} y la carpeta {home.path}, "
            f"de {KINDS[home.kind]}. Revise DATABASE_URL y AMPARO_HOME."
        )
