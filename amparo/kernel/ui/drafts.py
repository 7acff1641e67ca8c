"""Server-side sealed drafts: a closed session loses nothing that was typed."""

from __future__ import annotations

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing

from amparo.kernel import clock
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault.members import holding_member
from amparo.kernel.vault.recipients import derived_key, open_key, seal_key

SALT = "amparo.draft"
# Never kept: the tokens of the form itself and anything secret.
LEFT_OUT = ("csrfmiddlewaretoken", "once", "draft", "password", "code")
SECRET_WORDS = ("passphrase", "fresh")  # wherever they stand in a field's name
# A draft of whoever holds keys is sealed to her own key ring: the root key does not open it.
TO_HER_OWN = b"own|"
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
    kept = {
        name: values
        for name, values in fields.items()
        if name not in LEFT_OUT and not any(word in name for word in SECRET_WORDS)
    }
    content = json.dumps(kept).encode("utf-8", "replace")
    sealed = _sealed(user_id, path, content)
    Draft.objects.update_or_create(
        user_id=user_id, path=path[:200], defaults={"sealed": sealed, "saved_at": clock.now()}
    )


def recall(user_id: int, path: str, own_key: bytes = b"") -> Fields | None:
    """What was kept for a form, or None; ``own_key`` while her own key ring is open."""
    return look(user_id, path, own_key)[0]


def look(user_id: int, path: str, own_key: bytes = b"") -> tuple[Fields | None, bool]:
    """As `recall`, and whether a draft is there that waits for her own key ring to be opened."""
    draft = Draft.objects.filter(user_id=user_id, path=path[:200]).first()
    if draft is None:
        return None, False
    sealed = bytes(draft.sealed)
    content = _opened(user_id, path, sealed, own_key)
    if content is None:
        return None, sealed.startswith(TO_HER_OWN) and not own_key
    recalled: Fields = json.loads(content)
    return recalled, False


def forget(user_id: int, path: str) -> None:
    Draft.objects.filter(user_id=user_id, path=path[:200]).delete()


def _sealed(user_id: int, path: str, content: bytes) -> bytes:
    member = holding_member(user_id)
    if member is not None:
        return TO_HER_OWN + seal_key(member, content, _bound(path))
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(user_id)).encrypt(nonce, content, path.encode())


def _opened(user_id: int, path: str, sealed: bytes, own_key: bytes) -> bytes | None:
    try:
        if sealed.startswith(TO_HER_OWN):
            body = sealed[len(TO_HER_OWN) :]
            return open_key(own_key, body, _bound(path)) if own_key else None
        return AESGCM(_key(user_id)).decrypt(sealed[:12], sealed[12:], path.encode())
    except InvalidTag:
        return None


def _bound(path: str) -> bytes:
    return b"amparo-draft-1|" + path.encode()


def _key(user_id: int) -> bytes:
    return derived_key(f"draft/{user_id}")
