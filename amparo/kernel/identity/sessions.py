"""Sessions that their owner sees and closes, and that end with the account."""

from __future__ import annotations

from uuid import UUID

from django.contrib.sessions.models import Session

from amparo.kernel import clock
from amparo.kernel.identity.models import OpenSession, User
from amparo.kernel.jobs.daily import daily


def note_session(user_id: int, session_key: str) -> None:
    """Remember that this session was used now; a new one closes the others if she asked so."""
    now = clock.now()
    seen = OpenSession.objects.filter(session_key=session_key, user_id=user_id)
    if seen.update(seen_at=now):
        return
    OpenSession.objects.update_or_create(
        session_key=session_key, defaults={"user_id": user_id, "since_at": now, "seen_at": now}
    )
    if User.objects.filter(pk=user_id, one_place=True).exists():
        close_sessions(user_id, but=session_key)


def sessions_of(user_id: int) -> list[OpenSession]:
    """Her sessions that still open something, the last used first."""
    live = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    mine = OpenSession.objects.filter(user_id=user_id, session_key__in=live)
    return list(mine.order_by("-seen_at", "-pk"))


def close_session(user_id: int, public_id: UUID) -> bool:
    """Close one of her own; False when it is not hers."""
    found = OpenSession.objects.filter(user_id=user_id, public_id=public_id).first()
    if found is None:
        return False
    _end(user_id, [found.session_key])
    return True


def close_sessions(user_id: int, *, but: str = "") -> int:
    """Close every session of an account, except the one whose key is given."""
    keys = OpenSession.objects.filter(user_id=user_id).exclude(session_key=but)
    listed = list(keys.values_list("session_key", flat=True))
    _end(user_id, listed)
    return len(listed)


def _end(user_id: int, keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(user_id=user_id, session_key__in=keys).delete()


@daily
def forget_ended_sessions() -> None:
    """Sessions that ended by themselves leave no list of working hours behind."""
    Session.objects.filter(expire_date__lte=clock.now()).delete()
    live = Session.objects.values("session_key")
    OpenSession.objects.exclude(session_key__in=live).delete()
