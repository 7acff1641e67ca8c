"""Everything that happened in a file, in one line of time, and what is to be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amparo.cases.choices import NeedState, NoteKind
from amparo.cases.pages.sharing import ConsentShown
from amparo.cases.pages.work import EventShown, StepShown, WordsShown
from amparo.cases.wording import state_words

SHOWN = 12


@dataclass(frozen=True, repr=False)
class Moment:
    """One point of the line. ``hers``: she said or decided it; ``now``: the present state."""

    on: date
    what: str
    more: str = ""
    hers: bool = False
    now: bool = False


def timeline(
    *,
    events: list[EventShown],
    notes: list[WordsShown],
    steps: list[StepShown],
    consents: list[ConsentShown],
) -> list[Moment]:
    """The newest moments first, made only of what the actor was shown."""
    moments = [
        *_steps(steps),
        *(Moment(event.recorded_on, event.kind, event.where) for event in events),
        *(_note(note) for note in notes),
        *(moment for consent in consents for moment in _consent(consent)),
    ]
    return sorted(moments, key=lambda moment: moment.on, reverse=True)


def _steps(steps: list[StepShown]) -> list[Moment]:
    return [
        Moment(step.at.date(), state_words(step.target), step.reason, now=position == 0)
        for position, step in enumerate(steps)
    ]


def _note(note: WordsShown) -> Moment:
    return Moment(
        note.on,
        str(NoteKind(note.kind).label),
        (note.words or "")[:120],
        hers=note.kind == NoteKind.DECISION,
    )


def _consent(consent: ConsentShown) -> list[Moment]:
    to = {"institution": consent.institution}
    given = _("Permitió que %(institution)s vea una parte") % to
    moments = [Moment(consent.given_on, given, consent.parts, hers=True)]
    if consent.withdrawn_on:
        taken = _("Retiró el permiso a %(institution)s") % to
        moments.insert(0, Moment(consent.withdrawn_on, taken, hers=True))
    return moments


@dataclass(frozen=True, repr=False)
class Decisions:
    """What she decided: her last words, what she said yes to, and what she declined."""

    words: WordsShown | None
    yes: list[str]
    no: list[str]

    def __bool__(self) -> bool:
        return bool(self.words or self.yes or self.no)


def decisions(
    *, notes: list[WordsShown], needs: list[WordsShown], consents: list[ConsentShown]
) -> Decisions:
    said = [note for note in notes if note.kind == NoteKind.DECISION]
    seen = _("Que %(institution)s vea: %(parts)s")
    withdrawn = _("Retiró el permiso a %(institution)s")
    yes = [
        seen % {"institution": each.institution, "parts": each.parts}
        for each in consents
        if each.live
    ]
    no = [withdrawn % {"institution": each.institution} for each in consents if each.withdrawn_on]
    no += [need.kind for need in needs if need.state == NeedState.DECLINED]
    return Decisions(said[0] if said else None, yes, no)
