"""The same figures for machines: public tables for anybody, free cuts for whoever may make them."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router, Schema, Status

from amparo.kernel.access.api import staff_session
from amparo.kernel.access.middleware import ActorRequest
from amparo.observatory.downloads import notice
from amparo.observatory.findings import finding
from amparo.observatory.grids import row_headings
from amparo.observatory.tables import Figure, PublicTable
from amparo.observatory.views.common import cut_or_404
from amparo.observatory.views.public import published

router = Router(tags=["observatory"])
Language = Literal["es", "en", "pt", "fr"]


class FigureOut(Schema):
    """``persons`` is null where ``word`` is not "published"; ``text`` says it in words."""

    persons: int | None
    word: str
    text: str


class RowOut(Schema):
    """``parent`` is the code of the row that this one is part of, or ""."""

    code: str
    parent: str
    heading: str
    figures: dict[str, FigureOut]
    total: FigureOut


class HeadingOut(Schema):
    """A table of the closed list, without its figures."""

    code: str
    title: str
    rule: str
    finding: str


class ListOut(Schema):
    """``generation`` is null before the first figures were built. ``notice``: "" or a warning."""

    generation: str | None
    built_at: str | None
    notice: str
    tables: list[HeadingOut]


class TableOut(HeadingOut):
    """A whole table. Unit: persons. ``years``: first and last year counted."""

    notice: str
    generation: str
    built_at: str
    unit: str
    years: tuple[int, int] | None
    threshold: int
    wording: str
    query: str
    columns: dict[str, str]
    rows: list[RowOut]
    column_totals: dict[str, FigureOut]
    total: FigureOut


class CutOut(Schema):
    """Never publishable: small cells are in it."""

    by: list[str]
    where: dict[str, str]
    generation: str
    publishable: bool
    notice: str
    unit: str
    rows: list[dict[str, str | int | None]]
    total: int


class FigureProblem(Schema):
    """``detail``: words, or one entry for each parameter that does not fit."""

    detail: str | list[Any]


@router.get("/tables", response={200: ListOut, 422: FigureProblem})
def list_tables(request: HttpRequest, language: Language = "es") -> dict[str, Any]:
    """The closed list of public tables, each with one sentence."""
    figures = published()
    some = next(iter(figures.values()), None)
    with override(language):
        return {
            "generation": some.generation if some else None,
            "built_at": some.built_at if some else None,
            "notice": notice(),
            "tables": [_heading(public, language) for public in figures.values()],
        }


@router.get("/tables/{code}", response={200: TableOut, 404: FigureProblem, 422: FigureProblem})
def read_table(request: HttpRequest, code: str, language: Language = "es") -> dict[str, Any]:
    """One public table with printed figures only."""
    public = published().get(code)
    if public is None:
        raise Http404
    with override(language):
        return _heading(public, language) | _whole(public, language)


@router.get(
    "/cut",
    auth=staff_session,
    response={200: CutOut, 401: FigureProblem, 404: FigureProblem, 422: FigureProblem},
)
def make_free_cut(request: ActorRequest, by: str, where: str = "") -> dict[str, Any] | Status[Any]:
    """Count persons ``by`` columns ("modality,sex") among those ``where`` says ("year=2031").

    Several conditions are parted by commas. For accounts that may make cuts; recorded.
    """
    try:
        found = cut_or_404(request.actor, _listed(by), _conditions(where))
    except ValidationError as unclear:
        return Status(422, {"detail": " ".join(unclear.messages)})
    return found.as_dict() | {"notice": _("NO PUBLICABLE: cifras sin protección estadística")}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _conditions(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for condition in _listed(text):
        column, equals, value = condition.partition("=")
        if not equals or column.strip() in found:
            raise ValidationError(_("Escriba cada condición como columna=valor, una por columna."))
        found[column.strip()] = value.strip()
    return found


def _heading(public: PublicTable, language: str) -> dict[str, Any]:
    return {
        "code": public.table.code,
        "title": str(public.table.title),
        "rule": str(public.table.rule),
        "finding": finding(public, language),
    }


def _whole(public: PublicTable, language: str) -> dict[str, Any]:
    def figures(cells: dict[str, Figure]) -> dict[str, dict[str, Any]]:
        return {code: _figure(figure, language) for code, figure in cells.items()}

    return {
        "notice": notice(),
        "generation": public.generation,
        "built_at": public.built_at,
        "unit": "persons",
        "years": public.years,
        "threshold": public.k,
        "wording": public.wording,
        "query": public.query,
        "columns": {code: public.column_word(code, language) for code in public.columns},
        "rows": [
            {
                "code": row.code,
                "parent": row.parent,
                "heading": ", ".join(row_headings(public, row, language)),
                "figures": figures(dict(row.figures)),
                "total": _figure(row.total, language),
            }
            for row in public.rows
        ],
        "column_totals": figures(dict(public.column_totals)),
        "total": _figure(public.total, language),
    }


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    return {"persons": figure.persons, "word": figure.word, "text": figure.text(language)}
