"""Posters: public work only, looked at first, made in the background, each making with the data of its day."""

import datetime
import io
import zipfile

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from projects import actions, sheet
from projects.models import Poster, PosterSet, Project
from projects.models.poster_data import content_of
from projects.models.posters import Size
from tests import factories
from tests.projects.make import make_milestone, make_project, make_update
from tests.themes.make import make_theme
from zenderen.jobs.models import Job

KINDS = ("theme", "project", "partner", "network")


def text_of(content):
    """All words of a PDF, page by page."""
    document = pypdfium2.PdfDocument(content)
    words = [page.get_textpage().get_text_range().replace("\r\n", " ") for page in document]
    document.close()
    return words


def body(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def subjects(theme, public_project, organisation):
    """What each kind of poster is about; the partner takes part in the public project."""
    actions.add_partner(public_project.partners.model(project=public_project, organisation=organisation, role="Zorgt"))
    return {"theme": theme, "project": public_project, "partner": organisation, "network": None}


@pytest.fixture
def address_of(subjects):
    """Where a poster of this kind is made."""
    names = {"theme": "poster_make", "project": "project_poster", "partner": "partner_poster"}

    def address(kind):
        if kind == "network":
            return reverse("projects:network_poster")
        return reverse(f"projects:{names[kind]}", args=[subjects[kind].slug])

    return address


@pytest.fixture
def conference():
    """A conference that is still to come."""
    return factories.ConferenceFactory(starts_on=timezone.localdate() + datetime.timedelta(days=30))


def ready(subject, by, size="A1", **fields):
    """A poster with a file."""
    poster = actions.make_poster(subject, size, by=by)
    poster.sha256, poster.bytes = "0" * 64, 3
    poster.file.save(f"{poster.pk}.pdf", ContentFile(b"pdf"), save=False)
    for name, value in fields.items():
        setattr(poster, name, value)
    poster.save()
    return poster


# --- Proof, file, versions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_poster_is_looked_at_and_then_made(kind, as_user, manager, address_of, subjects, client, run_jobs):
    web = as_user(manager)
    assert web.get(address_of(kind)).status_code == 200
    address = web.post(address_of(kind), {"size": "A4", "language": "nl"}).url
    poster = Poster.objects.get()
    assert (poster.kind, poster.subject, poster.is_proof) == (kind, subjects[kind], True)
    assert "Wacht" in web.get(address).content.decode()
    run_jobs()
    assert reverse("projects:poster_preview", args=[poster.pk]) in web.get(address).content.decode()
    assert client.get(address).status_code == 404
    assert client.get(reverse("projects:poster_preview", args=[poster.pk])).status_code == 404
    poster.refresh_from_db()
    assert not poster.file

    assert web.post(reverse("projects:poster_order", args=[poster.pk])).url == address
    run_jobs()
    poster.refresh_from_db()
    assert not poster.is_proof
    content = body(client.get(reverse("projects:poster_file", args=[poster.pk])))
    assert (len(content), len(poster.sha256)) == (poster.bytes, 64)
    (words,) = text_of(content)
    assert poster.name in words
    assert client.get(address).status_code == 200
    assert poster.name in client.get("/posters/").content.decode()


def test_the_sheet_says_what_is_known_of_its_project(theme, public_project, manager, run_jobs):
    update = make_update(public_project, "accepted", days_ago=2, state="attention", reason="Te weinig mensen.")
    poster = actions.make_poster(theme, "A3", by=manager)
    run_jobs()
    poster.refresh_from_db()
    with poster.file.open() as file:
        (words,) = text_of(file.read())
    parts = (theme.name, theme.ambition, public_project.title, "Aandacht nodig", update.reason, "1 van 2 mijlpalen")
    for part in parts:
        assert part in words


def test_a_project_poster_holds_goal_milestones_partners_and_what_is_asked(subjects, manager):
    project = subjects["project"]
    project.goal = "Ouderen blijven **thuis**."
    project.save(update_fields=["goal"])
    make_update(project, "accepted", asks="Geef ons een kamer.")
    data = actions.make_poster(project, "A1", by=manager).data
    assert data["goal"] == "Ouderen blijven thuis."
    assert data["parts"] == [{"name": subjects["partner"].name, "role": "Zorgt"}]
    assert [step["title"] for step in data["projects"][0]["steps"]] == ["Afspraken gemaakt", "Tien huizen doen mee"]
    assert data["projects"][0]["asks"] == "Geef ons een kamer."


def test_a_partner_poster_holds_what_it_is_active_in_only(subjects, theme, manager):
    partner = subjects["partner"]
    seen = make_project(theme, title="Alleen meekijken", classification="public", partners=[(partner, "")])
    seen.partners.update(participation="observing")
    data = actions.make_poster(partner, "A1", by=manager).data
    assert [(row["title"], row["role"]) for row in data["projects"]] == [(subjects["project"].title, "Zorgt")]


def test_a_slide_is_a_picture_with_words_beside_it(subjects, manager, client, run_jobs):
    poster = actions.make_poster(subjects["theme"], Size.SLIDE, by=manager)
    run_jobs()
    poster.refresh_from_db()
    file = client.get(reverse("projects:poster_file", args=[poster.pk]))
    assert file["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(body(file))).size == (1920, 1080)
    page = client.get(poster.get_absolute_url()).content.decode()
    assert "staat in woorden op deze pagina" in page
    assert subjects["project"].title in page


def test_poster_keeps_the_data_of_its_day(theme, manager, public_project, run_jobs):
    proof = actions.make_poster(theme, "A3", by=manager, is_proof=True)
    public_project.title = "Heel iets anders"
    public_project.save(update_fields=["title"])
    actions.order_poster(proof.pk, by=manager)
    run_jobs()
    proof.refresh_from_db()
    with proof.file.open() as file:
        (words,) = text_of(file.read())
    assert "Eerder naar huis" in words
    assert "Heel iets anders" not in words


def test_each_making_is_kept_and_listed_with_its_date(client, theme, manager):
    old = ready(theme, manager, data_at=timezone.now() - datetime.timedelta(days=90))
    new = ready(theme, manager)
    assert list(client.get("/posters/").context["page"]) == [new]
    page = client.get(new.get_absolute_url())
    assert list(page.context["versions"]) == [old]
    assert reverse("projects:poster_file", args=[old.pk]) in page.content.decode()
    assert client.get(old.get_absolute_url()).status_code == 200


def test_ordering_twice_makes_it_once(theme, manager, as_user):
    proof = actions.make_poster(theme, "A3", by=manager, is_proof=True)
    for _ in range(2):
        as_user(manager).post(reverse("projects:poster_order", args=[proof.pk]))
    assert Job.objects.filter(kind="projects.poster").count() == 2  # the proof, the file


def test_a_proof_that_nobody_ordered_is_thrown_away(theme, manager, run_jobs, django_capture_on_commit_callbacks):
    proof = actions.make_poster(theme, "A3", by=manager, is_proof=True)
    set_proof = actions.make_set("A4", by=manager, is_proof=True)
    run_jobs()
    proof.refresh_from_db()
    storage, picture = proof.preview.storage, proof.preview.name
    for rows in (Poster, PosterSet):
        rows.objects.update(data_at=timezone.now() - datetime.timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        fresh = actions.make_poster(theme, "A1", by=manager, is_proof=True)
    assert list(Poster.objects.all()) == [fresh]
    assert not PosterSet.objects.filter(pk=set_proof.pk).exists()
    assert not storage.exists(picture)


def test_a_poster_that_failed_is_tried_again_from_its_page(theme, manager, as_user, run_jobs, monkeypatch):
    def breaks(*_args, **_fields):
        raise ValueError("broken")

    poster = actions.make_poster(theme, "A3", by=manager)
    with monkeypatch.context() as patch:
        patch.setattr(sheet, "render_all", breaks)
        run_jobs()
    page = as_user(manager).get(poster.get_absolute_url()).content.decode()
    job = Job.objects.get()
    assert job.state == "failed"
    assert reverse("jobs:job_retry", args=[job.pk]) in page
    as_user(manager).post(reverse("jobs:job_retry", args=[job.pk]), {"next": poster.get_absolute_url()})
    run_jobs()
    poster.refresh_from_db()
    assert poster.is_ready


def test_the_page_asks_for_news_only(theme, manager, as_user):
    poster = actions.make_poster(theme, "A3", by=manager)
    job = Job.objects.get()
    web, headers = as_user(manager), {"HX-Request": "true"}
    fragment = web.get(poster.get_absolute_url(), headers=headers).content.decode()
    assert "<html" not in fragment
    assert f"seen={job.seen}" in fragment
    assert web.get(poster.get_absolute_url(), {"seen": job.seen}, headers=headers).status_code == 204


# --- Nothing that is not public -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("classification", ["internal", "confidential"])
def test_what_is_not_public_stands_on_no_poster(kind, classification, subjects, theme, manager, organisation):
    secret = make_project(
        theme, title="Verhulde zaak", classification=classification, partners=[(organisation, "Helpt stil")]
    )
    make_milestone(secret, "Verborgen stap")
    make_update(secret, "accepted", state="off_course", reason="Verzwegen reden", asks="Verborgen vraag")
    poster = actions.make_poster(subjects[kind], "A1", by=manager)
    for words in ("Verhulde", "Verborgen", "Verzwegen", "stil", "off_course"):
        assert words not in str(poster.data)
    assert secret not in poster.projects.all()


def test_there_is_no_poster_of_a_project_that_is_not_public(project, project_manager, as_user):
    address = reverse("projects:project_poster", args=[project.slug])
    page = as_user(project_manager).get(address).content.decode()
    assert "niet openbaar" in page
    assert 'name="size"' not in page
    as_user(project_manager).post(address, {"size": "A4", "language": "nl"})
    assert not Poster.objects.exists()


@pytest.mark.parametrize("kind", ["theme", "project", "partner"])
def test_a_poster_leaves_the_wall_when_something_on_it_is_no_longer_public(kind, client, as_user, subjects, manager):
    poster = ready(subjects[kind], manager)
    assert client.get(poster.get_absolute_url()).status_code == 200
    Project.objects.filter(pk=subjects["project"].pk).update(classification="confidential")
    for name in ("poster_detail", "poster_file", "poster_preview"):
        assert client.get(reverse(f"projects:{name}", args=[poster.pk])).status_code == 404
    assert not list(client.get("/posters/").context["page"])
    assert as_user(manager).get(poster.get_absolute_url()).status_code == 200


def test_a_set_leaves_the_wall_with_one_of_its_posters(client, public_project, manager, conference, run_jobs):
    made = actions.make_set("A4", by=manager, conference=conference)
    run_jobs()
    made.refresh_from_db()
    assert made.is_ready
    Project.objects.filter(pk=public_project.pk).update(classification="internal")
    for name in ("posterset_detail", "posterset_archive", "posterset_joined"):
        assert client.get(reverse(f"projects:{name}", args=[made.pk])).status_code == 404
    assert not client.get(reverse("projects:poster_wall", args=[conference.slug])).context["sets"]


def test_a_proof_of_what_became_confidential_is_not_made(theme, public_project, manager, as_user, run_jobs):
    proof = actions.make_poster(theme, "A4", by=manager, is_proof=True)
    run_jobs()
    Project.objects.filter(pk=public_project.pk).update(classification="confidential")
    page = as_user(manager).post(reverse("projects:poster_order", args=[proof.pk]), follow=True)
    assert "openbaar" in page.content.decode()
    proof.refresh_from_db()
    assert proof.is_proof


def test_who_may_not_see_a_project_any_more_does_not_see_it_on_a_proof_either(theme, manager, as_user, outsider):
    poster = actions.make_poster(theme, "A4", by=manager, is_proof=True)
    assert as_user(outsider).get(poster.get_absolute_url()).status_code == 404


# --- Who may make what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "who", "status"),
    [
        ("theme", "chair", 200),
        ("theme", "project_manager", 200),
        ("theme", "executive", 403),
        ("project", "project_manager", 200),
        ("project", "chair", 403),
        ("project", "support", 403),
        ("partner", "executive", 200),
        ("partner", "member", 403),
        ("partner", "executive2", 403),
        ("network", "chair", 403),
        ("network", "manager", 200),
    ],
)
def test_who_may_make_which_poster(kind, who, status, request, as_user, address_of):
    assert as_user(request.getfixturevalue(who)).get(address_of(kind)).status_code == status


def test_the_studio_offers_what_one_may_make_and_no_more(
    as_user, project_manager, manager, subjects, project, executive, member, theme
):
    other = make_project(theme, title="Van iemand anders", classification="public")
    page = as_user(project_manager).get("/posters/maken/")
    assert list(page.context["projects"]) == [subjects["project"]]
    assert (list(page.context["themes"]), list(page.context["partners"])) == ([theme], [])
    assert other not in page.context["projects"]
    assert project not in as_user(manager).get("/posters/maken/").context["projects"]
    assert list(as_user(executive).get("/posters/maken/").context["partners"]) == [subjects["partner"]]
    assert "niets waarvan u een poster" in as_user(member).get("/posters/maken/").content.decode()


def test_the_studio_finds_by_words(as_user, manager, theme):
    for number in range(25):
        make_project(theme, title=f"Werk {number:02}", classification="public")
    page = as_user(manager).get("/posters/maken/")
    assert "Zoek op een woord" in page.content.decode()
    found = as_user(manager).get("/posters/maken/", {"q": "17 werk"}).context["projects"]
    assert [project.title for project in found] == ["Werk 17"]


# --- Sets and walls -------------------------------------------------------------------------------------------------


@pytest.fixture
def five_themes(theme):
    """Four more themes beside the first."""
    return [theme, *(make_theme(factories.BodyFactory(), accent=number) for number in (1, 2, 4, 5))]


@pytest.mark.parametrize("size", ["A4", "slide"])
def test_a_set_becomes_a_zip_and_one_pdf(
    size, five_themes, public_project, manager, conference, as_user, client, run_jobs
):
    web, choice = as_user(manager), {"size": size, "language": "en", "conference": conference.pk}
    address = web.post(reverse("projects:posterset_make"), choice).url
    made = PosterSet.objects.get()
    assert made.is_proof
    run_jobs()
    assert web.get(address).content.decode().count("/voorbeeld/") == 5
    assert client.get(address).status_code == 404

    assert web.post(reverse("projects:posterset_order", args=[made.pk])).url == address
    run_jobs()
    made.refresh_from_db()
    assert {poster.data_at for poster in made.posters.all()} == {made.data_at}
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(reverse("projects:posterset_archive", args=[made.pk])))))
    assert len(archive.namelist()) == 5
    assert {name[-4:] for name in archive.namelist()} == {".png" if size == "slide" else ".pdf"}
    pages = text_of(body(client.get(reverse("projects:posterset_joined", args=[made.pk]))))
    assert [theme.name in page for theme, page in zip(five_themes, pages, strict=True)] == [True] * 5
    assert "How it stands today" in pages[0]
    wall = client.get(reverse("projects:poster_wall", args=[conference.slug])).content.decode()
    panel = client.get(
        reverse("projects:conference_panel", args=[conference.slug]), headers={"HX-Request": "true"}
    ).content.decode()
    for poster in made.posters.all():
        assert poster.get_absolute_url() in wall
        assert poster.get_absolute_url() in panel
    assert reverse("projects:poster_wall", args=[conference.slug]) in client.get("/posters/").content.decode()


