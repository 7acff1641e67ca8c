"""Blind tokens of a report, made when its words are in memory."""

from __future__ import annotations

from uuid import UUID

from amparo.reports.models import Report, ReportToken
from amparo.reports.traces import tokens_of


def keep_tokens(report: Report, text: str, organisation: UUID) -> None:
    """Add the tokens of a text to those of its report."""
    known = {
        bytes(token)
        for token in ReportToken.objects.filter(report=report).values_list("token", flat=True)
    }
    fresh = tokens_of(text, organisation=organisation) - known
    ReportToken.objects.bulk_create(
        [ReportToken(report=report, token=token) for token in sorted(fresh)]
    )


def replace_tokens(report: Report, text: str, organisation: UUID) -> None:
    """Make them anew under another institution's key: the old ones would never match there."""
    ReportToken.objects.filter(report=report).delete()
    keep_tokens(report, text, organisation)
