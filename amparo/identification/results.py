"""The result of a screening and of a legal test, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from amparo.identification.legal_test import Element, Met, assess
from amparo.identification.models import LegalTest, Screening
from amparo.identification.said import code_words, codes_words, label_words, who_may
from amparo.identification.scoring import Answer, score
from amparo.identification.services.legal import facts_of
from amparo.kernel.access.permissions import Permission
from amparo.kernel.reference import form as instrument

NAMES: Mapping[Element, Any] = {
    Element.ACT: pgettext_lazy("element", "Acto"),
    Element.MEANS: pgettext_lazy("element", "Medio"),
    Element.PURPOSE: pgettext_lazy("element", "Fin"),
}


def result_page(row: Screening) -> dict[str, Any]:
    """Scored again under the version that was used, so that old answers keep their meaning."""
    used = instrument(row.form, row.form_version)
    result = score(used, row.answers)
    return {
        "screening": row.public_id,
        "instrument": row.form,
        "title": label_words(used.title),
        "version": row.form_version,
        "noted_on": row.noted_on,
        "by": row.by.desk.organisation.name,
        "result": result,
        "counts": [
            (code_words(used.answers, answer), result.answers.get(answer, 0)) for answer in Answer
        ],
        "dimensions": [
            {
                "title": label_words(each.label),
                "present": each.present,
                "strong": each.strong,
                "medium": each.medium,
                "weak": each.weak,
                "unanswered": each.unanswered,
                "positive": each.positive,
                "may_change": each.may_change,
            }
            for each in result.dimensions
        ],
        "present": [label_words(each.label) for each in result.present],
        "who": who_may(Permission.IDENTIFICATION_DECIDE),
    }


def finding_page(row: LegalTest) -> dict[str, Any]:
    """The test explained again from the facts as they were written."""
    facts = facts_of(row)
    finding = assess(facts)
    codes = {Element.ACT: row.acts, Element.MEANS: row.means, Element.PURPOSE: row.purposes}
    return {
        "test": row.public_id,
        "noted_on": row.noted_on,
        "by": row.by.desk.organisation.name,
        "explanation": finding.explanation[1:],
        "conclusion": finding.explanation[0],
        "elements": [
            {
                "name": NAMES[element],
                "met": met.value,
                "codes": codes_words(element.value, codes[element]),
                "settled": met in (Met.YES, Met.NOT_REQUIRED),
            }
            for element, met in finding.met.items()
        ],
        "tagged": codes_words("modality", sorted(finding.tagged)),
        "child": finding.protect_as_child,
        "who": who_may(Permission.IDENTIFICATION_DECIDE),
    }
