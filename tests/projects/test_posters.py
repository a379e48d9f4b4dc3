"""Posters: one sheet whatever stands on it, of public work only, made in the background."""

import ctypes
import itertools

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from projects import actions, sheet
from projects.models import Poster, Project
from tests.projects.make import make_milestone, make_project, make_update

POINTS = {"A1": (1684, 2384), "A3": (842, 1191)}
SMALLEST = {"A1": 24, "A3": 12}
SHORT, MIDDLE, LONG = "short", "middle", "long"
LONG_NAME = (
    "Samenwerkingsafspraken tussen huisartsenpraktijken, ziekenhuisafdelingen en wijkverplegingsorganisaties over "
    "kwetsbare ouderen met meervoudige problematiek"
)
WORDS = {
    "title": {SHORT: "Dossier", MIDDLE: "Eerder naar huis met zorg op maat", LONG: LONG_NAME},
    "reason": {
        SHORT: "Druk.",
        MIDDLE: "Twee praktijken wachten nog op hun koppeling.",
        LONG: "Er is te weinig tijd. " * 30,
    },
    "asks": {SHORT: "", MIDDLE: "Elke praktijk wijst één aanspreekpunt aan.", LONG: "Maak er tijd voor vrij. " * 30},
    "next": {SHORT: "Start", MIDDLE: "Eerste tien praktijken aangesloten", LONG: LONG_NAME},
    "theme": {SHORT: "GGZ", MIDDLE: "Samenwerking 1e & 2e lijn", LONG: LONG_NAME[:120]},
    "ambition": {
        SHORT: "Zorg dichtbij.",
        MIDDLE: "Iedere inwoner van Twente krijgt de juiste zorg op de juiste plek.",
        LONG: "Iedere inwoner van Twente krijgt de juiste zorg op de juiste plek. " * 12,
    },
}
PARTNERS = {SHORT: ["MST"], MIDDLE: ["MST", "ZGT", "Huisartsenkring Twente"], LONG: ["Medisch Spectrum Twente"] * 30}
LEVELS = ["on_course", "attention", "off_course", "outdated", ""]


def data(count, length):
    """What stands on a poster of ``count`` projects with names of this length."""
    projects = [
        {
            "title": WORDS["title"][length],
            "status": "running",
            "level": level,
            "reported_on": "2026-09-30" if level else None,
            "reason": WORDS["reason"][length] if level not in ("on_course", "") else "",
            "asks": WORDS["asks"][length],
            "done": number % 4,
            "milestones": 4,
            "next": {"title": WORDS["next"][length], "due_on": "2027-09-30"},
            "partners": PARTNERS[length],
        }
        for number, level in zip(range(count), itertools.cycle(LEVELS))
    ]
    return {
        "theme": WORDS["theme"][length],
        "ambition": WORDS["ambition"][length],
        "accent": 1,
        "client": f"Themastuurgroep {WORDS['theme'][length]}",
        "network": "Zorgnetwerk Zenderen",
        "address": "https://portaal.zorgnetwerk-zenderen.example/themas/samenwerking-1e-en-2e-lijn/",
        "projects": projects,
    }


def characters(page):
    """Left, top, right, bottom and size of every letter on the page, in points from its upper left corner."""
    height, text = page.get_height(), page.get_textpage()
    matrix = pypdfium2.raw.FS_MATRIX()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        pypdfium2.raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
        size = pypdfium2.raw.FPDFText_GetFontSize(text.raw, index) * matrix.d
        if size and right > left:  # not the spaces and line ends that the reader of the page makes up
            yield left, height - top, right, height - bottom, size


def check(content, size, arranged):
    """One page of the right size, nothing outside its box, nothing over each other, nothing too small."""
    document = pypdfium2.PdfDocument(content)
    try:
        assert len(document) == 1
        page = document[0]
        assert (round(page.get_width()), round(page.get_height())) == POINTS[size]
        scale = float(sheet.UNIT[size].removesuffix("pt"))
        boxes = list(card_boxes(arranged, scale))
        top, bottom = arranged.head * scale, (sheet.PAGE[1] - sheet.FOOT) * scale
        for left, upper, right, lower, letter in characters(page):
            assert letter >= SMALLEST[size] - 0.01
            overhang = 1 + 0.06 * letter  # a j begins before its place
            assert left >= sheet.MARGIN * scale - overhang
            assert right <= (sheet.PAGE[0] - sheet.MARGIN) * scale + 1
            assert lower <= sheet.PAGE[1] * scale
            in_head_or_foot = lower <= top or upper >= bottom - 1
            inside = (
                in_head_or_foot
                or not boxes
                or any(
                    left >= x - 1 and right <= x2 + 1 and upper >= y - 1 and lower <= y2 + 1 for x, y, x2, y2 in boxes
                )
            )
            assert inside, (left, upper, right, lower)
    finally:
        document.close()


def card_boxes(arranged, scale):
    """Where the cards are, in points from the upper left corner."""
    y = arranged.head + sheet.GAP
    for row in arranged.rows:
        x = sheet.MARGIN
        for _card in row.cards:
            yield tuple(value * scale for value in (x, y, x + float(row.width), y + float(row.height)))
            x += float(row.width) + sheet.GAP
        y += float(row.height) + sheet.GAP


