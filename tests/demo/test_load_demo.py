"""``load_demo``: the whole story once, by the rules of the portal, and never outside a demo."""

import datetime
import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from agreements import models as agreement_models
from agreements.models import Agreement, Party, Signature
from network.models import (
    Arrangement,
    Conference,
    Organisation,
    ParticipationFigure,
    RankedList,
    Registration,
    ResidentGoal,
    Seat,
    User,
)
from projects.models import Poster, ProgressUpdate, Project
from themes.models import Theme
from zenderen.demo.accounts import ACCOUNTS
from zenderen.demo.management.commands import load_demo
from zenderen.jobs.models import Job

CONTENT = sorted((Path(__file__).parents[2] / "zenderen" / "demo" / "content").glob("*.toml"))


TOLD = {"register.toml": {"75%"}}  # what a source tells of another region, named beside it

DEMO = {"DEMO": True, "DEMO_PASSWORD": "samen-in-twente"}
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as conftest has it for each test


def _load(*options):
    out = io.StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo's content, once for all these tests, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**DEMO, PASSWORD_HASHERS=QUICK):
        _load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, settings):
    """A portal that is the demo; the work that its content asks for stays in the queue."""
    settings.DEMO, settings.DEMO_PASSWORD = DEMO.values()


def _rows():
    """How many of everything; other tests may have declared models without a table."""
    models = [model for model in apps.get_models() if not model.__module__.startswith("tests.")]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_refused_where_real_people_are(db):
    with pytest.raises(CommandError, match="not a demo"):
        _load()
    assert User.objects.count() == 0


def test_refused_on_top_of_other_people(settings, manager):
    settings.DEMO = True
    with pytest.raises(CommandError, match="people of its own"):
        _load()
    assert Organisation.objects.count() == 0


def test_second_run_changes_nothing_and_asks_little(demo, django_assert_max_num_queries):
    before = _rows()
    with django_assert_max_num_queries(4 * len(load_demo.CHAPTERS)):  # is it there? in a transaction of its own
        _load()
    assert _rows() == before


def test_summary_names_accounts_address_and_what_to_try(demo, settings):
    text = _load("--summary")
    assert all(account.email in text for account in ACCOUNTS)
    assert settings.SITE_URL in text
    assert "samen-in-twente" in text
    assert "/demo/post/" in text


def test_every_account_can_sign_in_with_the_common_password(demo, client):
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.name == account.name
        assert user.check_password("samen-in-twente")
    assert User.objects.get(email="bestuurder@mst.example").requires_second_factor
    assert not any(user.is_staff or user.is_superuser for user in User.objects.all())


def test_the_network_stands_as_the_sources_tell(demo):
    series = Conference.objects.series()
    assert [each.name for each in series] == ["Zenderen I", "Zenderen II", "Zenderen III", "Zenderen IV"]
    assert [each.starts_on for each in series] == [None, None, datetime.date(2015, 10, 14), None]
    assert not series.exclude(programme=None).exists()  # the texts give no times of theirs
    assert Conference.objects.get(number=3).attendance.startswith("ongeveer 100")
    assert Theme.objects.filter(conference__number=2).count() == 5
    assert all(theme.steering_group.seats.filter(role=Seat.Role.CHAIR).count() == 1 for theme in Theme.objects.all())
    assert Seat.objects.filter(user=None).exists()
    assert not Organisation.objects.filter(name="Zorggroep Solis", is_partner=True).exists()


def test_what_is_made_up_about_conferences_says_so(demo):
    examples = Conference.objects.filter(number=None)
    assert all(each.name.startswith("Voorbeeld") and "verzonnen" in each.summary for each in examples)
    full = examples.get(slug="voorbeeldconferentie")
    assert (full.registrations.placed().count(), full.registrations.waiting().count()) == (full.capacity, 3)
    evening = examples.get(slug="voorbeeldavond")
    assert evening.is_today
    assert [(part.ends_at - part.starts_at).seconds // 60 for part in evening.programme.all()][:5] == [
        45,
        15,
        30,
        15,
        15,
    ]
    assert {timezone.localdate(part.ends_at) for part in evening.programme.all()} == {evening.starts_on}
    names = Registration.objects.filter(conference__in=examples).values_list("name", flat=True)
    assert all("voorbeeld" in name for name in names)
    assert not Job.objects.filter(kind="jobs.mail", subject_label__endswith="@voorbeeld.example").exists()


def test_projects_stand_in_every_state(demo):
    levels = set(Project.objects.with_level().values_list("level", flat=True))
    assert levels == {"on_course", "attention", "off_course", "outdated", ""}
    assert set(ProgressUpdate.objects.values_list("status", flat=True)) == {"draft", "submitted", "accepted"}
    assert not Project.objects.filter(ambitions=None).exists()
    assert set(Project.objects.values_list("classification", flat=True)) == {"public", "internal", "confidential"}


