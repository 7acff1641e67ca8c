"""`amparo observatory build` and `amparo observatory table`."""

from __future__ import annotations

import json
import sys
from typing import TextIO

from django.conf import settings
from django.core.exceptions import ValidationError

from amparo.cases.public import facts
from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.observatory.cuts import cut
from amparo.observatory.lake import Generation, current
from amparo.observatory.lake import build as build_lake

REFUSED = 2


class NotForFigures(Exception):
    """This node trains people; its persons are nobody's."""


def build_generation() -> Generation:
    """Write a new generation from the registry as it is now, and record that it was made.

    Raises NotForFigures: what is invented to train with never becomes a figure.
    """
    if settings.TRAINING:
        raise NotForFigures
    actor = system_actor("observatory")
    with reading(actor):
        generation = build_lake(facts(), settings.LAKE, clock.now())
    with writing(actor):
        record(actor, Verb.OBSERVATORY_BUILT, generation=generation.name)
    return generation


def has_generation() -> bool:
    """Whether figures were built before."""
    return current(settings.LAKE) is not None


def build(out: TextIO) -> int:
    """One JSON line: the generation's name and how many persons it counts. Exit status 2 where
    nothing may become a figure."""
    try:
        generation = build_generation()
    except NotForFigures:
        sys.stderr.write("Esto es un entrenamiento: de lo inventado no se hacen cifras.\n")
        return REFUSED
    out.write(json.dumps({"generation": generation.name, "persons": generation.persons}) + "\n")
    return 0


def table(by: list[str], where: list[str], form: str, out: TextIO) -> int:
    """A free cut, stamped as not for publication. Exit status 2 when a column is unknown."""
    try:
        found = cut(settings.LAKE, by, _conditions(where))
    except ValidationError as refused:
        sys.stderr.write(" ".join(refused.messages) + "\n")
        return REFUSED
    if form == "csv":
        out.write(found.to_csv())
    else:
        out.write(json.dumps(found.as_dict(), ensure_ascii=False) + "\n")
    return 0


def _conditions(where: list[str]) -> dict[str, str]:
    """``["year=2024", "sex=female"]``, or both in one text with a comma, as a mapping."""
    pairs = [pair for text in where for pair in text.split(",") if pair]
    if not all("=" in pair for pair in pairs):
        raise ValidationError("--where: columna=valor, por ejemplo year=2024")
    return {name.strip(): value for name, _, value in (pair.partition("=") for pair in pairs)}