@pytest.mark.parametrize("count", range(15))
@pytest.mark.parametrize("length", [SHORT, MIDDLE, LONG])
def test_everything_fits_on_one_sheet(count, length):
    content = data(count, length)
    arranged = sheet.arrange(content)
    rows = [len(row.cards) for row in arranged.rows]
    assert sum(rows) == count - arranged.left_out
    assert arranged.left_out == 0
    assert rows == [] or rows[-1] > 1 or set(rows) == {1}, "a lonely card"
    check(sheet.render(content, size="A1", data_at=timezone.now()), "A1", arranged)


@pytest.mark.parametrize(("count", "length"), [(1, SHORT), (7, MIDDLE), (14, LONG)])
def test_corridor_sheet_is_the_same_at_half_size(count, length):
    content = data(count, length)
    check(sheet.render(content, size="A3", data_at=timezone.now()), "A3", sheet.arrange(content))


def test_more_projects_than_fit_are_counted():
    content = data(20, MIDDLE)
    arranged = sheet.arrange(content)
    assert arranged.left_out == 6
    check(sheet.render(content, size="A1", data_at=timezone.now()), "A1", arranged)


def test_same_data_gives_the_same_file():
    now = timezone.now()
    assert len({sheet.render(data(3, MIDDLE), size="A3", data_at=now) for _ in range(2)}) == 1


def test_poster_is_made_in_the_background(as_user, project_manager, public_project, theme, client, run_jobs):
    update = make_update(public_project, "accepted", days_ago=2, state="attention", reason="Te weinig mensen.")
    response = as_user(project_manager).post(reverse("projects:poster_make", args=[theme.slug]), {"size": "A3"})
    poster = Poster.objects.get()
    assert response.url == f"/posters/{poster.pk}/"
    assert client.get(response.url).status_code == 404
    assert "Wacht" in as_user(project_manager).get(response.url).content.decode()
    run_jobs()
    poster.refresh_from_db()
    assert len(poster.sha256) == 64
    file = client.get(reverse("projects:poster_file", args=[poster.pk]))
    content = b"".join(file.streaming_content)
    assert len(content) == poster.bytes
    document = pypdfium2.PdfDocument(content)
    text = document[0].get_textpage().get_text_range().replace("\r\n", " ")
    document.close()
    for words in (
        theme.name,
        theme.ambition,
        public_project.title,
        "Aandacht nodig",
        update.reason,
        "1 van 2 mijlpalen",
    ):
        assert words in text
    assert client.get(reverse("projects:poster_preview", args=[poster.pk])).getvalue().startswith(b"\x89PNG")
    for page in ("/posters/", theme.get_absolute_url()):
        assert f"/posters/{poster.pk}/" in client.get(page).content.decode()


def ready(theme, by, size="A1", projects=(), **fields):
    """A poster with a file."""
    content = Poster.content_of(theme, projects)
    poster = Poster.objects.create(theme=theme, size=size, data=content, created_by=by, **fields)
    poster.projects.set(projects)
    poster.sha256, poster.bytes = "0" * 64, 3
    poster.file.save(f"{poster.pk}.pdf", ContentFile(b"pdf"), save=False)
    poster.save()
    return poster


def test_wall_shows_the_newest_of_each_size(client, theme, manager):
    old, new, small = ready(theme, manager), ready(theme, manager), ready(theme, manager, "A3")
    found = set(client.get("/posters/").context["posters"])
    assert found == {new, small}
    assert old not in found


def test_poster_leaves_the_wall_when_a_project_on_it_becomes_confidential(
    client, as_user, theme, manager, public_project
):
    poster = ready(theme, manager, projects=Poster.projects_of(theme))
    assert client.get(poster.get_absolute_url()).status_code == 200
    Project.objects.filter(pk=public_project.pk).update(classification="confidential")
    for name in ("poster_detail", "poster_file", "poster_preview"):
        assert client.get(reverse(f"projects:{name}", args=[poster.pk])).status_code == 404
    assert public_project.title not in client.get("/posters/").content.decode()
    assert not client.get("/posters/").context["posters"]
    assert as_user(manager).get(poster.get_absolute_url()).status_code == 200


def test_poster_keeps_the_data_of_its_day(theme, manager, public_project, run_jobs):
    poster = actions.make_poster(theme, "A3", by=manager)
    public_project.title = "Heel iets anders"
    public_project.save(update_fields=["title"])
    run_jobs()
    poster.refresh_from_db()
    document = pypdfium2.PdfDocument(poster.file.read())
    text = document[0].get_textpage().get_text_range()
    document.close()
    poster.file.close()
    assert "Eerder naar huis" in text
    assert "Heel iets anders" not in text


def test_number_of_queries_of_the_wall_and_of_the_data_does_not_grow(
    client, theme, manager, django_assert_max_num_queries, organisation
):
    def add():
        project = make_project(theme, classification="public", partners=[(organisation, "")])
        make_milestone(project)
        make_update(project, "accepted")
        ready(theme, manager, projects=Poster.projects_of(theme))

    def queries():
        with django_assert_max_num_queries(10) as captured:
            client.get("/posters/")
            Poster.content_of(theme, Poster.projects_of(theme))
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one
