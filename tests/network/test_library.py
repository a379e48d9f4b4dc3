"""The library: who reads what, the chain, the files and their marks, and how long things are kept."""

import datetime
import itertools
import re
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network import roles
from network.actions import library as actions
from network.models import Document, Edition, Reading
from tests import factories
from tests.network.make_library import add_file, make_document, past, text_pdf, upload
from themes.models import Theme
from zenderen.lib.states import IllegalStep

pytestmark = pytest.mark.django_db

LIBRARY = "/documenten/"


def titles(response):
    return [document.title for document in response.context["page"].object_list]


def chain(response):
    """What stands in each of the four stages."""
    return [one and one.title for _label, one, _mark in response.context["stages"]]


def text_of(response):
    """The text of each page of a PDF that was handed out."""
    document = pypdfium2.PdfDocument(BytesIO(response.getvalue()))
    return [page.get_textpage().get_text_range() for page in document]


def status(client, address):
    """What somebody gets there; a file stays open until it was read."""
    response = client.get(address)
    if response.streaming:
        response.getvalue()
    return response.status_code


def new(**fields):
    return {
        "title": "Contourendocument",
        "summary": "Hoofdlijnen.",
        "classification": "internal",
        "status": "contours",
        "kind": "full",
        "file": upload(),
        **fields,
    }


# --- Writing --------------------------------------------------------------------------------------------------------


def test_a_member_adds_a_document_with_its_file(as_user, member, organisation, run_jobs):
    response = as_user(member).post(f"{LIBRARY}nieuw/", new(organisations=[organisation.pk]))
    document = Document.objects.get()
    assert response.url == document.get_absolute_url() == f"{LIBRARY}contourendocument/"
    assert (document.owner, document.status) == (member, "contours")
    assert document.published_at == document.changed_at or document.changed_at > document.published_at
    edition = document.editions.get()
    assert (edition.pages, edition.size, edition.name) == (1, len(text_pdf("Een bladzijde")), "stuk")
    run_jobs()
    edition.refresh_from_db()
    assert edition.text == "Een bladzijde"


def test_what_was_typed_stays_when_the_file_is_refused(as_user, member):
    from django.core.files.uploadedfile import SimpleUploadedFile

    picture = SimpleUploadedFile("foto.pdf", b"\x89PNG\r\n\x1a\n")
    response = as_user(member).post(f"{LIBRARY}nieuw/", new(file=picture))
    assert "Contourendocument" in response.content.decode()
    assert response.context["form"].errors["file"]
    assert not Document.objects.exists()


def test_only_the_network_manager_makes_something_public(as_user, member, manager):
    assert as_user(member).post(f"{LIBRARY}nieuw/", new(classification="public")).context["form"].errors
    assert as_user(manager).post(f"{LIBRARY}nieuw/", new(classification="public")).status_code == 302
    assert Document.objects.get().classification == "public"


def test_the_owner_edits_and_dates_agree(as_user, member):
    document = make_document(member)
    Document.objects.update(published_at=timezone.now() - datetime.timedelta(days=3))
    someone = as_user(member)
    data = {"title": "Anders", "classification": "public", "edition": document.edition}
    assert someone.post(f"{document.get_absolute_url()}bewerken/", data).url == document.get_absolute_url()
    document.refresh_from_db()
    assert (document.title, document.slug, document.is_changed) == ("Anders", "contouren", True)
    assert "gewijzigd <time" in someone.get(document.get_absolute_url()).content.decode()
    assert "gewijzigd <time" not in someone.get(make_document(member).get_absolute_url()).content.decode()


def test_the_network_manager_gives_it_another_owner(as_user, member, executive2, manager):
    document = make_document(member, classification="confidential")
    data = {"title": "Anders", "classification": "confidential", "owner": executive2.pk, "edition": 1}
    assert as_user(manager).post(f"{document.get_absolute_url()}bewerken/", data).status_code == 302
    assert as_user(executive2).get(f"{document.get_absolute_url()}bewerken/").status_code == 200
    assert as_user(member).get(document.get_absolute_url()).status_code == 404


# --- Who reads what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (None, {"public"}),
        ("outsider", {"public"}),
        ("adviser", {"public"}),
        ("administrator", {"public"}),
        ("executive2", {"public", "internal"}),
        ("coordinator", {"public", "internal"}),
        ("executive", {"public", "internal", "confidential"}),  # of an organisation it is shown to
        ("steering_member", {"public", "internal", "confidential"}),
        ("support", {"public", "internal", "confidential"}),  # its owner
        ("manager", {"public", "internal", "confidential"}),
    ],
)
def test_page_list_and_file_obey_the_classification(
    person, seen, request, as_user, support, organisation, steering_body
):
    for kind in ("public", "internal", "confidential"):
        make_document(support, title=kind, classification=kind, organisations=[organisation], bodies=[steering_body])
    someone = as_user(request.getfixturevalue(person) if person else None)
    assert set(titles(someone.get(LIBRARY))) == seen
    for document in Document.objects.all():
        expected = 200 if document.title in seen else 404
        assert status(someone, document.get_absolute_url()) == expected
        assert status(someone, document.editions.get().get_absolute_url()) == expected


