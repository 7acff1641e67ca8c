"""A browser in which somebody of the staff is signed in, with her second factor proved."""

from __future__ import annotations

from django.test import Client

from amparo.kernel.organisations.models import Membership


def signed_in(membership: Membership, client: Client | None = None) -> Client:
    """A client with a session for that place."""
    client = client or Client()
    client.force_login(membership.user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session["account_authentication_methods_user"] = str(membership.user_id)
    session["membership"] = str(membership.public_id)
    session.save()
    return client
