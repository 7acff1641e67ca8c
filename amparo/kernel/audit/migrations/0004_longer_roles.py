from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_index_by_actor")]

    operations = [
        migrations.AlterField("auditrow", "role", models.CharField(blank=True, max_length=40)),
    ]
