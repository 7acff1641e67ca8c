"""What a set of answers shows. Pure: no database, no clock. A screen is never a determination."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.identification.wording import NEXT_STEPS, NOTICE, OUTCOMES
from amparo.kernel.reference import Dimension, Form, FormStatus, Label, Question, Scoring, Strength

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CHILD_AGES = frozenset({"child", "in_doubt"})

# The published sets call their dimensions thus; the case result is read from these four.
DECEPTION, COERCION_BEFORE = "deceptive_recruitment", "coercive_recruitment"
EXPLOITATION, COERCION_AFTER = "exploitation", "coercion_destination"
VULNERABILITY = ("recruitment_abuse_vulnerability", "abuse_vulnerability_destination")


class Answer(StrEnum):
    """The codes of the list ``screening_answer``."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"


class Outcome(StrEnum):
    """What the screen suggests; words for people in ``wording.OUTCOMES``."""

    TRAFFICKING_SIGNS = "trafficking_signs"
    DECEPTION_AND_EXPLOITATION = "deception_and_exploitation"
    EXPLOITATION_ONLY = "exploitation_only"
    NEEDS_LEGAL_TEST = "needs_legal_test"
    SIGNS_PRESENT = "signs_present"
    FEW_SIGNS = "few_signs"


class FormIsEmpty(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Este instrumento todavía no tiene preguntas."), code="empty_form")


class UnknownQuestion(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Hay una respuesta a una pregunta que no está en el instrumento."), code="question"
        )


class UnknownAnswer(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Hay una respuesta que no está en la lista."), code="answer")


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """Signs present in one dimension, by strength. Unit: signs.

    ``positive`` is None where no rule is published. ``may_change`` says that the unanswered
    questions could still turn a negative dimension positive.
    """

    dimension: Dimension
    strong: int
    medium: int
    weak: int
    present: int
    unanswered: int
    positive: bool | None
    may_change: bool

    @property
    def label(self) -> Label:
        return self.dimension.label


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """Everything a person needs in order to judge the screen; it decides nothing.

    ``reinforced_by`` names the abuse-of-vulnerability dimensions that are positive: they
    reinforce or take the place of the means.
    """

    form: str
    version: str
    outcome: Outcome
    dimensions: tuple[DimensionResult, ...]
    present: tuple[Question, ...]
    answers: Mapping[Answer, int]
    reinforced_by: tuple[str, ...]
    reasons: tuple[_StrOrPromise, ...]

    @property
    def any_sign(self) -> bool:
        """True when at least one sign is present: enough for *posible víctima*, never more."""
        return bool(self.present)

    @property
    def may_change(self) -> bool:
        return any(each.may_change for each in self.dimensions)

    @property
    def outcome_text(self) -> _StrOrPromise:
        return OUTCOMES[self.outcome]

    @property
    def next_step(self) -> _StrOrPromise:
        return NEXT_STEPS[self.outcome]

    @property
    def notice(self) -> _StrOrPromise:
        return NOTICE


def dimension_is_positive(*, strong: int, medium: int, weak: int) -> bool:
    """The published rule: two strong; one strong and another; three medium; two medium and a weak.

    Args:
        strong: strong signs present. Unit: signs. Likewise ``medium`` and ``weak``.
    Source: ILO and European Commission, Operational indicators (Delphi), 2009, at second hand.
    """
    return (
        strong >= 2
        or (strong >= 1 and medium + weak >= 1)
        or medium >= 3
        or (medium >= 2 and weak >= 1)
    )


def score(form: Form, answers: Mapping[str, str]) -> ScreeningResult:
    """Read answers, by question key, against a form. A question left out was not asked.

    Raises:
        FormIsEmpty: the form is a slot that a country has not filled.
        UnknownQuestion, UnknownAnswer: the answers are not of this form.
    """
    given = _checked(form, answers)
    present = tuple(each for each in form.questions if given[each.key] is Answer.YES)
    dimensions = tuple(_read_dimension(form, each, given) for each in form.dimensions)
    positive = frozenset(each.dimension.key for each in dimensions if each.positive)
    outcome = _outcome(form, positive, present)
    reinforced_by = tuple(key for key in VULNERABILITY if key in positive)
    return ScreeningResult(
        form=form.code,
        version=form.version,
        outcome=outcome,
        dimensions=dimensions,
        present=present,
        answers=_counted(given),
        reinforced_by=reinforced_by,
        reasons=_reasons(form, outcome, dimensions, bool(reinforced_by)),
    )


def _checked(form: Form, answers: Mapping[str, str]) -> dict[str, Answer]:
    if form.status is FormStatus.SLOT:
        raise FormIsEmpty()
    given = {question.key: Answer.NOT_ASKED for question in form.questions}
    if not given.keys() >= answers.keys():
        raise UnknownQuestion()
    try:
        return given | {key: Answer(value) for key, value in answers.items()}
    except ValueError as error:
        raise UnknownAnswer() from error


def _counted(given: Mapping[str, Answer]) -> dict[Answer, int]:
    counts = Counter(given.values())
    return {answer: counts[answer] for answer in Answer}


def _read_dimension(
    form: Form, dimension: Dimension, given: Mapping[str, Answer]
) -> DimensionResult:
    questions = form.of_dimension(dimension.key)
    present = [each for each in questions if given[each.key] is Answer.YES]
    open_ = [each for each in questions if given[each.key] not in (Answer.YES, Answer.NO)]
    counts = _by_strength(present)
    scored = form.scoring is Scoring.DELPHI
    positive = dimension_is_positive(**counts) if scored else None
    could_be = scored and dimension_is_positive(**_by_strength(present + open_))
    return DimensionResult(
        dimension=dimension,
        **counts,
        present=len(present),
        unanswered=len(open_),
        positive=positive,
        may_change=could_be and not positive,
    )


def _by_strength(questions: list[Question]) -> dict[str, int]:
    counts = Counter(question.strength for question in questions)
    return {strength.value: counts[strength] for strength in Strength}


def _outcome(form: Form, positive: frozenset[str], present: tuple[Question, ...]) -> Outcome:
    if form.scoring is Scoring.SIGNS:
        return Outcome.SIGNS_PRESENT if present else Outcome.FEW_SIGNS
    if CHILD_AGES & set(form.for_ages):
        return _child_outcome(positive)
    return _adult_outcome(positive)


def _adult_outcome(positive: frozenset[str]) -> Outcome:
    """The published case table, read at second hand; what it leaves open stays open.

    Abuse of vulnerability may stand for the means, so it never lets a case end as
    “exploitation only” or “few signs”.
    """
    recruited = bool({DECEPTION, COERCION_BEFORE} & positive)
    row = (recruited, EXPLOITATION in positive, COERCION_AFTER in positive)
    if row == (True, True, True):
        return Outcome.TRAFFICKING_SIGNS
    if row == (True, True, False) and DECEPTION in positive:
        return Outcome.DECEPTION_AND_EXPLOITATION
    if not set(VULNERABILITY) & positive:
        if row == (False, True, False):
            return Outcome.EXPLOITATION_ONLY
        if row == (False, False, False):
            return Outcome.FEW_SIGNS
    return Outcome.NEEDS_LEGAL_TEST


def _child_outcome(positive: frozenset[str]) -> Outcome:
    """No means are needed for a child, so exploitation alone already asks for the legal test."""
    if positive >= {EXPLOITATION, COERCION_AFTER} and {DECEPTION, COERCION_BEFORE} & positive:
        return Outcome.TRAFFICKING_SIGNS
    return Outcome.NEEDS_LEGAL_TEST if positive else Outcome.FEW_SIGNS


def _reasons(
    form: Form, outcome: Outcome, dimensions: tuple[DimensionResult, ...], reinforced: bool
) -> tuple[_StrOrPromise, ...]:
    reasons: list[_StrOrPromise] = [OUTCOMES[outcome]]
    if form.scoring is Scoring.SIGNS:
        reasons.append(_("Este instrumento no tiene puntaje: solo enumera las señales presentes."))
    if reinforced:
        reasons.append(
            _("Hay abuso de una situación de vulnerabilidad: refuerza los medios o los sustituye.")
        )
    if form.scoring is Scoring.DELPHI and CHILD_AGES & set(form.for_ages):
        reasons.append(_("En niñas, niños y adolescentes no hace falta ningún medio."))
    if any(each.may_change for each in dimensions):
        reasons.append(_("Quedan preguntas sin respuesta que podrían cambiar este resultado."))
    return tuple(reasons)
