"""What stands in adopted minutes never changes: the meeting, its agenda and papers, who was there, what was decided.

Who may read a decision may still change afterwards, and the actions go on.
"""

from django.db import migrations

FREEZE = """
CREATE FUNCTION themes_keep_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_TABLE_NAME = 'themes_meeting' THEN
        touched := OLD.id;
    ELSIF TG_TABLE_NAME = 'themes_paper' THEN
        SELECT meeting_id INTO touched FROM themes_agendaitem WHERE id = COALESCE(NEW.item_id, OLD.item_id);
    ELSE
        touched := COALESCE(NEW.meeting_id, OLD.meeting_id);
    END IF;
    IF EXISTS (SELECT FROM themes_meeting WHERE id = touched AND status = 'adopted') THEN
        RAISE EXCEPTION 'adopted minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER themes_frozen_meeting BEFORE UPDATE OR DELETE ON themes_meeting
    FOR EACH ROW EXECUTE FUNCTION themes_keep_adopted();
CREATE TRIGGER themes_frozen_item BEFORE INSERT OR UPDATE OR DELETE ON themes_agendaitem
    FOR EACH ROW EXECUTE FUNCTION themes_keep_adopted();
CREATE TRIGGER themes_frozen_paper BEFORE INSERT OR UPDATE OR DELETE ON themes_paper
    FOR EACH ROW EXECUTE FUNCTION themes_keep_adopted();
CREATE TRIGGER themes_frozen_attendance BEFORE INSERT OR UPDATE OR DELETE ON themes_attendance
    FOR EACH ROW EXECUTE FUNCTION themes_keep_adopted();
CREATE TRIGGER themes_frozen_decisions BEFORE INSERT OR DELETE ON themes_decision
    FOR EACH ROW EXECUTE FUNCTION themes_keep_adopted();
CREATE TRIGGER themes_frozen_decision BEFORE UPDATE ON themes_decision
    FOR EACH ROW WHEN (
        (OLD.meeting_id, OLD.item_id, OLD.body_id, OLD.year, OLD.number, OLD.decided_on, OLD.title, OLD.text,
         OLD.reason)
        IS DISTINCT FROM
        (NEW.meeting_id, NEW.item_id, NEW.body_id, NEW.year, NEW.number, NEW.decided_on, NEW.title, NEW.text,
         NEW.reason)
    ) EXECUTE FUNCTION themes_keep_adopted();
"""
THAW = """
DROP TRIGGER themes_frozen_decision ON themes_decision;
DROP TRIGGER themes_frozen_decisions ON themes_decision;
DROP TRIGGER themes_frozen_attendance ON themes_attendance;
DROP TRIGGER themes_frozen_paper ON themes_paper;
DROP TRIGGER themes_frozen_item ON themes_agendaitem;
DROP TRIGGER themes_frozen_meeting ON themes_meeting;
DROP FUNCTION themes_keep_adopted();
"""


class Migration(migrations.Migration):
    dependencies = [("themes", "0003_meetings")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
