"""Writing an agreement: standard texts, rich text and its preview, people beside the parties, concept, new versions."""

import datetime
import re

import pypdfium2
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import actions, roles, starting_texts
from agreements.concepts import render_concept
from agreements.models import Agreement, Article, Participant, Party, Signature
from network.models import Membership, Organisation
from projects.models import Project
from tests import factories
from tests.agreements import make
from tests.projects.make import make_project
from tests.themes.make import make_theme
from zenderen.lib.access import granted

NEW = "/overeenkomsten/nieuw/"


@pytest.fixture
def theme(steering_body):
    """A theme with its steering group, the client."""
    return make_theme(steering_body)


@pytest.fixture
def project(theme, project_manager, support, organisation, organisation2, project_office):
    """A project with all that a standard text asks for."""
    later = timezone.localdate() + datetime.timedelta(days=60)
    partners = [(organisation, "Levert specialisten"), (organisation2, ""), (project_office, "Ondersteunt")]
    return make_project(
        theme,
        title="Eén plan voor ouderen",
        manager=project_manager,
        support=[support],
        partners=partners,
        goal="Ouderen hebben één plan.",
        budget=250_000,
        time_tolerance=6,
        money_tolerance=10_000,
        scope="Twee wijken; welke mag schuiven.",
        starts_on=later,
        ends_on=later + datetime.timedelta(days=365),
    )


# --- Standard texts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [*starting_texts.NAMES, starting_texts.ACCESSION])
def test_every_standard_text_can_be_filled_in(db, project, slug):
    text = starting_texts.get(slug)
    words = {**starting_texts.words_for(project), "agreement": "A", "since": "1 mei", "partner": "P"}
    filled = "\n".join(starting_texts.fill(part, words) for article in text.articles for part in article)
    assert "{" not in filled
    assert len(text.articles) >= 5
    assert text.kind in Agreement.Kind.values
    assert all(len(title) <= 150 for title, _body in text.articles)
    assert starting_texts.fill(text.title, words)


@pytest.mark.parametrize("slug", starting_texts.NAMES)
def test_a_standard_text_says_what_a_network_learned_the_hard_way(db, slug):
    everything = "\n".join(f"{title}\n{body}" for title, body in starting_texts.get(slug).articles).lower()
    assert "geen partij" in everything  # the project office stays independent
    assert "ondertekent" in everything
    assert re.search(r"opdrachtgever|stuurgroep", everything)
    assert "opzeg" in everything or "stoppen" in everything
    assert "verantwoordelijkheden" in everything or slug == "intent"


def test_a_standard_text_names_no_real_person():
    everything = " ".join(str(starting_texts.get(slug)) for slug in (*starting_texts.NAMES, starting_texts.ACCESSION))
    for name in ("Leferink", "Verduyckt", "Smoorenburg", "Koesveld", "Kater", "Poortvliet", "Schuurmans", "Dahmen"):
        assert name not in everything


def test_a_draft_is_filled_in_from_the_project(as_user, manager, project, organisation, organisation2, steering_body):
    data = {"kind": "cooperation", "project": project.pk, "with_text": "on", "title": ""}
    response = as_user(manager).post(NEW, data)
    agreement = Agreement.objects.get()
    assert response["Location"] == agreement.get_absolute_url()
    assert agreement.title == "Samenwerkingsovereenkomst Eén plan voor ouderen"
    version = agreement.version
    everything = "\n".join(version.articles.values_list("body", flat=True))
    for words in (
        str(steering_body),
        "Projectleider",
        "Ouderen hebben één plan.",
        "Samen beter.",
        "Levert specialisten",
    ):
        assert words in everything
    assert {party.organisation for party in version.parties.all()} == {organisation, organisation2}
    assert "Levert specialisten" in version.parties.get(organisation=organisation).responsibilities
    assert (version.effective_on, version.ends_on) == (project.starts_on, project.ends_on)
    assert "6 weken" in version.bandwidth_time
    assert "10.000" in version.bandwidth_money
    assert "250.000" in version.bandwidth_money
    assert version.bandwidth_scope == project.scope
    page = as_user(manager).get(agreement.get_absolute_url()).content.decode()
    assert "Hoogstens 6 weken later" in page