def test_who_left_reads_nothing_confidential_any_more_not_even_their_own(as_user, member, organisation):
    document = make_document(member, classification="confidential", organisations=[organisation])
    membership = member.memberships.get()
    membership.starts_on = membership.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    membership.save()
    roles.refresh(organisation)
    for address in (document.get_absolute_url(), document.editions.get().get_absolute_url()):
        assert as_user(member).get(address).status_code == 404
    membership.ends_on = None
    membership.save()
    roles.refresh(organisation)
    assert as_user(member).get(f"{document.get_absolute_url()}bewerken/").status_code == 200


# --- The chain ------------------------------------------------------------------------------------------------------


def test_a_chain_of_four_stages(as_user, manager, client):
    first = make_document(manager, title="Ambitie", status="ambition")
    address = first.get_absolute_url()
    for stage in ("contours", "concept", "definitive"):
        data = new(title=stage, status=stage, classification="public", file=upload())
        address = as_user(manager).post(f"{address}volgende/", data).url
    page = client.get(address)
    assert chain(page) == ["Ambitie", "contours", "concept", "definitive"]
    assert as_user(manager).get(f"{address}volgende/").status_code == 302  # nothing follows what is definitive


def test_of_a_chain_one_sees_what_one_may_read(as_user, manager, member, client):
    first = make_document(manager, title="Ambitie", status="ambition")
    second = make_document(manager, title="Geheimnaam", status="concept", classification="internal")
    third = make_document(manager, title="Besluit")
    actions.follow(first, second)
    actions.follow(second, third)
    assert chain(as_user(member).get(third.get_absolute_url())) == ["Ambitie", None, "Geheimnaam", "Besluit"]
    page = client.get(third.get_absolute_url())
    assert chain(page) == ["Ambitie", None, None, "Besluit"]
    assert b"Geheimnaam" not in page.content


@pytest.mark.parametrize(("start", "end"), list(itertools.product(Document.Status.values, repeat=2)))
def test_every_step_from_every_stage(start, end, member):
    document = make_document(member, status=start)
    order = Document.Status.values
    if order.index(end) > order.index(start):
        actions.move_stage(document, end)
        assert Document.objects.get().status == end
    else:
        with pytest.raises(IllegalStep):
            actions.move_stage(document, end)


def test_a_stage_never_passes_what_follows(as_user, member):
    first, second = make_document(member, status="ambition"), make_document(member, status="concept")
    actions.follow(first, second)
    with pytest.raises(IllegalStep):
        actions.move_stage(first, "definitive")
    with pytest.raises(IllegalStep):
        actions.follow(first, make_document(member))
    page = as_user(member).get(f"{first.get_absolute_url()}stadium/")
    assert [key for key, _label in page.context["form"].fields["status"].choices] == ["contours"]


@pytest.mark.parametrize("start", Document.Status.values)
def test_only_a_later_stage_follows(start, member):
    for end in Document.Status.values:
        before, after = make_document(member, status=start), make_document(member, status=end)
        if Document.Status.values.index(end) > Document.Status.values.index(start):
            actions.follow(before, after)
        else:
            with pytest.raises(IllegalStep):
                actions.follow(before, after)


# --- Files ----------------------------------------------------------------------------------------------------------


def test_a_file_of_the_same_kind_is_replaced_and_presentations_stand_side_by_side(as_user, member, client):
    document = make_document(member)
    first = document.editions.get()
    add_file(document, "Nieuw")
    add_file(document, "Een", kind="presentation")
    add_file(document, "Twee", kind="presentation")
    add_file(document, "Kort", kind="short")
    current = client.get(document.get_absolute_url()).context["document"].current_editions
    assert [edition.kind for edition in current] == ["full", "short", "presentation", "presentation"]
    assert status(client, first.get_absolute_url()) == 404
    assert status(as_user(member), first.get_absolute_url()) == 200
    assert "Eerdere bestanden" in as_user(member).get(document.get_absolute_url()).content.decode()


def test_replace_and_withdraw_in_the_browser(as_user, member, client):
    document = make_document(member)
    first = document.editions.get()
    someone, here = as_user(member), document.get_absolute_url()
    assert someone.post(f"{first.get_absolute_url()}vervangen/", {"file": upload("Nieuw")}).url == here
    second = document.editions.current().get()
    assert (second.kind, second.pages) == ("full", 1)
    assert someone.get(f"{first.get_absolute_url()}vervangen/").status_code == 404
    with pytest.raises(IllegalStep):
        actions.replace_edition(first, None or _upload(), by=member)
    assert someone.post(f"{second.get_absolute_url()}intrekken/").url == here
    assert "geen bestand" in client.get(here).content.decode()
    assert client.get(second.get_absolute_url()).status_code == 404


