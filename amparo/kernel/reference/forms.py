"""Screening instruments: ``reference/forms/<code>.toml``. Scoring lives in identification."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from amparo.kernel.reference.codes import CodeList, code_lists
from amparo.kernel.reference.labels import Label
from amparo.kernel.reference.reading import ROOT, InvalidReference, Reader, read_toml

Choice = TypeVar("Choice", bound=StrEnum)
Blank = TypeVar("Blank")


class Scoring(StrEnum):
    """How answers turn into a result. ``SIGNS`` lists what is present and adds nothing up."""

    DELPHI = "delphi"
    SIGNS = "signs"


class FormStatus(StrEnum):
    """A slot is a declared place for a country's own instrument, still without questions."""

    READY = "ready"
    SLOT = "slot"


class Strength(StrEnum):
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of signs. ``element`` is the Palermo element it speaks of, or nothing."""

    key: str
    label: Label
    element: str


@dataclass(frozen=True, slots=True)
class Question:
    """One sign, answered from the form's answer list. ``strength`` only where it is published."""

    key: str
    dimension: str
    strength: Strength | None
    label: Label


@dataclass(frozen=True, slots=True)
class Form:
    """A screening instrument. No ``modalities`` means every modality.

    ``for_ages`` holds codes of the ``age_status`` list, ``answers`` names a code list.
    """

    code: str
    version: str
    status: FormStatus
    scoring: Scoring
    title: Label
    guidance: Label
    source: str
    for_ages: tuple[str, ...]
    modalities: tuple[str, ...]
    answers: str
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]

    def of_dimension(self, key: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.dimension == key)


@cache
def forms() -> Mapping[str, Form]:
    """Every instrument in its present version, by code. Raises InvalidReference."""
    problems: list[str] = []
    found = read_forms(ROOT / "forms", code_lists(), problems)
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(found)


@cache
def earlier_forms() -> Mapping[tuple[str, str], Form]:
    """Versions no longer offered, by code and version; old answers are read with them."""
    problems: list[str] = []
    found = read_earlier_forms(ROOT / "forms" / "earlier", code_lists(), problems)
    if problems:
        raise InvalidReference(problems)
    return MappingProxyType(found)


def form(code: str, version: str = "") -> Form:
    """The present version, or the one answers were given under. Raises KeyError."""
    present = forms()[code]
    if version in ("", present.version):
        return present
    return earlier_forms()[code, version]


def read_forms(folder: Path, lists: Mapping[str, CodeList], problems: list[str]) -> dict[str, Form]:
    """Read the instruments of a folder, one ``<code>.toml`` each; append what is wrong."""
    found: dict[str, Form] = {}
    for path in sorted(folder.glob("*.toml")):
        read = _read_and_check(path, lists, problems)
        if read.code != path.stem:
            problems.append(f"{path.name}: “code” is “{read.code}”")
        found[read.code] = read
    return found


def read_earlier_forms(
    folder: Path, lists: Mapping[str, CodeList], problems: list[str]
) -> dict[tuple[str, str], Form]:
    """Read the earlier versions, ``<code>-<version>.toml`` each; append what is wrong."""
    found: dict[tuple[str, str], Form] = {}
    for path in sorted(folder.glob("*.toml")):
        read = _read_and_check(path, lists, problems)
        if path.stem != f"{read.code}-{read.version}":
            problems.append(f"{path.name}: holds {read.code}, version {read.version}")
        found[read.code, read.version] = read
    return found


def _read_and_check(path: Path, lists: Mapping[str, CodeList], problems: list[str]) -> Form:
    read = _read_form(read_toml(path, problems))
    problems += [f"{path.name}: {each}" for each in _mistakes_of(read, lists)]
    return read


def _read_form(table: Reader) -> Form:
    read = Form(
        code=table.text("code"),
        version=table.text("version"),
        status=_one_of(FormStatus, table, "status", FormStatus.READY),
        scoring=_one_of(Scoring, table, "scoring", Scoring.SIGNS),
        title=table.label("title"),
        guidance=table.label("guidance"),
        source=table.text("source"),
        for_ages=table.texts("for_ages"),
        modalities=table.texts("modalities", default=()),
        answers=table.text("answers"),
        dimensions=tuple(_read_dimension(each) for each in table.tables("dimension")),
        questions=tuple(_read_question(each) for each in table.tables("question")),
    )
    table.finish()
    return read


def _read_dimension(table: Reader) -> Dimension:
    read = Dimension(table.text("key"), table.label("label"), table.text("element", default=""))
    table.finish()
    return read


def _read_question(table: Reader) -> Question:
    strength = _one_of(Strength, table, "strength", None) if table.has("strength") else None
    read = Question(table.text("key"), table.text("dimension"), strength, table.label("label"))
    table.finish()
    return read


def _one_of(kind: type[Choice], table: Reader, key: str, blank: Blank) -> Choice | Blank:
    value = table.text(key)
    try:
        return kind(value)
    except ValueError:
        table.problems.append(f"{table.where}: unknown {key} “{value}”")
        return blank


def _mistakes_of(read: Form, lists: Mapping[str, CodeList]) -> list[str]:
    dimensions = [each.key for each in read.dimensions]
    questions = [each.key for each in read.questions]
    mistakes = [f"duplicate key “{key}”" for key in _repeated(dimensions) + _repeated(questions)]
    mistakes += _unknown_codes(read, lists)
    for question in read.questions:
        if question.dimension not in dimensions:
            mistakes.append(f"{question.key}: unknown dimension “{question.dimension}”")
        if (question.strength is None) == (read.scoring is Scoring.DELPHI):
            mistakes.append(f"{question.key}: a strength belongs to Delphi scoring, and only there")
    if bool(read.questions) == (read.status is FormStatus.SLOT):
        mistakes.append("a slot has no questions, and every other form has some")
    return mistakes


def _unknown_codes(read: Form, lists: Mapping[str, CodeList]) -> list[str]:
    used = [("age_status", age) for age in read.for_ages]
    used += [("modality", modality) for modality in read.modalities]
    mistakes = [
        f"unknown {scheme} “{code}”"
        for scheme, code in used
        if scheme not in lists or code not in lists[scheme]
    ]
    if read.answers not in lists:
        mistakes.append(f"unknown answer list “{read.answers}”")
    elements = ("", "act", "means", "purpose")
    mistakes += [
        f"{each.key}: unknown element “{each.element}”"
        for each in read.dimensions
        if each.element not in elements
    ]
    return mistakes


def _repeated(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if keys.count(key) > 1})