def test_what_the_project_does_not_know_must_be_completed_before_signing(
    as_user, manager, theme, organisation, organisation2, executive, executive2
):
    bare = make_project(theme, partners=[(organisation, ""), (organisation2, "")])
    as_user(manager).post(NEW, {"kind": "cooperation", "project": bare.pk, "with_text": "on", "title": "Kaal"})
    agreement = Agreement.objects.get()
    problems = actions.problems(agreement.version)
    assert any("Planning" in problem and "ingevuld" in problem for problem in problems)
    with pytest.raises(actions.NotReady):
        actions.open_for_signing(agreement, by=manager)
    for article in agreement.version.articles.all():
        article.body = re.sub(r"\[Nog invullen[^\]]*\]", "ingevuld", article.body)
        article.save(update_fields=["body"])
    assert actions.problems(agreement.version) == []


@pytest.mark.parametrize("kind", ["cooperation", "vision", "intent"])
def test_each_kind_has_its_text_for_the_network_too(as_user, manager, kind):
    as_user(manager).post(NEW, {"kind": kind, "project": "", "with_text": "on", "title": ""})
    agreement = Agreement.objects.get()
    assert agreement.kind == kind
    assert agreement.version.articles.count() == len(starting_texts.for_kind(kind, is_for_project=False).articles)


def test_a_draft_may_begin_empty_but_not_without_a_title(as_user, manager):
    client = as_user(manager)
    page = client.post(NEW, {"kind": "vision", "project": "", "title": ""})
    assert "title" in page.context["form"].errors
    client.post(NEW, {"kind": "vision", "project": "", "title": "Leeg"})
    assert not Agreement.objects.get().version.articles.exists()


def test_an_accession_does_not_begin_here(as_user, manager):
    page = as_user(manager).post(NEW, {"kind": "accession", "project": "", "title": "X"})
    assert "kind" in page.context["form"].errors


# --- Requirement 22: roles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["project_manager", "support"])
def test_22_project_people_draft_for_their_own_project(request, as_user, project, theme, who):
    """Requirement 22: who prepares becomes the secretary of that agreement, and of no other."""
    person = request.getfixturevalue(who)
    other = make_project(theme, title="Van een ander")
    client = as_user(person)
    page = client.get(NEW).content.decode()
    assert project.title in page
    assert other.title not in page
    assert "project" in client.post(NEW, {"kind": "intent", "project": other.pk, "title": "X"}).context["form"].errors
    assert "project" in client.post(NEW, {"kind": "intent", "project": "", "title": "X"}).context["form"].errors
    client.post(NEW, {"kind": "cooperation", "project": project.pk, "with_text": "on"})
    agreement = Agreement.objects.get()
    assert agreement.participants.get().role == Participant.Role.SECRETARY
    assert granted(person, agreement) == {"view_agreement", "change_agreement"}
    base = agreement.get_absolute_url()
    article = agreement.version.articles.first()
    edited = client.post(f"{base}artikelen/{article.pk}/", {"title": "Doel", "body": "Samen.", "edition": 1})
    assert edited.status_code == 302
    for closed in ("openen/", "intrekken/", "consultatie/", "betrokkenen/"):
        assert client.get(f"{base}{closed}").status_code == 403


def test_22_who_has_no_project_drafts_nothing(as_user, member, executive, adviser, steering_member):
    """Requirement 22."""
    for person in (member, executive, adviser, steering_member):
        assert as_user(person).get(NEW).status_code == 403


def test_22_an_ended_project_gives_no_right_to_draft(as_user, project, project_manager):
    """Requirement 22."""
    Project.objects.filter(pk=project.pk).update(status=Project.Status.STOPPED)
    assert not roles.may_draft(project_manager)
    assert as_user(project_manager).get(NEW).status_code == 403


