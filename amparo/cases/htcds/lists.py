"""Closed lists: the code a person meant, or the nearest ones when none fits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from amparo.cases.htcds.errors import Mistake
from amparo.cases.htcds.fields import Code, codes, language_codes
from amparo.cases.htcds.text import fold
from amparo.kernel.places.lookup import countries, country_by_any
from amparo.kernel.reference.codes import code_list

LANGUAGE_NAME_CHARACTERS = 80

_NEAREST = 3
_COMPARED_CHARACTERS = 60  # comparing is quadratic, and no code is longer
_GENDERED = re.compile(r"(\w+)([oa])/([oa])\b")
_LANGUAGE_CODE = re.compile("[A-Za-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Choices:
    """A list ready for matching: folded spelling to code, code to label, codes in order."""

    by_spelling: Mapping[str, str]
    labels: Mapping[str, str]

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(self.labels)

    def nearest(self, text: str) -> str:
        """The closest valid codes with their labels, to be named in a reason."""
        asked = fold(text[:_COMPARED_CHARACTERS])
        close = get_close_matches(asked, self.by_spelling, n=4 * _NEAREST, cutoff=0.0)
        found = list(dict.fromkeys(self.by_spelling[each] for each in close))[:_NEAREST]
        return ", ".join(_shown(code, self.labels[code]) for code in found or self.order[:_NEAREST])


def code_in(list_name: str, text: str) -> str:
    """The code as the standard spells it, from any spelling of it or a label. Raises Mistake."""
    choices = choices_of(list_name)
    found = choices.by_spelling.get(fold(text))
    if found is None:
        raise Mistake(f"No está en la lista de HTCDS. Lo más parecido: {choices.nearest(text)}.")
    return found


def country_in(text: str) -> str:
    """The alpha-2 code, from any ISO 3166-1 code or usual name. Raises Mistake."""
    found = country_by_any(text)
    if found is None:
        raise Mistake(
            "No es un país de ISO 3166. Escriba su código o su nombre. "
            f"Lo más parecido: {_countries().nearest(text)}."
        )
    return found.alpha2


def language_in(text: str) -> str:
    """A language as a code in lower case, or as the name somebody wrote.

    HTCDS asks for ISO 639-2 and allows two letters, so both lengths are accepted and kept as they
    come; ``language_codes()`` gives the twin of each. The languages that Amparo lists are accepted
    too, by code or label: many indigenous ones have no code in ISO 639-2. Two or three letters
    that are no code are a mistake. Anything longer is the name of a language without a code and
    stays as written, up to LANGUAGE_NAME_CHARACTERS. Raises Mistake.
    """
    choices = _languages()
    found = choices.by_spelling.get(fold(text))
    if found:
        return found
    if _LANGUAGE_CODE.fullmatch(text):
        raise Mistake(
            "No es un código de ISO 639. Escriba el nombre completo del idioma o un código. "
            f"Lo más parecido: {choices.nearest(text)}."
        )
    if len(text) > LANGUAGE_NAME_CHARACTERS:
        raise Mistake(f"El nombre del idioma pasa de {LANGUAGE_NAME_CHARACTERS} caracteres.")
    return text


@cache
def choices_of(list_name: str) -> Choices:
    """A list of the standard. Codes win over aliases, aliases over labels."""
    entries = codes()[list_name]
    spellings: dict[str, str] = {}
    for spell in (_own_code, _aliases, _labels):
        for entry in entries:
            spellings = {fold(each): entry.code for each in spell(entry)} | spellings
    labels = {entry.code: entry.label_es for entry in entries}
    return Choices(MappingProxyType(spellings), MappingProxyType(labels))


def _own_code(entry: Code) -> tuple[str, ...]:
    return (entry.code,)


def _aliases(entry: Code) -> tuple[str, ...]:
    return entry.aliases


def _labels(entry: Code) -> tuple[str, ...]:
    """Labels in four languages; “Soltera/o” is also “Soltera” and “Soltero”."""
    labels = (entry.label_es, entry.label_en, entry.label_pt, entry.label_fr)
    either = [_GENDERED.sub(rf"\1\{group}", label) for label in labels for group in (2, 3)]
    return tuple(label for label in (*labels, *either) if label)


@cache
def _countries() -> Choices:
    spellings: dict[str, str] = {}
    for each in countries():
        for name in (each.alpha2, each.alpha3, each.name_es, each.name_en):
            spellings.setdefault(fold(name), each.alpha2)
    labels = {each.alpha2: each.name_es for each in countries()}
    return Choices(MappingProxyType(spellings), MappingProxyType(labels))


@cache
def _languages() -> Choices:
    listed = code_list("language")
    spellings = {code: code for code in language_codes()}
    labels = dict.fromkeys(language_codes(), "")
    for entry in listed:
        if entry.code in listed.substantive:
            names = (entry.code, *(listed.label(entry.code, each) for each in ("es", "en")))
            spellings = {fold(name): entry.code for name in names} | spellings
            labels[entry.code] = listed.label(entry.code)
    return Choices(MappingProxyType(spellings), MappingProxyType(labels))


def _shown(code: str, label: str) -> str:
    return f"{code} ({label})" if label and label != code else code
