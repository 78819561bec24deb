"""Review is never rewritten, and what was made public keeps its number and its time: the database refuses it."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER publishing_act_rows BEFORE UPDATE OR DELETE ON publishing_reviewact
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE FUNCTION publishing_keep_public_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A publication is withdrawn, not deleted (publication %).', OLD.id;
    END IF;
    IF OLD.published_at IS NOT NULL AND (
        NEW.published_at IS DISTINCT FROM OLD.published_at
        OR NEW.index_no IS DISTINCT FROM OLD.index_no
        OR NEW.content_sha256 IS DISTINCT FROM OLD.content_sha256
        OR NEW.title IS DISTINCT FROM OLD.title
        OR NEW.body IS DISTINCT FROM OLD.body
    ) THEN
        RAISE EXCEPTION 'Publication % is public: number, time and text do not change.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publishing_keep BEFORE UPDATE OR DELETE ON publishing_publication
    FOR EACH ROW EXECUTE FUNCTION publishing_keep_public_facts();
"""
BACK = """
DROP TRIGGER publishing_keep ON publishing_publication;
DROP FUNCTION publishing_keep_public_facts();
DROP TRIGGER publishing_act_rows ON publishing_reviewact;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [migrations.RunSQL(TRIGGERS, BACK)]