def test_22_a_secretary_never_signs_even_as_an_executive(manager, organisation, organisation2, executive, executive2):
    """Requirement 22: preparing takes the right to sign away, whatever other post somebody holds."""
    secretary = factories.UserFactory()
    agreement = make.draft(manager, organisation, organisation2)
    actions.name_participant(Participant(agreement=agreement, user=secretary, role=Participant.Role.SECRETARY))
    factories.MembershipFactory(user=secretary, organisation=organisation, role=Membership.Role.EXECUTIVE)
    agreement = make.opened(agreement, manager)
    assert {"sign_agreement", "change_agreement"} <= granted(secretary, agreement)
    with pytest.raises(PermissionDenied):
        make.sign(agreement, organisation, secretary)
    assert Client().get(agreement.get_absolute_url()).status_code == 302
    assert not Signature.objects.exists()


def test_22_an_executive_of_a_party_is_not_made_secretary(as_user, draft, manager, executive):
    """Requirement 22: the mistake is told at the field."""
    url = reverse("agreements:participant_list", args=[draft.pk])
    page = as_user(manager).post(url, {"user": executive.pk, "role": "secretary"})
    assert "ondertekent hem nooit" in page.content.decode()
    assert not draft.participants.exists()


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("secretary", {"view_agreement", "change_agreement"}),
        ("adviser", {"view_agreement", "comment_agreement"}),
        ("reader", {"view_agreement"}),
    ],
)
def test_22_a_part_gives_its_rights_until_it_ends(as_user, draft, manager, outsider, role, wanted):
    """Requirement 22: secretary, adviser and reader, each with exactly their own rights, for as long as they last."""
    client = as_user(manager)
    url = reverse("agreements:participant_list", args=[draft.pk])
    assert client.post(url, {"user": outsider.pk, "role": role}).status_code == 302
    assert granted(outsider, draft) == wanted
    page = as_user(outsider).get(draft.get_absolute_url())
    assert page.status_code == 200
    assert ("Artikel toevoegen" in page.content.decode()) == (role == "secretary")
    assert client.post(url, {"user": outsider.pk, "role": role}).context["form"].errors  # once is enough
    client.post(reverse("agreements:participant_remove", args=[draft.pk, draft.participants.get().pk]))
    assert granted(outsider, draft) == set()
    assert as_user(outsider).get(draft.get_absolute_url()).status_code == 404


# --- Text with buttons and a preview --------------------------------------------------------------------------------


def preview(client, text, **extra):
    return client.post("/overeenkomsten/voorbeeld/", {"field": "body", "body": text, **extra})


def test_the_preview_is_what_the_agreement_shows(as_user, member):
    html = preview(as_user(member), "## Kop\n\n- een\n- **twee**\n\n| A |\n| --- |\n| 1 |").content.decode()
    for part in ("<h3>Kop</h3>", "<li>een</li>", "<strong>twee</strong>", '<th scope="col">A</th>'):
        assert part in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html,x)",
        "![x](https://a.example/x.png)",
        '<a href="https://a.example" onclick="x">x</a>',
        "<style>body{display:none}</style>",
        "<iframe src=https://a.example></iframe>",
        "<form action=https://a.example><input></form>",
    ],
)
def test_the_preview_and_the_page_are_clean(as_user, manager, draft, hostile):
    client = as_user(manager)
    assert Article.objects.filter(pk=draft.version.articles.first().pk).update(body=hostile)
    shown = re.search(r'<div class="prose">(.*?)</div>', client.get(draft.get_absolute_url()).content.decode(), re.S)[1]
    for html in (preview(client, hostile).content.decode(), shown):
        assert not re.search(r"<(script|img|style|iframe|form|input)\b|<[^>]*(\son\w+=|javascript:|data:)", html, re.I)


