"""The public site and how its texts are written: news, pictures, versions, future pictures, history, sharing."""

import datetime
import html
import threading
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture

from network.actions import stories as actions
from network.models import Body, FuturePicture, Image, NewsItem, Page, Phase
from tests import factories
from themes.models import Challenge, Pillar
from zenderen.lib import richtext

pytestmark = pytest.mark.django_db

WORDS = {"title": "Wij tekenden", "byline": "Redactie", "introduction": "Kort gezegd.", "body": "## Kop\n\nLang."}


def text(response):
    return html.unescape(response.content.decode())


def make_news(*, published=True, **fields):
    number = NewsItem.objects.count() + 1
    at = timezone.now() if published else None
    return NewsItem.objects.create(**{**WORDS, "slug": f"bericht-{number}", "published_at": at, **fields})


def picture(size=(40, 30), kind="PNG", exif=None, mode="RGBA"):
    out = BytesIO()
    Picture.new(mode, size, "teal").save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def upload(content=None, name="brug.png"):
    return SimpleUploadedFile(name, content or picture(), "image/png")


def add_image(client, **fields):
    data = {"alt": "Een brug over het kanaal", "upload": upload(), **fields}
    response = client.post("/beheer/beelden/nieuw/", data)
    return response, Image.objects.first()


def fetch(client, address):
    """The response, read to its end: a file stays open until then."""
    response = client.get(address)
    if response.streaming:
        response.getvalue()
    return response


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# --- News -------------------------------------------------------------------------------------------------------------


def test_a_draft_is_seen_as_it_will_look_then_published_with_byline_and_date(as_user, manager, client):
    writer = as_user(manager)
    response = writer.post("/beheer/nieuws/nieuw/", WORDS)
    assert response["Location"] == "/nieuws/wij-tekenden/"
    page = text(writer.get(response["Location"]))
    assert "<h2>Kop</h2>" in page
    assert "Concept" in page
    for address in ("/nieuws/", "/nieuws/feed/", "/"):
        assert WORDS["title"] not in text(client.get(address))
    assert client.get(response["Location"]).status_code == 404
    writer.post("/beheer/nieuws/wij-tekenden/publiceren/")
    page = text(client.get(response["Location"]))
    for words in ("Redactie", "Kort gezegd.", "Gepubliceerd op"):
        assert words in page
    assert "Gewijzigd op" not in page
    for address in ("/nieuws/", "/nieuws/feed/", "/"):
        assert WORDS["title"] in text(client.get(address))


def test_published_and_changed_agree_whatever_happens(as_user, manager, client):
    before = timezone.now() - datetime.timedelta(days=3)
    item = make_news(published_at=before, changed_at=before)
    as_user(manager).post("/beheer/nieuws/bericht-1/", {**WORDS, "title": "Nieuwe titel", "edition": 1})
    item.refresh_from_db()
    assert item.changed_at > item.published_at == before
    assert item.get_absolute_url() == "/nieuws/bericht-1/"  # others link to it
    assert "Gewijzigd op" in text(client.get(item.get_absolute_url()))
    as_user(manager).post("/beheer/nieuws/bericht-1/intrekken/")
    as_user(manager).post("/beheer/nieuws/bericht-1/publiceren/")
    item.refresh_from_db()
    assert item.changed_at >= item.published_at > before
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsItem.objects.update(changed_at=before)


def test_an_update_has_its_own_day_and_counts_as_a_change(as_user, manager, client):
    before = timezone.now() - datetime.timedelta(days=3)
    item = make_news(published_at=before, changed_at=before)
    writer = as_user(manager)
    assert writer.post("/beheer/nieuws/bericht-1/aanvulling/", {"text": "**12 van 14** tekenden."}).status_code == 302
    page = text(client.get(item.get_absolute_url()))
    assert "<strong>12 van 14</strong>" in page
    assert "Aanvulling" in page
    assert "Gewijzigd op" in page
    update = item.updates.get()
    writer.post(f"/beheer/aanvullingen/{update.pk}/", {"text": "Verbeterd."})
    assert "Verbeterd." in text(client.get(item.get_absolute_url()))
    writer.post(f"/beheer/aanvullingen/{update.pk}/weg/")
    assert not item.updates.exists()


