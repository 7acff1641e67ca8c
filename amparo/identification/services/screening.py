"""Writing down what an instrument showed, or why none was used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from amparo.identification.choices import WaiverReason
from amparo.identification.errors import NothingAnswered, WrongInstrument
from amparo.identification.models import Screening, ScreeningWaiver
from amparo.identification.permissions import can_screen
from amparo.identification.scoring import ScreeningResult, score
from amparo.identification.services.placing import place_of
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.reference import form as instrument
from amparo.persons.public import Person


def record_screening(
    *, actor: Actor, person_id: int, form: str, answers: Mapping[str, str], on: date
) -> Screening:
    """Append what was answered, scored by the published rule; it changes no status.

    Questions left out count as not asked, so part of an instrument may be recorded and gone on
    with another day as a new row.

    Raises:
        Denied: the actor does not work on this person's identification.
        KeyError: no such instrument.
        WrongInstrument: it is for another age.
        NothingAnswered: there is no answer at all.
        FormIsEmpty, UnknownQuestion, UnknownAnswer: the answers are not of this instrument.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_screen, actor, person)
        asked = instrument(form)
        if person.age_group not in asked.for_ages:
            raise WrongInstrument
        result = score(asked, answers)
        if not answers:
            raise NothingAnswered
        screening = Screening.objects.create(
            person=person,
            form=asked.code,
            form_version=asked.version,
            answers=dict(answers),
            result=kept(result),
            noted_on=on,
            by=place_of(actor),
        )
        record(actor, Verb.SCREENING_DONE, subjects=[person.public_id], form=asked.code)
    return screening


def kept(result: ScreeningResult) -> dict[str, Any]:
    """The result as it is stored with the answers (shape: see `Screening`)."""
    return {
        "outcome": result.outcome.value,
        "may_change": result.may_change,
        "counts": {answer.value: number for answer, number in result.answers.items()},
        "reinforced_by": list(result.reinforced_by),
        "present": [question.key for question in result.present],
        "dimensions": {
            each.dimension.key: {
                "strong": each.strong,
                "medium": each.medium,
                "weak": each.weak,
                "present": each.present,
                "unanswered": each.unanswered,
                "positive": each.positive,
            }
            for each in result.dimensions
        },
    }


def waive_screening(*, actor: Actor, person_id: int, reason: str, on: date) -> ScreeningWaiver:
    """Append why no instrument is used with her.

    Raises:
        Denied: the actor does not work on this person's identification.
        ValueError: the reason is not in the list.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_screen, actor, person)
        waiver = ScreeningWaiver.objects.create(
            person=person, reason=WaiverReason(reason), noted_on=on, by=place_of(actor)
        )
        record(actor, Verb.SCREENING_WAIVED, subjects=[person.public_id], reason=reason)
    return waiver
