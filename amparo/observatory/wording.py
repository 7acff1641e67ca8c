"""Words for the columns of the lake and for the codes they hold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from amparo.kernel import places
from amparo.kernel.reference import code_list
from amparo.observatory.axes import STATUS
from amparo.observatory.cuts import YEAR_COLUMNS
from amparo.observatory.facts import SEVERAL, STATUSES

COLUMN_WORDS: dict[str, str | Promise] = {
    "year": gettext_lazy("Año"),
    "decided_year": gettext_lazy("Año de la decisión"),
    "opened_year": gettext_lazy("Año de apertura"),
    "modality": gettext_lazy("Modalidad"),
    "status": gettext_lazy("Situación"),
    "deciding_body": gettext_lazy("Órgano que decidió"),
    "country": gettext_lazy("País"),
    "admin1": gettext_lazy("División del país"),
    "sex": gettext_lazy("Sexo"),
    "age_group": gettext_lazy("Grupo de edad"),
    "nationality": gettext_lazy("Nacionalidad"),
    "gender": gettext_lazy("Género"),
    "ethnicity": gettext_lazy("Pertenencia étnica"),
    "education": gettext_lazy("Escolaridad"),
    "income": gettext_lazy("Ingresos"),
    "disability": gettext_lazy("Discapacidad"),
    "migration_status": gettext_lazy("Situación migratoria"),
    "skin_colour": gettext_lazy("Tono de piel"),
}
# Columns whose codes come from a list of another name.
LISTS = {"age_group": "age_band"}
PLACES = ("country", "nationality", "admin1")


def code_words(column: str, code: object, language: str) -> str:
    """What a code of a column says; a code that nobody listed stays as it is."""
    with override(language):
        if code is None:
            return _("Sin decisión")
        text = str(code)
        if column == "status":
            return STATUS.word(text, language)
        if text == SEVERAL:
            return _("Varias modalidades")
        if column in YEAR_COLUMNS:
            return text
        return (
            _place(column, text, language) if column in PLACES else _label(column, text, language)
        )


def choices(column: str, language: str) -> list[tuple[str, str]]:
    """Codes and words of a column with a closed list; nothing for years and first-level units."""
    if column in (*YEAR_COLUMNS, "admin1"):
        return []
    if column in PLACES:
        return _countries(column, language)
    codes = STATUSES if column == "status" else code_list(LISTS.get(column, column)).codes
    extra = (SEVERAL,) if column == "modality" else ()
    return [(code, code_words(column, code, language)) for code in (*codes, *extra)]


def _countries(column: str, language: str) -> list[tuple[str, str]]:
    """The 35 American states keep a register; a nationality may be any, or not known."""
    register = column == "country"
    named = [
        (one.alpha2, places.label(one, language)) for one in places.countries(american=register)
    ]
    unknown = [] if register else [("unknown", code_words(column, "unknown", language))]
    return sorted(named, key=lambda pair: places.fold(pair[1])) + unknown


def _label(column: str, code: str, language: str) -> str:
    entries = code_list(LISTS.get(column, column))
    return entries.label(code, language) if code in entries else code


def _place(column: str, code: str, language: str) -> str:
    if code == "unknown":
        return _("No se sabe")
    try:
        found = places.admin1(code) if column == "admin1" else places.country(code)
    except places.UnknownPlace:
        return code
    return places.label(found, language)
