"""Codes in words and small parts of the pages of a file."""

from __future__ import annotations

from typing import Any

from django.template import Library

from amparo.cases.choices import GoalState, NeedState, NoteKind
from amparo.cases.wording import answer_words, code_words, codes_words, state_words
from amparo.kernel.audit.wording import verb_words

register = Library()
STATE_TONES = {
    "open": "act",
    "assessing": "act",
    "planned": "act",
    "active": "done",
    "follow_up": "done",
    "not_located": "late",
    "closure_requested": "soon",
}
WORK_TONES = {
    NeedState.OPEN: "soon",
    NeedState.UNDER_WAY: "act",
    NeedState.MET: "done",
    NeedState.DECLINED: "hers",
    GoalState.AGREED: "act",
    GoalState.REACHED: "done",
    GoalState.CHANGED: "hers",
}


@register.filter
def coded(code: str, scheme: str) -> str:
    """The label of a code of a list."""
    return code_words(scheme, code) if code else ""


@register.filter
def coded_all(codes: list[str], scheme: str) -> str:
    return codes_words(scheme, codes)


@register.filter
def answered(value: Any, name: str) -> str:
    """A coded answer of a person in words."""
    return answer_words(name, value)


@register.filter
def case_state(code: str) -> str:
    return state_words(code)


@register.filter
def case_tone(code: str) -> str:
    """How the state of a case looks, beside its word."""
    return STATE_TONES.get(code, "")


@register.filter
def work_state(code: str) -> str:
    """The words of a need's or a goal's state."""
    known: dict[str, Any] = dict(NeedState.choices) | dict(GoalState.choices)
    return str(known[code])


@register.filter
def work_tone(code: str) -> str:
    return WORK_TONES.get(code, "")  # type: ignore[call-overload, no-any-return]  # codes are text


@register.filter
def note_kind(code: str) -> str:
    return str(NoteKind(code).label)


register.filter("verb_words", verb_words)
