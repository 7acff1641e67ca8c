"""Coming in, failing to and leaving are rows of the log: which account, which way, never where."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from amparo.kernel.access.actor import PUBLIC, Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.models import User


@receiver(authentication_step_completed)
def came_in(sender: Any, user: User, method: str, **how: Any) -> None:
    """One row for each factor that was proved."""
    _write(_actor(user), Verb.SIGNED_IN, way=str(how.get("type") or method))


@receiver(user_logged_out)
def left(sender: Any, user: User | None, **_: Any) -> None:
    if user is not None:
        _write(_actor(user), Verb.SIGNED_OUT)


def failed(username: str, way: str) -> None:
    """A wrong passphrase or code. An account that does not exist is nobody's row."""
    user = User.objects.filter(username=User.normalize_username(username)).first()
    _write(_actor(user) if user else PUBLIC, Verb.SIGN_IN_FAILED, way=way)


def _actor(user: User) -> Actor:
    return Actor(name=f"user:{user.public_id}", user_id=user.pk)


def _write(actor: Actor, verb: Verb, way: str = "") -> None:
    with writing(actor):
        details: dict[str, Any] = {"way": way} if way else {}
        record(actor, verb, **details)
