"""Declared knowledge: code lists, countries and forms, read strictly from ``reference/``."""

from amparo.kernel.reference.check import check_all
from amparo.kernel.reference.codes import (
    MISSING_CODES,
    Code,
    CodeList,
    code_list,
    code_lists,
)
from amparo.kernel.reference.countries import (
    CountryProfile,
    EmergencyNumber,
    countries,
    country_choices,
    country_profile,
    emergency_numbers,
)
from amparo.kernel.reference.forms import (
    Dimension,
    Form,
    FormStatus,
    Question,
    Scoring,
    Strength,
    form,
    forms,
)
from amparo.kernel.reference.labels import LANGUAGES, Label
from amparo.kernel.reference.reading import ROOT, InvalidReference

__all__ = [
    "LANGUAGES",
    "MISSING_CODES",
    "ROOT",
    "Code",
    "CodeList",
    "CountryProfile",
    "Dimension",
    "EmergencyNumber",
    "Form",
    "FormStatus",
    "InvalidReference",
    "Label",
    "Question",
    "Scoring",
    "Strength",
    "check_all",
    "code_list",
    "code_lists",
    "countries",
    "country_choices",
    "country_profile",
    "emergency_numbers",
    "form",
    "forms",
]
