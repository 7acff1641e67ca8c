"""What the rows and columns of public tables stand for: their codes and their words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from amparo.kernel import places
from amparo.kernel.reference import LANGUAGES, code_list
from amparo.observatory.facts import MISSING, SEVERAL, STATUSES

Words = dict[str, str | Promise]

_STATUS: Words = {
    "possible": _("Posible víctima"),
    "presumed": _("Víctima presunta"),
    "confirmed": _("Víctima confirmada"),
    "not_confirmed": _("No confirmada"),
}
_AGE: Words = {
    "child": _("Menos de 18 años"),
    "young_adult": _("18 a 24 años"),
    "older_adult": _("25 años o más"),
    "adult": _("18 años o más, sin precisar"),
    MISSING: _("Sin dato"),
}
_REGION: Words = {
    "north": _("América del Norte"),
    "central": _("Centroamérica"),
    "caribbean": _("Caribe"),
    "south": _("América del Sur"),
    "elsewhere": _("Otras regiones"),
    MISSING: _("Sin dato"),
}
_OTHER_WORDS: Words = {SEVERAL: _("Varias modalidades"), MISSING: _("Sin dato")}


@dataclass(frozen=True, slots=True)
class Axis:
    """A column of the lake used as rows or columns of a table.

    Attributes:
        codes: every code that is always listed; None when the list is open-ended.
        word: what a code says, in a language.
    """

    column: str
    heading: str | Promise
    codes: tuple[str, ...] | None
    word: Callable[[str, str], str]

    @property
    def open_ended(self) -> bool:
        """Only what is not small is listed, so that the list does not say where somebody is."""
        return self.codes is None


def _from(words: Words) -> Callable[[str, str], str]:
    def word(code: str, language: str) -> str:
        with override(language):
            return str(words.get(code, code))

    return word


def _from_list(scheme: str) -> Callable[[str, str], str]:
    def word(code: str, language: str) -> str:
        entries = code_list(scheme)
        if code in entries:
            return entries.label(code, _spoken(language))
        return _from(_OTHER_WORDS)(code, language)

    return word


def _spoken(language: str) -> str:
    return language if language.split("-")[0] in LANGUAGES else "es"


def _country(code: str, language: str) -> str:
    try:
        return places.label(places.country(code), language)
    except places.UnknownPlace:
        return code


def _admin1(code: str, language: str) -> str:
    if code == MISSING:
        return _from(_OTHER_WORDS)(code, language)
    try:
        return places.label(places.admin1(code), language)
    except places.UnknownPlace:
        return code


YEAR = Axis("year", _("Año"), (), _from({}))
STATUS = Axis("status", _("Situación"), STATUSES, _from(_STATUS))
BODY = Axis("public_body", _("Órgano que decidió"), None, _from_list("deciding_body"))
MODALITY = Axis(
    "public_modality",
    _("Modalidad"),
    (*code_list("modality").codes, SEVERAL),
    _from_list("modality"),
)
SEX = Axis("public_sex", _("Sexo"), (*code_list("sex").substantive, MISSING), _from_list("sex"))
AGE = Axis("public_age", _("Grupo de edad"), tuple(_AGE), _from(_AGE))
REGION = Axis("public_region", _("Región de nacionalidad"), tuple(_REGION), _from(_REGION))
COUNTRY = Axis("country", _("País"), None, _country)
ADMIN1 = Axis("public_admin1", _("División del país"), None, _admin1)
