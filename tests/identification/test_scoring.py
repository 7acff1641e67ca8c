from itertools import product

import pytest

from amparo.identification.scoring import (
    Answer,
    FormIsEmpty,
    Outcome,
    UnknownAnswer,
    UnknownQuestion,
    dimension_is_positive,
    score,
)
from amparo.identification.wording import NEXT_STEPS, NOTICE, OUTCOMES
from amparo.kernel.reference import code_list, form, forms

ADULT = form("delphi_labour_adult")
CHILD = form("delphi_labour_child")
READY = [each for each in forms().values() if each.questions]


def all_no(screen):
    return {question.key: "no" for question in screen.questions}


def positive_in(screen, *dimensions):
    """Answers that make exactly these dimensions positive, by three signs of each."""
    answers = all_no(screen)
    for dimension in dimensions:
        for question in screen.of_dimension(dimension)[:3]:
            answers[question.key] = "yes"
    return answers


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "positive"),
    [
        (2, 0, 0, True),
        (1, 1, 0, True),
        (1, 0, 1, True),
        (0, 3, 0, True),
        (0, 2, 1, True),
        (1, 0, 0, False),
        (0, 2, 0, False),
        (0, 1, 2, False),
        (0, 1, 5, False),
        (0, 0, 9, False),
        (0, 0, 0, False),
    ],
)
def test_a_dimension_follows_the_published_rule(strong, medium, weak, positive):
    assert dimension_is_positive(strong=strong, medium=medium, weak=weak) is positive


def test_one_more_sign_never_turns_a_positive_dimension_negative():
    for strong, medium, weak in product(range(4), range(5), range(4)):
        if dimension_is_positive(strong=strong, medium=medium, weak=weak):
            assert dimension_is_positive(strong=strong + 1, medium=medium, weak=weak)
            assert dimension_is_positive(strong=strong, medium=medium + 1, weak=weak)
            assert dimension_is_positive(strong=strong, medium=medium, weak=weak + 1)


@pytest.mark.parametrize(
    ("dimensions", "outcome"),
    [
        ((), Outcome.FEW_SIGNS),
        (("exploitation",), Outcome.EXPLOITATION_ONLY),
        (("deceptive_recruitment", "exploitation"), Outcome.DECEPTION_AND_EXPLOITATION),
        (
            ("deceptive_recruitment", "exploitation", "coercion_destination"),
            Outcome.TRAFFICKING_SIGNS,
        ),
        (
            ("coercive_recruitment", "exploitation", "coercion_destination"),
            Outcome.TRAFFICKING_SIGNS,
        ),
        (("coercive_recruitment", "exploitation"), Outcome.NEEDS_LEGAL_TEST),
        (("exploitation", "coercion_destination"), Outcome.NEEDS_LEGAL_TEST),
        (("deceptive_recruitment",), Outcome.NEEDS_LEGAL_TEST),
        (("coercion_destination",), Outcome.NEEDS_LEGAL_TEST),
        (("recruitment_abuse_vulnerability",), Outcome.NEEDS_LEGAL_TEST),
        (("abuse_vulnerability_destination", "exploitation"), Outcome.NEEDS_LEGAL_TEST),
    ],
)
def test_an_adults_result_follows_the_case_table_and_leaves_open_what_it_leaves_open(
    dimensions, outcome
):
    result = score(ADULT, positive_in(ADULT, *dimensions))

    assert {each.dimension.key for each in result.dimensions if each.positive} == set(dimensions)
    assert result.outcome is outcome


@pytest.mark.parametrize(
    ("dimensions", "outcome"),
    [
        ((), Outcome.FEW_SIGNS),
        (("exploitation",), Outcome.NEEDS_LEGAL_TEST),
        (("exploitation", "coercion_destination"), Outcome.NEEDS_LEGAL_TEST),
        (
            ("deceptive_recruitment", "exploitation", "coercion_destination"),
            Outcome.TRAFFICKING_SIGNS,
        ),
    ],
)
def test_a_childs_exploitation_never_ends_as_exploitation_only(dimensions, outcome):
    result = score(CHILD, positive_in(CHILD, *dimensions))

    assert result.outcome is outcome
    assert any("no hace falta ningún medio" in str(reason) for reason in result.reasons)