def _upload():
    from zenderen.lib.uploads import Document as Upload

    return Upload(text_pdf("x"), "pdf", "x")


def test_a_download_tells_type_size_pages_and_date(client, member):
    document = make_document(member, "Een", "Twee", kind="extended")
    page = client.get(document.get_absolute_url()).content.decode()
    assert re.search(r"Uitgebreide.*PDF, [\d,]+.*2 bladzijden.*<time", page, re.DOTALL)
    response = client.get(document.editions.get().get_absolute_url())
    assert response.headers["Content-Type"] == "application/pdf"
    assert "contouren-uitgebreide" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.getvalue() == text_pdf("Een", "Twee")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_each_page_of_a_marked_file_carries_mark_name_and_time(turn, as_user, member, executive, organisation):
    document = make_document(member, classification="confidential", status="concept", organisations=[organisation])
    content = text_pdf("Voor", "Achter", "Slot", box=(-20, 30, 500, 400), turn=turn)
    from zenderen.lib.uploads import Document as Upload

    edition = actions.add_edition(document, Upload(content, "pdf", "stuk"), kind="full", by=member)
    response = as_user(executive).get(edition.get_absolute_url())
    pages = text_of(response)
    assert len(pages) == 3
    for page, own in zip(pages, ("Voor", "Achter", "Slot"), strict=True):
        assert own in page
        assert "VERTROUWELIJK – CONCEPT" in page
        assert re.search(rf"{executive.name} op \d+ \w+ 20\d\d om \d\d:\d\d", page)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "last-modified" not in response.headers and "etag" not in response.headers


@pytest.mark.parametrize(
    ("classification", "status", "mark"),
    [
        ("public", "ambition", ""),
        ("public", "contours", "CONCEPT"),
        ("internal", "concept", "CONCEPT"),
        ("confidential", "definitive", "VERTROUWELIJK"),
        ("confidential", "contours", "VERTROUWELIJK – CONCEPT"),
        ("internal", "definitive", ""),
    ],
)
def test_the_mark_tells_what_it_is(classification, status, mark, as_user, manager, member):
    document = make_document(manager, "Tekst", classification=classification, status=status)
    (page,) = text_of(as_user(manager).get(document.editions.get().get_absolute_url()))
    said = "".join(re.findall("[A-Z–]{4,}| – ", page))
    assert page.startswith("Tekst")
    assert said == mark
    assert Reading.objects.count() == (classification == "confidential")


def test_a_visitor_gets_a_public_concept_with_mark_and_time(client, member):
    document = make_document(member, status="concept")
    (page,) = text_of(client.get(document.editions.get().get_absolute_url()))
    assert "CONCEPT" in page
    assert "een bezoeker op" in page
    assert not Reading.objects.exists()


def test_downloads_of_a_confidential_one_are_shown_to_owner_and_manager(
    as_user, member, executive, manager, organisation
):
    document = make_document(member, classification="confidential", organisations=[organisation])
    for _time in range(2):
        assert status(as_user(executive), document.editions.get().get_absolute_url()) == 200
    assert Reading.objects.filter(reader=executive).count() == 2
    for reader in (member, manager):
        page = as_user(reader).get(document.get_absolute_url()).content.decode()
        assert "2 downloads" in page
        assert executive.name in page
    assert "Wie het heeft opgehaald" not in as_user(executive).get(document.get_absolute_url()).content.decode()


def test_a_confidential_file_has_no_other_address(client, member, settings):
    edition = make_document(member, classification="confidential").editions.get()
    with pytest.raises(ValueError, match="no address"):
        _ = edition.file.url
    other = make_document(member, title="Ander")
    assert client.get(f"{other.get_absolute_url()}bestand/{edition.pk}/").status_code == 404


# --- Keeping --------------------------------------------------------------------------------------------------------


def test_what_is_over_is_hidden_and_asked_of_the_network_manager(as_user, member, executive, manager, client):
    document = past(make_document(member, title="Bewaard tot gisteren"))
    make_document(member, title="Nog te bewaren", keep_until=timezone.localdate())
    assert titles(client.get(LIBRARY)) == ["Nog te bewaren"]
    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.get(document.editions.get().get_absolute_url()).status_code == 404
    assert as_user(executive).get(document.get_absolute_url()).status_code == 404
    assert "worden bewaard" in as_user(member).get(document.get_absolute_url()).content.decode()
    assert "Bewaard tot gisteren" in as_user(manager).get("/mijn/").content.decode()
    assert "Bewaard tot gisteren" not in as_user(member).get("/mijn/").content.decode()
    assert titles(as_user(manager).get(f"{LIBRARY}?over=on")) == ["Bewaard tot gisteren"]


