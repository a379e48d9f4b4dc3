"""The tests' databases are copies of one that was migrated, and of one with just these migrations."""

from django.core.management import call_command
from django.db import connection

from zenderen.local.state import ROOT
from zenderen.local.template import fingerprint


def test_nothing_is_left_to_migrate(db):
    call_command("migrate", check_unapplied=True, plan=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'agreements'")
        assert cursor.fetchone()[0] == len(list(ROOT.glob("agreements/migrations/0*.py")))


def test_another_migration_or_package_makes_another_database(tmp_path):
    lock, migrations = tmp_path / "uv.lock", tmp_path / "zenderen" / "jobs" / "migrations"
    migrations.mkdir(parents=True)
    seen = []

    def look():
        seen.append(fingerprint(tmp_path))

    lock.write_text("django 5.2")
    look()
    (migrations / "0001_initial.py").write_text("one")
    look()
    (migrations / "0001_initial.py").write_text("two")
    look()
    (migrations / "0001_initial.py").rename(migrations / "0001_other.py")
    look()
    lock.write_text("django 5.3")
    look()
    assert len(set(seen)) == 5
    look()
    assert seen[-1] == seen[-2]
