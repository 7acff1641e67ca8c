"""Times, dates and numbers said in words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = timedelta(hours=24)
LATE, DUE_SOON, ON_TIME = "late", "soon", "ok"


def urgency(due_at: datetime | None, now: datetime) -> str:
    """How a clock looks: "late", "soon" (within 24 hours) or "ok"."""
    if due_at is None or due_at - now > SOON:
        return ON_TIME
    return LATE if due_at <= now else DUE_SOON


def clock_words(due_at: datetime | None, now: datetime) -> str:
    """“Tarde 2 h 10 min”, “Quedan 3 h”, “Quedan 5 días” or “Sin plazo”."""
    if due_at is None:
        return _("Sin plazo")
    amount, unit = _largest(abs(due_at - now))
    if due_at <= now:
        return _("Tarde %(span)s") % {"span": unit}
    return ngettext("Queda %(span)s", "Quedan %(span)s", amount) % {"span": unit}


def partial_date_words(canonical: str) -> str:
    """Words for a stored partial date (see `partial_dates`); a text of another shape is returned
    as it came."""
    if not canonical:
        return _("no se sabe")
    first, slash, last = canonical.partition("/")
    if not slash:
        return _moment(first)
    if first == "..":
        return _("antes de %(moment)s") % {"moment": _moment(last)}
    if last == "..":
        return _("después de %(moment)s") % {"moment": _moment(first)}
    return _("entre %(first)s y %(last)s") % {"first": _moment(first), "last": _moment(last)}


def number_words(value: float | Decimal | None) -> str:
    """Digits grouped and pointed as the language does; empty for None."""
    if value is None:
        return ""
    return number_format(value, use_l10n=True, force_grouping=True)


def _largest(span: timedelta) -> tuple[int, str]:
    """The leading amount of a span and its words: days alone, or hours and minutes."""
    minutes = max(1, int(span.total_seconds() // 60))
    hours, minutes = divmod(minutes, 60)
    days = hours // 24
    if days:
        return days, ngettext("%(n)d día", "%(n)d días", days) % {"n": days}
    if not hours:
        return minutes, _("%(n)d min") % {"n": minutes}
    if not minutes:
        return hours, _("%(n)d h") % {"n": hours}
    return hours, _("%(h)d h %(m)d min") % {"h": hours, "m": minutes}


def _moment(text: str) -> str:
    """One year, month or day."""
    try:
        if len(text) == 10:
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        if len(text) == 7:
            return date_format(date.fromisoformat(f"{text}-01"), "YEAR_MONTH_FORMAT")
    except ValueError:
        return text
    return text
