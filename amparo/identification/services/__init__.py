"""One function per thing a person does in identification; the only writers of this app."""

from amparo.identification.services.deciding import (
    DecisionFields,
    decide_status,
    record_first_signs,
)
from amparo.identification.services.importing import import_status, status_is_inherited
from amparo.identification.services.legal import record_legal_test
from amparo.identification.services.merging import move_identification
from amparo.identification.services.screening import record_screening, waive_screening
from amparo.identification.services.talking import record_conversation

__all__ = [
    "DecisionFields",
    "decide_status",
    "import_status",
    "move_identification",
    "record_conversation",
    "record_first_signs",
    "record_legal_test",
    "record_screening",
    "status_is_inherited",
    "waive_screening",
]
