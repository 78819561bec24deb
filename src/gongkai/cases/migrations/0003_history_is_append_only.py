"""The history of a case is never rewritten: the database refuses it."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER cases_event_rows BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER cases_event_table BEFORE TRUNCATE ON cases_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            TRIGGERS,
            "DROP TRIGGER cases_event_rows ON cases_caseevent; DROP TRIGGER cases_event_table ON cases_caseevent;",
        )
    ]
