import agreements.models.versions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0005_signing_data'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='agreement',
            name='effective_on',
        ),
        migrations.RemoveField(
            model_name='agreement',
            name='ends_on',
        ),
        migrations.RemoveField(
            model_name='historicalagreement',
            name='effective_on',
        ),
        migrations.RemoveField(
            model_name='historicalagreement',
            name='ends_on',
        ),
        migrations.AlterField(
            model_name='version',
            name='code',
            field=models.CharField(default=agreements.models.versions.new_code, editable=False, max_length=16, unique=True, verbose_name='verification code'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'consultation', 'opening', 'signing', 'sealing', 'sealing_failed', 'in_force', 'ended', 'declined', 'withdrawn'])), name='agreements_known_status'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['declined', 'withdrawn', 'ended']), _negated=True), models.Q(('closed_at__isnull', False), models.Q(('closing_reason', ''), _negated=True)), _connector='OR'), name='agreements_closed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_force', 'ended']), _negated=True), ('in_force__isnull', False), _connector='OR'), name='agreements_in_force_names_version'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['declined', 'withdrawn']), _negated=True), ('in_force', None), _connector='OR'), name='agreements_in_force_stays'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'accession'), ('parent__isnull', False)), models.Q(models.Q(('kind', 'accession'), _negated=True), ('parent', None)), _connector='OR'), name='agreements_accession_has_parent'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_signatory', None), ('second_signatory', None), ('signatures_needed', 1), ('signing_rule', 'sole')), models.Q(('first_signatory', None), ('second_signatory', None), ('signatures_needed__gte', 2), ('signing_rule', 'joint')), models.Q(('first_signatory__isnull', False), ('second_signatory__isnull', False), ('signatures_needed', 2), ('signing_rule', 'named'), models.Q(('first_signatory', models.F('second_signatory')), _negated=True)), _connector='OR'), name='agreements_party_rule', violation_error_message='Who signs and the number of signatures do not fit together.'),
        ),
        migrations.AddConstraint(
            model_name='signeddocument',
            constraint=models.UniqueConstraint(fields=('version', 'edition'), name='agreements_one_edition_number'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(condition=models.Q(('frozen_at', None)), fields=('agreement',), name='agreements_one_draft_version'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consulted_at', None), ('frozen_at', None), ('opened_at', None), ('text', '')), models.Q(('frozen_at__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='agreements_frozen_or_not'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('opened_at', None), ('opened_by', None), ('sha256', '')), models.Q(('file', ''), ('opened_at__isnull', False), ('opened_by__isnull', False), ('sha256', '')), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='agreements_opened_or_not'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at', None), ('ended_reason', '')), models.Q(models.Q(('ended_as', ''), _negated=True), ('ended_at__isnull', False), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='agreements_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('effective_on', None), ('ends_on__gte', models.F('effective_on')), _connector='OR'), name='agreements_ends_after_start', violation_error_message='The agreement would end before it takes effect.'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('renews_on', None), ('ends_on', None), ('renews_on__lte', models.F('ends_on')), _connector='OR'), name='agreements_renewed_before_end', violation_error_message='The decision on renewal would come after the end.'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('party', 'principal'), name='agreements_authority_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('factor__in', ['totp', 'webauthn', 'email']), ('scan', None), ('user__isnull', False), ('principal__isnull', False)), models.Q(('drawing', ''), ('factor', 'paper'), ('mandate', None), ('scan__isnull', False), ('user', None)), _connector='OR'), name='agreements_signature_has_factor'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mandate', None), ('principal', None)), models.Q(('mandate', None), ('scan__isnull', False)), models.Q(('mandate', None), ('principal', models.F('user'))), models.Q(('mandate__isnull', False), models.Q(('principal', models.F('user')), _negated=True)), _connector='OR'), name='agreements_signature_on_authority'),
        ),
    ]
