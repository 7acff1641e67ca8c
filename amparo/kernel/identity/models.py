"""Staff accounts. Reporters and survivors have none."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
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
    staff="username email display_name password last_login language",
)
class User(AbstractBaseUser):
    """Somebody who works in an institution. What she may do hangs on her memberships alone."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(_("cuenta"), max_length=60, unique=True)
    display_name = models.CharField(_("nombre"), max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="es")
    is_active = models.BooleanField(default=True)
    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Libraries ask; there is no back office that any account may enter."""
        return False
