"""Staff accounts and what proves who uses them. Reporters and survivors have none."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.classes import classed


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None) -> User:
        """Make an account; without a password nobody can sign in by password."""
        user = self.model(username=self.model.normalize_username(username))
        user.set_password(password)
        user.save()
        return user


@classed(
    technical="id public_id is_active",
    staff="username email display_name password last_login language temporary_until one_place",
)
class User(AbstractBaseUser):
    """Somebody who works in an institution. What she may do hangs on her memberships alone."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(_("cuenta"), max_length=60, unique=True)
    display_name = models.CharField(_("nombre"), max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="es")
    is_active = models.BooleanField(default=True)
    # The last day of a passphrase that somebody else knows; None once she wrote her own.
    temporary_until = models.DateField(null=True, blank=True)
    one_place = models.BooleanField(default=False)  # entering anywhere closes her other sessions
    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Libraries ask; there is no back office that any account may enter."""
        return False


@classed(technical="id public_id", staff="user made_at proved_at closed_at")
class CodeCard(models.Model):
    """A card of single-use codes on paper. It counts once its owner proved that she has it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="card_in_force_is_one_per_account",
                fields=["user"],
                condition=Q(proved_at__isnull=False, closed_at=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@classed(technical="id card cell digest used_at")
class CardCode(models.Model):
    """One cell of a card: only a slow hash of its code is kept."""

    card = models.ForeignKey(CodeCard, models.CASCADE, related_name="+")
    cell = models.CharField(max_length=2)
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_has_each_cell_once", fields=["card", "cell"])
        ]

    def __str__(self) -> str:
        return self.cell


@classed(technical="digest failures failed_at wait_until")
class SignInTally(models.Model):
    """Failed attempts on one account, known or not: a keyed digest of what was typed as its name.

    No address and no name is here; a day without failures erases the row.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    wait_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]


@classed(technical="id public_id session_key", staff="user since_at seen_at")
class OpenSession(models.Model):
    """A session that its owner can see and close: when, never where or with what."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)
