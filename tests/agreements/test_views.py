"""Pages of agreements: what each shows, and how much it costs."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import actions
from agreements.models import Agreement, AgreementGroupPermission, Article, Party, Version
from network import todo
from network.models import Organisation
from tests import factories
from tests.agreements import make

LIST = "/overeenkomsten/"


def queries(client, url):
    client.get(url)  # what a process remembers is read once
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def many(number, manager, *organisations):
    """So many agreements open for signing, made the short way."""
    made = Agreement.objects.bulk_create(Agreement(title=f"Overeenkomst {n:03}") for n in range(number))
    versions = Version.objects.bulk_create(Version(agreement=agreement) for agreement in made)
    Party.objects.bulk_create(
        Party(version=version, organisation=organisation, role="Deelnemer", responsibilities="Doet mee")
        for version in versions
        for organisation in organisations
    )
    for version in versions:
        version.open(by=manager)
    Agreement.objects.filter(pk__in=[agreement.pk for agreement in made]).update(status="signing")
    view = AgreementGroupPermission._meta.get_field("permission").related_model.objects.get(codename="view_agreement")
    AgreementGroupPermission.objects.bulk_create(
        AgreementGroupPermission(content_object=agreement, group=organisation.members_group, permission=view)
        for agreement in made
        for organisation in organisations
    )


@pytest.mark.parametrize("who", ["manager", "executive", "outsider"])
def test_the_list_costs_the_same_with_3_and_250(request, as_user, organisation, organisation2, manager, who):
    client = as_user(request.getfixturevalue(who))
    many(3, manager, organisation, organisation2)
    few = queries(client, LIST)
    many(247, manager, organisation, organisation2)
    assert queries(client, LIST) == few <= 10


def test_each_agreement_in_the_list_has_its_own_day(as_user, manager, organisation, organisation2):
    days = ["2027-01-01", None, "2026-12-06"]
    for day in days:
        agreement = make.draft(manager, organisation, organisation2)
        Version.objects.filter(agreement=agreement).update(effective_on=day)
    rows = as_user(manager).get(LIST).context["page"].object_list
    assert [row.effective_on and row.effective_on.isoformat() for row in rows] == days[::-1]


@pytest.mark.parametrize(
    ("state", "who"),
    [("draft", "manager"), ("draft", "coordinator")]
    + [("signing", person) for person in ("manager", "coordinator", "executive")],
)
def test_a_page_costs_the_same_with_2_and_14_parties(
    request, as_user, manager, organisation, organisation2, executive, executive2, who, state
):
    person = request.getfixturevalue(who)
    small = getattr(make, state)(manager, organisation, organisation2)
    others = [factories.OrganisationFactory() for _ in range(12)]
    for other in others:
        make.executive(other)
    articles = [(f"Artikel {n}", "Tekst") for n in range(30)]
    large = getattr(make, state)(manager, organisation, organisation2, *others, articles=articles)
    client = as_user(person)
    cost = queries(client, small.get_absolute_url())
    assert queries(client, large.get_absolute_url()) == cost <= 20


def test_the_page_in_force_stays_within_its_limit(as_user, in_force, manager, executive):
    assert queries(as_user(manager), in_force.get_absolute_url()) <= 24
    assert queries(as_user(executive), in_force.get_absolute_url()) <= 24


def test_the_page_of_signing_stays_within_its_limit(as_user, signing, executive):
    # reading is noted in the trail: the lock, the last event, the new one
    assert queries(as_user(executive), reverse("agreements:agreement_sign", args=[signing.pk])) <= 28


def test_what_is_asked_of_me_comes_first(as_user, manager, organisation, organisation2, executive, executive2):
    asked = make.signing(manager, organisation, organisation2, title="Oud maar gevraagd")
    other = make.signing(manager, organisation, organisation2, title="Nieuw en al getekend")
    make.sign(other, organisation, executive)
    page = as_user(executive).get(LIST)
    assert [agreement.pk for agreement in page.context["page"]] == [asked.pk, other.pk]
    content = page.content.decode()
    assert content.count("Uw handtekening wordt gevraagd") == 1
    assert "1 van 2 getekend" in content


def test_the_list_filters_and_says_how_many(as_user, manager, organisation, organisation2, executive, executive2):
    make.draft(manager, organisation, title="Concept over wonen")
    make.signing(manager, organisation, organisation2, title="Zorg thuis", kind="vision")
    client = as_user(manager)
    titles = lambda query: [agreement.title for agreement in client.get(LIST + query).context["page"]]  # noqa: E731
    assert titles("?q=wonen") == ["Concept over wonen"]
    assert titles("?status=signing") == ["Zorg thuis"]
    assert titles("?kind=vision") == ["Zorg thuis"]
    assert titles("?sort=title") == ["Concept over wonen", "Zorg thuis"]
    assert titles("?sort=-title") == ["Zorg thuis", "Concept over wonen"]
    assert titles("?q=niets") == []


def test_the_manager_drafts_an_agreement(as_user, manager, organisation, organisation2, executive, executive2):
    client = as_user(manager)
    fields = {"title": "Eén plan", "kind": "cooperation"}
    response = client.post("/overeenkomsten/nieuw/", fields)
    agreement = Agreement.objects.get()
    assert response["Location"] == agreement.get_absolute_url()
    base = agreement.get_absolute_url()
    client.post(f"{base}looptijd/", {"effective_on": "2027-01-01", "ends_on": "", "notice_months": "6", "edition": "1"})
    client.post(f"{base}artikelen/nieuw/", {"title": "Doel", "body": "Samen."})
    client.post(f"{base}artikelen/nieuw/", {"title": "Duur", "body": "Lang."})
    for partner in (organisation, organisation2):
        data = {"organisation": partner.pk, "role": "Deelnemer", "responsibilities": "Doet mee"}
        client.post(f"{base}partijen/nieuw/", data)
    client.post(f"{base}openen/")
    agreement.refresh_from_db()
    assert agreement.is_opening
    assert (agreement.version.content["effective_on"], agreement.version.content["notice_months"]) == ("2027-01-01", 6)
    assert [article["title"] for article in agreement.version.content["articles"]] == ["Doel", "Duur"]


def test_dates_that_cannot_be_are_told_at_the_form(as_user, draft, manager):
    data = {"effective_on": "2027-01-02", "ends_on": "2027-01-01", "notice_months": "3", "edition": "1"}
    page = as_user(manager).post(f"{draft.get_absolute_url()}looptijd/", data)
    assert "eindigen voordat zij ingaat" in page.content.decode()
    assert Agreement.objects.get().version.ends_on is None


def test_the_project_office_cannot_be_chosen_as_a_party(as_user, draft, manager, project_office):
    url = reverse("agreements:party_add", args=[draft.pk])
    client = as_user(manager)
    assert project_office.name not in client.get(url).content.decode()
    data = {"organisation": project_office.pk, "role": "x", "responsibilities": "x"}
    assert "organisation" in client.post(url, data).context["form"].errors


def test_a_second_editor_sees_the_difference(as_user, draft, manager):
    article = draft.version.articles.first()
    url = reverse("agreements:article_edit", args=[draft.pk, article.pk])
    client = as_user(manager)
    assert client.post(url, {"title": "Eerst", "body": "Van een ander", "edition": 1}).status_code == 302
    page = client.post(url, {"title": "Eerst", "body": "Van mij", "edition": 1}).content.decode()
    assert "Van een ander" in page
    assert "Van mij" in page
    assert Article.objects.get(pk=article.pk).body == "Van een ander"


def test_an_article_edited_too_late_keeps_what_was_typed(as_user, draft, manager):
    article = draft.version.articles.first()
    url = reverse("agreements:article_edit", args=[draft.pk, article.pk])
    actions.open_for_signing(draft, by=manager)
    page = as_user(manager).post(url, {"title": "Nieuw", "body": "Lange nieuwe tekst", "edition": 1}).content.decode()
    assert "Lange nieuwe tekst" in page
    assert "kan niet meer worden gewijzigd" in page


def test_articles_are_moved_and_removed(as_user, draft, manager):
    first, second = draft.version.articles.all()
    client = as_user(manager)
    client.post(reverse("agreements:article_move", args=[draft.pk, second.pk]), {"up": ""})
    assert list(draft.version.articles.values_list("pk", flat=True)) == [second.pk, first.pk]
    client.post(reverse("agreements:article_remove", args=[draft.pk, second.pk]))
    assert list(draft.version.articles.values_list("pk", "number")) == [(first.pk, 1)]


def test_a_party_is_edited_and_removed(as_user, draft, manager):
    party = draft.version.parties.first()
    client = as_user(manager)
    data = {"organisation": party.organisation_id, "role": "Trekker", "responsibilities": "Trekt", "edition": 1}
    client.post(reverse("agreements:party_edit", args=[draft.pk, party.pk]), data)
    assert Party.objects.get(pk=party.pk).role == "Trekker"
    client.post(reverse("agreements:party_remove", args=[draft.pk, party.pk]))
    assert draft.version.parties.count() == 1


def test_opening_too_early_names_who_is_missing(as_user, manager, organisation, organisation2, executive):
    agreement = make.draft(manager, organisation, organisation2)
    response = as_user(manager).post(reverse("agreements:agreement_open", args=[agreement.pk]))
    assert response.status_code == 422
    assert organisation2.name in response.content.decode()


def test_opening_an_opened_agreement_is_explained(as_user, signing, manager):
    response = as_user(manager).post(reverse("agreements:agreement_open", args=[signing.pk]))
    assert response.status_code == 409
    assert signing.get_absolute_url() in response.content.decode()


def test_declining_needs_a_reason(as_user, signing, executive, organisation):
    url = reverse("agreements:agreement_decline", args=[signing.pk])
    party = make.party_of(signing, organisation).pk
    client = as_user(executive)
    assert client.post(url, {"party": party, "reason": "  "}).context["form"].errors.keys() == {"reason"}
    page = client.post(url, {"party": party, "reason": "De looptijd is te lang."}, follow=True).content.decode()
    assert "De looptijd is te lang." in page
    assert "Afgewezen" in page


def test_withdrawing_needs_a_reason(as_user, signing, manager):
    url = reverse("agreements:agreement_withdraw", args=[signing.pk])
    client = as_user(manager)
    assert client.post(url, {"reason": ""}).context["form"].errors.keys() == {"reason"}
    client.post(url, {"reason": "Er komt een betere tekst."})
    signing.refresh_from_db()
    assert signing.status == Agreement.Status.WITHDRAWN
    assert client.post(url, {"reason": "Nog eens"}).status_code == 409


def test_the_page_renews_itself_while_the_document_is_made(as_user, signed, executive, run_jobs):
    client = as_user(executive)
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "het document wordt opgemaakt" in page
    assert re.search(r'id="standing"\s+data-hx-get=', page)
    assert "Getekend door alle partijen (2)" in page
    run_jobs()
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "De ondertekende overeenkomst is klaar" in page
    assert not re.search(r'id="standing"\s+data-hx-get=', page)


def test_a_page_without_document_leads_back(as_user, signing, executive):
    response = as_user(executive).get(reverse("agreements:agreement_pdf", args=[signing.pk]))
    assert response["Location"] == signing.get_absolute_url()


def test_the_trail_is_for_the_manager_only(as_user, signing, manager, executive, coordinator):
    assert 'id="verloop"' in as_user(manager).get(signing.get_absolute_url()).content.decode()
    for person in (executive, coordinator):
        assert 'id="verloop"' not in as_user(person).get(signing.get_absolute_url()).content.decode()


def test_the_panel_of_a_partner_shows_only_what_one_may_know(
    as_user, signing, organisation, organisation2, executive, outsider
):
    url = reverse("agreements:organisation_panel", args=[organisation2.slug])

    def piece(person):
        return as_user(person).get(url, headers={"HX-Request": "true"}).content.decode()

    assert signing.title in piece(executive)
    for person in (outsider, None):
        assert signing.title not in piece(person)
    third = factories.OrganisationFactory(kind=Organisation.Kind.HOSPITAL)
    url = reverse("agreements:organisation_panel", args=[third.slug])
    assert signing.title not in piece(executive)


def test_the_panel_without_javascript_is_the_list_of_that_partner(
    as_user, manager, signing, organisation, organisation2
):
    make.draft(manager, organisation, title="Alleen de een")
    client = as_user(manager)
    page = client.get(reverse("agreements:organisation_panel", args=[organisation2.slug]), follow=True)
    assert [agreement.title for agreement in page.context["page"]] == [signing.title]


def test_my_tasks_ask_for_my_signature(signing, organisation, executive, member, manager):
    [task] = todo.for_user(executive)
    assert task.url == signing.get_absolute_url()
    assert signing.title in task.title
    assert [one for person in (member, manager) for one in todo.for_user(person)] == []
    make.sign(signing, organisation, executive)
    assert todo.for_user(executive) == []


def test_background_work_names_an_agreement_only_to_who_may_see_it(as_user, in_force, administrator, manager):
    words = in_force.title.encode()
    address = in_force.get_absolute_url().encode()
    seen = as_user(manager).get("/taken/").content
    assert words in seen
    assert address in seen
    hidden = as_user(administrator).get("/taken/").content
    assert hidden.count(b"<tr") == seen.count(b"<tr")
    assert words not in hidden
    assert address not in hidden
    found = as_user(administrator).get("/taken/", {"q": in_force.title}).content
    assert found.count(b"<tr") == 0  # a search must not tell what the list hides
    assert address in as_user(manager).get("/taken/", {"q": in_force.title}).content


def test_14_who_read_it_stands_in_the_trail_once_a_day(as_user, signing, executive):
    """Requirement 14: reads included; a page that renews itself adds nothing."""
    client = as_user(executive)
    with time_machine.travel("2026-06-01 10:00 +02:00"):
        client.get(signing.get_absolute_url())
        client.get(signing.get_absolute_url())
        client.get(signing.get_absolute_url(), headers={"HX-Request": "true"})
    with time_machine.travel("2026-06-02 00:00:01 +02:00"):
        client.get(signing.get_absolute_url(), headers={"HX-Request": "true"})
        assert signing.events.filter(event="read").count() == 1
        client.get(signing.get_absolute_url())
    reads = signing.events.filter(event="read")
    assert [(event.actor, event.data) for event in reads] == [(executive, {"version": 1})] * 2
