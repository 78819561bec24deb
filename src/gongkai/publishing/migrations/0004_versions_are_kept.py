"""A public text changes only by a new version that keeps the old one; versions and lists are never rewritten."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER publishing_version_rows BEFORE UPDATE OR DELETE ON publishing_version
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER publishing_hand_over_rows BEFORE UPDATE OR DELETE ON publishing_handover
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE OR REPLACE FUNCTION publishing_keep_public_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A publication is withdrawn, not deleted (publication %).', OLD.id;
    END IF;
    IF OLD.published_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.index_no IS DISTINCT FROM OLD.index_no THEN
        RAISE EXCEPTION 'Publication % is public: number and time do not change.', OLD.id;
    END IF;
    IF (
        NEW.content_sha256 IS DISTINCT FROM OLD.content_sha256
        OR NEW.title IS DISTINCT FROM OLD.title
        OR NEW.body IS DISTINCT FROM OLD.body
    ) AND NOT (
        NEW.version = OLD.version + 1
        AND EXISTS (
            SELECT 1 FROM publishing_version v
            WHERE v.publication_id = OLD.id AND v.number = OLD.version AND v.content_sha256 = OLD.content_sha256
        )
    ) THEN
        RAISE EXCEPTION 'Publication % is public: its text changes only by a new version.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
"""
BACK = """
DROP TRIGGER publishing_hand_over_rows ON publishing_handover;
DROP TRIGGER publishing_version_rows ON publishing_version;
CREATE OR REPLACE FUNCTION publishing_keep_public_facts() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_life_after_publishing")]
    operations = [migrations.RunSQL(TRIGGERS, BACK)]
