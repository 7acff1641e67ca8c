from django.db import migrations, models


class Migration(migrations.Migration):
    """Each private half and each wrap names the version of the key that made it."""

    dependencies = [("vault", "0003_vetting_class")]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="sealed_by",
            field=models.CharField(blank=True, max_length=24, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="wrap",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
