"""Keeping somebody out of a person's file, and letting them back in: two people, never silently."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.access.membership import with_those_above
from amparo.kernel.access.models import TeamMember
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Organisation
from amparo.persons.choices import ExclusionReason, LiftReason
from amparo.persons.models import Exclusion, Person
from amparo.persons.permissions import can_confirm_lifting, can_exclude


class NobodyWouldRemain(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Así no quedaría nadie en su equipo. Sume antes a alguien que pueda seguir, o pase "
                "el caso a otra institución."
            )
        )


def exclude_from_file(
    *,
    actor: Actor,
    person_id: int,
    reason: ExclusionReason,
    on: date,
    organisation: Organisation | None = None,
    user: User | None = None,
) -> Exclusion:
    """Close her file at once to an institution, with those under it, or to one account.

    Marking the same twice changes nothing.

    Raises:
        Denied: the actor may not, or is not on her team.
        NobodyWouldRemain: everybody who serves her today would be kept out.
    """
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_exclude, actor, person)
        exclusion, made = Exclusion.objects.get_or_create(
            person=person,
            organisation=organisation,
            user=user,
            lifted_on=None,
            defaults={"reason": reason, "since_on": on, "marked_by_id": actor.member},
        )
        if _nobody_remains(person):
            raise NobodyWouldRemain
        if made:
            record(actor, Verb.EXCLUSION_MARKED, subjects=[person.public_id], reason=reason)
    return exclusion


def ask_to_lift(
    *, actor: Actor, exclusion_id: int, version: int, reason: LiftReason, on: date
) -> Exclusion:
    """Ask for an exclusion to end; it stands until somebody else of her team confirms it.

    Raises:
        Denied: the actor may not, or is not on her team.
        ChangedSinceOpened: somebody else saved after ``version`` was shown.
    """
    with writing(actor):
        exclusion = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
        require(can_exclude, actor, exclusion.person)
        claim_version(exclusion, version)
        exclusion.lift_reason, exclusion.lift_asked_by_id = reason, actor.member
        exclusion.save(update_fields=["lift_reason", "lift_asked_by", "version"])
        record(
            actor, Verb.EXCLUSION_LIFT_ASKED, subjects=[exclusion.person.public_id], reason=reason
        )
    return exclusion


def confirm_lifting(*, actor: Actor, exclusion_id: int, version: int, on: date) -> Exclusion:
    """The second person ends it; the row stays with both.

    Raises:
        Denied: nobody asked, the actor asked herself, or she is not on her team.
        ChangedSinceOpened: somebody else saved after ``version`` was shown.
    """
    with writing(actor):
        exclusion = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
        require(can_confirm_lifting, actor, exclusion)
        claim_version(exclusion, version)
        exclusion.lifted_on, exclusion.lifted_by_id = on, actor.member
        exclusion.save(update_fields=["lifted_on", "lifted_by", "version"])
        record(
            actor,
            Verb.EXCLUSION_LIFTED,
            subjects=[exclusion.person.public_id],
            reason=exclusion.lift_reason,
        )
    return exclusion


def move_exclusions(kept: Person, joined: Person) -> None:
    """Whoever is kept out of either file is kept out of the one that remains."""
    standing = Exclusion.objects.standing()
    for exclusion in standing.filter(person=joined):
        same = standing.filter(
            person=kept, organisation=exclusion.organisation_id, user=exclusion.user_id
        )
        if not same.exists():
            exclusion.person = kept
            exclusion.save(update_fields=["person"])


def _nobody_remains(person: Person) -> bool:
    serving = TeamMember.objects.filter(team=person.team_id).on(clock.today())
    places = serving.select_related("membership__desk__organisation")
    standing = list(Exclusion.objects.standing().filter(person=person))
    users = {each.user_id for each in standing}
    organisations = {each.organisation_id for each in standing} - {None}
    return all(
        place.membership.user_id in users
        or organisations & set(with_those_above(place.membership.desk.organisation))
        for place in places
    )