def test_the_feed_is_atom_with_byline_and_dates(client):
    item = make_news(image=None)
    make_news(published=False, title="Geheim concept")
    tree = ElementTree.fromstring(client.get("/nieuws/feed/").content)  # noqa: S314 - our own feed
    atom = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = tree.findall("a:entry", atom)
    assert entry.findtext("a:title", namespaces=atom) == item.title
    assert entry.findtext("a:author/a:name", namespaces=atom) == "Redactie"
    published, updated = (entry.findtext(f"a:{name}", namespaces=atom) for name in ("published", "updated"))
    assert datetime.datetime.fromisoformat(published) <= datetime.datetime.fromisoformat(updated)
    assert entry.find("a:link", atom).get("href").endswith("/nieuws/bericht-1/")


def test_news_is_searched_and_filtered_by_year(client):
    old = datetime.datetime(2015, 10, 14, 12, tzinfo=datetime.UTC)
    make_news(title="Toen", published_at=old, changed_at=old)
    make_news(title="Nu", body="Over triage.")
    assert "Toen" not in text(client.get("/nieuws/?q=triage"))
    assert "Toen" in text(client.get("/nieuws/?jaar=2015"))
    assert "Over triage" not in text(client.get("/nieuws/?jaar=2015"))
    assert "Toon al het nieuws" in text(client.get("/nieuws/?q=niets"))
    assert client.get("/nieuws/?jaar=onzin&page=99").status_code == 200


@pytest.mark.parametrize("address", ["/nieuws/", "/nieuws/feed/", "/", "/toekomstbeelden/", "/uitdagingen/"])
def test_public_lists_cost_the_same_however_long(client, address, as_user, manager):
    def one_more():
        _response, image = add_image(as_user(manager))
        make_news(image=image, title=f"Bericht {NewsItem.objects.count()}")
        number = Challenge.objects.count() + 1
        challenge = Challenge.objects.create(number=number, name=f"Uitdaging {number}")
        challenge.pillars.add(Pillar.objects.get_or_create(name="Samen", defaults={"slug": "samen", "number": 1})[0])
        audience = ["residents", "professionals", "partners"][FuturePicture.objects.count()]
        FuturePicture.objects.create(audience=audience, title="Later", text="Beter.")

    one_more()
    once = queries(client, address)
    one_more()
    one_more()
    assert queries(client, address) == once


def test_the_collection_and_the_versions_cost_the_same_however_long(as_user, manager):
    writer = as_user(manager)

    def one_more():
        add_image(writer)
        writer.post("/beheer/teksten/doel/", {"title": "Doel", "body": f"Tekst {timezone.now()}", "edition": ""})

    one_more()
    addresses = ["/beheer/beelden/", f"/beheer/versies/teksten/{Page.objects.get().pk}/"]
    once = [queries(writer, address) for address in addresses]
    one_more()
    one_more()
    assert [queries(writer, address) for address in addresses] == once


# --- Preview, versions, putting back ----------------------------------------------------------------------------------


def test_preview_shows_and_saves_nothing(as_user, manager, client):
    writer = as_user(manager)
    response = writer.post("/beheer/teksten/doel/", {"title": "Doel", "body": "Zorg **dichtbij**", "preview": "1"})
    assert "<strong>dichtbij</strong>" in text(response)
    assert not Page.objects.exists()
    live = writer.post("/beheer/teksten/voorbeeld/", {"field": "body", "body": "# Kop"})
    assert "<h3>Kop</h3>" in text(live)
    assert client.post("/beheer/teksten/voorbeeld/", {"field": "body", "body": "x"}).status_code == 403


