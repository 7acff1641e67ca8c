"""She hides a part of her file from an institution, and shows it again. Nobody else does."""

from __future__ import annotations

from datetime import date

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Organisation
from amparo.persons.choices import ShareField
from amparo.persons.hidden_models import HiddenPart
from amparo.persons.models import Person
from amparo.persons.permissions import can_hide


def hide_part(
    *, actor: Actor, person_id: int, organisation: Organisation, part: ShareField, on: date
) -> HiddenPart:
    """From this transaction on the institution does not see it. Twice is once.

    Raises:
        Denied: it is not she who asks, nor her team at her side.
    """
    with writing(actor):
        person = Person.objects.get(pk=person_id)
        require(can_hide, actor, person)
        hidden, fresh = HiddenPart.objects.get_or_create(
            person=person,
            organisation=organisation,
            part=part.value,
            shown_on=None,
            defaults={"hidden_on": on},
        )
        if fresh:
            record(actor, Verb.PART_HIDDEN, subjects=[person.public_id], fields=[part.value])
    return hidden


def show_part(*, actor: Actor, hidden_id: int, on: date) -> HiddenPart:
    """Show it again, as before. Twice is once.

    Raises:
        Denied: it is not she who asks, nor her team at her side.
    """
    with writing(actor):
        hidden = HiddenPart.objects.select_related("person").get(pk=hidden_id)
        require(can_hide, actor, hidden.person)
        if hidden.shown_on is None:
            hidden.shown_on = on
            hidden.save(update_fields=["shown_on"])
            subject = hidden.person.public_id
            record(actor, Verb.PART_SHOWN, subjects=[subject], fields=[hidden.part])
    return hidden


def move_hidden_parts(kept: Person, joined: Person) -> None:
    """What she hid under either file stays hidden in the one they become."""
    ours = set(
        HiddenPart.objects.standing().filter(person=kept).values_list("organisation_id", "part")
    )
    for hidden in HiddenPart.objects.standing().filter(person=joined):
        if (hidden.organisation_id, hidden.part) not in ours:
            hidden.person = kept
            hidden.save(update_fields=["person"])
