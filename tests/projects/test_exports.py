"""The list of projects as files and as a feed: the same filter, the same secrecy."""

import datetime
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.projects.make import make_project, make_update

ATOM = "{http://www.w3.org/2005/Atom}"
WORKBOOK, FEED = "/projecten/export/xlsx/", "/projecten/feed/"


def sheet(response):
    """The rows of the workbook that came."""
    return list(load_workbook(io.BytesIO(response.getvalue())).active.iter_rows())


def parsed(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 - the portal's own words


def entries(response):
    return parsed(response).findall(f"{ATOM}entry")


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


def test_workbook_has_real_dates_and_follows_the_filter(as_user, manager, theme, organisation, organisation2):
    project = make_project(
        theme,
        title="Eerder naar huis",
        starts_on="2026-03-02",
        partners=[(organisation2, ""), (organisation, "")],
        scale="small",
    )
    make_update(project, "accepted", days_ago=2)
    make_project(theme, title="Ander werk")
    response = as_user(manager).get(f"{WORKBOOK}?q=huis")
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert 'filename="projecten.xlsx"' in response["Content-Disposition"]
    heads, row = sheet(response)
    values = {head.value: cell.value for head, cell in zip(heads, row, strict=True)}
    assert values["Project"] == "Eerder naar huis"
    assert values["Begint op"].date() == datetime.date(2026, 3, 2)
    assert values["Eindigt op"] is None
    assert isinstance(values["Gemeld op"], datetime.datetime)
    assert values["Partners"] == "Medisch Centrum Voorbeeld, Zorggroep Voorbeeld"
    assert (values["Stand"], values["Klein of groot"]) == ("Op koers", "Klein")
    assert heads[0].font.bold


def test_workbook_runs_nothing_and_holds_every_sign(as_user, manager, theme):
    make_project(theme, title="=HYPERLINK(evil)", summary="#N/A \x07 é €")
    _heads, row = sheet(as_user(manager).get(WORKBOOK))
    assert (row[0].value, row[0].data_type) == ("=HYPERLINK(evil)", "s")
    assert (row[-1].value, row[-1].data_type) == ("#N/A  é €", "s")


@pytest.mark.parametrize("person", [None, "outsider", "adviser", "executive2", "administrator"])
def test_exports_and_feed_leave_out_what_a_stranger_may_not_see(person, request, as_user, project, public_project):
    make_update(project, "accepted", text="Geheim nieuws")
    make_update(public_project, "accepted", text="Openbaar nieuws")
    someone = as_user(request.getfixturevalue(person) if person else None)
    assert [row[0].value for row in sheet(someone.get(WORKBOOK))][1:] == [public_project.title]
    csv = someone.get(reverse("projects:project_export")).getvalue().decode()
    assert project.title not in csv
    assert public_project.title in csv
    for address in (FEED, f"{FEED}?q={project.title}", f"{FEED}?partner=medisch-centrum"):
        feed = someone.get(address).content.decode()
        assert "Geheim" not in feed
        assert project.slug not in feed


def test_feed_shows_those_involved_what_they_may_see(as_user, member, project):
    make_update(project, "accepted", text="Geheim nieuws")
    assert titles(as_user(member).get(FEED)) == [f"{project.title}: Op koers"]


def test_feed_is_atom_with_all_that_it_must_have(client, settings, public_project):
    settings.SITE_URL = "https://zenderen.example"
    make_update(public_project, "accepted", days_ago=9)
    update = make_update(
        public_project, "accepted", state="attention", reason="Te druk.", text="Twee <b>wijken</b> & meer."
    )
    response = client.get(f"{FEED}?theme=ouderenzorg&page=3&onzin=x", headers={"host": "localhost"})
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(response)
    assert feed.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://zenderen.example/projecten/?theme=ouderenzorg",
        "self": "https://zenderen.example/projecten/feed/?theme=ouderenzorg",
    }
    assert feed.findtext(f"{ATOM}id") == links["alternate"]
    assert feed.findtext(f"{ATOM}title")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == settings.NETWORK_NAME
    found = feed.findall(f"{ATOM}entry")
    assert len(found) == 2
    newest = found[0]
    assert newest.findtext(f"{ATOM}id") == f"https://zenderen.example{update.get_absolute_url()}"
    assert newest.find(f"{ATOM}link").get("href") == newest.findtext(f"{ATOM}id")
    assert newest.findtext(f"{ATOM}title") == f"{public_project.title}: Aandacht nodig"
    assert "Te druk." in newest.findtext(f"{ATOM}summary")
    assert "<b>wijken</b> & meer" in newest.findtext(f"{ATOM}summary")
    moments = [datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in found]
    assert all(moment.tzinfo for moment in moments)
    assert moments == sorted(moments, reverse=True)
    assert datetime.datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == moments[0]


def test_feed_follows_the_filter_and_knows_only_published_reports(client, public_project, theme):
    other = make_project(theme, title="Elders", classification="public")
    make_update(other, "accepted")
    make_update(public_project, "submitted")
    assert titles(client.get(FEED)) == ["Elders: Op koers"]
    assert titles(client.get(f"{FEED}?q=huis")) == []


def test_the_list_names_its_feed(client, public_project):
    page = client.get("/projecten/?theme=ouderenzorg&page=1").content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/projecten/feed/?theme=ouderenzorg"' in page


@pytest.mark.parametrize("address", [WORKBOOK, FEED, "/projecten/export/"])
def test_number_of_queries_does_not_grow(address, client, theme, organisation, django_assert_max_num_queries):
    def add():
        project = make_project(theme, classification="public", partners=[(organisation, "")])
        make_update(project, "accepted")

    def queries():
        with django_assert_max_num_queries(10) as captured:
            response = client.get(address)
            assert response.getvalue() if response.streaming else response.content
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one
