"""Which second factors an account has, and the proof of one outside a browser."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from amparo.kernel.identity import cards
from amparo.kernel.identity.models import CodeCard, User


@dataclass(frozen=True)
class Factors:
    """What an account can prove itself with; ``codes``: unused codes of its card, None without."""

    application: bool
    keys: int
    codes: int | None

    @property
    def any(self) -> bool:
        return self.application or self.keys > 0 or self.codes is not None

    @property
    def typed(self) -> bool:
        """Whether one of them is a code that can be typed, as on a console."""
        return self.application or bool(self.codes)


def factors_of(user: User) -> Factors:
    """The account's factors in force."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Factors(
        application=Authenticator.Type.TOTP in kinds,
        keys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes=cards.codes_left(user.pk),
    )


def code_holds(user: User, code: str) -> bool:
    """Whether a typed code is of her card (it is spent) or of her application."""
    if cards.looks_like_a_code(code):
        return cards.use_code(user.pk, code)
    application = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return application is not None and bool(application.wrap().validate_code(code))


def without_factor(user_ids: list[int]) -> set[int]:
    """Those of the accounts that have no second factor yet."""
    known = set(Authenticator.objects.filter(user__in=user_ids).values_list("user_id", flat=True))
    carded = CodeCard.objects.filter(user__in=user_ids, proved_at__isnull=False, closed_at=None)
    return set(user_ids) - known - set(carded.values_list("user_id", flat=True))


def remove_factors(user: User) -> None:
    """Nothing that she had proves her any more: lost, stolen or left behind."""
    Authenticator.objects.filter(user=user).delete()
    cards.close_cards(user.pk)
