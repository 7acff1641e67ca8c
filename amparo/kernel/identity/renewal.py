"""A session gets a new name whenever somebody proves again who she is."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from django.dispatch import receiver
from django.http import HttpRequest

from amparo.kernel.ui.middleware import LAST_SEEN


@receiver(authentication_step_completed)
def rename_session(request: HttpRequest, **how: Any) -> None:
    """At a sign-in the framework does it; at a confirmation, this. Nothing in it is lost."""
    if how.get("reauthenticated"):
        request.session.cycle_key()
        request.session.pop(LAST_SEEN, None)  # so that it is listed under its new name at once
