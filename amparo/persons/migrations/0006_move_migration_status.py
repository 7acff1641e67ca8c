"""Takes migration status out of the clear column: the exact answer sealed for legal aid, the band
kept apart for statistics. Works on the rows of this moment, never on later models."""

import hmac
import os
from hashlib import sha256
from uuid import uuid4

from django.db import migrations

from amparo.kernel.access.classes import DataClass
from amparo.kernel.vault.recipients import derived_key, seal_key
from amparo.kernel.vault.sealed import EMPTY, seal

NOT_ASKED = "not_asked"
PLACE = "persons.Person.migration_words"


def move(apps, schema_editor):
    people = apps.get_model("persons", "Person").objects.exclude(migration_status=NOT_ASKED)
    for person in people.select_related("team").iterator():
        _keep_band(apps, person)
        type(person).objects.filter(pk=person.pk).update(
            migration_words=_sealed(apps, person), migration_status=NOT_ASKED
        )


def _keep_band(apps, person):
    key = derived_key("detached/migration")
    digest = hmac.new(key, person.public_id.bytes, sha256).digest()
    apps.get_model("persons", "MigrationBand").objects.get_or_create(
        digest=digest, defaults={"id": _random_key(), "band": person.migration_status}
    )


def _random_key():
    return int.from_bytes(os.urandom(7), "big") + 1


def _sealed(apps, person):
    key, key_id = os.urandom(32), uuid4()
    recipients = apps.get_model("vault", "Recipient").objects
    recipient = recipients.filter(kind="team", owner=person.team.public_id).first()
    if recipient is None:
        return EMPTY
    info = b"|".join(
        (
            b"amparo-wrap-1",
            person.public_id.bytes,
            DataClass.MIGRATION.encode(),
            key_id.bytes,
            recipient.kind.encode(),
            recipient.owner.bytes,
        )
    )
    apps.get_model("vault", "Wrap").objects.create(
        subject=person.public_id,
        data_class=DataClass.MIGRATION.value,
        key_id=key_id,
        recipient=recipient,
        sealed_key=seal_key(recipient, key, info),
    )
    return seal(
        key=key,
        key_id=key_id,
        data_class=DataClass.MIGRATION,
        place=PLACE,
        subject=person.public_id,
        content=f"{person.migration_status}\n".encode(),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("persons", "0005_exclusions_reserve_and_representatives"),
        ("vault", "0002_more_roles_and_classes"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