def test_versions_tell_who_and_what_and_one_is_put_back(as_user, manager, client):
    writer = as_user(manager)
    writer.post("/beheer/teksten/doel/", {"title": "Doel", "body": "Zorg voor **alle** inwoners."})
    writer.post("/beheer/teksten/doel/", {"title": "Doel", "body": "Zorg voor **sommige** inwoners.", "edition": 1})
    page = Page.objects.get()
    first, second = page.history.order_by("pk")
    versions = text(writer.get(f"/beheer/versies/teksten/{page.pk}/"))
    assert manager.name in versions
    shown = text(writer.get(f"/beheer/versies/teksten/{page.pk}/{second.pk}/"))
    assert "<del>" in shown
    assert "<ins>" in shown
    assert "sommige" in shown
    writer.post(f"/beheer/versies/teksten/{page.pk}/{first.pk}/terug/")
    page.refresh_from_db()
    assert (page.body, page.edition) == ("Zorg voor **alle** inwoners.", 3)
    assert page.history.count() == 3
    assert "<strong>alle</strong>" in text(client.get("/"))
    assert "eerdere tekst teruggezet" in text(writer.get(f"/beheer/versies/teksten/{page.pk}/"))
    writer.post(f"/beheer/versies/teksten/{page.pk}/{first.pk}/terug/")
    assert page.history.count() == 3  # it stands there already


def test_what_no_longer_fits_is_not_put_back(as_user, manager):
    ambition = factories.AmbitionFactory(name="Eerst")
    ambition.name = "Daarna"
    ambition.save(update_fields=["name"])
    factories.AmbitionFactory(name="Eerst", number=9)
    first = ambition.history.order_by("pk").first()
    address = f"/beheer/versies/ambities/{ambition.pk}/{first.pk}/terug/"
    assert "notice-error" in text(as_user(manager).post(address, follow=True))
    ambition.refresh_from_db()
    assert ambition.name == "Daarna"


def test_restored_news_counts_as_changed(as_user, manager):
    before = timezone.now() - datetime.timedelta(days=3)
    item = make_news(published_at=before, changed_at=before)
    as_user(manager).post("/beheer/nieuws/bericht-1/", {**WORDS, "body": "Anders.", "edition": 1})
    NewsItem.objects.update(changed_at=before)
    first = item.history.order_by("pk").first()
    as_user(manager).post(f"/beheer/versies/nieuws/{item.pk}/{first.pk}/terug/")
    item.refresh_from_db()
    assert item.body == WORDS["body"]
    assert item.changed_at > before


@pytest.mark.parametrize("address", ["/beheer/versies/onzin/1/", "/beheer/versies/teksten/99/"])
def test_versions_of_nothing_do_not_exist(as_user, manager, address):
    assert as_user(manager).get(address).status_code == 404


# --- Pictures ---------------------------------------------------------------------------------------------------------


def test_a_picture_comes_in_small_and_without_what_the_camera_wrote(as_user, manager):
    exif = Picture.Exif()
    exif[0x010F] = "Geheime camera"
    exif[0x0112] = 6  # lies on its side
    content = picture((3000, 1500), "JPEG", exif, mode="RGB")
    response, image = add_image(as_user(manager), upload=upload(content, "vakantie.jpg"))
    assert response.status_code == 302
    assert (image.width, image.height) == (800, 1600)
    with image.file.open() as file, Picture.open(file) as kept:
        assert kept.size == (800, 1600)
        assert not kept.getexif()
    assert image.added_by == manager


@pytest.mark.parametrize("alt", ["", "IMG_2031.jpg", "foto"])
def test_a_picture_needs_words(as_user, manager, alt):
    response, image = add_image(as_user(manager), alt=alt)
    assert response.status_code == 200
    assert response.context["form"].errors["alt"]
    assert image is None


def test_a_pdf_is_no_picture(as_user, manager):
    out = BytesIO()
    Picture.new("RGB", (40, 30)).save(out, "PDF")
    response, image = add_image(as_user(manager), upload=upload(out.getvalue(), "stuk.pdf"))
    assert "upload" in response.context["form"].errors
    assert image is None