def test_the_preview_needs_an_account_and_a_token(as_user, member):
    assert preview(as_user(), "x").status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert preview(strict, "x").status_code == 403
    assert as_user(member).get("/overeenkomsten/voorbeeld/").status_code == 405


def test_the_preview_of_a_lost_session_keeps_nothing(db, as_user):
    client = as_user()
    preview(client, "geheim")
    assert dict(client.session) == {}


@pytest.mark.parametrize("page", ["artikelen/nieuw/", "partijen/nieuw/"])
def test_without_javascript_a_button_shows_the_preview_and_loses_nothing(as_user, manager, draft, page):
    field = "body" if "artikelen" in page else "responsibilities"
    counts = Article.objects.count(), Party.objects.count()
    client = as_user(manager)
    data = {"title": "Halve titel", "role": "Rol", field: "Dit is **vet**.", "preview": "1"}
    response = client.post(f"{draft.get_absolute_url()}{page}", data)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Dit is <strong>vet</strong>." in html
    assert "Dit is **vet**." in html
    assert ("Halve titel" if field == "body" else "Rol") in html
    assert "errors-summary" not in html
    assert (Article.objects.count(), Party.objects.count()) == counts
    assert "<noscript>" in client.get(f"{draft.get_absolute_url()}{page}").content.decode()


def test_the_toolbar_names_its_buttons(as_user, manager, draft):
    html = as_user(manager).get(f"{draft.get_absolute_url()}artikelen/nieuw/").content.decode()
    toolbar = re.search(r'role="toolbar".*?</div>', html, re.S)[0]
    for name in ("Kop", "Vet", "Cursief", "Lijst", "Genummerde lijst", "Tabel"):
        assert f">{name}<" in toolbar
    assert toolbar.count('aria-pressed="false"') == 5
    assert not re.search(r"\son\w+=|style=", toolbar)


# --- Who signs ------------------------------------------------------------------------------------------------------


def party(organisation, **fields):
    return {"organisation": organisation.pk, "role": "Deelnemer", "responsibilities": "Doet mee", **fields}


def test_the_rule_of_signing_is_checked_at_its_fields(as_user, manager, draft, organisation, executive, executive2):
    row = draft.version.parties.get(organisation=organisation)
    url = reverse("agreements:party_edit", args=[draft.pk, row.pk])
    client = as_user(manager)
    wrong = client.post(url, party(organisation, signing_rule="joint", signatures_needed=1, edition=1))
    assert "signatures_needed" in wrong.context["form"].errors
    wrong = client.post(
        url, party(organisation, signing_rule="named", first_signatory=executive.pk, second_signatory=executive2.pk)
    )
    assert "second_signatory" in wrong.context["form"].errors
    wrong = client.post(
        url, party(organisation, signing_rule="named", first_signatory=executive.pk, second_signatory=executive.pk)
    )
    assert "second_signatory" in wrong.context["form"].errors


def test_another_rule_leaves_nothing_of_the_old_one(as_user, manager, draft, organisation, executive):
    colleague = make.executive(organisation)
    row = draft.version.parties.get(organisation=organisation)
    url = reverse("agreements:party_edit", args=[draft.pk, row.pk])
    client = as_user(manager)
    named = {"signing_rule": "named", "first_signatory": executive.pk, "second_signatory": colleague.pk}
    assert client.post(url, party(organisation, edition=1, **named)).status_code == 302
    row.refresh_from_db()
    assert (row.signing_rule, row.first_signatory_id, row.signatures_needed) == ("named", executive.pk, 2)
    again = {**named, "signing_rule": "joint", "signatures_needed": 2}
    assert client.post(url, party(organisation, edition=2, **again)).status_code == 302
    row.refresh_from_db()
    assert (row.signing_rule, row.first_signatory_id, row.signatures_needed) == ("joint", None, 2)
    assert client.post(url, party(organisation, edition=3, signing_rule="sole", signatures_needed=2)).status_code == 302
    row.refresh_from_db()
    assert (row.signing_rule, row.signatures_needed) == ("sole", 1)


