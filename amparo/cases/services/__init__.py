"""One function per thing a team does in a case; the only writers of this app."""

from amparo.cases.services.movement import move_case
from amparo.cases.services.opening import open_case, open_file, register_group_card
from amparo.cases.services.teamwork import join_team
from amparo.cases.services.writing import (
    add_event,
    add_goal,
    add_need,
    add_note,
    answer_need,
    attach_file,
    set_modalities,
)

__all__ = [
    "add_event",
    "add_goal",
    "add_need",
    "add_note",
    "answer_need",
    "attach_file",
    "join_team",
    "move_case",
    "open_case",
    "open_file",
    "register_group_card",
    "set_modalities",
]
