"""Seals the order of a hold and the reason for keeping longer: what is written from now on, and the
rows of this moment, under keys of each row that the desks of its institution open.

The number of the file is renamed ``about``: what seals a row is the row's own number.
"""

import os
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import migrations, models

from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault.recipients import seal_key, wrap_private
from amparo.kernel.vault.sealed import SealedField, seal

AUDIT = DataClass.AUDIT
WORDS = (("LegalHold", "order"), ("Expiry", "reason"))


def seal_all(apps, schema_editor):
    for model, name in WORDS:
        clear = f"{name}_clear"
        rows = apps.get_model("retention", model).objects.exclude(**{clear: ""})
        for row in rows.iterator():
            words = _sealed(apps, row, f"retention.{model}.{name}", getattr(row, clear))
            type(row).objects.filter(pk=row.pk).update(**{name: words})


def _sealed(apps, row, place, text):
    key, key_id = os.urandom(32), uuid4()
    desks = apps.get_model("organisations", "Desk").objects
    for desk in desks.filter(organisation=row.organisation_id).order_by("pk"):
        recipient = _recipient(apps, desk.public_id)
        parts = (row.public_id.bytes, AUDIT.encode(), key_id.bytes)
        to = (recipient.kind.encode(), recipient.owner.bytes)
        apps.get_model("vault", "Wrap").objects.create(
            subject=row.public_id,
            data_class=AUDIT.value,
            key_id=key_id,
            recipient=recipient,
            sealed_key=seal_key(recipient, key, b"|".join((b"amparo-wrap-1", *parts, *to))),
        )
    return seal(
        key=key,
        key_id=key_id,
        data_class=AUDIT,
        place=place,
        subject=row.public_id,
        content=text.encode(),
    )


def _recipient(apps, desk):
    recipients = apps.get_model("vault", "Recipient")
    known = recipients.objects.filter(kind="desk", owner=desk).first()
    if known is not None:
        return known
    private = X25519PrivateKey.generate()
    made = recipients(key_id=uuid4(), kind="desk", owner=desk)
    made.public_key = private.public_key().public_bytes_raw()
    made.private_key = wrap_private(made, private.private_bytes_raw(), None)
    made.save(force_insert=True)
    return made


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_node_mark"),
        ("retention", "0001_holds_expiries_tombstones"),
        ("vault", "0006_members_hold_keys"),
    ]

    operations = [
        migrations.RemoveConstraint("expiry", "expiry_is_proposed_once_at_a_time"),
        migrations.RemoveConstraint("expiry", "expiry_that_is_kept_has_reason_and_term"),
        migrations.RenameField("legalhold", "subject", "about"),
        migrations.RenameField("legalhold", "order", "order_clear"),
        migrations.RenameField("expiry", "subject", "about"),
        migrations.RenameField("expiry", "reason", "reason_clear"),
        migrations.AddField("legalhold", "order", SealedField(blank=True, default=bytes, editable=False)),
        migrations.AddField("expiry", "reason", SealedField(blank=True, default=bytes, editable=False)),
        migrations.RunPython(seal_all, migrations.RunPython.noop),
        migrations.AddConstraint(
            "expiry",
            models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("kind", "about"),
                name="expiry_is_proposed_once_at_a_time",
            ),
        ),
    ]
