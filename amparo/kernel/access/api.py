"""Who calls the API: the same signed-in person, with the same second factor, at the same place."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.middleware import ActorRequest, actor_for, strongly_signed_in


class StaffSession(APIKeyCookie):
    """Session of the staff pages; without it, its second factor, its place or, when something is
    written, its forgery token, the answer is 401."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # checked below: the library would answer 403

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not request.user.is_authenticated or not strongly_signed_in(request):
            return None
        if request.user.temporary_until is not None:
            return None
        actor = actor_for(request)
        if actor is None or check_csrf(request) is not None:
            return None
        cast(ActorRequest, request).actor = actor
        return actor


staff_session = StaffSession()
