"""Pages of the themes, from the outside."""

import pytest
from django.urls import reverse

from network.models import Body, Seat
from network.roles import refresh
from tests import factories
from tests.projects.make import make_project, make_update
from tests.themes.make import make_theme
from tests.themes.meetings import make_meeting
from themes.models import Theme

NEW = {"name": "Spoedzorg in Twente", "number": "2", "accent": "2", "ambition": "Snel op de goede plek."}


def test_new_theme_brings_its_steering_group(as_user, manager):
    response = as_user(manager).post(reverse("themes:theme_add"), NEW)
    theme = Theme.objects.get()
    assert response.url == theme.get_absolute_url() == "/themas/spoedzorg-in-twente/"
    assert theme.steering_group.kind == Body.Kind.STEERING
    assert theme.steering_group.name == "Themastuurgroep Spoedzorg in Twente"
    assert theme.steering_group.leaders_group.name


def test_new_theme_with_the_name_of_a_body_is_refused(as_user, manager, steering_body):
    data = NEW | {"steering_group_name": steering_body.name}
    response = as_user(manager).post(reverse("themes:theme_add"), data)
    assert "steering_group_name" in response.context["form"].errors
    assert not Theme.objects.exists()


def test_theme_that_is_called_new_has_an_address(as_user, manager):
    as_user(manager).post(reverse("themes:theme_add"), NEW | {"name": "Nieuw"})
    assert Theme.objects.get().get_absolute_url() == "/themas/nieuw-2/"


def test_a_theme_and_its_conference_of_origin_lead_to_each_other(client, theme):
    theme.conference = factories.ConferenceFactory(name="Zenderen Oorsprong")
    theme.save(update_fields=["conference"])
    assert theme.conference.get_absolute_url() in client.get(theme.get_absolute_url()).content.decode()
    assert theme.get_absolute_url() in client.get(theme.conference.get_absolute_url()).content.decode()


def test_public_page_shows_ambition_seats_and_only_public_projects(client, theme, chair):
    factories.SeatFactory(body=theme.steering_group, user=None)
    make_project(theme, title="Openbaar werk", classification="public")
    make_project(theme, title="Intern werk", classification="internal")
    make_project(theme, title="Vertrouwelijk werk", classification="confidential")
    page = client.get(theme.get_absolute_url()).content.decode()
    assert theme.ambition in page
    assert chair.name in page
    assert "Open zetel" in page
    assert "Openbaar werk" in page
    assert "Intern werk" not in page
    assert "Vertrouwelijk werk" not in page


def test_list_counts_only_what_the_reader_may_see(client, as_user, theme, coordinator):
    make_project(theme, title="Openbaar werk", classification="public")
    make_project(theme, title="Vertrouwelijk werk", classification="confidential")
    assert "1 project" in client.get("/themas/").content.decode()
    assert "2 projecten" in as_user(coordinator).get("/themas/").content.decode()


def test_coordination_group_has_one_agenda_of_all_themes(as_user, coordinator, chair, steering_body, coordination_body):
    other = factories.BodyFactory()
    for days, body in ((9, other), (2, steering_body), (5, coordination_body)):
        make_meeting(body, days=days)
    page = as_user(coordinator).get(reverse("themes:meeting_list"))
    assert [meeting.body for meeting in page.context["page"]] == [steering_body, coordination_body, other]
    theirs = as_user(chair).get(reverse("themes:meeting_list")).context["page"]
    assert [meeting.body for meeting in theirs] == [steering_body]


def test_chair_edits_the_theme_and_loses_that_with_the_seat(as_user, theme, chair):
    data = NEW | {"name": theme.name, "number": theme.number, "edition": theme.edition, "ambition": "Iets nieuws."}
    assert as_user(chair).post(reverse("themes:theme_edit", args=[theme.slug]), data).status_code == 302
    theme.refresh_from_db()
    assert theme.ambition == "Iets nieuws."
    Seat.objects.filter(user=chair).delete()
    refresh(theme.steering_group)
    assert as_user(chair).post(reverse("themes:theme_edit", args=[theme.slug]), data).status_code == 403


def test_second_editor_is_told(as_user, theme, manager):
    address = reverse("themes:theme_edit", args=[theme.slug])
    data = {**NEW, "name": theme.name, "number": theme.number, "edition": theme.edition}
    as_user(manager).post(address, data | {"ambition": "Van de eerste."})
    response = as_user(manager).post(address, data | {"ambition": "Van de tweede."})
    page = response.content.decode()
    assert "Van de eerste." in page
    assert "Van de tweede." in page
    theme.refresh_from_db()
    assert theme.ambition == "Van de eerste."


@pytest.mark.parametrize("name", ["themes:theme_list", "themes:theme_detail"])
def test_number_of_queries_does_not_grow(
    name, client, theme, steering_member, organisation, django_assert_max_num_queries
):
    arguments = [theme.slug] if name == "themes:theme_detail" else []

    def queries():
        with django_assert_max_num_queries(10) as captured:
            client.get(reverse(name, args=arguments))
        return len(captured)

    make_update(make_project(theme, classification="public"), "accepted")
    one = queries()
    for number in range(2):
        other = make_theme(factories.BodyFactory(), name=f"Ander {number}")
        for where in (theme, other):
            make_update(make_project(where, classification="public"), "accepted")
        factories.SeatFactory(body=theme.steering_group, organisation=organisation)
    assert queries() == one
