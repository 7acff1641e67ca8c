"""What a page says where a key that should open a part does not: of that part alone, and calmly."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import class_of
from amparo.kernel.vault.keyring import Keyring

CANNOT_OPEN_NOW = _("Esta parte no puede abrirse ahora")


class Unopened(str):
    """A text for the page in place of hers. Never for a form: it would be saved as her words."""

    __slots__ = ()


def shown(ring: Keyring, actor: Actor, record: Any, name: str) -> str | None:
    """A sealed text of an included part, for a page that only shows it.

    "" when nothing was written; None when the actor's function does not read that class, or only
    her own key ring stands in the way; `Unopened` when a key is missing or broken: the operator
    finds which by `amparo keys status`.
    """
    text = ring.text(record, name)
    data_class = class_of(type(record), name)
    hers = ring.is_closed(record.subject, data_class)
    if text is not None or hers or data_class not in actor.readable:
        return text
    return Unopened(CANNOT_OPEN_NOW)
