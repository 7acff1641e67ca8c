"""Every channel asks here before it sends anything to a person. Closed unless she opened it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb


class Channel(StrEnum):
    MAILBOX = "mailbox"  # waits where she comes to read; reaches no device
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    IN_PERSON = "in_person"


@dataclass(frozen=True)
class ContactRule:
    """What she allowed: the channels, and the local hours (0–23) in which they are safe."""

    channels: frozenset[Channel]
    hours: frozenset[int] = frozenset(range(24))


RuleOf = Callable[[UUID], ContactRule | None]
_rules: list[RuleOf] = []


def register_rules(provider: RuleOf) -> None:
    """`persons` says what each person allowed."""
    _rules[:] = [provider]


def may_contact(actor: Actor, subject: UUID, channel: Channel, at: datetime) -> bool:
    """Whether this contact is allowed now; a refusal is recorded. No rule known means no."""
    if channel is Channel.MAILBOX:
        return True
    rule = _rules[0](subject) if _rules else None
    allowed = rule is not None and channel in rule.channels and at.hour in rule.hours
    if not allowed:
        record(actor, Verb.CONTACT_REFUSED, subjects=[subject], channel=channel)
    return allowed