def test_agreements_stand_in_every_state_and_by_the_rules(demo):
    assert set(Agreement.objects.values_list("status", flat=True)) == {
        *("draft", "consultation", "signing", "sealing", "declined")
    }
    asked = Agreement.objects.get(status="signing", project__isnull=False).version
    assert {party.organisation.label for party in asked.parties.all()} == {"MST", "ZGT"}
    assert not asked.parties.exclude(state=Party.State.PENDING).exists()
    assert asked.event.starts_at > timezone.now()
    assert not Party.objects.filter(organisation__kind=Organisation.Kind.PROJECT_OFFICE).exists()
    # Nobody real is said to have signed or declined anything.
    assert all("oorbeeld" in str(signature.party) for signature in Signature.objects.all())
    assert all("oorbeeld" in str(party) for party in Party.objects.filter(state=Party.State.DECLINED))


def test_one_party_signed_with_two_and_one_by_power_of_attorney(demo):
    sealing = Agreement.objects.get(status="sealing").version
    assert [party.signatures.count() for party in sealing.parties.all()] == [2, 1]
    by_mandate = Signature.objects.get(mandate__isnull=False)
    assert (by_mandate.user.email, by_mandate.principal.email) == (
        "manager@revalidatie.example",
        "bestuurder@revalidatie.example",
    )


def test_twelve_of_fourteen_signed_the_vision_on_a_day_without_a_year(demo):
    vision = Agreement.objects.get(kind="vision")
    rows = Agreement.objects.filter(pk=vision.pk).with_progress().get()
    assert (vision.status, rows.signed_count, rows.party_count) == ("signing", 12, 14)
    assert vision.version.event.starts_at is None
    assert "30 januari" in vision.version.event.date_text
    assert Signature.objects.filter(party__version=vision.version, factor="paper").count() == 4
    # That region is no part of the network: it is not among the partners.
    assert not vision.version.parties.filter(organisation__is_partner=True).exists()


def test_partners_and_a_council_are_asked_about_the_agreement_of_the_network(demo):
    version = Agreement.objects.get(status="consultation").version
    assert version.comments.count() == 3
    assert version.comments.unanswered().count() == 2
    assert version.advices.get().body.name == "Cliëntenraad"


def test_what_people_said_stands_as_the_source_tells(demo):
    lists = RankedList.objects.prefetch_related("items")
    assert [(row.audience, row.kind, row.items.count()) for row in lists] == [
        ("municipalities", "wishes", 5),
        ("municipalities", "worries", 5),
    ]
    assert all(row.collected_on is None and "jaar niet vermeld" in row.when for row in lists)
    figures = {(row.operator, row.number): row.method for row in ParticipationFigure.objects.all()}
    assert figures.keys() == {(">", 200), (">", 4500), (">", 300)}
    assert len(set(figures.values())) == 3
    goals = ResidentGoal.objects.order_by("number")
    assert [goal.number for goal in goals] == [*range(1, 9)]
    assert [goal.number for goal in goals.filter(projects=None)] == [4, 7, 8]  # said to have no project yet
    # The allowance was made the same, for which no day and no amount is told.
    told = Arrangement.objects.exclude(outcome="").get()
    assert told.harmonised_on is None
    assert not told.terms.exists()


def test_only_invented_organisations_say_something(demo):
    assert {row.organisation.name for row in agreement_models.Testimonial.objects.shown()} == {
        "Voorbeeld Ouderenzorg",
        "Voorbeeld Revalidatie",
    }


def test_mail_is_about_today_only_and_work_waits_for_the_worker(demo):
    letters = Job.objects.filter(kind="jobs.mail")
    assert set(letters.values_list("subject_label", flat=True)) == {
        "bestuurder@mst.example",
        "bestuurder@zgt.example",
        "voorzitter@zenderen.example",
        "voorzitter.samenwerking@zenderen.example",  # a proposal waits
    }
    assert Job.objects.filter(kind="projects.poster_set").count() == 2
    assert Job.objects.filter(kind="projects.poster").count() == Poster.objects.filter(set=None).count() == 4
    assert Poster.objects.exclude(set=None).count() == 10
    assert Job.objects.filter(kind="agreements.signed_pdf").count() == 1


def test_history_says_where_it_came_from(demo):
    assert set(Organisation.history.values_list("history_change_reason", flat=True)) == {"demo"}
    assert set(Project.history.values_list("history_change_reason", flat=True)) == {"demo"}


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.name)
def test_content_invents_no_figures(path):
    found = set(re.findall(r"\d+\s?%|€|\beuro\b|\d+ procent", path.read_text()))
    assert found <= TOLD.get(path.name, set())
