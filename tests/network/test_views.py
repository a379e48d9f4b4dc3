"""The pages of the ground floor, asked for from outside."""

import datetime
import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network import figures, todo
from network.models import Conference, Membership, Organisation, Page, Seat, User
from tests import factories
from tests.factories import PASSWORD


def text(response):
    return html.unescape(response.content.decode())


def queries(client, address):
    client.get(address)  # warm: content types, templates
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# --- As many queries with many rows as with few ----------------------------------------------------------------------


def fill(number):
    """So many partners with people, projects' ground, bodies with seats, conferences with results, and so on."""
    start = Organisation.objects.count()
    for n in range(start, start + number):
        organisation = factories.OrganisationFactory()
        user = factories.UserFactory()
        factories.MembershipFactory(user=user, organisation=organisation)
        body = factories.BodyFactory(kind="advisory")
        factories.SeatFactory(body=body, user=user, organisation=organisation)
        Seat.objects.create(body=body, organisation=organisation)
        conference = factories.ConferenceFactory()
        conference.results.create(text=f"Resultaat {n}")
        factories.AmbitionFactory()
        factories.PhaseFactory()


LISTS = {
    "network:home": None,
    "network:history": None,
    "network:conference_list": None,
    "network:organisation_list": None,
    "network:structure": None,
    "network:user_list": "manager",
    "network:invitation_list": "manager",
    "network:body_list": "manager",
    "network:story_list": "manager",
    "network:administration": "manager",
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_same_for_one_and_three(request, db, as_user, name):
    person = request.getfixturevalue(LISTS[name]) if LISTS[name] else None
    client = as_user(person)
    fill(1)
    few = queries(client, reverse(name))
    fill(2)
    many = queries(client, reverse(name))
    assert few == many
    assert many <= 10


def fill_quickly(number):
    """So many rows in the long lists, without the groups of each."""
    kinds = Organisation.Kind.values
    rows = [Organisation(name=f"Partner {n}", slug=f"partner-{n}", kind=kinds[n % len(kinds)]) for n in range(number)]
    organisations = Organisation.objects.bulk_create(rows)
    people = User.objects.bulk_create([User(email=f"p{n}@voorbeeld.example", name=f"P {n}") for n in range(number)])
    pairs = list(zip(people, organisations, strict=True))
    Membership.objects.bulk_create([Membership(user=user, organisation=partner) for user, partner in pairs])
    body = factories.BodyFactory()
    Seat.objects.bulk_create([Seat(body=body, user=user, organisation=partner) for user, partner in pairs])


@pytest.mark.parametrize("name", ["network:organisation_list", "network:user_list", "network:structure"])
def test_lists_ask_the_same_for_three_and_250(as_user, manager, name):
    client = as_user(manager)
    fill(3)
    few = queries(client, reverse(name))
    fill_quickly(250)
    many = queries(client, reverse(name))
    assert few == many
    assert many <= 10


def test_details_stay_within_fifteen_queries(as_user, manager, organisation, executive, member, chair, steering_body):
    client = as_user(manager)
    fill(3)
    Seat.objects.create(body=steering_body, organisation=organisation)
    conference = Conference.objects.first()
    for address in (
        organisation.get_absolute_url(),
        conference.get_absolute_url(),
        member.get_absolute_url(),
        steering_body.get_absolute_url(),
    ):
        assert queries(client, address) <= 15
    # One or two questions for each kind of task, however many tasks there are; the network manager has most kinds.
    assert queries(client, reverse("network:mine")) <= 48


# --- The public site -------------------------------------------------------------------------------------------------


def test_home_says_what_for_and_where_it_stands(client, organisation, organisation2):
    factories.PageFactory(key="doel", title="Samen voor Twente", body="Zorg **dichtbij**.")
    factories.PageFactory(key="zorgprincipe", title="De juiste zorg", body="Op de juiste plek.")
    factories.AmbitionFactory(name="Meer preventie")
    factories.ConferenceFactory(name="Zenderen III", number=3)
    body = text(client.get("/"))
    for words in ("Samen voor Twente", "<strong>dichtbij</strong>", "De juiste zorg", "Meer preventie", "Zenderen III"):
        assert words in body
    assert re.search(r"partners</a></dt>\s*<dd>2</dd>", body)


def test_home_of_an_empty_network_still_stands(client, db):
    assert client.get("/").status_code == 200


def test_figures_count_what_is_true(organisation, organisation2):
    Organisation.objects.filter(pk=organisation2.pk).update(is_partner=False)
    (partners, *_others) = figures.for_user(AnonymousUser())
    assert partners.number == 1


def test_visitors_see_organisations_and_roles_but_no_names(
    client, as_user, chair, member, organisation2, steering_body
):
    Seat.objects.create(body=steering_body)
    visitor = text(client.get("/organisatie/"))
    assert organisation2.name in visitor
    assert "Voorzitter</span>" in visitor
    assert "open zetel" in visitor
    assert chair.name not in visitor.replace("Voorzitter</span>", "")
    assert chair.name in text(as_user(member).get("/organisatie/"))


@pytest.mark.parametrize("person", [None, "outsider", "adviser"])
def test_people_of_a_partner_are_for_the_network(request, as_user, executive, organisation, person):
    user = request.getfixturevalue(person) if person else None
    assert executive.name not in text(as_user(user).get(organisation.get_absolute_url()))
    assert executive.name in text(as_user(executive).get(organisation.get_absolute_url()))


def test_project_office_is_said_to_be_independent(client, project_office):
    assert "ondertekent nooit" in text(client.get(project_office.get_absolute_url()))


def test_partners_are_searched_and_filtered_in_the_address(client, organisation, organisation2):
    assert organisation2.name not in text(client.get("/partners/?q=medisch"))
    response = client.get("/partners/?kind=elderly_care")
    assert organisation.name not in text(response)
    assert organisation2.name in text(response)
    Organisation.objects.filter(pk=organisation.pk).update(place="Hengelo")
    assert organisation2.name not in text(client.get("/partners/?place=Hengelo"))
    assert "Geen partner gevonden" in text(client.get("/partners/?q=bestaat-niet"))
    assert client.get("/partners/?kind=onzin&page=99").status_code == 200


def test_former_partner_is_not_listed_but_its_page_stays(client, organisation):
    Organisation.objects.update(is_partner=False)
    assert organisation.name not in text(client.get("/partners/"))
    assert "doet niet meer mee" in text(client.get(organisation.get_absolute_url()))


def test_conference_without_a_day_says_what_is_known(client, db):
    conference = factories.ConferenceFactory(when="najaar 2013", starts_on=None, attendance="")
    body = text(client.get(conference.get_absolute_url()))
    assert "najaar 2013" in body
    assert "niet vastgelegd" in body


def test_security_txt_is_always_valid(client, settings, db):
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert timezone.now() < expires < timezone.now() + datetime.timedelta(days=365)
    assert fields["Contact"].startswith(settings.SITE_URL)
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


def test_cookies_page_names_exactly_the_cookies_there_are(member):
    client = Client()
    client.get("/inloggen/")
    client.post("/inloggen/", {"login": member.email, "password": PASSWORD})
    names = set(re.findall(r"<code>(\w+)</code>", text(client.get("/cookies/"))))
    assert names == {"sessionid", "csrftoken", "apparaat"}
    assert set(client.cookies) <= names | {"messages"}
    assert "messages" not in {name for name, morsel in client.cookies.items() if morsel.value}


# --- Own tasks -------------------------------------------------------------------------------------------------------


def test_nothing_to_do_is_said_kindly(as_user, outsider):
    body = text(as_user(outsider).get("/mijn/"))
    assert "Niets te doen" in body
    assert "geen rol" in body


def test_tasks_come_first_due_first(as_user, member, monkeypatch):
    monkeypatch.setattr(todo, "_providers", [])
    today = timezone.localdate()
    todo.provider(lambda user: [todo.Todo("Zonder dag", "/a/"), todo.Todo("Later", "/b/", today, "Soort")])
    todo.provider(lambda user: [todo.Todo("Eerst", "/c/", today - datetime.timedelta(days=1))])
    assert [task.title for task in todo.for_user(member)] == ["Eerst", "Later", "Zonder dag"]
    body = text(as_user(member).get("/mijn/"))
    assert body.index("Eerst") < body.index("Later") < body.index("Zonder dag")


def test_executive_without_own_factor_is_asked_to_set_one_up(as_user, executive, member):
    assert "Bescherm uw account beter" in text(as_user(executive).get("/mijn/"))
    assert "Bescherm uw account beter" not in text(as_user(member).get("/mijn/"))


# --- Administration --------------------------------------------------------------------------------------------------


def test_manager_adds_a_partner(as_user, manager):
    client = as_user(manager)
    response = client.post(
        "/beheer/partners/nieuw/", {"name": "Zorg  Oost", "kind": "hospital", "website": "oost.example"}
    )
    assert response["Location"] == "/partners/zorg-oost/"
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.website) == ("Zorg Oost", "https://oost.example")
    assert organisation.members_group
    twice = client.post("/beheer/partners/nieuw/", {"name": "zorg oost", "kind": "hospital"})
    assert twice.context["form"].errors["name"]
    assert 'value="zorg oost"' in text(twice)