def test_the_files_are_destroyed_and_what_they_were_stays(as_user, manager, member, django_capture_on_commit_callbacks):
    document = make_document(member, title="Oud")
    edition = document.editions.get()
    name, sha256 = edition.file.name, edition.sha256
    with pytest.raises(IllegalStep):
        actions.destroy(document, by=manager)
    past(document)
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        as_user(manager).post(f"{document.get_absolute_url()}vernietigen/")
    assert not default_storage.exists(name)
    edition.refresh_from_db()
    document.refresh_from_db()
    assert (edition.file.name, edition.text, edition.search) == ("", "", None)
    assert (document.destroyed_by, edition.sha256) == (manager, sha256)
    page = as_user(manager).get(document.get_absolute_url()).content.decode()
    assert "vernietigd" in page
    assert sha256 in page
    assert as_user(manager).get(edition.get_absolute_url()).status_code == 404
    with pytest.raises(IllegalStep):
        actions.destroy(document, by=manager)
    with pytest.raises(IllegalStep):
        add_file(document)


def test_destroyed_before_its_text_was_read(member, manager, run_jobs):
    document = past(make_document(member))
    actions.destroy(document, by=manager)
    run_jobs()
    assert Edition.objects.get().text == ""


# --- The list -------------------------------------------------------------------------------------------------------


def test_filters(client, member, organisation, run_jobs):
    theme = Theme.objects.create(
        number=1,
        name="Ouderenzorg",
        slug="ouderenzorg",
        accent=1,
        ambition="Thuis",
        steering_group=factories.BodyFactory(),
    )
    conference = factories.ConferenceFactory(slug="zenderen-9")
    one = make_document(member, "Over praktijkleerroutes in de wijk", title="Alfa", status="concept", region="Salland")
    one.themes.add(theme)
    make_document(member, title="Beta", kind="short", organisations=[organisation], summary="Ziekenhuizen samen")
    make_document(member, title="Gamma", conference=conference)
    run_jobs()
    found = {
        "q=praktijkleerroute": ["Alfa"],
        "q=ziekenhuis": ["Beta"],
        "q=alf": ["Alfa"],
        "q=%22%26%7C%21": [],
        "stage=concept": ["Alfa"],
        "kind=short": ["Beta"],
        "theme=ouderenzorg": ["Alfa"],
        "conference=zenderen-9": ["Gamma"],
        f"partner={organisation.slug}": ["Beta"],
        "region=Salland": ["Alfa"],
        "region=hier&sort=title": ["Beta", "Gamma"],
        "classification=confidential": [],
        "sort=-title": ["Gamma", "Beta", "Alfa"],
    }
    for query, expected in found.items():
        assert titles(client.get(f"{LIBRARY}?{query}")) == expected, query


def test_a_filter_names_no_partner_or_region_of_what_is_hidden(client, member, organisation):
    make_document(member, classification="confidential", organisations=[organisation], region="Geheimstad")
    page = client.get(LIBRARY).content.decode()
    assert organisation.name not in page
    assert "Geheimstad" not in page


def test_list_and_page_cost_the_same_however_much_stands_there(as_user, member, client):
    def queries(who, address):
        with CaptureQueriesContext(connection) as captured:
            assert who.get(address).status_code == 200
        return len(captured)

    document = make_document(member, classification="confidential")
    someone = as_user(member)
    status(someone, document.editions.get().get_absolute_url())
    for address in (LIBRARY, document.get_absolute_url()):
        queries(someone, address)
    once = [queries(someone, address) for address in (LIBRARY, document.get_absolute_url())]
    make_document(member)
    make_document(member)
    for _time in range(2):
        status(someone, add_file(document, kind="presentation").get_absolute_url())
        add_file(document)
    assert [queries(someone, address) for address in (LIBRARY, document.get_absolute_url())] == once


def test_theme_and_partner_lead_to_their_documents(client, as_user, manager, member, steering_body, organisation2):
    theme = Theme.objects.create(
        name="Ouderenzorg", slug="ouderenzorg", number=1, accent=1, steering_group=steering_body
    )
    for title, classification in (("Voor allen", "public"), ("Voor ons", "internal"), ("Geheim", "confidential")):
        document = make_document(manager, title=title, classification=classification)
        theme.documents.add(document)
        document.organisations.add(organisation2)
    for address in (theme.get_absolute_url(), organisation2.get_absolute_url()):
        for reader, shown in ((client, 1), (as_user(member), 2), (as_user(manager), 3)):
            page = reader.get(address).content.decode()
            assert [title in page for title in ("Voor allen", "Voor ons", "Geheim")] == [shown > n for n in range(3)]
            assert "/documenten/?" in page
