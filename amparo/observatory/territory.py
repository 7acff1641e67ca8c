"""The map of the territory table: printed figures only, in five bands, beside every zone's row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.kernel import places
from amparo.kernel.places.bands import band_of, bands
from amparo.kernel.places.map import MapValue, draw_map
from amparo.observatory.findings import finding
from amparo.observatory.grids import Line, row_headings, shown
from amparo.observatory.numbers import number
from amparo.observatory.tables import Figure, PublicTable, Row

CODE = "territory"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A line of the key: class of its square and what it stands for."""

    css: str
    text: str


@dataclass(frozen=True, slots=True)
class Territory:
    """Everything the page of the map shows. ``svg`` is safe markup."""

    svg: str
    key: tuple[KeyEntry, ...]
    zones: tuple[Line, ...]


def territory(public: PublicTable, focus: str, language: str) -> Territory:
    """Draw the figures of a territory table. ``focus``: alpha-2 of an American state, or "".

    The bands are those of the whole table, so that a colour means the same on every map.
    """
    rows = [row for row in public.rows if not focus or focus in (row.code, row.parent)]
    units = [row for row in public.rows if row.parent and _on_map(row.code)]
    limits = bands(row.total.persons or 0 for row in units)
    svg = draw_map(
        {row.code: _value(row.total, limits, language) for row in units if row in rows},
        language=language,
        title=_title(focus, language),
        description=_description(public, focus, language),
        focus=(focus,) if focus else (),
    )
    zones = tuple(
        Line(row_headings(public, row, language), (shown(row.total, language),)) for row in rows
    )
    return Territory(svg, tuple(_key(units, limits, language)), zones)


def _title(focus: str, language: str) -> str:
    if not focus:
        return _("Víctimas identificadas, por división de cada país")
    name = places.label(places.country(focus), language)
    return _("%(country)s: víctimas identificadas, por división") % {"country": name}


def _description(public: PublicTable, focus: str, language: str) -> str:
    twin = _("La tabla da lo mismo zona por zona.")
    return twin if focus else f"{finding(public, language)} {twin}"


def focus_of(asked: str) -> str:
    """The American state asked for by alpha-2, or "" for anything else."""
    return next((one.alpha2 for one in places.countries(american=True) if one.alpha2 == asked), "")


def countries(language: str) -> list[tuple[str, str]]:
    """Alpha-2 and name of the 35 states, in alphabetical order."""
    named = [(one.alpha2, places.label(one, language)) for one in places.countries(american=True)]
    return sorted(named, key=lambda pair: places.fold(pair[1]))


def _on_map(code: str) -> bool:
    try:
        places.admin1(code)
    except places.UnknownPlace:
        return False
    return True


def _value(figure: Figure, limits: tuple[float, ...], language: str) -> MapValue:
    if figure.persons is None:
        return MapValue.protected()
    said = number(figure.persons, language=language)
    text = ngettext("%(persons)s persona", "%(persons)s personas", figure.persons)
    if not figure.persons:
        return MapValue.zero(text % {"persons": said})
    return MapValue.in_band(band_of(figure.persons, limits), text % {"persons": said})


def _key(units: Sequence[Row], limits: tuple[float, ...], language: str) -> list[KeyEntry]:
    """From the highest band down, each with the lowest and highest figure printed in it; then what
    is not a number."""
    in_band: dict[int, list[int]] = {}
    for row in units:
        if persons := row.total.persons:
            in_band.setdefault(band_of(persons, limits), []).append(persons)
    return [
        *(
            KeyEntry(f"q{band}", _range_words(min(found), max(found), language))
            for band, found in sorted(in_band.items(), reverse=True)
        ),
        KeyEntry("protected", _("protegida: no se publica")),
        KeyEntry("none", _("sin dato, o tan pocas personas que no se publica")),
    ]


def _range_words(low: int, high: int, language: str) -> str:
    ends = {"low": number(low, language=language), "high": number(high, language=language)}
    return ends["low"] if low == high else _("%(low)s a %(high)s") % ends
