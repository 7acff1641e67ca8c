from django.db import migrations


def name_the_first_key(apps, schema_editor):
    recipient = apps.get_model("vault", "Recipient")
    of_the_node = recipient.objects.filter(kind__in=["organisation", "desk", "team"], sealed_by="")
    of_the_node.update(sealed_by="recipients-1")


class Migration(migrations.Migration):
    """What was sealed before keys had versions names the first, derived from the master."""

    dependencies = [("vault", "0004_versions_of_keys")]

    operations = [migrations.RunPython(name_the_first_key, migrations.RunPython.noop)]
