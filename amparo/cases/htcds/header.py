"""Which column of a file is which field of the standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from amparo.cases.htcds.cells import MOST_COLUMNS, Cells, Fault
from amparo.cases.htcds.errors import FileRefused
from amparo.cases.htcds.fields import fields
from amparo.cases.htcds.text import fold, normalise
from amparo.kernel.cells import unguard

_NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Header:
    """``keys`` has one entry per column: the field's key, or None for a column left out.

    ``names`` are the columns as people see them; a column without a name is called by its number.
    """

    keys: tuple[str | None, ...]
    names: tuple[str, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        pairs = zip(self.names, self.keys, strict=True)
        return tuple(dict.fromkeys(name for name, key in pairs if key is None))


def key_of(cell: str) -> str | None:
    """The field a column name means.

    Case, spaces, hyphens and underscores do not count: ``PRS_First_Name`` is ``prs_FirstName``.
    The name without prefix will do unless another field's name ends in it: ``Gender`` is
    ``prs_Gender``, but ``Name`` could be a person's, so it is nobody's.
    """
    return _spellings().get(fold(cell))


def known_columns(cells: Cells) -> int:
    """How many cells of a possible header name a field."""
    return sum(isinstance(cell, str) and key_of(cell) is not None for cell in cells)


def read_header(cells: Cells) -> Header:
    """Raises FileRefused: no column is known, two mean the same field, or there are too many.

    Its messages repeat no unknown name: a file without a header starts with somebody's data.
    """
    texts = ["" if isinstance(cell, Fault) else normalise(unguard(cell)) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise FileRefused(_("El archivo tiene demasiadas columnas. Deje las de HTCDS."))
    keys = tuple(key_of(text) for text in texts)
    known = [key for key in keys if key]
    if not known:
        raise FileRefused(
            _(
                "Ninguna columna es de HTCDS 2.0. La primera fila debe llevar los nombres de los "
                "campos, por ejemplo prs_FirstName o hte_Country."
            )
        )
    _refuse_twice(known)
    return Header(keys, tuple(_name(text, at) for at, text in enumerate(texts, start=1)))


def _refuse_twice(known: list[str]) -> None:
    twice = sorted({key for key in known if known.count(key) > 1})
    if twice:
        raise FileRefused(
            _("Hay columnas repetidas: %(names)s. Deje una de cada.") % {"names": ", ".join(twice)}
        )


def _name(text: str, at: int) -> str:
    return text[:_NAME_CHARACTERS] or str(_("columna %(number)d, sin nombre") % {"number": at})


@cache
def _spellings() -> Mapping[str, str]:
    full = {fold(key): key for key in fields()}
    bare = {key: fold(field.name) for key, field in fields().items()}
    clear = {
        name: key
        for key, name in bare.items()
        if not any(other.endswith(name) for each, other in bare.items() if each != key)
    }
    return MappingProxyType(clear | full)
