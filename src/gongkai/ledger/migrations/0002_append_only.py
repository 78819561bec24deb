"""The ledger appends and never forgets: the database itself refuses every change."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is forbidden', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER ledger_event_rows BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_event_table BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_checkpoint_rows BEFORE UPDATE OR DELETE ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_checkpoint_table BEFORE TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""

# The lock is held until the transaction ends: indices are gapless and become visible in their order.
APPEND = """
CREATE FUNCTION ledger_append(leaf text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7711);
    SELECT coalesce(max("index") + 1, 0) INTO place FROM ledger_event;
    INSERT INTO ledger_event ("index", leaf, leaf_hash)
        VALUES (place, ledger_append.leaf, sha256('\\x00'::bytea || convert_to(ledger_append.leaf, 'UTF8')));
    RETURN place;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER ledger_event_rows ON ledger_event; DROP TRIGGER ledger_event_table ON ledger_event;"
            "DROP TRIGGER ledger_checkpoint_rows ON ledger_checkpoint;"
            "DROP TRIGGER ledger_checkpoint_table ON ledger_checkpoint; DROP FUNCTION forbid_change();",
        ),
        migrations.RunSQL(APPEND, "DROP FUNCTION ledger_append(text);"),
    ]
