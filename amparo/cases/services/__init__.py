"""One function per thing a team does in a case; the only writers of this app."""

from amparo.cases.services.goals import answer_goal
from amparo.cases.services.movement import move_case
from amparo.cases.services.opening import open_case, open_file, register_group_card
from amparo.cases.services.reading import Identity, open_attachment, read_identity
from amparo.cases.services.sittings import CardRow, differences, join_files, register_row
from amparo.cases.services.teamwork import join_team
from amparo.cases.services.writing import (
    EventFields,
    add_event,
    add_goal,
    add_need,
    add_note,
    answer_need,
    attach_file,
    set_modalities,
)

__all__ = [
    "CardRow",
    "EventFields",
    "Identity",
    "add_event",
    "add_goal",
    "add_need",
    "add_note",
    "answer_goal",
    "answer_need",
    "attach_file",
    "differences",
    "join_files",
    "join_team",
    "move_case",
    "open_attachment",
    "open_case",
    "open_file",
    "read_identity",
    "register_group_card",
    "register_row",
    "set_modalities",
]
