"""What moves when two files turn out to be one person, and which status then stands."""

from __future__ import annotations

from amparo.identification.choices import Ground, Status
from amparo.identification.models import (
    Conversation,
    LegalTest,
    Screening,
    ScreeningWaiver,
    StatusDecision,
)
from amparo.identification.rules import FURTHER_ON
from amparo.kernel.vault.keyring import Keyring
from amparo.persons.public import Person, reseal


def move_identification(kept: Person, joined: Person, ring: Keyring) -> None:
    """Move the joined person's records to the kept person, inside the merge."""
    stood = StatusDecision.objects.current([kept.pk, joined.pk])
    for model in (Screening, ScreeningWaiver, LegalTest, Conversation):
        model._default_manager.filter(person=joined).update(person=kept)
    for decision in StatusDecision.objects.filter(person=joined).order_by("pk"):
        reseal(decision, ["reasons"], ring, kept.public_id)
        decision.person = kept
        decision.save(update_fields=["person", "subject", "reasons"])
    if len(stood) > 1:
        _let_the_further_stand(list(stood.values()))


def _let_the_further_stand(stood: list[StatusDecision]) -> None:
    """The last row is the one that stands, so the further of the two is said again when it is not
    last: an old confirmation is never hidden by a newer suspicion."""
    further = max(stood, key=lambda each: (FURTHER_ON.index(Status(each.status)), each.pk))
    if further.pk == max(each.pk for each in stood):
        return
    again = StatusDecision.objects.get(pk=further.pk)
    again.pk, again.public_id = None, StatusDecision().public_id
    again.ground = Ground.JOINED_FILES
    again.save(force_insert=True)