def test_a_visitor_gets_only_pictures_of_what_was_published(as_user, manager, client):
    _response, image = add_image(as_user(manager))
    assert fetch(client, image.address).status_code == 404
    private = fetch(as_user(manager), image.address)
    assert private["Cache-Control"] == "private, no-store"
    item = make_news(published=False, body=f"Kijk:\n\n{image.markup}")
    assert fetch(client, image.address).status_code == 404
    as_user(manager).post(f"/beheer/nieuws/{item.slug}/publiceren/")
    response = fetch(client, image.address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in response["Cache-Control"]
    assert f'src="{image.address}" alt="{image.alt}"' in text(client.get(item.get_absolute_url()))
    other = reverse("network:image_file", args=[image.pk, "cd" * 32])
    assert client.get(other).status_code == 404


@pytest.mark.parametrize("place", ["page", "phase", "future", "ambition", "cover", "update"])
def test_a_picture_is_found_wherever_it_stands_and_then_not_removed(place, as_user, manager, client):
    _response, image = add_image(as_user(manager))
    match place:
        case "page":
            factories.PageFactory(key="doel", body=image.markup)
        case "phase":
            factories.PhaseFactory(body=image.markup)
        case "future":
            FuturePicture.objects.create(audience="residents", title="Later", text=image.markup)
        case "ambition":
            factories.AmbitionFactory(about=image.markup)
        case "cover":
            make_news(image=image)
        case "update":
            make_news().updates.create(text=image.markup)
    assert fetch(client, image.address).status_code == 200
    assert image.places()
    as_user(manager).post(f"/beheer/beelden/{image.pk}/weg/")
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_removed_picture_takes_its_file_along_unless_another_shows_the_same(
    as_user, manager, django_capture_on_commit_callbacks
):
    writer = as_user(manager)
    _response, first = add_image(writer)
    _response, second = add_image(writer)
    storage, name = first.file.storage, first.file.name
    assert second.file.name == name
    for image, left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            writer.post(f"/beheer/beelden/{image.pk}/weg/")
        assert storage.exists(name) is left


def test_two_editors_of_what_a_picture_shows(as_user, manager):
    _response, image = add_image(as_user(manager))
    address = f"/beheer/beelden/{image.pk}/"
    as_user(manager).post(address, {"alt": "Een brug bij avond", "edition": 1})
    response = as_user(manager).post(address, {"alt": "Een brug bij ochtend", "edition": 1})
    assert "Een brug bij avond" in text(response)
    image.refresh_from_db()
    assert image.alt == "Een brug bij avond"


def test_only_our_own_pictures_are_shown():
    own = f"/beelden/1/{'a' * 64}.jpg"
    shown = richtext.render(f'![een *brug*]({own} "x") ![weg](https://elders.example/x.jpg)', pictures=True)
    assert shown == f'<p><img src="{own}" alt="een brug" loading="lazy"> weg</p>\n'
    for trick in (f"/{own}", f"{own}?x", "/beelden/1/../../mijn/", "data:image/png;base64,AAAA", "javascript:x"):
        assert "<img" not in richtext.render(f"![x]({trick})", pictures=True)
    assert "<img" not in richtext.render(f"![x]({own})")  # an agreement shows none


# --- Future pictures, challenges, history, organisation ---------------------------------------------------------------


def test_future_pictures_stand_by_audience_and_are_written_here(as_user, manager, client):
    data = {"title": "Dichtbij terecht", "text": "Goede zorg in de *regio*.", "source": "Contourendocument"}
    assert as_user(manager).post("/beheer/toekomstbeelden/residents/", data).status_code == 302
    page = text(client.get("/toekomstbeelden/"))
    for words in ("Inwoners", "Dichtbij terecht", "<em>regio</em>", "Contourendocument"):
        assert words in page
    assert as_user(manager).get("/beheer/toekomstbeelden/niemand/").status_code == 404


def test_challenges_name_the_pillars_that_answer_them(client):
    pillar = Pillar.objects.create(number=1, name="Samenbrengen", slug="samenbrengen")
    Challenge.objects.create(number=1, name="Te weinig mensen").pillars.add(pillar)
    Challenge.objects.create(number=2, name="Krap geld")
    page = text(client.get("/uitdagingen/"))
    assert page.index("Te weinig mensen") < page.index("Samenbrengen") < page.index("Krap geld")
    assert "Nog geen pijler" in page


def test_phases_are_added_at_the_end_moved_and_removed(as_user, manager, client):
    writer = as_user(manager)
    for title in ("Een", "Twee", "Drie"):
        writer.post("/beheer/geschiedenis/nieuw/", {"title": title, "period": "2013", "body": "Tekst."})
    titles = Phase.objects.values_list("title", flat=True)
    assert list(titles.all()) == ["Een", "Twee", "Drie"]
    drie = Phase.objects.get(title="Drie")
    for _step in range(3):  # the third finds nothing before it
        writer.post(f"/beheer/geschiedenis/{drie.pk}/verplaatsen/", {"to": "earlier"})
    assert list(titles.all()) == ["Drie", "Een", "Twee"]
    writer.post(f"/beheer/geschiedenis/{drie.pk}/verplaatsen/", {"to": "later"})
    assert list(titles.all()) == ["Een", "Drie", "Twee"]
    page = text(client.get("/geschiedenis/"))
    assert page.index(">Een<") < page.index(">Drie<") < page.index(">Twee<")
    assert "Drie" in text(writer.get(f"/beheer/geschiedenis/{drie.pk}/weg/"))
    writer.post(f"/beheer/geschiedenis/{drie.pk}/weg/")
    assert list(titles.all()) == ["Een", "Twee"]


@pytest.mark.django_db(transaction=True)
def test_two_who_move_at_once_leave_one_order():
    phases = [factories.PhaseFactory(order=order, title=str(order)) for order in (1, 2, 3)]
    barrier, problems = threading.Barrier(2), []

    def move(phase, *, earlier):
        try:
            barrier.wait(10)
            actions.move_phase(phase.pk, earlier=earlier)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=move, args=[phases[0]], kwargs={"earlier": False}),
        threading.Thread(target=move, args=[phases[2]], kwargs={"earlier": True}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert problems == []
    assert sorted(Phase.objects.values_list("title", flat=True)) == ["1", "2", "3"]


def test_every_kind_of_body_has_its_place(client, manager, as_user):
    for kind in Body.Kind:
        body = factories.BodyFactory(name=f"Groep {kind}", slug=f"groep-{kind}", kind=kind)
        factories.SeatFactory(body=body, user=None)
    page = text(client.get("/organisatie/"))
    for kind in Body.Kind:
        assert f"Groep {kind}" in page
    assert "7 zetels zijn open" in page
    assert manager.name not in page.replace("Netwerkmanager</h3>", "").replace("<span>Netwerkmanager<br>", "")
    assert f"<b>{manager.name}</b>" in text(as_user(manager).get("/organisatie/"))


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("organisatie", "/organisatie/"),
        ("partners", "/partners/"),
        ("geschiedenis", "/geschiedenis/"),
        ("nieuws", "/nieuws/"),
        ("toekomst", "/toekomstbeelden/"),
        ("uitdagingen", "/uitdagingen/"),
        ("contact", "/contact/"),
        ("privacy", "/privacy/"),
        ("cookies", "/cookies/"),
        ("toegankelijkheid", "/toegankelijkheid/"),
        ("visie", "/visie/"),
        ("routekaart", "/routekaart/"),
        ("doel", "/"),
        ("zorgprincipe", "/"),
    ],
)
def test_every_text_that_can_be_written_has_its_place(key, address, client):
    factories.PageFactory(key=key, body="Hier staat **onze** tekst.")
    assert "Hier staat <strong>onze</strong> tekst." in text(client.get(address))


