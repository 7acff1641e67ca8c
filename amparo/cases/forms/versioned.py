"""Forms of records that more than one person may be changing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from amparo.kernel.ui.forms import StaffForm

Act = Callable[[dict[str, Any]], object]


class VersionedForm(StaffForm):
    """Carries the version that was shown; after a conflict, the typed text and the new version."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    conflict = False

    def renew(self, version: int) -> None:
        """Let the typed text be saved over the version shown now, beside what changed."""
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("version")] = str(version)
        self.data = typed
        self.conflict = True


def done(form: forms.Form, act: Act) -> bool:
    """Run ``act`` with what was typed; a refusal goes to its field, or to the head of the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as refusal:
        put_refusal(form, refusal)
    return not form.errors


def put_refusal(form: forms.Form, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def changed_meanwhile(form: forms.Form) -> bool:
    """Whether saving failed because somebody else saved first."""
    general = form.errors.as_data().get(NON_FIELD_ERRORS, [])
    return any(error.code == "changed" for error in general)
