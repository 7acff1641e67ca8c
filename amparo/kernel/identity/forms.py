"""The library's code forms, which also take the code of a printed card."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.base.internal.flows import check_rate_limit
from django.core.exceptions import ValidationError

from amparo.kernel.identity import cards, records


class _CardOrCode(forms.BaseAuthenticateForm):  # type: ignore[misc]  # the library is not typed
    by_card = False

    def clean_code(self) -> str:
        try:
            return self._checked(str(self.cleaned_data["code"]))
        except ValidationError:
            records.failed(self.user.username, "code")
            raise

    def _checked(self, code: str) -> str:
        if not cards.looks_like_a_code(code):
            return str(super().clean_code())
        clear = check_rate_limit(self.user)
        if not cards.use_code(self.user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        clear()
        self.by_card = True
        return code

    def _recorded(self, **how: Any) -> bool:
        """Note in the session that a card proved her; False when it was not a card."""
        if self.by_card:
            record_authentication(context.request, self.user, "mfa", type="card", **how)
        return self.by_card


class AuthenticateForm(_CardOrCode, forms.AuthenticateForm):  # type: ignore[misc]
    def save(self) -> None:
        if not self._recorded():
            super().save()


class ReauthenticateForm(_CardOrCode, forms.ReauthenticateForm):  # type: ignore[misc]
    def save(self) -> None:
        if not self._recorded(reauthenticated=True):
            super().save()
