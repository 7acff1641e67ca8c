"""Writing the audit log. Rows are written in the transaction of what they record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.audit.models import AuditRow, AuditSubject, Pseudonym
from amparo.kernel.audit.verbs import Verb

if TYPE_CHECKING:
    from amparo.kernel.access.actor import Actor

LEAF_VERSION = b"\x01"


def record(
    actor: Actor,
    verb: Verb,
    *,
    subjects: Iterable[UUID] = (),
    kind: str = "",
    fields: Iterable[str] = (),
    at: datetime | None = None,
    **details: str | int | bool,
) -> AuditRow:
    """Append one row. ``fields`` are names, ``details`` coded values: never words of a person.

    ``at`` may be given coarser than now by whoever must not date a report exactly.
    """
    from amparo.kernel.access.ceiling import keep_under_ceiling  # both load after the log
    from amparo.kernel.access.emergency_models import marks_of

    about = set(subjects)
    pseudonyms = pseudonyms_of(about)
    keep_under_ceiling(actor, verb, pseudonyms)
    row = AuditRow(
        at=at or clock.now(),
        actor=actor.name,
        organisation=actor.organisation,
        desk=actor.desk,
        role=actor.role or "",
        purpose=actor.purpose or "",
        operator=actor.operator,
        verb=verb,
        kind=kind,
        fields=sorted(fields),
        details=marks_of(actor, about) | details,
    )
    row.leaf = leaf_of(row, pseudonyms)
    from amparo.kernel.access.rowlevel.context import named  # the doors load after the log

    with named(actor):
        row.save(force_insert=True)
        AuditSubject.objects.bulk_create(
            [AuditSubject(row=row, pseudonym=pseudonym) for pseudonym in pseudonyms]
        )
    return row


def record_refusal(actor: Actor, predicate: str) -> None:
    """Record a denied attempt in a transaction of its own, after the attempt was rolled back."""
    from amparo.kernel.access.rowlevel.context import acting  # the doors load after the log

    with acting(actor):
        record(actor, Verb.REFUSED, predicate=predicate)


def record_ceiling(actor: Actor, most: int) -> None:
    """Record that an account reached its day's ceiling, after what it asked was rolled back."""
    from amparo.kernel.access.rowlevel.context import acting  # the doors load after the log

    with acting(actor):
        record(actor, Verb.CEILING_REACHED, most=most)


def pseudonyms_of(subjects: Iterable[UUID]) -> list[UUID]:
    """Each subject's pseudonym, made at its first mention."""
    wanted = set(subjects)
    known = dict(Pseudonym.objects.filter(subject__in=wanted).values_list("subject", "pseudonym"))
    fresh = [Pseudonym(subject=subject) for subject in wanted - known.keys()]
    if fresh:
        Pseudonym.objects.bulk_create(fresh, ignore_conflicts=True)
        known = dict(
            Pseudonym.objects.filter(subject__in=wanted).values_list("subject", "pseudonym")
        )
    return sorted(known.values())


def leaf_of(row: AuditRow, pseudonyms: Iterable[UUID]) -> bytes:
    """Canonical bytes of a row: a version byte, then JSON with sorted keys and no spaces.

    Frozen: the Merkle log is built over these bytes, so a new shape is a new version byte.
    """
    content: dict[str, Any] = {
        "actor": row.actor,
        "at": row.at.isoformat(timespec="microseconds"),
        "desk": str(row.desk or ""),
        "details": row.details,
        "fields": row.fields,
        "kind": row.kind,
        "operator": row.operator,
        "organisation": str(row.organisation or ""),
        "purpose": row.purpose,
        "role": row.role,
        "subjects": sorted(str(pseudonym) for pseudonym in pseudonyms),
        "verb": row.verb,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return LEAF_VERSION + text.encode()


def rows_about(subject: UUID) -> list[AuditRow]:
    """Who changed or read one subject, newest first: the person's own list."""
    pseudonym = Pseudonym.objects.filter(subject=subject).values("pseudonym")
    rows = AuditSubject.objects.filter(pseudonym__in=pseudonym).values("row")
    return list(AuditRow.objects.filter(pk__in=rows).order_by("-at", "-pk"))
