"""Server-side sealed drafts: a closed session loses nothing that was typed."""

from __future__ import annotations

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing

from amparo.kernel import clock
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault.recipients import derived_key

SALT = "amparo.draft"
# Never kept: the tokens of the form itself and anything secret.
LEFT_OUT = ("csrfmiddlewaretoken", "once", "draft", "password", "code")
Fields = dict[str, list[str]]


def mark(user_id: int, path: str) -> str:
    """The signed hidden field that says whose draft a form is, even after her session ended."""
    return signing.dumps([user_id, path], salt=SALT, compress=True)


def read_mark(token: str) -> tuple[int, str] | None:
    """The account and form of a mark at most a day old; None for anything else."""
    try:
        user_id, path = signing.loads(token, salt=SALT, max_age=86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(user_id), str(path)


def keep(user_id: int, path: str, fields: Fields) -> None:
    """Replace the draft of one form."""
    kept = {name: values for name, values in fields.items() if name not in LEFT_OUT}
    nonce = os.urandom(12)
    content = json.dumps(kept).encode("utf-8", "replace")
    sealed = nonce + AESGCM(_key(user_id)).encrypt(nonce, content, path.encode())
    Draft.objects.update_or_create(
        user_id=user_id, path=path[:200], defaults={"sealed": sealed, "saved_at": clock.now()}
    )


def recall(user_id: int, path: str) -> Fields | None:
    """What was kept for a form, or None."""
    draft = Draft.objects.filter(user_id=user_id, path=path[:200]).first()
    if draft is None:
        return None
    sealed = bytes(draft.sealed)
    try:
        content = AESGCM(_key(user_id)).decrypt(sealed[:12], sealed[12:], path.encode())
    except InvalidTag:
        return None
    recalled: Fields = json.loads(content)
    return recalled


def forget(user_id: int, path: str) -> None:
    Draft.objects.filter(user_id=user_id, path=path[:200]).delete()


def _key(user_id: int) -> bytes:
    return derived_key(f"draft/{user_id}")