# --- Concept --------------------------------------------------------------------------------------------------------


def pages_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_the_concept_says_so_on_each_page_with_its_reader(as_user, manager, draft, run_jobs):
    client = as_user(manager)
    url = reverse("agreements:concept", args=[draft.pk, 1])
    assert client.get(url).status_code == 200
    assert client.post(url)["Location"] == url
    assert "wacht" in client.get(url).content.decode().lower()
    run_jobs()
    assert "concept/pdf/" in client.get(url).content.decode()
    response = client.get(reverse("agreements:concept_file", args=[draft.pk, 1]))
    assert "attachment" in response["Content-Disposition"]
    pages = pages_of(b"".join(response.streaming_content))
    assert len(pages) >= 3
    for page in pages:
        assert "VERTROUWELIJK" in page
        assert "CONCEPT" in page
        assert manager.name in page
        assert f"{timezone.localtime():%Y}" in page
    assert "Waarom wij samenwerken" in " ".join(pages)


def test_a_concept_shows_the_dates_and_the_bandwidth(draft):
    version = draft.version
    version.effective_on, version.bandwidth_time = datetime.date(2027, 3, 5), "Hoogstens zes weken later."
    version.save(update_fields=["effective_on", "bandwidth_time"])
    everything = " ".join(pages_of(render_concept(draft.version, reader="Een lezer", at=timezone.now())))
    for words in ("5 maart 2027", "Hoogstens zes weken later.", "Concept voor Een lezer"):
        assert words in everything


def test_a_concept_is_for_its_own_reader(as_user, manager, coordinator, draft, run_jobs):
    as_user(manager).post(reverse("agreements:concept", args=[draft.pk, 1]))
    run_jobs()
    file = reverse("agreements:concept_file", args=[draft.pk, 1])
    mine = as_user(manager).get(file)
    assert mine.status_code == 200
    assert mine.getvalue().startswith(b"%PDF")
    assert as_user(coordinator).get(file).status_code == 404


def test_a_later_concept_takes_the_place_of_the_first(as_user, manager, draft, run_jobs):
    client, url = as_user(manager), reverse("agreements:concept", args=[draft.pk, 1])
    for _time in range(2):
        client.post(url)
        run_jobs()
    _folders, files = default_storage.listdir(f"agreements/{draft.pk}/concepts")
    assert len(files) == 1


# --- Versions -------------------------------------------------------------------------------------------------------


def test_4_a_new_version_is_a_copy_and_the_old_one_stays(
    as_user, manager, organisation, organisation2, executive, executive2, run_jobs
):
    """Requirement 4: an amendment is a new version; signatures stay on the old one, and signers see what changed."""
    signing = make.signing(manager, organisation, organisation2)
    make.sign(signing, organisation, executive)
    mail.outbox.clear()
    client = as_user(manager)
    url = reverse("agreements:version_new", args=[signing.pk])
    assert client.post(url, {"reason": ""}).context["form"].errors
    client.post(url, {"reason": "De looptijd wordt korter."})
    signing.refresh_from_db()
    old, new = signing.versions.order_by("number")
    assert signing.is_draft
    assert (old.ended_as, new.number) == ("lapsed", 2)
    assert Signature.objects.get().party.version == old
    assert not Signature.objects.filter(party__version=new).exists()
    article = new.articles.first()
    client.post(
        f"{signing.get_absolute_url()}artikelen/{article.pk}/",
        {"title": article.title, "body": article.body.replace("één plan", "twee plannen"), "edition": article.edition},
    )
    page = client.get(reverse("agreements:version_compare", args=[signing.pk, 1, 2])).content.decode()
    assert re.search(r"<del>.*één plan.*</del>", page)
    assert re.search(r"<ins>.*twee plannen.*</ins>", page)
    assert "[vervallen:" in page
    # Those who signed see the old text only, until the new one is shown to them.
    assert as_user(executive).get(reverse("agreements:version_detail", args=[signing.pk, 1])).status_code == 200
    for closed in ("version_detail", "version_compare"):
        args = [signing.pk, 2] if closed == "version_detail" else [signing.pk, 1, 2]
        assert as_user(executive).get(reverse(f"agreements:{closed}", args=args)).status_code == 404


