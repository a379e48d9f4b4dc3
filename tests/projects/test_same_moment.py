"""Two people who add the same thing at the same moment: one is told that it is there, neither sees an error page."""

import threading

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from projects.models import Expectation, Project, ProjectPartner
from tests import factories
from tests.projects.make import make_project
from tests.projects.test_rounds import at_once


@pytest.fixture
def together(monkeypatch):
    """``together(model)``: two inserts into it wait for each other, so that both were found valid before either."""

    def wait(model):
        barrier, save = threading.Barrier(2), model.save_base
        met = threading.local()

        def save_base(self, *args, **kwargs):
            if self._state.adding and not getattr(met, "before", False):
                met.before = True
                barrier.wait(10)
            return save(self, *args, **kwargs)

        monkeypatch.setattr(model, "save_base", save_base)

    return wait


def post_twice(people, address, data):
    """What both see who send this at once."""

    def post(person):
        client = Client()
        client.force_login(person)
        answer = client.post(address, data)
        return answer.status_code, answer.content.decode()

    return sorted(at_once(*(lambda person=person: post(person) for person in people)))


@pytest.mark.django_db(transaction=True)
def test_the_same_partner(together, theme, manager, project_manager, organisation):
    project = make_project(theme, manager=project_manager)
    together(ProjectPartner)
    address = reverse("projects:partner_list", args=[project.slug])
    data = {"organisation": organisation.pk, "participation": "active", "role": ""}
    (told, page), (done, _) = post_twice((manager, project_manager), address, data)
    assert (told, done) == (200, 302)
    assert "doet al mee" in page
    assert project.partners.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_expectation(together, theme, organisation, member, executive):
    project = make_project(theme, partners=[(organisation, "")])
    together(Expectation)
    address = reverse("projects:expectation_add", args=[project.slug])
    data = {"text": "Korter wachten", "importance": 5, "satisfaction": 2, "edition": 1}
    (told, page), (done, _) = post_twice((member, executive), address, data)
    assert (told, done) == (200, 302)
    assert "Korter wachten" in page  # nothing typed is lost
    assert project.expectations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_title(together, theme, manager):
    colleague = factories.AppointmentFactory().user
    together(Project)
    ambition = factories.AmbitionFactory()
    data = {"title": "Samen slapen", "theme": theme.pk, "summary": "Rust.", "classification": "internal"}
    data |= {"ambitions": [ambition.pk], "reason": "Gevraagd.", "edition": 1}
    (told, page), (done, _) = post_twice((manager, colleague), reverse("projects:project_add"), data)
    assert (told, done) == (200, 302), page
    assert Project.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_no_form_can_explain_is_a_page_that_says_so(manager, theme, monkeypatch):
    """Once more it is refused: then the page says that somebody else was first."""
    first = make_project(theme, title="De eerste")

    def insert_again(*_args, **_kwargs):
        with transaction.atomic():
            Project.objects.bulk_create([Project(title=first.title, slug="een-ander-adres", theme=theme)])

    monkeypatch.setattr("projects.actions.propose", insert_again)
    ambition = factories.AmbitionFactory()
    data = {"title": "De tweede", "theme": theme.pk, "summary": "Rust.", "classification": "internal", "edition": 1}
    client = Client()
    client.force_login(manager)
    answer = client.post(reverse("projects:project_add"), data | {"ambitions": [ambition.pk], "reason": "Gevraagd."})
    assert answer.status_code == 409
    assert "iemand anders was u voor" in answer.content.decode().lower()
    assert Project.objects.count() == 1
