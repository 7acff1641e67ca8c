"""What she hides from an institution: a part of her file, until she shows it again."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db import models

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import classed
from amparo.persons.choices import ShareField


class HiddenPartQuerySet(models.QuerySet["HiddenPart"]):
    def standing(self) -> HiddenPartQuerySet:
        return self.filter(shown_on=None)

    def from_actor(self, actor: Actor) -> HiddenPartQuerySet:
        """Those hidden from the actor's institution or from one above it."""
        return self.standing().filter(organisation__in=actor.institutions)


@classed(technical="id public_id", link="person organisation part hidden_on shown_on")
class HiddenPart(models.Model):
    """One part that one institution, with those under it, does not see whatever lets it in."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=ShareField)
    hidden_on = models.DateField()
    shown_on = models.DateField(null=True)
    objects = HiddenPartQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "part", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="part_is_hidden_once_from_an_institution",
                fields=["person", "organisation", "part"],
                condition=models.Q(shown_on=None),
            ),
            models.CheckConstraint(
                name="part_is_shown_after_it_was_hidden",
                condition=models.Q(shown_on=None) | models.Q(shown_on__gte=models.F("hidden_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


def hidden_from(actor: Actor, people: Iterable[int]) -> dict[int, set[ShareField]]:
    """The parts of each person that are hidden from the actor, by primary key; one query."""
    hidden: dict[int, set[ShareField]] = {}
    found = HiddenPart.objects.from_actor(actor).filter(person__in=list(people))
    for pk, part in found.values_list("person_id", "part"):
        hidden.setdefault(pk, set()).add(ShareField(part))
    return hidden
