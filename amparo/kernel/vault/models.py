"""Who can hold keys, and the wrapped data keys. Keys in the clear are never stored."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.classes import DataClass, classed


class RecipientKind(models.TextChoices):
    ORGANISATION = "organisation", _("Institución")
    DESK = "desk", _("Mesa")
    TEAM = "team", _("Equipo")
    MAILBOX = "mailbox", _("Buzón")
    # One person of the staff: her private half opens with her passphrase alone.
    MEMBER = "member", _("Llavero de una persona")
    # Pairs that the people of a desk or a team hold: no private half is kept under the root key.
    DESK_REPORT = "desk_report", _("Avisos de una mesa, en manos de sus integrantes")
    DESK_CLINICAL = "desk_clinical", _("Notas clínicas de una mesa, en manos de sus integrantes")
    DESK_PRIVILEGED = "desk_privileged", _("Defensa de una mesa, en manos de sus integrantes")
    TEAM_CLINICAL = "team_clinical", _("Notas clínicas de un equipo, en manos de sus integrantes")
    TEAM_PRIVILEGED = "team_privileged", _("Defensa de un equipo, en manos de sus integrantes")
    OWN_DOOR = "own_door", _("Puerta propia")


@classed(technical="id key_id kind owner public_key private_key sealed_by")
class Recipient(models.Model):
    """A key pair that data keys are wrapped to. The private half is itself wrapped: by the
    node's root key; for a mailbox, by the receipt that only its reporter has; for a member, by her
    passphrase. What members hold together has none here: see `held_keys`."""

    key_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=RecipientKind)
    owner = models.UUIDField()
    public_key = models.BinaryField()
    private_key = models.BinaryField()
    # The node's key that seals the private half ("justice-2"); empty when none of the node's does.
    sealed_by = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recipient_is_one_per_kind_and_owner", fields=["kind", "owner"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}"


@classed(technical="id subject data_class key_id recipient sealed_key version", link="grant")
class Wrap(models.Model):
    """One data key (of a subject and a data class) sealed to one recipient by HPKE.

    ``grant`` names the share under which it was made; such a wrap opens only while that share
    is live, whatever is left in this table.
    """

    subject = models.UUIDField()
    data_class = models.CharField(
        max_length=20, choices=[(data_class.value, data_class.value) for data_class in DataClass]
    )
    key_id = models.UUIDField()
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    sealed_key = models.BinaryField()
    grant = models.UUIDField(null=True, blank=True)
    # Which rotation of data keys made this key; the newest that opens seals what is written next.
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["subject", "data_class"], name="wrap_by_subject_class")]
        constraints = [
            models.UniqueConstraint(
                name="wrap_is_one_per_key_recipient_and_grant",
                fields=["key_id", "recipient", "grant"],
            ),
            models.UniqueConstraint(
                name="wrap_without_grant_is_one_per_key_and_recipient",
                fields=["key_id", "recipient"],
                condition=models.Q(grant=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.key_id)


from amparo.kernel.vault.held_keys import (  # noqa: E402, F401  models of this app, kept in their own file
    HeldDesk,
    HeldKey,
    MemberHold,
    Recovery,
    RecoveryShare,
    RecoverySupport,
    Trustee,
)
