"""A list of partners at once: preview, then all or nothing."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from network.models import Organisation

URL = "/beheer/partners/importeren/"
GOOD = """Naam;Korte naam;Soort;Plaats;Website
Ziekenhuis Oost;ZO;Ziekenhuis;Almelo;https://oost.example
Zorg West;;ouderenzorg en thuiszorg;Borne;
"""
WRONG = """Naam;Soort;Website
;Ziekenhuis;
Een;Circus;
Twee;Huisartsen;geen adres
Drie;Huisartsen;
drie;Huisartsen;
"""


@pytest.fixture
def client(manager, as_user):
    return as_user(manager)


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode()).group(1)


def test_preview_writes_nothing_and_saving_writes_all(client):
    page = client.post(URL, {"text": GOOD})
    assert "Ziekenhuis Oost" in page.content.decode()
    assert Organisation.objects.count() == 0
    response = client.post(URL, {"text": GOOD, "seen": seen(page)})
    assert response["Location"] == "/partners/"
    assert list(Organisation.objects.values_list("name", "slug", "kind", "place")) == [
        ("Ziekenhuis Oost", "zo", "hospital", "Almelo"),
        ("Zorg West", "zorg-west", "elderly_care", "Borne"),
    ]
    assert all(o.members_group and o.leaders_group for o in Organisation.objects.all())
    assert Organisation.objects.first().history.count() >= 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_file_from_excel(client, encoding):
    data = "Naam;Soort\nCoöperatie ’t Loo;Huisartsen\n".encode(encoding)
    page = client.post(URL, {"file": SimpleUploadedFile("lijst.csv", data)})
    assert "Coöperatie ’t Loo" in html.unescape(page.content.decode())


def test_known_partner_is_changed_and_columns_that_lack_stay(client, organisation):
    organisation.website = "https://mcv.example"
    organisation.save()
    text = f"Naam;Soort;Plaats\n{organisation.name.upper()};Ziekenhuis;Hengelo\n"
    page = client.post(URL, {"text": text})
    body = page.content.decode()
    assert "gewijzigd" in body
    assert "Hengelo" in body
    client.post(URL, {"text": text, "seen": seen(page)})
    organisation.refresh_from_db()
    assert (organisation.place, organisation.website) == ("Hengelo", "https://mcv.example")
    assert organisation.edition == 2


def test_unchanged_list_has_nothing_to_save(client, organisation):
    page = client.post(URL, {"text": f"Naam;Soort\n{organisation.name};hospital\n"})
    assert "onveranderd" in page.content.decode()
    assert page.context["changes"] == 0


def test_every_error_is_listed_and_nothing_is_written(client):
    page = client.post(URL, {"text": WRONG})
    problems = page.context["form"].problems
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "Naam"),
        (3, "Soort"),
        (4, "Website"),
        (6, "Naam"),
    ]
    body = html.unescape(page.content.decode())
    assert all(f"Rij {row}" in body for row in (2, 3, 4, 6))
    assert WRONG.splitlines()[2] in body  # what was pasted is still there
    assert Organisation.objects.count() == 0


def test_confirming_an_unseen_list_only_shows_it(client):
    assert client.post(URL, {"text": GOOD, "seen": "x"}).status_code == 200
    assert Organisation.objects.count() == 0


def test_change_between_preview_and_saving_is_shown_first(client, organisation):
    text = f"Naam;Soort;Plaats\n{organisation.name};Ziekenhuis;Hengelo\n"
    page = client.post(URL, {"text": text})
    organisation.place, organisation.edition = "Enschede", 2
    organisation.save()
    page = client.post(URL, {"text": text, "seen": seen(page)})
    assert page.context["moved"]
    organisation.refresh_from_db()
    assert organisation.place == "Enschede"


def test_one_failure_undoes_everything(client, monkeypatch):
    from network import roles

    done = []

    def fail_on_second(circle):
        done.append(circle)
        if len(done) == 2:
            raise RuntimeError

    page = client.post(URL, {"text": GOOD})
    monkeypatch.setattr(roles, "found", fail_on_second)
    with pytest.raises(RuntimeError):
        client.post(URL, {"text": GOOD, "seen": seen(page)})
    assert Organisation.objects.count() == 0


def test_former_partner_comes_back_through_the_list(client, organisation):
    organisation.is_partner = False
    organisation.save()
    text = f"Naam;Soort\n{organisation.name};Ziekenhuis\n"
    page = client.post(URL, {"text": text})
    client.post(URL, {"text": text, "seen": seen(page)})
    organisation.refresh_from_db()
    assert organisation.is_partner


def test_hostile_cells_are_shown_as_text(client):
    page = client.post(URL, {"text": 'Naam;Soort;Omschrijving\n<script>x</script>;Huisartsen;"=HYPERLINK(""x"")"\n'})
    assert "<script>x" not in page.content.decode()


def test_too_large_a_file_is_refused(client):
    big = SimpleUploadedFile("lijst.csv", b"Naam;Soort\n" + b"x" * 1_000_001)
    assert "1 MB" in client.post(URL, {"file": big}).content.decode()


def test_example_can_be_imported(client):
    data = client.get(reverse("network:organisation_template")).content
    page = client.post(URL, {"file": SimpleUploadedFile("voorbeeld.csv", data)})
    assert page.context["changes"] == 1
