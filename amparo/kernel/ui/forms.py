"""Forms that lose nothing: filled from a draft when their session ended half-way."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.http import HttpRequest, QueryDict

from amparo.kernel.ui import drafts, partial_dates


def draft_path(request: HttpRequest, name: str = "") -> str:
    """Where a form lives: its page, and its ``name`` when the page has more than one.

    A refused form is shown again at the address it was sent to, which may open by no link: it
    still lives on the page where it was first opened.
    """
    sent = drafts.read_mark(request.POST.get("draft", "")) if request.method == "POST" else None
    ours = sent is not None and sent[0] == request.user.pk
    page = sent[1].partition("#")[0] if sent and ours else request.path
    return f"{page}#{name}" if name else page


def initial_from_draft(request: HttpRequest, name: str = "") -> QueryDict | None:
    """What this person had typed in this form, or None."""
    return _from_draft(request, name)[0]


def _from_draft(request: HttpRequest, name: str) -> tuple[QueryDict | None, bool]:
    """As `initial_from_draft`, and whether a draft waits for her own key ring to be opened."""
    if not request.user.is_authenticated:
        return None, False
    own_key = getattr(getattr(request, "actor", None), "own_key", b"")
    kept, closed = drafts.look(request.user.pk, draft_path(request, name), own_key)
    if kept is None:
        return None, closed
    recalled = QueryDict(mutable=True)
    for field, values in kept.items():
        recalled.setlist(field, values)
    return recalled, False


class StaffForm(forms.Form):
    """A working form: our own words instead of the browser's, and drafts that come back."""

    use_required_attribute = False
    recalled = False  # whether a draft filled it: `{% recalled form %}` says so
    draft_is_closed = False  # whether one is there that her own key ring opens, and it is closed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @classmethod
    def opened(cls, request: HttpRequest, *, draft: str = "", **kwargs: Any) -> Self:
        """Bound to what was sent; otherwise empty, or filled with the kept draft over ``initial``.

        ``draft`` is the name given to `{% form_tokens %}` on pages with several forms.
        """
        if request.method == "POST":
            return cls(request.POST, request.FILES, **kwargs)
        form = cls(**kwargs)
        kept, form.draft_is_closed = _from_draft(request, draft)
        if kept is not None:
            form._fill(kept)
        return form

    def _fill(self, kept: QueryDict) -> None:
        self.recalled = True
        for name, field in self.fields.items():
            prefixed = self.add_prefix(name)
            if prefixed in kept or isinstance(field, forms.BooleanField):
                value = field.widget.value_from_datadict(kept, None, prefixed)
                self.initial[name] = value


class PartialDateField(forms.CharField):
    """A date as well as it is known; its value is the canonical text of `partial_dates`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        return partial_dates.parse(super().clean(value))
