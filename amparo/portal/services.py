"""What a person does in the portal itself."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import writing
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership


def choose_place(*, membership: Membership, purpose: Purpose) -> Actor:
    """Start to work at one place for one purpose; from here on every reading says so."""
    actor = actor_of(membership, purpose=purpose)
    with writing(actor):
        record(actor, Verb.PLACE_CHOSEN)
    return actor
