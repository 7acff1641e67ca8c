"""Who acts, told to PostgreSQL for the length of one transaction; on SQLite nothing is told.

Everything is transaction-local, so that a pooled connection comes back clean. Inside another
transaction the context before comes back when this one closes; after a failure the engine's
rollback brings it back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Permission

# Whoever holds none of these serves nobody, whatever team she is written down on.
SERVING = frozenset({Permission.CASE_READ, Permission.PERSON_OPEN})
SERVED = """
    SELECT set_config('amparo.teams', coalesce((
        SELECT string_agg(team_id::text, ',') FROM access_teammember
        WHERE membership_id = %s AND since_on <= %s AND (until_on IS NULL OR until_on >= %s)
    ), ''), true);
    SELECT set_config('amparo.team_keys', coalesce((
        SELECT string_agg(public_id::text, ',') FROM access_team
        WHERE id = ANY (string_to_array(current_setting('amparo.teams'), ',')::bigint[])
    ), ''), true);
"""
WORDS = """actor day desk desk_key herself holds institutions may membership now organisation
    purpose task team_keys teams user"""
NOBODY = dict.fromkeys(WORDS.split(), "")


@dataclass(frozen=True)
class Context:
    """What the engine is told, by name, and whose teams it looks up (None: nobody's)."""

    told: dict[str, str]
    membership: int | None
    day: date


@contextmanager
def acting(actor: Actor, *, holds: Iterable[object] = ()) -> Iterator[None]:
    """One transaction in which the engine knows who acts.

    ``holds``: keys of the only rows that a task without a place may see, such as the report that
    a receipt names.
    """
    inside, before = connection.in_atomic_block, _known()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _tell(_context(actor, holds))
        try:
            yield
        finally:
            _remember(before)
        if connection.vendor == "postgresql" and inside and not connection.needs_rollback:
            _tell(before)


def named(actor: Actor) -> AbstractContextManager[None]:
    """What is written inside is the actor's own, even in the door of a task that acts for her."""
    known = _known()
    if known is None or known.told["actor"] == actor.name:
        return nullcontext()
    return acting(actor)


def look_up_teams() -> None:
    """Tell the engine which teams the actor serves now: for whoever makes or changes one."""
    known = _known()
    if known is not None:
        with connection.cursor() as cursor:
            cursor.execute(SERVED, [known.membership, known.day, known.day])


def _context(actor: Actor, holds: Iterable[object]) -> Context:
    day = clock.today()
    told = NOBODY | {
        "actor": actor.name,
        "day": day.isoformat(),
        "desk": _text(actor.desk_id),
        "desk_key": _text(actor.desk),
        "herself": _text(actor.herself),
        "holds": ",".join(str(one) for one in holds),
        "institutions": ",".join(str(one) for one in actor.institutions),
        "may": ",".join(sorted(actor.granted)),
        "membership": _text(actor.membership_id),
        "now": clock.now().isoformat(),
        "organisation": _text(actor.organisation_id),
        "purpose": actor.purpose or "",
        "task": actor.name.removeprefix("system:") if actor.name.startswith("system:") else "",
        "user": _text(actor.user_id),
    }
    serves = bool(SERVING & actor.granted)
    return Context(told, actor.membership_id if serves else None, day)


def _text(key: object) -> str:
    return "" if key is None else str(key)


def _tell(context: Context | None) -> None:
    """One round trip: the narrower role, if there is one, who acts, and the teams of today."""
    role = connection.ops.quote_name(settings.ROW_LEVEL_ROLE) if settings.ROW_LEVEL_ROLE else ""
    told = context.told if context else NOBODY
    statement = f"SET LOCAL ROLE {role if context else 'NONE'}; " if role else ""
    statement += "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(told)) + ";"
    words: list[Any] = [word for name in told for word in (f"amparo.{name}", told[name])]
    if context is not None and context.membership is not None:
        statement += SERVED
        words += [context.membership, context.day, context.day]
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
    _remember(context)


def _known() -> Context | None:
    known: Context | None = getattr(connection, "amparo_context", None)
    return known if connection.in_atomic_block else None


def _remember(context: Context | None) -> None:
    connection.amparo_context = context  # type: ignore[attr-defined]  # lives with the connection
