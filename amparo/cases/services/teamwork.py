"""Who serves on a case's team."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.cases.models import Case
from amparo.cases.permissions import can_change_case
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership


class NotAColleague(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("Al equipo entran personas de su institución; a otra institución se le comparte.")
        )


def join_team(*, actor: Actor, case_id: int, membership: Membership, on: date) -> TeamMember:
    """Bring a colleague into the team. Raises Denied, NotAColleague."""
    with writing(actor):
        case = Case.objects.select_related("person__team").get(pk=case_id)
        require(can_change_case, actor, case)
        if membership.desk.organisation_id != case.person.team.organisation_id:
            raise NotAColleague
        member = add_member(team=case.person.team, membership=membership, on=on)
        record(actor, Verb.MEMBER_JOINED, subjects=[case.subject], member=str(membership.public_id))
    return member
