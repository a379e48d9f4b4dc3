"""An accepted report never changes: what was published in March still shows March."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an accepted progress update is frozen' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER projects_frozen_update BEFORE UPDATE OR DELETE ON projects_progressupdate
    FOR EACH ROW WHEN (OLD.status = 'accepted') EXECUTE FUNCTION projects_refuse_change();
"""
THAW = """
DROP TRIGGER projects_frozen_update ON projects_progressupdate;
DROP FUNCTION projects_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
