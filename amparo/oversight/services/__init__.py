"""One function per thing that is done for rights, breaches and papers."""

from amparo.oversight.services.breaches import add_person, look_after, record_breach, update_breach
from amparo.oversight.services.papers import consent_edition, load_paper
from amparo.oversight.services.rights import (
    answer_request,
    ask_for_her,
    ask_second_person,
    carry_out_erasure,
)

__all__ = [
    "add_person",
    "answer_request",
    "ask_for_her",
    "ask_second_person",
    "carry_out_erasure",
    "consent_edition",
    "load_paper",
    "look_after",
    "record_breach",
    "update_breach",
]
