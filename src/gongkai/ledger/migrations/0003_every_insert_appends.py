"""Whoever inserts appends: place and hash of a leaf are the database's doing, whatever the statement says."""

import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models

# The lock is held until the transaction ends: indices are gapless and become visible in their order.
APPEND = """
CREATE FUNCTION ledger_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7711);
    SELECT coalesce(max("index") + 1, 0) INTO NEW."index" FROM ledger_event;
    NEW.leaf_hash := sha256('\\x00'::bytea || convert_to(NEW.leaf, 'UTF8'));
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_event_place BEFORE INSERT ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_place();

CREATE OR REPLACE FUNCTION ledger_append(leaf text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    INSERT INTO ledger_event (leaf) VALUES (ledger_append.leaf) RETURNING "index" INTO place;
    RETURN place;
END $$;

ALTER TABLE ledger_event ADD CONSTRAINT ledger_leaf_fits_a_bundle CHECK (octet_length(leaf) <= 65535);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.AddField(
            "event",
            "unit",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.fields.json.KeyTextTransform(
                    "unit",
                    django.db.models.functions.comparison.Cast(models.F("leaf"), models.JSONField()),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.RunSQL(
            APPEND,
            "DROP TRIGGER ledger_event_place ON ledger_event; DROP FUNCTION ledger_place();"
            "ALTER TABLE ledger_event DROP CONSTRAINT ledger_leaf_fits_a_bundle;",
        ),
    ]
