"""The reserve of a witness: from then on her file exists for two named officers alone."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.persons.models import Person, Protection
from amparo.persons.permissions import can_seal, can_unseal

OFFICERS = 2


class NeedsTwoOfficers(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Hacen falta dos personas de protección de testigos en su equipo antes de reservar.")
        )


def seal_person(*, actor: Actor, person_id: int, on: date) -> Protection:
    """Put the file under reserve at once; asking twice changes nothing.

    Her shares end: whoever had one finds what nobody ever registered.

    Raises:
        Denied: the actor is not one of the officers on her team.
        NeedsTwoOfficers: she would be the only one who can reach the file.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_seal, actor, person)
        serving = TeamMember.objects.filter(team=person.team_id).on(on)
        officers = serving.filter(membership__role=Role.WITNESS_PROTECTION_OFFICER)
        if officers.values("membership__user").distinct().count() < OFFICERS:
            raise NeedsTwoOfficers
        protection, made = Protection.objects.get_or_create(
            person=person, until_on=None, defaults={"since_on": on, "sealed_by_id": actor.member}
        )
        if made:
            person.group = person.card = None  # her card in a sitting is free again, for everybody
            person.save(update_fields=["group", "card"])
            record(actor, Verb.PERSON_SEALED, subjects=[person.public_id])
    return protection


def unseal_person(*, actor: Actor, person_id: int, on: date) -> Protection:
    """End the reserve: the other officer does it, never whoever sealed.

    Raises:
        Denied: the actor sealed it, or is not one of the officers on her team.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        protection = Protection.objects.select_for_update(of=("self",)).get(
            person=person, until_on=None
        )
        require(can_unseal, actor, protection)
        protection.until_on, protection.lifted_by_id = on, actor.member
        protection.save(update_fields=["until_on", "lifted_by"])
        record(actor, Verb.PERSON_UNSEALED, subjects=[person.public_id])
    return protection
