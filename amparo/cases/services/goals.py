"""What became of a goal."""

from __future__ import annotations

from amparo.cases.choices import GoalState
from amparo.cases.models import Goal
from amparo.cases.permissions import can_change_case
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import claim_version, require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb


def answer_goal(*, actor: Actor, goal_id: int, version: int, state: GoalState) -> Goal:
    """Say what became of a goal. Raises Denied, ChangedSinceOpened."""
    with writing(actor):
        goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal_id)
        require(can_change_case, actor, goal.case)
        claim_version(goal, version)
        goal.state = state
        goal.save(update_fields=["state", "version"])
        record(actor, Verb.CASE_CHANGED, subjects=[goal.subject], kind="goal", state=state)
    return goal
