"""Institutions, desks, accounts and places, opened through the services that give them keys."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.organisations import services
from amparo.kernel.organisations.models import Desk, Membership, Organisation

SINCE = date(2020, 1, 1)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An invented hotline in Costa Rica."""

    class Meta:
        model = Organisation

    code = factory.Sequence(lambda number: f"linea-{number}")
    name = factory.Sequence(lambda number: f"Línea {number} de Muestra")
    kind = "hotline"
    country = "CR"
    domain = "intake"

    @classmethod
    def _create(cls, model: type[Organisation], *args: Any, **fields: Any) -> Organisation:
        return services.open_organisation(**fields)


class DeskFactory(factory.django.DjangoModelFactory):
    """A desk of a fresh institution."""

    class Meta:
        model = Desk

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"Mesa {number}")
    receives_reports = False

    @classmethod
    def _create(cls, model: type[Desk], *args: Any, **fields: Any) -> Desk:
        return services.open_desk(**fields)


class UserFactory(factory.django.DjangoModelFactory):
    """An account without a password."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"cuenta{number}")

    @classmethod
    def _create(cls, model: type[User], *args: Any, **fields: Any) -> User:
        return User.objects.create_user(**fields)


class MembershipFactory(factory.django.DjangoModelFactory):
    """An intake operator at a fresh desk, which receives no reports unless told.

    Written without `join`, which refuses a role where it may not be held: tests ask every role
    at one desk.
    """

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    desk = factory.SubFactory(DeskFactory)
    role = Role.INTAKE_OPERATOR
    since_on = SINCE

    @classmethod
    def _create(cls, model: type[Membership], *args: Any, **fields: Any) -> Membership:
        return model.objects.create(**fields | {"role": Role(fields["role"]).value})


def actor(role: Role = Role.INTAKE_OPERATOR, desk: Desk | None = None) -> Actor:
    """Somebody new in a role, at a given desk or at a fresh one."""
    place = {"desk": desk} if desk is not None else {}
    return actor_of(MembershipFactory(role=role, **place))