def test_the_same_posters_give_the_same_zip(theme, public_project, manager, run_jobs):
    from projects.tasks import _archive

    made = actions.make_set("A4", by=manager)
    run_jobs()
    posters = list(made.posters.all())
    assert _archive(posters) == _archive(posters)


def test_a_set_that_failed_halfway_goes_on_where_it_was(five_themes, manager, run_jobs, monkeypatch, as_user):
    made = actions.make_set("A4", by=manager)
    render, calls = sheet.render_all, []

    def breaks_at_third(datas, **fields):
        calls.append(datas)
        if len(calls) == 3:
            raise ValueError("broken")
        return render(datas, **fields)

    with monkeypatch.context() as patch:
        patch.setattr(sheet, "render_all", breaks_at_third)
        run_jobs()
    assert made.posters.exclude(file="").count() == 2
    hashes = set(made.posters.exclude(file="").values_list("sha256", flat=True))
    as_user(manager).post(reverse("jobs:job_retry", args=[Job.objects.get().pk]), {"next": made.get_absolute_url()})
    run_jobs()
    made.refresh_from_db()
    assert made.is_ready
    assert hashes < set(made.posters.values_list("sha256", flat=True))


def test_what_hung_at_an_earlier_conference_cannot_be_made_afterwards(as_user, manager, theme):
    past = factories.ConferenceFactory(starts_on=datetime.date(2015, 10, 14))
    unknown = factories.ConferenceFactory(starts_on=None)
    for conference in (past, unknown):
        choice = {"size": "A4", "language": "nl", "conference": conference.pk}
        assert as_user(manager).post(reverse("projects:posterset_make"), choice).status_code == 200
    assert not PosterSet.objects.exists()


