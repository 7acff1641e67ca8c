"""The tags every template has: icons, form tokens, fields, clocks, tags, sealed values, crumbs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.kernel import clock as clocks
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Role
from amparo.kernel.ui import drafts, fields, wording
from amparo.kernel.ui.forms import draft_path
from amparo.kernel.ui.icons import ICONS
from amparo.kernel.vault.sealed import Sealed
from amparo.kernel.vault.unopened import CANNOT_OPEN_NOW, Unopened

register = Library()
TONES = ("", "act", "done", "soon", "late", "hers", "open")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside a word; never alone. Raises KeyError for a name nobody drew."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308  drawn in this repository
    )


@register.simple_tag(takes_context=True)
def form_tokens(context: Context, name: str = "") -> SafeString:
    """Hidden fields of a form: forgery token, the token that makes it count once and, when
    somebody is signed in, the mark of whose draft it is. Name each form of a page that has many.

    A page that checks no forgery token (the public ones keep no cookie) gets none.
    """
    request = context["request"]
    hidden = [("once", str(uuid4()))]
    if request.user.is_authenticated:
        hidden.append(("draft", drafts.mark(request.user.pk, draft_path(request, name))))
    if not getattr(getattr(request.resolver_match, "func", None), "csrf_exempt", False):
        hidden.append(("csrfmiddlewaretoken", str(context["csrf_token"])))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden)


@register.inclusion_tag("ui/_field.html")
def field(
    bound: BoundField,
    layout: str = "cards",
    optional: bool = True,
    label: str | None = None,
    hint: str | None = None,
) -> dict[str, Any]:
    """Label, hint, error and control of one field, in that order (see `fields.shown`).

    ``label`` and ``hint`` replace those of a form that is not ours.
    """
    if label is not None:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    return {"shown": fields.shown(bound, layout, optional)}


@register.inclusion_tag("ui/_errors.html")
def error_summary(*several: forms.BaseForm) -> dict[str, Any]:
    """What to mend, first on the page: takes the focus and links to each field."""
    general = [error for form in several for error in form.non_field_errors()]
    faults = [
        (fields.anchor_of(bound), bound.label, error)
        for form in several
        for bound in form
        for error in bound.errors
    ]
    return {"general": general, "faults": faults}


@register.inclusion_tag("ui/_recalled.html", takes_context=True)
def recalled(context: Context, form: forms.BaseForm) -> dict[str, Any]:
    """Says that a draft filled the form, if one did, or that one waits for her own key ring."""
    return {
        "recalled": getattr(form, "recalled", False),
        "draft_is_closed": getattr(form, "draft_is_closed", False),
        "request": context.get("request"),
    }


@register.simple_tag
def clock(due_at: datetime | None, now: datetime | None = None) -> SafeString:
    """A deadline: its text says it all, its weight carries the urgency."""
    now = now or clocks.now()
    tone, words = wording.urgency(due_at, now), wording.clock_words(due_at, now)
    if due_at is None:
        return format_html('<span class="clock clock--{}">{}</span>', tone, words)
    return format_html(
        '<time class="clock clock--{}" datetime="{}">{}</time>',
        tone,
        due_at.isoformat(timespec="minutes"),
        words,
    )


@register.simple_tag
def tag(label: Any, tone: str = "") -> SafeString:
    """A word in a pill. ``tone``: act, done, soon, late, hers (her decision), open (no data)."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}")
    return format_html('<span class="{}">{}</span>', f"tag tag--{tone}" if tone else "tag", label)


@register.simple_tag
def sealed_value(value: Any, included: bool = False) -> SafeString:
    """A value that may be sealed: its text, a word instead of it when this function may not read
    it (None, or a ciphertext nobody opened), or that there is none (""). ``included``: it may, so
    what stays closed lacks a key."""
    closed = value is None or isinstance(value, Sealed)
    if isinstance(value, Unopened) or (closed and included):
        return format_html('<span class="mask">{}</span>', CANNOT_OPEN_NOW)
    if closed:
        return format_html('<span class="mask">{}</span>', _("oculto para su función"))
    if value == "":
        return format_html('<span class="muted">{}</span>', _("Sin dato"))
    return format_html("{}", value)


@register.inclusion_tag("ui/_crumbs.html")
def crumbs(*steps: Any) -> dict[str, Any]:
    """Where the page is: label and address of each step, then the label of the page itself."""
    return {"steps": list(zip(steps[:-1:2], steps[1::2], strict=True)), "here": steps[-1]}


@register.simple_tag
def role_name(role: str) -> str:
    """A role's name in the language of the page."""
    names = matrix()[Role(role)].label
    return names.get((get_language() or "es")[:2], names["es"])


@register.filter
def partial_date(canonical: str) -> str:
    """A date as well as it is known, in words."""
    return wording.partial_date_words(canonical)


@register.filter
def number(value: float | Decimal | None) -> str:
    """Digits as the language of the page writes them."""
    return wording.number_words(value)
