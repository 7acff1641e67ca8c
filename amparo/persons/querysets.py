"""Who may see which person: her team, or a desk that a live share names. Nobody else, and not they
when a conflict of interest or the reserve of a witness keeps them out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.models import EmergencyOpening, TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.persons.exclusion_querysets import (
    denied_subjects,
    keeps_sealed,
    sealed,
    without_denied,
)

if TYPE_CHECKING:
    from amparo.persons.models import (  # noqa: F401  named in the generics below
        Consent,
        GroupIntake,
        Person,
        PossibleDuplicate,
        Share,
    )


class PersonQuerySet(QuerySet["Person"]):
    def visible_to(self, actor: Actor, *, on: date) -> PersonQuerySet:
        """Files the actor may open: she serves on the team, or a live share names her desk."""
        scoped: PersonQuerySet = visible_persons(self, actor, on=on, path="")
        return scoped.filter(merged_into=None)

    def of_my_teams(self, actor: Actor, *, on: date) -> PersonQuerySet:
        """Files of the teams the actor serves on; shares do not count."""
        if not actor.has(Permission.CASE_READ):
            return self.none()
        teams = TeamMember.objects.serving(actor, on).values("team")
        mine: PersonQuerySet = without_denied(self.filter(team__in=teams), actor)
        return mine.filter(merged_into=None)


def visible_persons(
    queryset: Any, actor: Actor, *, on: date, path: str = "person", part: str = ""
) -> Any:
    """Scope any queryset by its person: ``path`` leads to her ("" when it is Person itself).

    Every list, page, count, search and export of personal records goes through here. With a
    ``part``, shares that do not name it count for nothing: filters by it must not tell it.
    """
    if not actor.has(Permission.CASE_READ):
        return queryset.none()
    shares = apps.get_model("persons", "Share").objects.live(on).for_actor(actor)
    if part:
        shares = shares.naming(part)
    teams = TeamMember.objects.serving(actor, on).values("team")
    people = apps.get_model("persons", "Person").objects
    served = people.filter(team__in=teams)
    emergencies = EmergencyOpening.objects.live_for(actor).order_by().values("person")
    opened = [people.filter(public_id__in=emergencies).order_by().values("pk")]
    opened = opened if actor.emergency else []
    # A union of two short lists: each engine reaches both by an index, however large the registry.
    seen = served.order_by().values("pk").union(shares.order_by().values("person"), *opened)
    path = path or "pk"
    if part:
        hidden = apps.get_model("persons", "HiddenPart").objects.from_actor(actor)
        parts = hidden.filter(part=part).order_by().values("person")
        queryset = queryset.exclude(**{f"{path}__in": parts})
    return without_denied(queryset.filter(**{f"{path}__in": seen}), actor, path=path)


class ConsentQuerySet(QuerySet["Consent"]):
    def live(self, on: date) -> ConsentQuerySet:
        return self.filter(withdrawn_at=None, given_on__lte=on, expires_on__gte=on)


class ShareQuerySet(QuerySet["Share"]):
    def live(self, on: date) -> ShareQuerySet:
        """Shares whose consent, or order, is live on that day: withdrawal closes them with no job
        run, and so does an order that is refused, appealed or over."""
        allowed = Q(
            consent__withdrawn_at=None,
            consent__given_on__lte=on,
            consent__expires_on__gte=on,
            person=F("consent__person"),
            desk=F("consent__desk"),
        )
        ordered = Q(
            order__state="delivered",
            order__expires_on__gte=on,
            person=F("order__person"),
            desk=F("order__receiver"),
        )
        return self.filter(allowed | ordered, ended_on=None, started_on__lte=on)

    def for_actor(self, actor: Actor) -> ShareQuerySet:
        """Those made to the actor's desk for the purpose she is working under now, except of whom
        she is kept out; a sealed file is shared with nobody."""
        shares = self.to_desk_of(actor)
        if keeps_sealed(actor):
            shares = shares.exclude(person__in=sealed())
        open_to: ShareQuerySet = without_denied(shares, actor, path="person")
        return open_to

    def to_desk_of(self, actor: Actor) -> ShareQuerySet:
        """Those that name the actor's desk and purpose, before asking who is kept out."""
        if actor.desk_id is None:
            return self.none()
        purpose = actor.purpose or ""
        return self.filter(
            Q(consent__purpose=purpose) | Q(order__purpose=purpose), desk_id=actor.desk_id
        )

    def naming(self, part: str) -> ShareQuerySet:
        """Those whose consent or order names a part of the file."""
        fields = Coalesce(
            Cast("consent__fields", TextField()), Cast("order__delivered", TextField())
        )
        return self.annotate(named=fields).filter(named__contains=f'"{part}"')


class GroupQuerySet(QuerySet["GroupIntake"]):
    def of_my_teams(self, actor: Actor, *, on: date) -> GroupQuerySet:
        """Sittings of the teams the actor serves on."""
        if not actor.has(Permission.CASE_READ):
            return self.none()
        return self.filter(
            Exists(TeamMember.objects.serving(actor, on).filter(team=OuterRef("team")))
        )


class PossibleDuplicateQuerySet(QuerySet["PossibleDuplicate"]):
    def queue_of(self, actor: Actor) -> PossibleDuplicateQuerySet:
        """Pairs without an answer, for the registry custodian and nobody else."""
        if not actor.has(Permission.REGISTRY_RECONCILE):
            return self.none()
        waiting = self.filter(answer="open", first__merged_into=None, second__merged_into=None)
        for side in ("first", "second"):
            waiting = without_denied(waiting, actor, path=side)
        return waiting


def live_grants(actor: Actor, grants: set[UUID], on: date) -> set[UUID]:
    """The shares among ``grants`` that are live for the actor: the vault asks before it opens
    their wraps, so that a key closes with the share, the desk and the purpose."""
    shares = apps.get_model("persons", "Share").objects.live(on).for_actor(actor)
    shares = shares.filter(public_id__in=grants)
    return set(shares.values_list("public_id", flat=True))


__all__ = ["denied_subjects", "live_grants", "visible_persons"]
