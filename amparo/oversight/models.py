"""Rights, breaches and papers of an institution."""

from amparo.oversight.breach_models import Breach, BreachKind, BreachPerson, ToldHow
from amparo.oversight.day_models import DayOutcome, DayReview
from amparo.oversight.legal_models import CONSENT_TEXTS, LegalPaper, PaperKind
from amparo.oversight.rights_models import Outcome, RefusalGround, RightKind, RightsRequest

__all__ = [
    "CONSENT_TEXTS",
    "Breach",
    "BreachKind",
    "BreachPerson",
    "DayOutcome",
    "DayReview",
    "LegalPaper",
    "Outcome",
    "PaperKind",
    "RefusalGround",
    "RightKind",
    "RightsRequest",
    "ToldHow",
]
