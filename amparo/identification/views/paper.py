"""Printable twins of the forms: the same questions under the same numbers, about nobody."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.identification.legal_test import Element
from amparo.identification.results import NAMES
from amparo.identification.said import label_words, language
from amparo.kernel.access.middleware import ActorRequest
from amparo.kernel.access.permissions import Permission
from amparo.kernel.reference import FormStatus, code_list
from amparo.kernel.reference import forms as instruments


@require_safe
def paper_screening(request: ActorRequest, form: str) -> HttpResponse:
    """An instrument to fill by hand and copy later. 404 for slots and for who never screens."""
    used = instruments().get(form)
    if not request.actor.has(Permission.IDENTIFICATION_SCREEN) or used is None:
        raise Http404
    if used.status is FormStatus.SLOT:
        raise Http404
    numbers = {each.key: number for number, each in enumerate(used.questions, start=1)}
    context = {
        "instrument": used.code,
        "version": used.version,
        "answers": [label for _code, label in code_list(used.answers).choices(language())],
        "groups": [
            (
                label_words(dimension.label),
                [
                    (numbers[each.key], label_words(each.label))
                    for each in used.of_dimension(dimension.key)
                ],
            )
            for dimension in used.dimensions
        ],
    }
    return render(request, "identification/paper_screening.html", context)


@require_safe
def paper_test(request: ActorRequest) -> HttpResponse:
    """The three elements on one sheet."""
    if not request.actor.has(Permission.IDENTIFICATION_SCREEN):
        raise Http404
    elements = [
        (NAMES[element], [label for _code, label in code_list(element.value).choices(language())])
        for element in Element
    ]
    return render(request, "identification/paper_test.html", {"elements": elements})
