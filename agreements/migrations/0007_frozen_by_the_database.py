"""What others were asked about, signed or logged cannot be changed, whatever program writes to the database."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION agreements_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION agreements_guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM agreements_version WHERE agreement_id = OLD.id AND frozen_at IS NOT NULL) AND (
        TG_OP = 'DELETE'
        OR (NEW.title, NEW.kind) IS DISTINCT FROM (OLD.title, OLD.kind)
        OR (NEW.project_id, NEW.parent_id) IS DISTINCT FROM (OLD.project_id, OLD.parent_id)
    ) THEN
        RAISE EXCEPTION 'others were asked about the agreement' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.frozen_at IS NOT NULL THEN
            RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.frozen_at IS NOT NULL AND (
        NEW.agreement_id, NEW.number, NEW.reason, NEW.effective_on, NEW.ends_on, NEW.renews_on, NEW.notice_months,
        NEW.bandwidth_time, NEW.bandwidth_money, NEW.bandwidth_scope, NEW.code, NEW.frozen_at, NEW.text
    ) IS DISTINCT FROM (
        OLD.agreement_id, OLD.number, OLD.reason, OLD.effective_on, OLD.ends_on, OLD.renews_on, OLD.notice_months,
        OLD.bandwidth_time, OLD.bandwidth_money, OLD.bandwidth_scope, OLD.code, OLD.frozen_at, OLD.text
    ) THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.opened_at IS NOT NULL AND (
        NEW.opened_at, NEW.opened_by_id, NEW.consulted_at, NEW.consulted_until, NEW.consultation_closed_at
    ) IS DISTINCT FROM (
        OLD.opened_at, OLD.opened_by_id, OLD.consulted_at, OLD.consulted_until, OLD.consultation_closed_at
    ) OR OLD.sha256 <> '' AND (NEW.sha256, NEW.file) IS DISTINCT FROM (OLD.sha256, OLD.file) THEN
        RAISE EXCEPTION 'the version was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- What is in force ends once more when a later version replaces it or the agreement ends; nothing else ends twice.
    IF OLD.ended_as <> '' AND (NEW.ended_as, NEW.ended_at, NEW.ended_reason)
        IS DISTINCT FROM (OLD.ended_as, OLD.ended_at, OLD.ended_reason) THEN
        RAISE EXCEPTION 'the version has ended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_is_frozen(version bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE frozen timestamptz;
BEGIN
    -- The lock makes a simultaneous opening wait, so that nothing slips in between its reading and its freezing.
    SELECT frozen_at INTO frozen FROM agreements_version WHERE id = version FOR SHARE;
    RETURN frozen IS NOT NULL;
END $$;

CREATE FUNCTION agreements_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND agreements_is_frozen(OLD.version_id))
        OR (TG_OP <> 'DELETE' AND agreements_is_frozen(NEW.version_id)) THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
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
    IF TG_OP = 'INSERT' THEN
        IF agreements_is_frozen(NEW.version_id) THEN
            RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT agreements_is_frozen(OLD.version_id) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    -- Its turn until the opening, its deadline while it has not decided, its decision once.
    IF TG_OP = 'DELETE' OR OLD.state <> 'pending' OR (
        NEW.id, NEW.version_id, NEW.organisation_id, NEW.role, NEW.responsibilities, NEW.signing_rule,
        NEW.signatures_needed, NEW.first_signatory_id, NEW.second_signatory_id
    ) IS DISTINCT FROM (
        OLD.id, OLD.version_id, OLD.organisation_id, OLD.role, OLD.responsibilities, OLD.signing_rule,
        OLD.signatures_needed, OLD.first_signatory_id, OLD.second_signatory_id
    ) OR (NEW.turn <> OLD.turn AND EXISTS (
        SELECT 1 FROM agreements_version WHERE id = OLD.version_id AND opened_at IS NOT NULL
    )) THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM agreements_party p
        JOIN agreements_version v ON v.id = p.version_id
        JOIN agreements_agreement a ON a.id = v.agreement_id
        WHERE p.id = NEW.party_id AND p.state = 'pending' AND a.status = 'signing' AND v.ended_as = ''
            AND v.sha256 = NEW.version_sha256
    ) THEN
        RAISE EXCEPTION 'this text is not open for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.checked_at IS NOT NULL OR (
        NEW.party_id, NEW.file, NEW.sha256, NEW.size, NEW.signed_on, NEW.signatories,
        NEW.registered_by_id, NEW.registered_by_name, NEW.registered_at
    ) IS DISTINCT FROM (
        OLD.party_id, OLD.file, OLD.sha256, OLD.size, OLD.signed_on, OLD.signatories,
        OLD.registered_by_id, OLD.registered_by_name, OLD.registered_at
    ) THEN
        RAISE EXCEPTION 'a registered scan is only checked off, once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION agreements_guard_mandate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR (
        NEW.organisation_id, NEW.grantor_id, NEW.grantor_name, NEW.delegate_id, NEW.delegate_name, NEW.agreement_id,
        NEW.starts_on, NEW.ends_on, NEW.evidence, NEW.file, NEW.file_sha256, NEW.factor, NEW.granted_at
    ) IS DISTINCT FROM (
        OLD.organisation_id, OLD.grantor_id, OLD.grantor_name, OLD.delegate_id, OLD.delegate_name, OLD.agreement_id,
        OLD.starts_on, OLD.ends_on, OLD.evidence, OLD.file, OLD.file_sha256, OLD.factor, OLD.granted_at
    ) THEN
        RAISE EXCEPTION 'a power of attorney is only revoked, once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_agreement
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_agreement();
CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_version
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_version();
CREATE TRIGGER agreements_guard BEFORE INSERT OR UPDATE OR DELETE ON agreements_article
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_part();
CREATE TRIGGER agreements_guard BEFORE INSERT OR UPDATE OR DELETE ON agreements_annex
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_part();
CREATE TRIGGER agreements_guard BEFORE INSERT OR UPDATE OR DELETE ON agreements_party
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_party();
CREATE TRIGGER agreements_guard BEFORE INSERT ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_signature();
CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_scan
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_scan();
CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements_mandate
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_mandate();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_signeddocument
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_auditevent
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
CREATE TRIGGER agreements_append_only BEFORE UPDATE OR DELETE ON agreements_notice
    FOR EACH ROW EXECUTE FUNCTION agreements_refuse();
"""

