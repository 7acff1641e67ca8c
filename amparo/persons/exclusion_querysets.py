"""Who is kept out of a file whatever lets them in. Deny wins: every way in asks this last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import with_those_above
from amparo.kernel.access.permissions import Permission
from amparo.kernel.organisations.models import Organisation

if TYPE_CHECKING:
    from amparo.persons.exclusion_models import (  # noqa: F401  named in the generics below
        Exclusion,
        Protection,
        Representative,
    )
    from amparo.persons.models import Person


class ExclusionQuerySet(QuerySet["Exclusion"]):
    def standing(self) -> ExclusionQuerySet:
        return self.filter(lifted_on=None)

    def standing_against(self, person: Person, organisation: Organisation) -> ExclusionQuerySet:
        """Those of her file that name an institution or one above it."""
        return self.standing().filter(
            person=person, organisation__in=with_those_above(organisation)
        )

    def against(self, actor: Actor) -> ExclusionQuerySet:
        """Those that name the actor's account, her institution or one above it."""
        named = Q(organisation__in=actor.institutions)
        if actor.user_id is not None:
            named |= Q(user=actor.user_id)
        return self.standing().filter(named)


class ProtectionQuerySet(QuerySet["Protection"]):
    def standing(self) -> ProtectionQuerySet:
        return self.filter(until_on=None)


class RepresentativeQuerySet(QuerySet["Representative"]):
    def live(self, on: date) -> RepresentativeQuerySet:
        """Decided by the authority, in force that day, of somebody who is not an adult."""
        return self.filter(
            decided_on__lte=on, from_on__lte=on, until_on__gte=on, ended_on=None
        ).exclude(person__age_group="adult")


def keeps_sealed(actor: Actor) -> bool:
    """Whether the actor may be one of the named officers of a sealed file."""
    return actor.has(Permission.PERSON_SEAL)


def denied(actor: Actor) -> list[Any]:
    """Keys of the persons whose file is closed to the actor, however she comes: one query each.

    A sealed file is closed to every role but the officers who may keep it; that they are named on
    her team is asked by `visible_persons` like of anybody, and shares do not count there.
    """
    exclusions = apps.get_model("persons", "Exclusion").objects.against(actor)
    closed = [exclusions.order_by().values("person")]
    if not keeps_sealed(actor):
        closed.append(sealed())
    return closed


def sealed() -> Any:
    """Keys of the persons under the reserve of a witness."""
    return apps.get_model("persons", "Protection").objects.standing().order_by().values("person")


def without_denied(queryset: Any, actor: Actor, *, path: str = "pk") -> Any:
    """The queryset less what is denied to the actor; ``path`` leads to the person's key."""
    for closed in denied(actor):
        queryset = queryset.exclude(**{f"{path}__in": closed})
    return queryset


def denied_subjects(actor: Actor, subjects: Iterable[UUID]) -> set[UUID]:
    """Those among ``subjects`` whose file is closed to the actor: their keys stay closed too."""
    people = apps.get_model("persons", "Person").objects.filter(public_id__in=list(subjects))
    conditions = Q()
    for closed in denied(actor):
        conditions |= Q(pk__in=closed)
    return set(people.filter(conditions).values_list("public_id", flat=True))
