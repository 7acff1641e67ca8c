"""Takes away the words in the clear, once the migration before has sealed them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_seal_words")]

    operations = [
        migrations.RemoveField("legalhold", "order_clear"),
        migrations.RemoveField("expiry", "reason_clear"),
        migrations.AddConstraint(
            "expiry",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    models.Q(
                        models.Q(("reason", b""), _negated=True), ("kept_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="expiry_that_is_kept_has_reason_and_term",
            ),
        ),
    ]
