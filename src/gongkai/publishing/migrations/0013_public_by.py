from django.db import migrations, models


class Migration(migrations.Migration):
    """A filed report is due on a day of its own, not twenty working days after it was made."""

    dependencies = [
        ("publishing", "0012_text_as_filed"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="public_by",
            field=models.DateField(blank=True, null=True, verbose_name="另有规定的公开期限"),
        ),
    ]