DROP_GUARDS = """
DROP TRIGGER agreements_append_only ON agreements_signature;
DROP TRIGGER agreements_append_only ON agreements_signeddocument;
DROP TRIGGER agreements_append_only ON agreements_auditevent;
DROP TRIGGER agreements_append_only ON agreements_notice;
DROP TRIGGER agreements_guard ON agreements_mandate;
DROP TRIGGER agreements_guard ON agreements_scan;
DROP TRIGGER agreements_guard ON agreements_signature;
DROP TRIGGER agreements_guard ON agreements_party;
DROP TRIGGER agreements_guard ON agreements_annex;
DROP TRIGGER agreements_guard ON agreements_article;
DROP TRIGGER agreements_guard ON agreements_version;
DROP TRIGGER agreements_guard ON agreements_agreement;
DROP FUNCTION agreements_guard_mandate();
DROP FUNCTION agreements_guard_scan();
DROP FUNCTION agreements_guard_signature();
DROP FUNCTION agreements_guard_party();
DROP FUNCTION agreements_guard_part();
DROP FUNCTION agreements_is_frozen(bigint);
DROP FUNCTION agreements_guard_version();
DROP FUNCTION agreements_guard_agreement();
DROP FUNCTION agreements_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_signing_rules")]

    operations = [migrations.RunSQL(GUARDS, DROP_GUARDS)]
