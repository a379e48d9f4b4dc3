"""What signing with rules, powers of attorney, paper and seals needs; constraints on what stood before come in 0006.

The triggers are gone until 0007 writes them anew.
"""

from importlib import import_module

import agreements.models.versions
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


BEFORE = import_module("agreements.migrations.0002_frozen_by_the_database")
PROJECT = import_module("agreements.migrations.0003_project")


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0003_project'),
        ('network', '0002_factortry'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(BEFORE.REVERSE, BEFORE.FUNCTIONS + PROJECT.WITH_PROJECT),
        migrations.CreateModel(
            name='Advice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_on', models.DateField(verbose_name='before')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='advice')),
                ('given_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('given_at', models.DateTimeField(editable=False, null=True)),
                ('response', models.TextField(blank=True, max_length=5000, verbose_name='what was done with it')),
                ('responded_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'advice',
                'verbose_name_plural': 'advices',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Annex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('name', models.CharField(editable=False, max_length=120, verbose_name='name of the file')),
                ('file', models.FileField(max_length=200, upload_to='', verbose_name='file')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the file')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size in bytes')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added at')),
            ],
            options={
                'verbose_name': 'annex',
                'verbose_name_plural': 'annexes',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment', 'Comment'), ('change', 'Asks for a change')], default='comment', editable=False, max_length=12)),
                ('article', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when it is about the whole.', null=True, verbose_name='article')),
                ('text', models.TextField(max_length=5000, verbose_name='comment')),
                ('author_name', models.CharField(editable=False, max_length=150)),
                ('on_behalf_of', models.CharField(blank=True, editable=False, max_length=150, verbose_name='on behalf of')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Answered'), ('taken_over', 'Taken over')], max_length=12, verbose_name='what was done with it')),
                ('answer', models.TextField(blank=True, max_length=5000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['article', 'created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAdvice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_on', models.DateField(verbose_name='before')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='advice')),
                ('given_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('given_at', models.DateTimeField(editable=False, null=True)),
                ('response', models.TextField(blank=True, max_length=5000, verbose_name='what was done with it')),
                ('responded_at', models.DateTimeField(editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical advice',
                'verbose_name_plural': 'historical advices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAnnex',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('name', models.CharField(editable=False, max_length=120, verbose_name='name of the file')),
                ('file', models.TextField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the file')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size in bytes')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added at')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical annex',
                'verbose_name_plural': 'historical annexes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalComment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment', 'Comment'), ('change', 'Asks for a change')], default='comment', editable=False, max_length=12)),
                ('article', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when it is about the whole.', null=True, verbose_name='article')),
                ('text', models.TextField(max_length=5000, verbose_name='comment')),
                ('author_name', models.CharField(editable=False, max_length=150)),
                ('on_behalf_of', models.CharField(blank=True, editable=False, max_length=150, verbose_name='on behalf of')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'Answered'), ('taken_over', 'Taken over')], max_length=12, verbose_name='what was done with it')),
                ('answer', models.TextField(blank=True, max_length=5000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical comment',
                'verbose_name_plural': 'historical comments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMandate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('grantor_name', models.CharField(editable=False, max_length=150, verbose_name='name of who gave it')),
                ('delegate_name', models.CharField(editable=False, max_length=150, verbose_name='name of who received it')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('evidence', models.TextField(help_text='For example the decision of the board, with its date, or the article of the statutes.', verbose_name='what it rests on')),
                ('file', models.TextField(blank=True, editable=False, max_length=200, verbose_name='document')),
                ('file_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('factor', models.CharField(editable=False, max_length=12, verbose_name='second factor')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='given at')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked at')),
                ('revoked_reason', models.TextField(blank=True, editable=False, verbose_name='reason')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical power of attorney',
                'verbose_name_plural': 'historical powers of attorney',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalNotice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('given_by_name', models.CharField(editable=False, max_length=150)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('factor', models.CharField(editable=False, max_length=12, verbose_name='second factor')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('ends_on', models.DateField(editable=False, verbose_name='last day as a party')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical notice',
                'verbose_name_plural': 'historical notices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalParticipant',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretary', 'Secretary: prepares the text, never signs'), ('adviser', 'Adviser: reads and comments'), ('reader', 'Reader')], max_length=12, verbose_name='role')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical participant',
                'verbose_name_plural': 'historical participants',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReview',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(db_index=True, verbose_name='year')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('closes_on', models.DateField(verbose_name='open until')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical review of the cooperation',
                'verbose_name_plural': 'historical reviews of the cooperation',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReviewScore',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('principle', models.CharField(max_length=40, verbose_name='principle')),
                ('score', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – hardly'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – fully')], verbose_name='score')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('given_by_name', models.CharField(max_length=150)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical score',
                'verbose_name_plural': 'historical scores',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalScan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('file', models.TextField(max_length=200, verbose_name='scan')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the scan')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size in bytes')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('signatories', models.JSONField(default=list, verbose_name='who signed')),
                ('registered_by_name', models.CharField(editable=False, max_length=150)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='registered at')),
                ('checked_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('checked_at', models.DateTimeField(editable=False, null=True, verbose_name='checked at')),
                ('is_confirmed', models.BooleanField(editable=False, null=True, verbose_name='confirmed')),
                ('refused_reason', models.TextField(blank=True, editable=False, verbose_name='why it was not confirmed')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical signature on paper',
                'verbose_name_plural': 'historical signatures on paper',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSigningEvent',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='date and time')),
                ('date_text', models.CharField(blank=True, help_text='Only for an occasion of which the full date is not known.', max_length=80, verbose_name='date in words')),
                ('place', models.CharField(max_length=150, verbose_name='place')),
                ('witness', models.CharField(blank=True, max_length=150, verbose_name='witness')),
                ('witness_position', models.CharField(blank=True, max_length=150, verbose_name='position of the witness')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical signing event',
                'verbose_name_plural': 'historical signing events',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTestimonial',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('author_name', models.CharField(editable=False, max_length=150)),
                ('author_position', models.CharField(blank=True, editable=False, max_length=120)),
                ('text', models.TextField(max_length=1200, verbose_name='what you want to say')),
                ('consented_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='consent given at')),
                ('consent_withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='consent withdrawn at')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical testimonial',
                'verbose_name_plural': 'historical testimonials',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grantor_name', models.CharField(editable=False, max_length=150, verbose_name='name of who gave it')),
                ('delegate_name', models.CharField(editable=False, max_length=150, verbose_name='name of who received it')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('evidence', models.TextField(help_text='For example the decision of the board, with its date, or the article of the statutes.', verbose_name='what it rests on')),
                ('file', models.FileField(blank=True, editable=False, max_length=200, upload_to='', verbose_name='document')),
                ('file_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('factor', models.CharField(editable=False, max_length=12, verbose_name='second factor')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='given at')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked at')),
                ('revoked_reason', models.TextField(blank=True, editable=False, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'power of attorney',
                'verbose_name_plural': 'powers of attorney',
                'ordering': ['-granted_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_by_name', models.CharField(editable=False, max_length=150)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('factor', models.CharField(editable=False, max_length=12, verbose_name='second factor')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('ends_on', models.DateField(editable=False, verbose_name='last day as a party')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['ends_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretary', 'Secretary: prepares the text, never signs'), ('adviser', 'Adviser: reads and comments'), ('reader', 'Reader')], max_length=12, verbose_name='role')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'ordering': ['role', 'user__name'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days_before', models.SmallIntegerField(null=True, verbose_name='days before the deadline')),
                ('sent_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='sent on')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['sent_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('closes_on', models.DateField(verbose_name='open until')),
            ],
            options={
                'verbose_name': 'review of the cooperation',
                'verbose_name_plural': 'reviews of the cooperation',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='ReviewScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('principle', models.CharField(max_length=40, verbose_name='principle')),
                ('score', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – hardly'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – fully')], verbose_name='score')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('given_by_name', models.CharField(max_length=150)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'score',
                'verbose_name_plural': 'scores',
                'ordering': ['organisation__name', 'principle'],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to='', verbose_name='scan')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the scan')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size in bytes')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('signatories', models.JSONField(default=list, verbose_name='who signed')),
                ('registered_by_name', models.CharField(editable=False, max_length=150)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='registered at')),
                ('checked_by_name', models.CharField(blank=True, editable=False, max_length=150)),
                ('checked_at', models.DateTimeField(editable=False, null=True, verbose_name='checked at')),
                ('is_confirmed', models.BooleanField(editable=False, null=True, verbose_name='confirmed')),
                ('refused_reason', models.TextField(blank=True, editable=False, verbose_name='why it was not confirmed')),
            ],
            options={
                'verbose_name': 'signature on paper',
                'verbose_name_plural': 'signatures on paper',
                'ordering': ['registered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SigningEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField(default=1, editable=False)),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='date and time')),
                ('date_text', models.CharField(blank=True, help_text='Only for an occasion of which the full date is not known.', max_length=80, verbose_name='date in words')),
                ('place', models.CharField(max_length=150, verbose_name='place')),
                ('witness', models.CharField(blank=True, max_length=150, verbose_name='witness')),
                ('witness_position', models.CharField(blank=True, max_length=150, verbose_name='position of the witness')),
            ],
            options={
                'verbose_name': 'signing event',
                'verbose_name_plural': 'signing events',
            },
        ),
        migrations.CreateModel(
            name='Testimonial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', models.CharField(editable=False, max_length=150)),
                ('author_position', models.CharField(blank=True, editable=False, max_length=120)),
                ('text', models.TextField(max_length=1200, verbose_name='what you want to say')),
                ('consented_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='consent given at')),
                ('consent_withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='consent withdrawn at')),
            ],
            options={
                'verbose_name': 'testimonial',
                'verbose_name_plural': 'testimonials',
                'ordering': ['-consented_at', '-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='agreement',
            options={'ordering': ['-created_at', '-pk'], 'permissions': [('sign_agreement', 'May sign or decline for an organisation'), ('open_agreement', 'May open for signing'), ('withdraw_agreement', 'May withdraw'), ('audit_agreement', 'May read who did what'), ('comment_agreement', 'May comment on the text'), ('confirm_agreement', 'May register and confirm what was signed on paper')], 'verbose_name': 'agreement', 'verbose_name_plural': 'agreements'},
        ),
        migrations.AlterModelOptions(
            name='signeddocument',
            options={'ordering': ['version', 'edition'], 'verbose_name': 'signed document', 'verbose_name_plural': 'signed documents'},
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreements_known_status',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreements_ends_after_start',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreements_closed_with_reason',
        ),
        migrations.RemoveConstraint(
            model_name='signature',
            name='agreements_signature_has_factor',
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='agreements_one_draft_version',
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='agreements_frozen_or_not',
        ),
        migrations.AddField(
            model_name='agreement',
            name='in_force',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.version', verbose_name='version in force'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='parent',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accessions', to='agreements.agreement', verbose_name='accedes to'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='trail_hash',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='agreement',
            name='trail_length',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='historicalagreement',
            name='in_force',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.version', verbose_name='version in force'),
        ),
        migrations.AddField(
            model_name='historicalagreement',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='accedes to'),
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='deadline_on',
            field=models.DateField(blank=True, null=True, verbose_name='sign before the end of'),
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='first_signatory',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first signatory'),
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='second_signatory',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second signatory'),
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='signatures_needed',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='number of signatures'),
        ),
        migrations.AddField(
            model_name='historicalparty',
            name='turn',
            field=models.PositiveSmallIntegerField(default=1, help_text='Parties with a higher number are asked after those with a lower one signed.', verbose_name='turn'),
        ),
        migrations.AddField(
            model_name='historicalsignature',
            name='drawing',
            field=models.TextField(blank=True, verbose_name='drawn signature'),
        ),
        migrations.AddField(
            model_name='historicalsignature',
            name='principal',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on the authority of'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='archived_until',
            field=models.DateTimeField(null=True, verbose_name='archive timestamp holds until'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='edition'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='level',
            field=models.CharField(blank=True, choices=[('B-B', 'seal without timestamp (B-B)'), ('B-T', 'seal with timestamp (B-T)'), ('B-LT', 'seal with timestamp and proofs of validity (B-LT)'), ('B-LTA', 'seal for the archive, with renewable timestamps (B-LTA)')], max_length=8, verbose_name='reached level'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='sealed_at',
            field=models.DateTimeField(null=True, verbose_name='sealed at'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='sealed_by',
            field=models.CharField(blank=True, max_length=250, verbose_name='sealed by'),
        ),
        migrations.AddField(
            model_name='historicalsigneddocument',
            name='wanted_level',
            field=models.CharField(blank=True, choices=[('B-B', 'seal without timestamp (B-B)'), ('B-T', 'seal with timestamp (B-T)'), ('B-LT', 'seal with timestamp and proofs of validity (B-LT)'), ('B-LTA', 'seal for the archive, with renewable timestamps (B-LTA)')], max_length=8, verbose_name='wanted level'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='bandwidth_money',
            field=models.TextField(blank=True, verbose_name='bandwidth in money'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='bandwidth_scope',
            field=models.TextField(blank=True, help_text='Within these limits the project manager decides; beyond them the client does.', verbose_name='bandwidth in what is delivered'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='bandwidth_time',
            field=models.TextField(blank=True, verbose_name='bandwidth in time'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='code',
            field=models.CharField(db_index=True, default=agreements.models.versions.new_code, editable=False, max_length=16, verbose_name='verification code'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='consultation_closed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='consultation closed at'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='consulted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='consultation started at'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='consulted_until',
            field=models.DateField(editable=False, null=True, verbose_name='comments until'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='edition',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='effective_on',
            field=models.DateField(blank=True, null=True, verbose_name='takes effect on'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('lapsed', 'Lapsed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('superseded', 'Replaced by a later version'), ('ended', 'Ended')], editable=False, max_length=12, verbose_name='ended as'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='ended_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='ended at'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='ended_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='reason of the end'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='ends on'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='file',
            field=models.TextField(blank=True, editable=False, max_length=200, verbose_name='document'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='frozen_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='text fixed at'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='notice_months',
            field=models.PositiveSmallIntegerField(default=3, help_text='So long before the end a party gives notice.', verbose_name='notice period in months'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='reason',
            field=models.TextField(blank=True, editable=False, help_text='All parties read this.', verbose_name='why there is a new version'),
        ),
        migrations.AddField(
            model_name='historicalversion',
            name='renews_on',
            field=models.DateField(blank=True, help_text='The network manager is reminded in the three months before.', null=True, verbose_name='decide on renewal before'),
        ),
        migrations.AddField(
            model_name='party',
            name='deadline_on',
            field=models.DateField(blank=True, null=True, verbose_name='sign before the end of'),
        ),
        migrations.AddField(
            model_name='party',
            name='first_signatory',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first signatory'),
        ),
        migrations.AddField(
            model_name='party',
            name='second_signatory',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second signatory'),
        ),
        migrations.AddField(
            model_name='party',
            name='signatures_needed',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='number of signatures'),
        ),
        migrations.AddField(
            model_name='party',
            name='turn',
            field=models.PositiveSmallIntegerField(default=1, help_text='Parties with a higher number are asked after those with a lower one signed.', verbose_name='turn'),
        ),
        migrations.AddField(
            model_name='signature',
            name='drawing',
            field=models.TextField(blank=True, verbose_name='drawn signature'),
        ),
        migrations.AddField(
            model_name='signature',
            name='principal',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on the authority of'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='archived_until',
            field=models.DateTimeField(null=True, verbose_name='archive timestamp holds until'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='edition'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='level',
            field=models.CharField(blank=True, choices=[('B-B', 'seal without timestamp (B-B)'), ('B-T', 'seal with timestamp (B-T)'), ('B-LT', 'seal with timestamp and proofs of validity (B-LT)'), ('B-LTA', 'seal for the archive, with renewable timestamps (B-LTA)')], max_length=8, verbose_name='reached level'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='sealed_at',
            field=models.DateTimeField(null=True, verbose_name='sealed at'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='sealed_by',
            field=models.CharField(blank=True, max_length=250, verbose_name='sealed by'),
        ),
        migrations.AddField(
            model_name='signeddocument',
            name='wanted_level',
            field=models.CharField(blank=True, choices=[('B-B', 'seal without timestamp (B-B)'), ('B-T', 'seal with timestamp (B-T)'), ('B-LT', 'seal with timestamp and proofs of validity (B-LT)'), ('B-LTA', 'seal for the archive, with renewable timestamps (B-LTA)')], max_length=8, verbose_name='wanted level'),
        ),
        migrations.AddField(
            model_name='version',
            name='bandwidth_money',
            field=models.TextField(blank=True, verbose_name='bandwidth in money'),
        ),
        migrations.AddField(
            model_name='version',
            name='bandwidth_scope',
            field=models.TextField(blank=True, help_text='Within these limits the project manager decides; beyond them the client does.', verbose_name='bandwidth in what is delivered'),
        ),
        migrations.AddField(
            model_name='version',
            name='bandwidth_time',
            field=models.TextField(blank=True, verbose_name='bandwidth in time'),
        ),
        migrations.AddField(
            model_name='version',
            name='code',
            field=models.CharField(editable=False, max_length=16, null=True, verbose_name='verification code'),
        ),
        migrations.AddField(
            model_name='version',
            name='consultation_closed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='consultation closed at'),
        ),
        migrations.AddField(
            model_name='version',
            name='consulted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='consultation started at'),
        ),
        migrations.AddField(
            model_name='version',
            name='consulted_until',
            field=models.DateField(editable=False, null=True, verbose_name='comments until'),
        ),
        migrations.AddField(
            model_name='version',
            name='edition',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='version',
            name='effective_on',
            field=models.DateField(blank=True, null=True, verbose_name='takes effect on'),
        ),
        migrations.AddField(
            model_name='version',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('lapsed', 'Lapsed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('superseded', 'Replaced by a later version'), ('ended', 'Ended')], editable=False, max_length=12, verbose_name='ended as'),
        ),
        migrations.AddField(
            model_name='version',
            name='ended_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='ended at'),
        ),
        migrations.AddField(
            model_name='version',
            name='ended_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='reason of the end'),
        ),
        migrations.AddField(
            model_name='version',
            name='ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='ends on'),
        ),
        migrations.AddField(
            model_name='version',
            name='file',
            field=models.FileField(blank=True, editable=False, max_length=200, upload_to='', verbose_name='document'),
        ),
        migrations.AddField(
            model_name='version',
            name='frozen_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='text fixed at'),
        ),
        migrations.AddField(
            model_name='version',
            name='notice_months',
            field=models.PositiveSmallIntegerField(default=3, help_text='So long before the end a party gives notice.', verbose_name='notice period in months'),
        ),
        migrations.AddField(
            model_name='version',
            name='reason',
            field=models.TextField(blank=True, editable=False, help_text='All parties read this.', verbose_name='why there is a new version'),
        ),
        migrations.AddField(
            model_name='version',
            name='renews_on',
            field=models.DateField(blank=True, help_text='The network manager is reminded in the three months before.', null=True, verbose_name='decide on renewal before'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=[('cooperation', 'Cooperation agreement'), ('vision', 'Regional vision'), ('intent', 'Letter of intent'), ('accession', 'Accession of a partner')], default='cooperation', max_length=12, verbose_name='type of agreement'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('consultation', 'In consultation'), ('opening', 'Being prepared for signing'), ('signing', 'Open for signing'), ('sealing', 'Being sealed'), ('sealing_failed', 'Sealing failed'), ('in_force', 'Signed and in force'), ('ended', 'Ended'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', editable=False, max_length=16, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='actor',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='event',
            field=models.CharField(choices=[('created', 'Drafted'), ('consulted', 'Consultation started'), ('consultation_closed', 'Consultation closed'), ('frozen', 'Text fixed'), ('opened', 'Opened for signing'), ('read', 'Read'), ('viewed', 'Read before signing'), ('signed', 'Signed'), ('paper_registered', 'Signature on paper registered'), ('paper_confirmed', 'Signature on paper confirmed by a second person'), ('paper_refused', 'Signature on paper not confirmed'), ('change_asked', 'Change asked for'), ('reminded', 'Reminder sent'), ('deadline_moved', 'Deadline moved'), ('mandate_granted', 'Power of attorney given'), ('mandate_revoked', 'Power of attorney revoked'), ('completed', 'Signed by all parties'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Lapsed, because a new version is made'), ('stored', 'Sealed, verified and stored'), ('renewed', 'New archive timestamp'), ('downloaded', 'Document downloaded'), ('evidence', 'Evidence package made'), ('superseded', 'Replaced by a new version'), ('notice', 'Notice given by a party'), ('ended', 'Ended')], max_length=24, verbose_name='event'),
        ),
        migrations.AlterField(
            model_name='historicalagreement',
            name='kind',
            field=models.CharField(choices=[('cooperation', 'Cooperation agreement'), ('vision', 'Regional vision'), ('intent', 'Letter of intent'), ('accession', 'Accession of a partner')], default='cooperation', max_length=12, verbose_name='type of agreement'),
        ),
        migrations.AlterField(
            model_name='historicalagreement',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('consultation', 'In consultation'), ('opening', 'Being prepared for signing'), ('signing', 'Open for signing'), ('sealing', 'Being sealed'), ('sealing_failed', 'Sealing failed'), ('in_force', 'Signed and in force'), ('ended', 'Ended'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], db_index=True, default='draft', editable=False, max_length=16, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='historicalparty',
            name='signing_rule',
            field=models.CharField(choices=[('sole', 'One executive signs'), ('joint', 'Several executives sign together'), ('named', 'Two named executives sign together')], default='sole', max_length=12, verbose_name='who signs'),
        ),
        migrations.AlterField(
            model_name='historicalsignature',
            name='factor',
            field=models.CharField(choices=[('totp', 'Code from an authenticator app'), ('webauthn', 'Passkey'), ('email', 'One-time code by e-mail'), ('paper', 'Signed on paper, seen by two people')], max_length=12, verbose_name='second factor'),
        ),
        migrations.AlterField(
            model_name='historicalsigneddocument',
            name='sha256',
            field=models.CharField(db_index=True, max_length=64, verbose_name='SHA-256 of the file'),
        ),
        migrations.AlterField(
            model_name='historicalversion',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AlterField(
            model_name='historicalversion',
            name='number',
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='historicalversion',
            name='sha256',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256 of the document'),
        ),
        migrations.AlterField(
            model_name='party',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AlterField(
            model_name='party',
            name='signing_rule',
            field=models.CharField(choices=[('sole', 'One executive signs'), ('joint', 'Several executives sign together'), ('named', 'Two named executives sign together')], default='sole', max_length=12, verbose_name='who signs'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='factor',
            field=models.CharField(choices=[('totp', 'Code from an authenticator app'), ('webauthn', 'Passkey'), ('email', 'One-time code by e-mail'), ('paper', 'Signed on paper, seen by two people')], max_length=12, verbose_name='second factor'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='user',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='signatures', to=settings.AUTH_USER_MODEL, verbose_name='signatory'),
        ),
        migrations.AlterField(
            model_name='signeddocument',
            name='sha256',
            field=models.CharField(db_index=True, max_length=64, verbose_name='SHA-256 of the file'),
        ),
        migrations.AlterField(
            model_name='signeddocument',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='agreements.version', verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='version',
            name='agreement',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AlterField(
            model_name='version',
            name='number',
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='version',
            name='opened_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AlterField(
            model_name='version',
            name='sha256',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256 of the document'),
        ),
        migrations.AddField(
            model_name='advice',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='advice',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.body', verbose_name='advisory council'),
        ),
        migrations.AddField(
            model_name='advice',
            name='given_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='advice',
            name='responded_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='advice',
            name='version',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='advices', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='annex',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AddField(
            model_name='annex',
            name='version',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='annexes', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='comment',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='comment',
            name='version',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='asked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='body',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='network.body', verbose_name='advisory council'),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='given_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='responded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='historicaladvice',
            name='version',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='historicalannex',
            name='added_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AddField(
            model_name='historicalannex',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalannex',
            name='version',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='historicalcomment',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='historicalcomment',
            name='author',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='historicalcomment',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcomment',
            name='version',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Leave empty for all agreements of the organisation within the period.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='for which agreement'),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='delegate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to'),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='grantor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='historicalmandate',
            name='revoked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by'),
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='given_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalnotice',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='historicalparticipant',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='historicalparticipant',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalparticipant',
            name='user',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='historicalreview',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreview',
            name='opened_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='historicalreviewscore',
            name='given_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='historicalreviewscore',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreviewscore',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='historicalscan',
            name='checked_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by'),
        ),
        migrations.AddField(
            model_name='historicalscan',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalscan',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='historicalscan',
            name='registered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by'),
        ),
        migrations.AddField(
            model_name='historicalsigningevent',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsigningevent',
            name='version',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='historicaltestimonial',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='historicaltestimonial',
            name='author',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='historicaltestimonial',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaltestimonial',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='agreement',
            field=models.ForeignKey(blank=True, help_text='Leave empty for all agreements of the organisation within the period.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='agreements.agreement', verbose_name='for which agreement'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='delegate',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='grantor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='revoked_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by'),
        ),
        migrations.AddField(
            model_name='historicalsignature',
            name='mandate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.mandate', verbose_name='power of attorney'),
        ),
        migrations.AddField(
            model_name='signature',
            name='mandate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='agreements.mandate', verbose_name='power of attorney'),
        ),
        migrations.AddField(
            model_name='notice',
            name='agreement',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='notice',
            name='given_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by'),
        ),
        migrations.AddField(
            model_name='notice',
            name='organisation',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='participant',
            name='agreement',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='participant',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='review',
            name='opened_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='historicalreviewscore',
            name='review',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.review', verbose_name='review'),
        ),
        migrations.AddField(
            model_name='reviewscore',
            name='given_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='reviewscore',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_scores', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='reviewscore',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='agreements.review', verbose_name='review'),
        ),
        migrations.AddField(
            model_name='scan',
            name='checked_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by'),
        ),
        migrations.AddField(
            model_name='scan',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='agreements.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='scan',
            name='registered_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by'),
        ),
        migrations.AddField(
            model_name='historicalsignature',
            name='scan',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.scan', verbose_name='signature on paper'),
        ),
        migrations.AddField(
            model_name='signature',
            name='scan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='agreements.scan', verbose_name='signature on paper'),
        ),
        migrations.AddField(
            model_name='signingevent',
            name='version',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='event', to='agreements.version', verbose_name='version'),
        ),
        migrations.AddField(
            model_name='testimonial',
            name='agreement',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='testimonials', to='agreements.agreement', verbose_name='agreement'),
        ),
        migrations.AddField(
            model_name='testimonial',
            name='author',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='testimonial',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='testimonials', to='network.organisation', verbose_name='organisation'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.UniqueConstraint(fields=('version', 'body'), name='agreements_one_advice'),
        ),
        migrations.AddConstraint(
            model_name='advice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_at', None), ('responded_at', None), ('response', ''), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), ('given_at__isnull', False)), _connector='OR'), name='agreements_advice_given_or_not'),
        ),
        migrations.AddConstraint(
            model_name='annex',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('version', 'number'), name='agreements_one_annex_number'),
        ),
        migrations.AddConstraint(
            model_name='annex',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='agreements_annex_has_hash'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='agreements_comment_answered_or_not'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='agreements_mandate_ends_after_start', violation_error_message='The last day comes before the first.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('grantor', models.F('delegate')), _negated=True), name='agreements_mandate_to_another', violation_error_message='Nobody gives a power of attorney to themselves.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None), ('revoked_reason', '')), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='agreements_mandate_revoked_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('agreement', 'organisation'), name='agreements_one_notice'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='agreements_notice_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('agreement', 'user'), name='agreements_participant_once', violation_error_message='This person has a part in the agreement already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('party', 'days_before', 'sent_on'), name='agreements_remind_once_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='reviewscore',
            constraint=models.UniqueConstraint(fields=('review', 'organisation', 'principle'), name='agreements_one_score'),
        ),
        migrations.AddConstraint(
            model_name='reviewscore',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 1), ('score__lte', 5)), name='agreements_score_known'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='agreements_scan_has_hash'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None), ('is_confirmed', None), ('refused_reason', '')), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('is_confirmed', True), ('refused_reason', '')), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('is_confirmed', False), models.Q(('refused_reason', ''), _negated=True)), _connector='OR'), name='agreements_scan_checked_or_not'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('registered_by')), _negated=True), _connector='OR'), name='agreements_scan_two_people', violation_error_message='Somebody else than who registered it must confirm it.'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(condition=models.Q(('is_confirmed', None), ('is_confirmed', True), _connector='OR'), fields=('party',), name='agreements_one_scan_for_party'),
        ),
        migrations.AddConstraint(
            model_name='signingevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_text', ''), ('starts_at__isnull', False)), models.Q(('starts_at', None), models.Q(('date_text', ''), _negated=True)), _connector='OR'), name='agreements_event_has_date', violation_error_message='Give the date and time, or the date in words.'),
        ),
        migrations.AddConstraint(
            model_name='testimonial',
            constraint=models.UniqueConstraint(condition=models.Q(('consent_withdrawn_at', None)), fields=('agreement', 'author'), name='agreements_one_testimonial'),
        ),
    ]
