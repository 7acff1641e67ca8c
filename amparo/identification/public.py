"""What other apps may use of identification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amparo.identification.choices import Status
from amparo.identification.models import StatusDecision
from amparo.identification.services import import_status, status_is_inherited


@dataclass(frozen=True)
class StatusNow:
    """The decision that stands: what is counted, by whom it was decided, and when."""

    status: str
    deciding_body: str
    decided_on: date
    review_on: date | None
    recovery_until: date | None

    @property
    def year(self) -> int:
        return self.decided_on.year


def statuses(person_ids: Iterable[int]) -> dict[int, StatusNow]:
    """The status of each person that has one, by her primary key, in one query.

    For figures and exports, which scope persons themselves; pages ask `fields_for` first.
    """
    return {
        pk: StatusNow(
            status=decision.status,
            deciding_body=decision.deciding_body,
            decided_on=decision.decided_on,
            review_on=decision.review_on,
            recovery_until=decision.recovery_until,
        )
        for pk, decision in StatusDecision.objects.current(person_ids).items()
    }


__all__ = ["Status", "StatusNow", "import_status", "status_is_inherited", "statuses"]
