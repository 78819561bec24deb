from django.db import migrations


def move(apps, schema_editor) -> None:  # type: ignore[no-untyped-def]
    """Carry the values entered so far over to where every module finds them."""
    new = apps.get_model("units", "Parameter")
    fields = ("key", "value", "source", "since", "entered_by")
    for row in apps.get_model("publishing", "Parameter").objects.order_by("pk").values(*fields):
        new.objects.create(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0006_attached_words"),
        ("units", "0002_parameters"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Parameter"),
    ]
