"""What we change in the accounts library."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """Accounts are opened by an institution's administrator, never by whoever passes by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Rate limits count per account; an address is never read, so never kept."""
        return "0.0.0.0"  # noqa: S104  a constant, not a socket to bind
