"""Closed unless opened, Dutch unless chosen, and no typed text lost."""

from django.test import Client
from django.urls import reverse


def test_stranger_is_sent_to_the_sign_in_page(client, db):
    response = client.get(reverse("network:mine"))
    assert response.status_code == 302
    assert response["Location"] == "/inloggen/?next=/mijn/"


def test_htmx_request_of_a_stranger_moves_the_whole_page(client, db):
    response = client.get(reverse("network:mine"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/inloggen/?next=/mijn/")


def test_dutch_whatever_the_browser_prefers(client, db):
    response = client.get("/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "nl"
    assert b'<html lang="nl"' in response.content


def test_visitor_chooses_english_without_an_extra_cookie(client, db):
    client.post(reverse("network:language"), {"language": "en", "next": "/"})
    assert client.get("/")["Content-Language"] == "en"
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


def test_person_keeps_their_language_on_every_device(member, as_user):
    as_user(member).post(reverse("network:language"), {"language": "en", "next": "/"})
    assert as_user(member).get("/mijn/")["Content-Language"] == "en"


def test_language_never_leads_to_another_site(client, db):
    response = client.post(reverse("network:language"), {"language": "en", "next": "https://elders.example/"})
    assert response["Location"] == "/"


def test_no_inline_code_is_allowed(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_anonymous_post_waits_for_its_writer(manager, organisation, as_user):
    address = reverse("network:organisation_edit", args=[organisation.slug])
    client = Client()
    typed = {"name": "Nieuwe naam", "about": "Een lange tekst", "_user": manager.pk, "password": "geheim"}
    assert client.post(address, typed).status_code == 302
    assert "password" not in client.session["kept_post"]["data"]
    client.force_login(manager)
    page = client.get(address)
    assert "Een lange tekst" in page.content.decode()
    assert "Een lange tekst" not in client.get(address).content.decode()


def test_anonymous_post_is_not_shown_to_another(manager, executive, organisation):
    address = reverse("network:organisation_edit", args=[organisation.slug])
    client = Client()
    client.post(address, {"name": "Nieuwe naam", "about": "Een lange tekst", "_user": manager.pk})
    client.force_login(executive)
    assert "Een lange tekst" not in client.get(address).content.decode()