def test_the_wall_of_an_earlier_conference_pretends_nothing(client, theme, manager, run_jobs):
    past = factories.ConferenceFactory(starts_on=datetime.date(2015, 10, 14))
    actions.make_set("A4", by=manager)
    run_jobs()
    page = client.get(reverse("projects:poster_wall", args=[past.slug]))
    assert not page.context["sets"]
    assert "/posters/" in page.content.decode()


def test_the_wall_is_searched_and_narrowed(client, subjects, manager):
    posters = {kind: ready(subject, manager) for kind, subject in subjects.items()}
    assert list(client.get("/posters/").context["page"]) == [
        posters[kind] for kind in ("network", "theme", "project", "partner")
    ]
    assert list(client.get("/posters/", {"kind": "project"}).context["page"]) == [posters["project"]]
    assert list(client.get("/posters/", {"q": "ouderen"}).context["page"]) == [posters["theme"]]


def test_number_of_queries_of_the_walls_and_of_the_data_does_not_grow(
    client, theme, manager, conference, django_assert_max_num_queries, organisation, run_jobs
):
    def add():
        project = make_project(theme, classification="public", partners=[(organisation, "")])
        make_milestone(project)
        make_update(project, "accepted")
        ready(project, manager)
        make_theme(factories.BodyFactory())
        made = actions.make_set("A4", by=manager, conference=conference)
        for poster in made.posters.all():
            poster.file, poster.sha256, poster.bytes = "x.pdf", "0" * 64, 3
            poster.save()
        made.archive = made.joined = "x"
        made.archive_sha256 = made.joined_sha256 = "0" * 64
        made.archive_bytes = made.joined_bytes = 3
        made.save()

    def queries():
        with django_assert_max_num_queries(60) as captured:
            client.get("/posters/")
            client.get(reverse("projects:poster_wall", args=[conference.slug]))
            client.get(PosterSet.objects.latest("pk").get_absolute_url())
            for subject in (theme, organisation, None):
                content_of(subject)
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one
