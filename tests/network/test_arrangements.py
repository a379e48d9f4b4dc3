"""What partners arrange in different ways, and what they made the same."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Arrangement, ArrangementTerm
from tests.factories import OrganisationFactory

LIST = "/regelingen/"


@pytest.fixture
def arrangement(organisation):
    """Something that one partner was asked about."""
    arrangement = Arrangement.objects.create(subject="Vergoeding voor leerlingen", about="Leerlingen vergelijken.")
    ArrangementTerm.objects.create(arrangement=arrangement, organisation=organisation, text="Reiskosten alleen")
    return arrangement


def test_members_read_how_each_partner_arranges_it_and_what_it_became(as_user, member, arrangement, organisation):
    page = as_user(member).get(arrangement.get_absolute_url()).content.decode()
    assert "Verschilt per partner" in page
    assert organisation.name in page
    assert "Reiskosten alleen" in page
    arrangement.outcome = "Voor iedereen gelijk"
    arrangement.save(update_fields=["outcome"])
    page = as_user(member).get(arrangement.get_absolute_url()).content.decode()
    assert "Voor iedereen gelijk" in page
    assert "datum niet vermeld" in page


def test_the_manager_writes_it_all_in_the_browser(as_user, manager, organisation, organisation2):
    client = as_user(manager)
    client.post("/regelingen/nieuw/", {"subject": "Reiskosten"})
    row = Arrangement.objects.get()
    client.post(reverse("network:term_add", args=[row.pk]), {"organisation": organisation2.pk, "text": "Niets"})
    term = row.terms.get()
    client.post(reverse("network:term_edit", args=[row.pk, term.pk]), {"text": "Alles", "edition": term.edition})
    assert row.terms.get().text == "Alles"
    data = {"subject": "Reiskosten", "outcome": "Alles, voor iedereen", "harmonised_on": "2026-03-01"}
    client.post(reverse("network:arrangement_edit", args=[row.pk]), {**data, "edition": row.edition})
    row.refresh_from_db()
    assert (row.outcome, row.harmonised_on) == ("Alles, voor iedereen", datetime.date(2026, 3, 1))
    client.post(reverse("network:term_remove", args=[row.pk, term.pk]))
    assert not row.terms.exists()
    client.post(reverse("network:arrangement_remove", args=[row.pk]))
    assert not Arrangement.objects.exists()


def test_a_partner_stands_in_it_once(as_user, manager, arrangement, organisation):
    add = reverse("network:term_add", args=[arrangement.pk])
    assert as_user(manager).post(add, {"organisation": organisation.pk, "text": "Nog eens"}).status_code == 200
    assert arrangement.terms.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrangementTerm.objects.create(arrangement=arrangement, organisation=organisation, text="Nog eens")


def test_a_day_without_what_it_became_is_refused(as_user, manager, arrangement):
    data = {"subject": arrangement.subject, "harmonised_on": "2026-03-01", "edition": arrangement.edition}
    page = as_user(manager).post(reverse("network:arrangement_edit", args=[arrangement.pk]), data)
    assert "Schrijf op wat het voor iedereen is geworden." in page.content.decode()
    with pytest.raises(ValidationError):
        Arrangement(subject="Anders", harmonised_on=datetime.date(2026, 3, 1)).full_clean()


def test_a_term_of_another_arrangement_is_not_there(as_user, manager, arrangement):
    other = Arrangement.objects.create(subject="Iets anders")
    address = reverse("network:term_edit", args=[other.pk, arrangement.terms.get().pk])
    assert as_user(manager).get(address).status_code == 404


@pytest.mark.parametrize("page", ["list", "detail"])
def test_pages_cost_the_same_with_1_and_3(as_user, member, arrangement, page):
    address = LIST if page == "list" else arrangement.get_absolute_url()

    client = as_user(member)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    cost()
    one = cost()
    for number in range(2):
        other = Arrangement.objects.create(subject=f"Regeling {number}")
        for each in (arrangement, other):
            ArrangementTerm.objects.create(arrangement=each, organisation=OrganisationFactory(), text="Zo")
    assert cost() == one <= 10
