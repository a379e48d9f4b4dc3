"""Requirement 14: the trail is append-only and chained, and ``verify_audit`` names the first row that is not right."""

# ruff: noqa: S608 - the SQL is put together from the constants of these tests

import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from agreements import tasks, trail
from agreements.models import Agreement, AuditEvent
from agreements.models.audit import FIRST
from tests.agreements import make
from zenderen.jobs.models import Job

TABLE = "agreements_auditevent"


@contextmanager
def tampering():
    """What somebody can do who rules over the database: the triggers are off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (TABLE, "agreements_agreement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in (TABLE, "agreements_agreement"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def checked(*agreements):
    """(exit code, what was said) of ``manage.py verify_audit``."""
    said = StringIO()
    try:
        call_command("verify_audit", *(agreement.pk for agreement in agreements), stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue() + str(error)
    return 0, said.getvalue()


def rows(agreement):
    return AuditEvent.objects.filter(agreement=agreement).order_by("sequence")


def numbered_anew(cursor, agreement, order):
    """Give the rows these numbers, past the constraint that no two have the same."""
    for place, row in enumerate(order, start=1):
        cursor.execute(f"UPDATE {TABLE} SET sequence = %s WHERE id = %s", [1000 + place, row.pk])
    cursor.execute(f"UPDATE {TABLE} SET sequence = sequence - 1000 WHERE agreement_id = %s", [agreement.pk])


def chained_anew(cursor, agreement):
    """Compute every hash anew and note the end in the agreement, as somebody does who read this code."""
    previous = FIRST
    for row in rows(agreement):
        row.previous_hash = previous
        previous = row.expected_hash()
        sql = f"UPDATE {TABLE} SET previous_hash = %s, hash = %s WHERE id = %s"
        cursor.execute(sql, [row.previous_hash, previous, row.pk])
    sql = "UPDATE agreements_agreement SET trail_length = %s, trail_hash = %s WHERE id = %s"
    cursor.execute(sql, [rows(agreement).count(), previous, agreement.pk])


def test_14_every_trail_holds(signed, draft):
    """Requirement 14: nothing wrong, exit code 0."""
    code, said = checked()
    assert code == 0
    assert f"Overeenkomst {signed.pk}" in said
    assert f"{signed.events.count()} regels, allemaal zoals geschreven." in said


@pytest.mark.parametrize(
    "sql", [f"UPDATE {TABLE} SET actor_name = 'x'", f"UPDATE {TABLE} SET data = data", f"DELETE FROM {TABLE}"]
)
def test_14_the_database_refuses_to_change_or_delete_a_row(signed, sql):
    """Requirement 14: also past Django."""
    before = list(rows(signed).values_list("hash", flat=True))
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(signed).delete()
    assert list(rows(signed).values_list("hash", flat=True)) == before


EDITS = {
    "name": "actor_name = 'Iemand Anders'",
    "person": "actor_id = 999999",
    "time": "at = at + interval '1 microsecond'",
    "event": "event = 'declined'",
    "on whose behalf": "on_behalf_of_name = 'Iemand Anders'",
    "details": """data = '{"sha256": "0"}'""",
    "hash": f"hash = '{FIRST}'",
}


@pytest.mark.parametrize("field", EDITS)
def test_14_an_edited_row_is_named(signed, field):
    """Requirement 14: edited."""
    with tampering() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {EDITS[field]} WHERE agreement_id = %s AND sequence = 3", [signed.pk])
    code, said = checked(signed)
    assert code == 1
    assert "regel 3 (" in said
    assert "is veranderd." in said
    assert "1 van de 1 logboeken kloppen niet." in said


def test_14_a_deleted_row_is_named(signed):
    """Requirement 14: deleted, with a gap in the numbers."""
    with tampering() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE agreement_id = %s AND sequence = 3", [signed.pk])
    code, said = checked(signed)
    assert code == 1
    assert "regel 3 ontbreekt" in said


def test_14_a_deleted_row_is_named_when_the_numbers_were_closed(signed):
    """Requirement 14: deleted, without a gap."""
    kept = [row for row in rows(signed) if row.sequence != 3]
    with tampering() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE agreement_id = %s AND sequence = 3", [signed.pk])
        numbered_anew(cursor, signed, kept)
    code, said = checked(signed)
    assert code == 1
    assert "regel 3 (" in said
    assert "sluit niet aan op de regel ervoor" in said


def test_14_an_inserted_row_is_named(signed):
    """Requirement 14: inserted in the middle, with a hash of its own that is right."""
    old = list(rows(signed))
    forged = AuditEvent(agreement=signed, sequence=3, event="viewed", at=old[1].at, previous_hash=old[1].hash)
    forged.hash = forged.expected_hash()
    with tampering() as cursor:
        for row in reversed(old[2:]):
            cursor.execute(f"UPDATE {TABLE} SET sequence = sequence + 1 WHERE id = %s", [row.pk])
        forged.save(force_insert=True)
    code, said = checked(signed)
    assert code == 1
    assert "regel 4 (" in said
    assert "sluit niet aan op de regel ervoor" in said


def test_14_a_row_that_was_put_behind_the_others_is_named(signed):
    """Requirement 14: inserted at the end, chained as it should be, past the portal."""
    last = rows(signed).last()
    forged = AuditEvent(
        agreement=signed, sequence=last.sequence + 1, event="viewed", at=last.at, previous_hash=last.hash
    )
    forged.hash = forged.expected_hash()
    forged.save(force_insert=True)
    code, said = checked(signed)
    assert code == 1
    assert f"regel {last.sequence + 1} (" in said
    assert "is buiten het portaal om toegevoegd." in said


def test_14_reordered_rows_are_named(signed):
    """Requirement 14: two rows changed places."""
    order = list(rows(signed))
    order[2], order[3] = order[3], order[2]
    with tampering() as cursor:
        numbered_anew(cursor, signed, order)
    code, said = checked(signed)
    assert code == 1
    assert "regel 3 (" in said
    assert "sluit niet aan op de regel ervoor" in said


def test_14_a_trail_that_was_cut_is_named(signed):
    """Requirement 14: cut off at its end."""
    length = signed.events.count()
    with tampering() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE agreement_id = %s AND sequence > %s", [signed.pk, length - 2])
    code, said = checked(signed)
    assert code == 1
    assert f"regel {length - 1} ontbreekt: het einde van het logboek is eraf gehaald." in said


def test_14_a_last_row_that_was_replaced_is_named(signed):
    """Requirement 14: the last row rewritten with a hash that is right."""
    last = rows(signed).last()
    last.actor_name = "Iemand Anders"
    with tampering() as cursor:
        sql = f"UPDATE {TABLE} SET actor_name = %s, hash = %s WHERE id = %s"
        cursor.execute(sql, [last.actor_name, last.expected_hash(), last.pk])
    code, said = checked(signed)
    assert code == 1
    assert "is niet de regel die het laatst geschreven is." in said


def test_14_the_seal_holds_the_trail_that_the_database_no_longer_tells(sealed):
    """Requirement 14: a whole trail computed anew still differs from the one that was sealed."""
    assert checked(sealed)[0] == 0
    with tampering() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET actor_name = 'Iemand Anders' WHERE agreement_id = %s AND sequence = 3", [sealed.pk]
        )
        chained_anew(cursor, sealed)
    code, said = checked(sealed)
    assert code == 1
    assert "regel 3 (" in said
    assert "is niet de regel die met het document is bezegeld." in said


def test_14_a_trail_cut_below_the_seal_is_named(sealed):
    """Requirement 14: cut off, with the agreement's own memory made to fit."""
    with tampering() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE agreement_id = %s AND sequence > 4", [sealed.pk])
        chained_anew(cursor, sealed)
    code, said = checked(sealed)
    assert code == 1
    assert "regel 5 ontbreekt: in het bezegelde document staat de regel nog wel." in said


