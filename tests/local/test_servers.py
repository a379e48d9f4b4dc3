"""The private servers: PostgreSQL and Valkey out of wheels."""

from django.db import connection


def test_database_knows_what_the_portal_needs(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT unaccent('Geïntegreerd'), lower('ÉÉN'), to_tsvector('dutch', 'zorgpaden')::text")
        assert cursor.fetchone() == ("Geintegreerd", "één", "'zorgpad':1")