def test_partner_called_new_gets_an_address_that_works(as_user, manager):
    response = as_user(manager).post("/beheer/partners/nieuw/", {"name": "Nieuw", "kind": "other"})
    assert as_user(manager).get(response["Location"]).status_code == 200


def test_executive_edits_the_presentation_only(as_user, executive, organisation):
    address = reverse("network:organisation_edit", args=[organisation.slug])
    as_user(executive).post(address, {"about": "Wij zijn er.", "name": "Gekaapt", "kind": "other", "edition": 1})
    organisation.refresh_from_db()
    assert (organisation.about, organisation.name, organisation.kind) == (
        "Wij zijn er.",
        "Medisch Centrum Voorbeeld",
        "hospital",
    )


def test_second_editor_sees_the_difference_and_nothing_is_lost(as_user, manager, executive, organisation):
    address = reverse("network:organisation_edit", args=[organisation.slug])
    as_user(executive).post(address, {"about": "Van de bestuurder", "edition": 1})
    data = {"name": organisation.name, "kind": "hospital", "about": "Van de netwerkmanager", "edition": 1}
    response = as_user(manager).post(address, data)
    body = text(response)
    assert response.status_code == 200
    assert "Van de bestuurder" in body
    assert "Van de netwerkmanager" in body
    assert executive.name in body
    organisation.refresh_from_db()
    assert organisation.about == "Van de bestuurder"
    assert as_user(manager).post(address, {**data, "edition": 2}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.about == "Van de netwerkmanager"


def test_text_typed_in_an_expired_session_comes_back(manager):
    address = reverse("network:page_edit", args=["doel"])
    client = Client()
    client.post(address, {"title": "Doel", "body": "Een lange tekst", "_user": manager.pk})
    client.force_login(manager)
    assert "Een lange tekst" in text(client.get(address))
    assert not Page.objects.exists()
    client.post(address, {"title": "Doel", "body": "Een lange tekst"})
    assert Page.objects.get().body == "Een lange tekst"


def test_texts_without_a_place_on_the_site_do_not_exist(as_user, manager):
    assert as_user(manager).get("/beheer/teksten/onbekend/").status_code == 404


def test_results_of_a_conference_are_lines_and_keep_their_history(as_user, manager):
    conference = factories.ConferenceFactory()
    first = conference.results.create(text="Een", order=0)
    conference.results.create(text="Twee", order=1)
    data = {
        "name": conference.name,
        "number": conference.number,
        "when": conference.when,
        "summary": conference.summary,
        "results": "Een\n\n Drie \nVier",
        "edition": conference.edition,
    }
    address = reverse("network:conference_edit", args=[conference.slug])
    assert as_user(manager).post(address, data).status_code == 302
    assert list(conference.results.values_list("text", flat=True)) == ["Een", "Drie", "Vier"]
    assert conference.results.first().pk == first.pk
    data["results"] = "Een"
    data["edition"] += 1
    as_user(manager).post(address, data)
    assert list(conference.results.values_list("text", flat=True)) == ["Een"]


def test_refused_action_is_an_error_of_the_form(as_user, manager, executive, organisation):
    address = reverse("network:membership_add", args=[executive.pk])
    data = {"organisation": organisation.pk, "role": "executive", "starts_on": timezone.localdate().isoformat()}
    response = as_user(manager).post(address, data)
    assert response.status_code == 200
    assert "hoort in deze rol al" in text(response)


def test_last_day_is_not_in_the_past(as_user, manager, member):
    address = reverse("network:membership_end", args=[member.memberships.get().pk])
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    response = as_user(manager).post(address, {"on": yesterday.isoformat()})
    assert response.context["form"].errors["on"]


def test_administrator_closes_an_account_but_not_the_own_one(as_user, administrator, member):
    client = as_user(administrator)
    client.post(reverse("network:user_switch", args=[member.pk]))
    member.refresh_from_db()
    assert not member.is_active
    client.post(reverse("network:user_switch", args=[member.pk]))
    member.refresh_from_db()
    assert member.is_active
    client.post(reverse("network:user_switch", args=[administrator.pk]))
    administrator.refresh_from_db()
    assert administrator.is_active


def test_people_are_found_by_organisation(as_user, manager, member, executive2, organisation):
    body = text(as_user(manager).get(f"/beheer/personen/?organisation={organisation.pk}&is_active=true"))
    assert member.name in body
    assert executive2.email not in body


def test_buttons_follow_rights(as_user, administrator, manager, member):
    page = text(as_user(administrator).get(member.get_absolute_url()))
    assert "/benoemen/" in page
    assert "/lidmaatschap/" not in page
    page = text(as_user(manager).get(member.get_absolute_url()))
    assert "/benoemen/" not in page
    assert "/lidmaatschap/" in page


@pytest.mark.parametrize("target", ["1", "²", "nergens", "network:home", "https://elders.example/", "//elders.example"])
def test_after_another_language_comes_an_address_of_ours(target, client, db):
    response = client.post("/taal/", {"language": "en", "next": target})
    assert (response.status_code, response.url) == (302, "/")