def test_14_only_the_agreements_that_were_named_are_checked(signed, manager, organisation, organisation2):
    """Requirement 14: one broken trail does not hide the others."""
    other = make.draft(manager, organisation, organisation2, title="Een andere")
    with tampering() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET actor_name = 'x' WHERE agreement_id = %s AND sequence = 1", [other.pk])
    assert checked(signed)[0] == 0
    code, said = checked()
    assert code == 1
    assert f"Overeenkomst {signed.pk}" in said
    assert "1 van de 2 logboeken kloppen niet." in said
    with pytest.raises(CommandError, match="Er is geen overeenkomst 999999"):
        call_command("verify_audit", 999999)


def test_14_the_sealed_document_holds_the_head_of_the_trail(sealed):
    """Requirement 14: its attachment ends where the trail ended when it was sealed."""
    document = sealed.in_force.document
    with document.file.open("rb") as file:
        attached = trail.controleer.attached_trail(file.read())
    last = rows(sealed).get(sequence=attached["length"])
    assert attached["head"] == last.hash
    assert last.event == "completed"
    assert attached == json.loads(json.dumps(AuditEvent.objects.trail(sealed, through=last.sequence)))


def test_14_every_event_is_noted_at_the_end_of_the_agreement(signed):
    """Requirement 14: length and head go along with every row."""
    agreement = Agreement.objects.get(pk=signed.pk)
    last = rows(signed).last()
    assert (agreement.trail_length, agreement.trail_hash) == (last.sequence, last.hash)
    fields = set(last.record())
    # NEN 7513: which event, when, who, on whose behalf, about what.
    assert {"event", "at", "actor", "actor_name", "on_behalf_of", "on_behalf_of_name", "agreement", "data"} <= fields


def test_14_the_nightly_check_reports_a_broken_trail(signed, manager, run_jobs):
    """Requirement 14: nobody has to think of the command."""
    tasks.check_documents()
    run_jobs()
    assert Job.objects.get(kind=tasks.CHECKED).state == Job.State.READY
    Job.objects.all().delete()
    with tampering() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET actor_name = 'x' WHERE agreement_id = %s AND sequence = 2", [signed.pk])
    tasks.check_documents()
    run_jobs()
    job = Job.objects.get(kind=tasks.CHECKED)
    assert job.state == Job.State.FAILED
    assert f"{signed.title}: regel 2 van het logboek is veranderd" in job.error


def test_14_a_sealed_document_that_is_gone_is_named(sealed):
    """Requirement 14: what cannot be compared is not called right."""
    document = sealed.in_force.document
    document.file.storage.delete(document.file.name)
    code, said = checked(sealed)
    assert code == 1
    assert "is weg of er zit geen logboek in" in said
