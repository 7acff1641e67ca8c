"""The token of a public form: it makes a form count once and says how old it is, without a cookie.

It is signed by the node, carries nothing of who asked for it and is stored nowhere until the form
is sent (and then only its random half, by day).
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

from amparo.kernel import clock

SALT = "amparo.reports.form"
LIFE_SECONDS = 12 * 60 * 60  # somebody may have to leave the page and come back in the evening


def issue() -> str:
    """A fresh token for one form."""
    return Signer(salt=SALT).sign_object([uuid4().hex, int(clock.now().timestamp())])


def read(token: str) -> UUID | None:
    """The random half of a token; None when it is missing, altered or older than twelve hours."""
    try:
        once, issued_at = Signer(salt=SALT).unsign_object(token)
        age = int(clock.now().timestamp()) - int(issued_at)
        return UUID(hex=once) if 0 <= age <= LIFE_SECONDS else None
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None
