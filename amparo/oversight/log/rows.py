"""Pages of the log, 50 rows at a time by key, and one row with what its seal says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from amparo.kernel.audit.models import AuditRow, AuditSubject, Checkpoint, Seal
from amparo.kernel.audit.proving import DoesNotHold, KeptHashes, NotSealedYet, proof_text
from amparo.kernel.audit.services import leaf_of
from amparo.kernel.audit.verbs import Verb
from amparo.oversight.log.naming import ACCOUNT, Names, account_id, names_of

PAGE = 50
NO_ACCOUNT = "user:-"


@dataclass(frozen=True)
class Wanted:
    """What a page of the log is narrowed to; every part may be left out."""

    verb: str = ""
    institution: UUID | None = None
    account: str = ""
    day: date | None = None
    pseudonym: UUID | None = None
    refusals: bool = False

    def traces(self) -> dict[str, Any]:
        """What the row about this reading says was looked for."""
        said: dict[str, Any] = {
            "act": self.verb,
            "institution": str(self.institution or ""),
            "account": str(account_id(self.account) or "") if self.account else "",
            "day": self.day.isoformat() if self.day else "",
            "pseudonym": str(self.pseudonym or ""),
            "refusals": self.refusals,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class LogRow:
    """One row as the list shows it. ``persons`` are pseudonyms."""

    pk: int
    at: datetime
    who: str
    operator: str
    role: str
    institution: str
    verb: str
    refused: bool
    persons: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class LogPage:
    """``after`` is the key of the next page, 0 when this is the last."""

    rows: list[LogRow]
    after: int


class State(StrEnum):
    """What the seal says of a row."""

    SOUND = "sound"
    WAITING = "waiting"
    ALTERED = "altered"


@dataclass(frozen=True)
class OneRow:
    """One row whole, and its place in the tree once it is sealed."""

    row: LogRow
    purpose: str
    kind: str
    fields: list[str]
    details: dict[str, Any]
    state: State
    position: int | None
    sealed_before: datetime | None


def page_of(wanted: Wanted, *, after: int = 0) -> LogPage:
    """One page, the newest first."""
    found = _narrowed(wanted)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    return LogPage(shown_rows(shown), shown[-1].pk if len(rows) > PAGE else 0)


def shown_rows(rows: Sequence[AuditRow]) -> list[LogRow]:
    names = names_of([row.actor for row in rows], [row.organisation for row in rows])
    persons: defaultdict[int, list[UUID]] = defaultdict(list)
    found = AuditSubject.objects.filter(row__in=[row.pk for row in rows]).order_by("pseudonym")
    for key, pseudonym in found.values_list("row_id", "pseudonym"):
        persons[key].append(pseudonym)
    return [_shown(row, names, persons[row.pk]) for row in rows]


def one_row(key: int) -> OneRow:
    """Raises AuditRow.DoesNotExist."""
    row = AuditRow.objects.get(pk=key)
    (shown,) = shown_rows([row])
    seal = Seal.objects.filter(row=key).first()
    cover = Checkpoint.objects.filter(size__gt=seal.position) if seal else None
    return OneRow(
        row=shown,
        purpose=row.purpose,
        kind=row.kind,
        fields=row.fields,
        details=row.details,
        state=_state(row, shown.persons),
        position=seal.position if seal else None,
        sealed_before=(
            cover.order_by("number").values_list("at", flat=True).first() if cover else None
        ),
    )


def _state(row: AuditRow, persons: list[UUID]) -> State:
    """Its columns against its bytes, and its bytes against the newest signed root."""
    try:
        proof_text(row.pk, KeptHashes())
    except NotSealedYet:
        return State.WAITING
    except DoesNotHold:
        return State.ALTERED
    return State.SOUND if bytes(row.leaf) == leaf_of(row, persons) else State.ALTERED


def _narrowed(wanted: Wanted) -> QuerySet[AuditRow]:
    found = AuditRow.objects.all()
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.refusals:
        found = found.filter(verb=Verb.REFUSED)
    if wanted.institution:
        found = found.filter(organisation=wanted.institution)
    if wanted.account:
        account = account_id(wanted.account)
        found = found.filter(actor=f"{ACCOUNT}{account}" if account else NO_ACCOUNT)
    if wanted.day:
        start = datetime.combine(wanted.day, time(), UTC)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if wanted.pseudonym:
        about = AuditSubject.objects.filter(pseudonym=wanted.pseudonym).values("row")
        found = found.filter(pk__in=about)
    return found


def _shown(row: AuditRow, names: Names, persons: list[UUID]) -> LogRow:
    return LogRow(
        pk=row.pk,
        at=row.at,
        who=names.who(row.actor),
        operator=row.operator,
        role=row.role,
        institution=names.institution(row.organisation),
        verb=row.verb,
        refused=row.verb == Verb.REFUSED,
        persons=persons,
    )
