from django.db import migrations, models


class Migration(migrations.Migration):
    """A station's signals may be read at an address of it."""

    dependencies = [
        ("voice", "0007_warnings"),
    ]

    operations = [
        migrations.AddField(
            model_name="station",
            name="address",
            field=models.URLField(blank=True, max_length=500, verbose_name="读取地址"),
        ),
        migrations.CreateModel(
            name="StationReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=200, unique=True, verbose_name="发布者标识（sender）")),
                ("tried_at", models.DateTimeField(verbose_name="最近读取")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="最近读到")),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="读不到的原因")),
                ("seen", models.JSONField(default=list, verbose_name="已读过的报文")),
            ],
            options={"verbose_name": "信号读取", "verbose_name_plural": "信号读取"},
        ),
    ]
