"""Codes of a report, in words, for its templates."""

from __future__ import annotations

from django.template import Library

from amparo.reports import wording

register = Library()
register.filter("urgency_name", wording.urgency_name)
register.filter("modality_words", wording.modality_words)
register.filter("state_words", wording.state_words)
register.filter("reason_words", wording.reason_words)
register.filter("country_words", wording.country_words)
register.filter("place_words", wording.place_words)
