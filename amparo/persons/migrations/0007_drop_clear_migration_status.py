from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("persons", "0006_move_migration_status")]

    operations = [migrations.RemoveField(model_name="person", name="migration_status")]