def test_a_title_that_others_were_asked_about_stays(
    as_user, manager, organisation, organisation2, executive, executive2
):
    signing = make.signing(manager, organisation, organisation2)
    actions.new_version(signing, by=manager, reason="Beter")
    url = reverse("agreements:agreement_edit", args=[signing.pk])
    response = as_user(manager).post(url, {"title": "Anders", "kind": "vision", "edition": 1})
    assert response.status_code == 409
    assert url not in as_user(manager).get(signing.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", ["draft", "signed"])
def test_a_new_version_at_the_wrong_moment_is_told(request, as_user, manager, state):
    agreement = request.getfixturevalue(state)
    response = as_user(manager).get(reverse("agreements:version_new", args=[agreement.pk]))
    assert response.status_code == 409


def test_the_list_of_versions_says_where_each_stands(as_user, manager, in_force):
    client = as_user(manager)
    url = reverse("agreements:version_list", args=[in_force.pk])
    assert "één versie" in client.get(url).content.decode()
    actions.new_version(in_force, by=manager, reason="Wijziging")
    page = client.get(url).content.decode()
    badges = re.findall(r'<span class="badge[^"]*">([^<]+)<', page)
    assert badges == ["Concept", "Ondertekend en van kracht"]
    assert client.get(f"{url}?versie=1&versie=2")["Location"].endswith("/versies/1/2/")
    assert client.get(f"{url}?versie=2&versie=1")["Location"].endswith("/versies/1/2/")
    assert "twee verschillende" in client.get(f"{url}?versie=1").content.decode()
    assert "twee verschillende" in client.get(f"{url}?versie=1&versie=x").content.decode()


def test_the_list_of_versions_costs_the_same_with_1_and_3(as_user, manager, in_force):
    client, url = as_user(manager), reverse("agreements:version_list", args=[in_force.pk])
    costs = []
    for _time in range(2):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        costs.append(len(found))
        for reason in ("een", "twee"):
            in_force.refresh_from_db()
            if in_force.is_draft:
                actions.withdraw(in_force, by=manager, reason="Terug")
                in_force.refresh_from_db()
            actions.new_version(in_force, by=manager, reason=reason)
    assert in_force.versions.count() >= 3
    assert costs[0] == costs[1]


def test_the_draft_costs_the_same_with_1_and_3_annexes(as_user, manager, draft):
    client, costs = as_user(manager), []
    for count in (1, 2):
        for _time in range(count):
            make.annex(draft, by=manager)
        client.get(draft.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(draft.get_absolute_url())
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_people_beside_the_parties_cost_the_same_with_1_and_3(as_user, manager, draft):
    client, url, costs = as_user(manager), reverse("agreements:participant_list", args=[draft.pk]), []
    for count in (1, 2):
        for _time in range(count):
            person = factories.UserFactory()
            actions.name_participant(Participant(agreement=draft, user=person, role=Participant.Role.READER))
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_terms_that_cannot_be_are_told_at_the_form(as_user, manager, draft):
    url = reverse("agreements:agreement_terms", args=[draft.pk])
    data = {"effective_on": "2027-02-01", "ends_on": "2027-01-01", "notice_months": "3", "edition": 1}
    page = as_user(manager).post(url, data)
    assert "eindigen voordat zij ingaat" in page.content.decode()
    assert "2027-02-01" in page.content.decode()


def test_an_organisation_that_left_does_not_become_a_party_by_itself(as_user, manager, project, organisation2):
    Organisation.objects.filter(pk=organisation2.pk).update(is_partner=False)
    as_user(manager).post(NEW, {"kind": "cooperation", "project": project.pk, "with_text": "on"})
    assert not Agreement.objects.get().version.parties.filter(organisation=organisation2).exists()
