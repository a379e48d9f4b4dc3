"""What was opened for signing, signed or logged cannot be changed, whatever program writes to the database."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION agreements_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION agreements_guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        TG_OP = 'DELETE' OR NEW.status = 'draft'
        OR (NEW.title, NEW.kind) IS DISTINCT FROM (OLD.title, OLD.kind)
        OR (NEW.effective_on, NEW.ends_on) IS DISTINCT FROM (OLD.effective_on, OLD.ends_on)
    ) THEN
        RAISE EXCEPTION 'the agreement was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.opened_at IS NOT NULL THEN
        RAISE EXCEPTION 'the version was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_is_open(version bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE opened timestamptz;
BEGIN
    -- The lock makes a simultaneous opening wait, so that nothing slips in between its reading and its freezing.
    SELECT opened_at INTO opened FROM agreements_version WHERE id = version FOR SHARE;
    RETURN opened IS NOT NULL;
END $$;

CREATE FUNCTION agreements_guard_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND agreements_is_open(OLD.version_id))
        OR (TG_OP <> 'DELETE' AND agreements_is_open(NEW.version_id)) THEN
        RAISE EXCEPTION 'the version was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND EXISTS (
        SELECT 1 FROM network_organisation WHERE id = NEW.organisation_id AND kind = 'project_office'
    ) THEN
        RAISE EXCEPTION 'the project office is never a party' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND agreements_is_open(OLD.version_id) THEN
        -- Only its decision, and only once.
        IF OLD.state = 'pending' AND (
            (NEW.id, NEW.version_id, NEW.organisation_id, NEW.role, NEW.responsibilities, NEW.signing_rule)
            = (OLD.id, OLD.version_id, OLD.organisation_id, OLD.role, OLD.responsibilities, OLD.signing_rule)
        ) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the version was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (TG_OP = 'INSERT' AND agreements_is_open(NEW.version_id))
        OR (TG_OP = 'DELETE' AND agreements_is_open(OLD.version_id)) THEN
        RAISE EXCEPTION 'the version was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM agreements_party p
        JOIN agreements_version v ON v.id = p.version_id
        JOIN agreements_agreement a ON a.id = v.agreement_id
        WHERE p.id = NEW.party_id AND a.status = 'signing' AND v.sha256 = NEW.version_sha256
    ) THEN
        RAISE EXCEPTION 'this text is not open for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_agreement
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_agreement();
CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_version
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_version();
CREATE TRIGGER agreements_guard BEFORE INSERT OR UPDATE OR DELETE ON agreements_article
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_article();
CREATE TRIGGER agreements_guard BEFORE INSERT OR UPDATE OR DELETE ON agreements_party
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_party();
CREATE TRIGGER agreements_guard BEFORE INSERT ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_signature();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_signeddocument
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_auditevent
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
"""

REVERSE = """
DROP TRIGGER agreements_append_only ON agreements_auditevent;
DROP TRIGGER agreements_append_only ON agreements_signeddocument;
DROP TRIGGER agreements_append_only ON agreements_signature;
DROP TRIGGER agreements_guard ON agreements_signature;
DROP TRIGGER agreements_guard ON agreements_party;
DROP TRIGGER agreements_guard ON agreements_article;
DROP TRIGGER agreements_guard ON agreements_version;
DROP TRIGGER agreements_guard ON agreements_agreement;
DROP FUNCTION agreements_guard_signature();
DROP FUNCTION agreements_guard_party();
DROP FUNCTION agreements_guard_article();
DROP FUNCTION agreements_is_open(bigint);
DROP FUNCTION agreements_guard_version();
DROP FUNCTION agreements_guard_agreement();
DROP FUNCTION agreements_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
