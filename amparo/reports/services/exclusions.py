"""Conflicts of interest: for whoever is excluded, the report does not exist, wherever it goes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.reports.errors import NobodyWouldBeLeft, NotAllowedHere
from amparo.reports.models import Exclusion, Report
from amparo.reports.permissions import can_exclude_from_report
from amparo.reports.services.locking import locked


def exclude(
    *,
    actor: Actor,
    report_id: UUID,
    membership: UUID | None = None,
    organisation: UUID | None = None,
) -> Exclusion:
    """Leave one person or one institution out of a report; asking twice changes nothing.

    Raises:
        Report.DoesNotExist: it does not exist for this actor.
        Denied: the actor may not decide it.
        NotAllowedHere: neither, both, or one that does not exist was named.
        NobodyWouldBeLeft: nobody could attend to the report at its desk.
    """
    if (membership is None) == (organisation is None):
        raise NotAllowedHere("who")
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_exclude_from_report, actor, report)
        with acting(system_actor("forwarding"), holds=[report.pk]):  # it may close on its writer
            exclusion, _made = Exclusion.objects.get_or_create(
                report=report,
                membership=_member(membership) if membership else None,
                organisation=_institution(organisation) if organisation else None,
            )
            if not able_at_desk(report, Permission.REPORT_TRIAGE, door.on).exists():
                raise NobodyWouldBeLeft
        record(actor, Verb.REPORT_EXCLUSION_SET, subjects=[report.subject])
    return exclusion


def _member(public_id: UUID) -> Membership:
    found = Membership.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotAllowedHere("who")
    return found


def _institution(public_id: UUID) -> Organisation:
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotAllowedHere("who")
    return found


def able_at_desk(report: Report, permission: Permission, on: date) -> QuerySet[Membership]:
    """Places at the report's desk that hold a permission that day and are not excluded."""
    able = [role.value for role in Role if permission in matrix()[role].permissions]
    out = Exclusion.objects.filter(report=report)
    people = out.exclude(membership=None).values("membership__user")
    institutions = out.exclude(organisation=None).values("organisation")
    staff = Membership.objects.live(on).filter(desk_id=report.desk_id, role__in=able)
    return staff.exclude(Q(user__in=people) | Q(desk__organisation__in=institutions))