def test_every_key_is_tried_above():
    marks = test_every_text_that_can_be_written_has_its_place.pytestmark
    (cases,) = [mark.args[1] for mark in marks if mark.name == "parametrize"]
    assert {key for key, _address in cases} == set(Page.Key.values)


def test_sharing_asks_nobody_else(client, settings):
    item = make_news()
    page = text(client.get(item.get_absolute_url()))
    assert f'value="{settings.SITE_URL}/nieuws/bericht-1/"' in page
    assert "mailto:?subject=Wij%20tekenden&body=" in page
    assert "facebook" not in page.lower()
    share = page[page.index('class="share"') :]
    assert "https://" not in share[: share.index("</section>")].replace(settings.SITE_URL, "").replace("%3A", ":")


def test_home_shows_the_latest_news_and_what_comes_next(client):
    for number in range(4):
        at = timezone.now() - datetime.timedelta(days=number)
        make_news(title=f"Bericht {number}", published_at=at, changed_at=at)
    held = factories.ConferenceFactory(name="Zenderen III", number=3)
    held.results.create(text="Een coördinatiegroep", order=1)
    factories.ConferenceFactory(name="Zenderen IV", number=4, starts_on=None, when="nog te plannen")
    page = text(client.get("/"))
    for words in ("Bericht 0", "Bericht 2", "Zenderen IV", "nog te plannen", "Zenderen III"):
        assert words in page
    assert "Bericht 3" not in page