def test_abuse_of_vulnerability_is_named_as_reinforcing_the_means():
    answers = positive_in(ADULT, "abuse_vulnerability_destination", "exploitation")

    result = score(ADULT, answers)

    assert result.reinforced_by == ("abuse_vulnerability_destination",)
    assert any("refuerza los medios" in str(reason) for reason in result.reasons)


def test_signs_are_counted_by_strength_in_each_dimension():
    answers = all_no(ADULT) | {
        "deceptive_recruitment.nature_of_job": "yes",  # strong
        "deceptive_recruitment.wages": "yes",  # medium
        "deceptive_recruitment.education_access": "yes",  # weak
    }

    first = score(ADULT, answers).dimensions[0]

    assert (first.strong, first.medium, first.weak, first.present) == (1, 1, 1, 3)
    assert (first.positive, first.may_change, first.unanswered) == (True, False, 0)


def test_what_was_not_asked_unknown_or_declined_is_counted_apart():
    keys = [question.key for question in ADULT.questions[:4]]

    result = score(ADULT, {keys[0]: "yes", keys[1]: "no", keys[2]: "declined", keys[3]: "unknown"})

    assert result.answers == {
        Answer.YES: 1,
        Answer.NO: 1,
        Answer.UNKNOWN: 1,
        Answer.NOT_ASKED: 63,
        Answer.DECLINED: 1,
    }


def test_an_unfinished_screen_says_that_its_result_may_change():
    unfinished = score(ADULT, {})
    finished = score(ADULT, all_no(ADULT))

    assert (unfinished.outcome, unfinished.may_change) == (Outcome.FEW_SIGNS, True)
    assert any("podrían cambiar" in str(reason) for reason in unfinished.reasons)
    assert (finished.outcome, finished.may_change) == (Outcome.FEW_SIGNS, False)


@pytest.mark.parametrize("code", ["ilo11", "unodc_general"])
def test_a_form_without_published_weights_lists_the_signs_and_adds_nothing_up(code):
    screen = form(code)
    first, second = screen.questions[:2]

    result = score(screen, all_no(screen) | {first.key: "yes", second.key: "yes"})

    assert result.outcome is Outcome.SIGNS_PRESENT
    assert result.present == (first, second)
    assert {each.positive for each in result.dimensions} == {None}
    assert not result.may_change


@pytest.mark.parametrize("code", ["ilo11", "unodc_general"])
def test_no_sign_in_an_unscored_form_discards_nothing(code):
    result = score(form(code), all_no(form(code)))

    assert (result.outcome, result.any_sign) == (Outcome.FEW_SIGNS, False)
    assert "no descarta nada" in str(result.outcome_text)


@pytest.mark.parametrize("screen", READY, ids=lambda each: each.code)
def test_every_result_says_that_it_is_a_screen_and_what_to_do_next(screen):
    for answers in ({}, all_no(screen), {question.key: "yes" for question in screen.questions}):
        result = score(screen, answers)
        assert "nunca una determinación" in str(result.notice)
        assert str(result.next_step) == str(NEXT_STEPS[result.outcome])
        assert result.reasons[0] == result.outcome_text


def test_every_outcome_has_words_and_none_promises_or_convicts():
    assert set(OUTCOMES) == set(NEXT_STEPS) == set(Outcome)
    said = " ".join(str(text) for text in (NOTICE, *OUTCOMES.values(), *NEXT_STEPS.values()))
    forbidden = ("a salvo", "falsa", "descartada", "es una víctima", "tráfico")
    assert [phrase for phrase in forbidden if phrase in said] == []


def test_the_answers_are_those_of_the_declared_list():
    assert tuple(Answer) == code_list("screening_answer").codes


def test_a_countrys_empty_slot_cannot_be_scored():
    with pytest.raises(FormIsEmpty):
        score(form("country_protocol"), {})


def test_an_answer_to_a_question_of_another_form_is_refused():
    with pytest.raises(UnknownQuestion):
        score(ADULT, {"others_speak": "yes"})


def test_an_answer_outside_the_list_is_refused():
    with pytest.raises(UnknownAnswer):
        score(ADULT, {ADULT.questions[0].key: "maybe"})
