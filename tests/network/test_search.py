"""One search over everything: Dutch, inside PDF too, and blind to what somebody may not see."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from network import search
from network.actions import agree
from network.models import Lesson, NewsItem
from tests import factories
from tests.network.make_library import add_file, make_document, past

pytestmark = pytest.mark.django_db

WORD = "wijkverpleging"


def hits(client, query, **more):
    response = client.get("/zoeken/", {"q": query, **more})
    assert response.status_code == 200
    return [(hit.kind, str(hit.title)) for hit in response.context["hits"]]


@pytest.fixture
def everything(world, run_jobs):
    """Something of each kind with the same word, each as secret as its kind can be."""
    from tests.test_access import MODULES

    for each in MODULES:
        if hasattr(each, "extend"):
            each.extend(world)
    for source in search.SOURCES.values():
        for row in source.rows(world.manager):
            place = source.title if "__" not in source.title else source.texts[1]
            if place in {field.name for field in row._meta.concrete_fields}:
                with suppress(DatabaseError), transaction.atomic():  # what was frozen keeps its words
                    type(row)._base_manager.filter(pk=row.pk).update(**{place: f"{WORD.title()} {row.pk}"})
    run_jobs()
    return world


def test_each_kind_is_found_and_leads_to_a_page(everything, as_user):
    client = as_user(everything.manager)
    found = search.find(everything.manager, WORD)
    assert {row.kind for row in found} == set(search.SOURCES)
    for hit in search.read(everything.manager, WORD, found):
        assert client.get(hit.url.partition("#")[0]).status_code == 200, hit.url


@pytest.mark.parametrize(
    "person", [None, "outsider", "adviser", "executive2", "member", "coordinator", "administrator"]
)
def test_nothing_is_found_that_one_may_not_see(person, everything, as_user):
    someone = as_user(getattr(everything, person) if person else None)
    user = someone.get("/zoeken/").wsgi_request.user
    found = search.find(user, WORD)
    for source in search.SOURCES.values():
        seen = set(source.rows(user).values_list("pk", flat=True))
        assert {row.pk for row in found if row.kind == source.kind} <= seen
    for hit in search.read(user, WORD, found):
        assert someone.get(hit.url.partition("#")[0]).status_code == 200, hit.url


def test_words_in_a_pdf_are_found_and_quoted(client, member, run_jobs):
    document = make_document(member, "Niets", "De zorgtechnologie helpt <b>ouderen</b> thuis", title="Een plan")
    run_jobs()
    assert hits(client, "zorgtechnologie") == [("documenten", "Een plan")]
    page = client.get("/zoeken/", {"q": "zorgtechnologie oudere"}).content.decode()
    assert "<mark>zorgtechnologie</mark>" in page
    assert "<b>ouderen" not in page
    add_file(document, "Iets anders")
    run_jobs()
    assert hits(client, "zorgtechnologie") == []  # what was replaced is no longer read


def test_a_confidential_pdf_is_found_by_who_reads_it_alone(client, as_user, member, executive, organisation, run_jobs):
    document = make_document(member, "Geheimwoord", classification="confidential", organisations=[organisation])
    run_jobs()
    assert hits(client, "geheimwoord") == []
    assert hits(as_user(executive), "geheimwoord") == [("documenten", "Contouren")]
    past(document)
    assert hits(as_user(executive), "geheimwoord") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ziekenhuis", True),
        ("ZIEKENHUIZEN", True),
        ("ziekenh", True),
        ("ziekenhuiszorg", False),
        ("brief", True),
        ("samen brieven", True),
        ("samen fiets", False),
        ("de en van", False),
        ("&|!():*'\"\\", False),
        ("", False),
        ("x" * 200, False),
        ("\ue000samen\ue001", True),
    ],
)
def test_words_as_people_write_them(words, found, client):
    Lesson.objects.create(
        title="Ziekenhuizen schrijven samen", situation="Met brieven.", lesson="Het kan.", classification="public"
    )
    assert bool(hits(client, words)) == found


def test_text_is_text_and_markup_is_left_out(client):
    texts = {"situation": "x", "classification": "public"}
    Lesson.objects.create(
        title="Les <i>een</i> & twee", lesson="**Samen** [hier](/elders/) <script>alert(1)</script>", **texts
    )
    page = client.get("/zoeken/", {"q": "samen"}).content.decode()
    assert "<script>alert" not in page
    assert "<i>een" not in page
    assert "Les &lt;i&gt;een&lt;/i&gt; &amp; twee" in page
    assert "<mark>Samen</mark> hier" in page
    assert "<mark>x" not in client.get("/zoeken/", {"q": '"><mark>x'}).content.decode()


def test_a_title_that_fits_comes_first_and_one_kind_can_be_chosen(client, member, run_jobs):
    make_document(member, "Over de buurtzorg in de wijk", title="Verslag")
    Lesson.objects.create(title="Buurtzorg", situation="x", lesson="y", classification="public")
    run_jobs()
    assert hits(client, "buurtzorg") == [("kennisbank", "<mark>Buurtzorg</mark>"), ("documenten", "Verslag")]
    assert hits(client, "buurtzorg", soort="documenten") == [("documenten", "Verslag")]
    assert len(hits(client, "buurtzorg", soort="onzin")) == 2
    page = client.get("/zoeken/", {"q": "buurtzorg"}).content.decode()
    assert "soort=documenten" in page


def test_what_is_not_out_yet_is_not_found(client, as_user, manager):
    NewsItem.objects.create(
        title="Nog geheim", slug="nog-geheim", byline="x", introduction="Vondst", body="x", published_at=None
    )
    assert hits(client, "vondst") == []
    assert hits(as_user(manager), "vondst") == [("nieuws", "Nog geheim")]


def test_pages_and_their_cost(as_user, manager, member):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            someone.get("/zoeken/", {"q": "uitzoeken"})
        return len(captured)

    def another(number):
        agree(title=f"Uitzoeken {number}", owner=member, due_on="2030-01-01", by=manager, classification="internal")
        factories.ConferenceFactory(name=f"Uitzoekdag {number}", summary="uitzoeken")
        make_document(member, title=f"Uitzoeken {number}")

    someone = as_user(manager)
    another(1)
    queries()
    once = queries()
    another(2)
    another(3)
    assert queries() == once
    for number in range(4, 12):
        another(number)
    page = someone.get("/zoeken/", {"q": "uitzoeken", "page": "2"})
    assert (page.context["page"].paginator.count, len(page.context["hits"])) == (33, 13)
