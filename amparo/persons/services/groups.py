"""Group intake: many people in one sitting, one card and one file each."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.access.services import open_team
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.persons.models import GroupIntake, Person
from amparo.persons.permissions import can_open_person, can_register_card
from amparo.persons.services.opening import PersonFields, create_person

MOST_CARDS = 999


def open_group(*, actor: Actor, cards: int, place: str, on: date) -> GroupIntake:
    """Start a sitting with so many numbered cards; its opener's team keeps every file.

    Raises:
        Denied: the actor may not open files.
        ValidationError: no cards, or more than 999.
    """
    if not 1 <= cards <= MOST_CARDS:
        raise ValidationError({"cards": _("Escriba cuántas tarjetas: entre 1 y 999.")})
    with writing(actor):
        require(can_open_person, actor)
        lead = Membership.objects.select_related("desk").get(pk=actor.member)
        team = open_team(lead=lead, on=on)
        return GroupIntake.objects.create(
            team=team, place=place, cards=cards, opened_on=on, opened_by=lead
        )


def taken_cards(group: GroupIntake) -> set[int]:
    """Cards of a sitting that have a file, whoever may see it: a number, and nothing of anybody.

    Asked as the task that sees every file, since one that is closed to the actor is there for her
    neither in a list nor, behind the second wall, in the table.
    """
    with reading(system_actor("registry")):
        cards = Person.objects.filter(group_id=group.pk).values_list("card", flat=True)
        return {card for card in cards if card is not None}


def register_card(
    *, actor: Actor, group: GroupIntake, card: int, fields: PersonFields, on: date
) -> Person:
    """Open the file of one card.

    Raises:
        Denied: the actor is not on the sitting's team, or may not open files.
        ValidationError: there is no such card, or it already has a file.
    """
    if not 1 <= card <= group.cards:
        raise ValidationError(
            _("No hay tarjeta %(card)s: van de 1 a %(cards)s.")
            % {"card": card, "cards": group.cards}
        )
    with writing(actor):
        require(can_register_card, actor, group)
        if card in taken_cards(group):
            raise ValidationError(
                _("La tarjeta %(card)s ya tiene ficha.") % {"card": card}, code="taken"
            )
        person, _ring = create_person(
            actor=actor, fields=fields, on=on, team=group.team, group=group, card=card
        )
        record(actor, Verb.PERSON_OPENED, subjects=[person.public_id], basis=fields.basis)
    return person
