from django.db import migrations, models


class Migration(migrations.Migration):
    """Who did not answer is called again."""

    dependencies = [
        ("voice", "0008_station_addresses"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="call", name="voice_called_once"),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(
                "recipient", "person", condition=models.Q(called_at=None), name="voice_called_once_at_a_time"
            ),
        ),
    ]
