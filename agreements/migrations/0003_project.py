"""An agreement can belong to a project, and the choice is frozen with the rest."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION agreements_guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        TG_OP = 'DELETE' OR NEW.status = 'draft'
        OR (NEW.title, NEW.kind) IS DISTINCT FROM (OLD.title, OLD.kind)
        OR (NEW.effective_on, NEW.ends_on) IS DISTINCT FROM (OLD.effective_on, OLD.ends_on){project}
    ) THEN
        RAISE EXCEPTION 'the agreement was opened for signing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""
WITH_PROJECT = GUARD.format(project=" OR NEW.project_id IS DISTINCT FROM OLD.project_id")
WITHOUT_PROJECT = GUARD.format(project="")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_frozen_by_the_database"),
        ("projects", "0003_frozen_updates"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agreement",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("sign_agreement", "May sign or decline for an organisation"),
                    ("open_agreement", "May open for signing"),
                    ("withdraw_agreement", "May withdraw"),
                    ("audit_agreement", "May read who did what"),
                ],
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="project",
            field=models.ForeignKey(
                blank=True,
                help_text="Leave empty when it is for the network as a whole.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="projects.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="project",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Leave empty when it is for the network as a whole.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="projects.project",
                verbose_name="project",
            ),
        ),
        migrations.RunSQL(WITH_PROJECT, WITHOUT_PROJECT),
    ]
