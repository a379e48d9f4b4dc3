"""The people whom every test can ask for, each with the rights that their role gives and no other."""

import os
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from network.models import Appointment, Body, Membership, Organisation, Seat
from tests import factories
from zenderen.jobs import runs
from zenderen.jobs.models import Job
from zenderen.local.pytest_plugin import TEMPLATE

# Playwright keeps a loop in the thread of the tests, from its first page to the end of the session.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Each process copies the migrated database; what pytest-django does here by itself gives the copy its name."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get(TEMPLATE)


@pytest.fixture(autouse=True)
def _clean_slate(request, settings, tmp_path):
    """Files of a test stay in its own folder, and no rate limit or code outlives it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a million rounds each take a minute
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture
def organisation(db):
    """The first of two partners."""
    return factories.OrganisationFactory(name="Medisch Centrum Voorbeeld", slug="medisch-centrum", short_name="MCV")


@pytest.fixture
def organisation2(db):
    """The second of two partners."""
    return factories.OrganisationFactory(
        name="Zorggroep Voorbeeld", slug="zorggroep", kind=Organisation.Kind.ELDERLY_CARE
    )


@pytest.fixture
def project_office(db):
    """The independent project office, which never signs."""
    return factories.OrganisationFactory(
        name="Projectbureau Voorbeeld", slug="projectbureau", kind=Organisation.Kind.PROJECT_OFFICE
    )


@pytest.fixture
def steering_body(db):
    """A steering group; ``chair`` leads it."""
    return factories.BodyFactory(name="Themastuurgroep Ouderenzorg", slug="stuurgroep-ouderenzorg")


@pytest.fixture
def coordination_body(db):
    """The coordination group."""
    return factories.BodyFactory(name="Coördinatiegroep", slug="coordinatiegroep", kind=Body.Kind.COORDINATION)


@pytest.fixture
def advisory_body(db):
    """A client council."""
    return factories.BodyFactory(name="Cliëntenraad", slug="clientenraad", kind=Body.Kind.ADVISORY)


def _belongs(name, organisation, role=Membership.Role.MEMBER):
    user = factories.UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@voorbeeld.example")
    factories.MembershipFactory(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def manager(db):
    """The network manager."""
    return factories.AppointmentFactory(user__name="Netwerkmanager", user__email="manager@voorbeeld.example").user


@pytest.fixture
def administrator(db):
    """The technical administrator."""
    return factories.AppointmentFactory(
        user__name="Beheerder", user__email="beheerder@voorbeeld.example", role=Appointment.Role.ADMINISTRATOR
    ).user


@pytest.fixture
def executive(organisation):
    """An executive of ``organisation``."""
    return _belongs("Bestuurder Een", organisation, Membership.Role.EXECUTIVE)


@pytest.fixture
def executive2(organisation2):
    """An executive of ``organisation2``."""
    return _belongs("Bestuurder Twee", organisation2, Membership.Role.EXECUTIVE)


@pytest.fixture
def member(organisation):
    """Works at ``organisation``."""
    return _belongs("Medewerker", organisation)


@pytest.fixture
def project_manager(project_office):
    """Works at the project office; projects name them as manager."""
    return _belongs("Projectleider", project_office)


@pytest.fixture
def support(project_office):
    """Works at the project office; projects name them as support."""
    return _belongs("Projectondersteuner", project_office)


@pytest.fixture
def chair(steering_body, organisation2):
    """Chairs ``steering_body`` on behalf of ``organisation2``."""
    user = factories.UserFactory(name="Voorzitter", email="voorzitter@voorbeeld.example")
    factories.SeatFactory(body=steering_body, user=user, organisation=organisation2, role=Seat.Role.CHAIR)
    return user


@pytest.fixture
def steering_member(steering_body):
    """Sits in ``steering_body``."""
    user = factories.UserFactory(name="Stuurgroeplid", email="stuurgroeplid@voorbeeld.example")
    factories.SeatFactory(body=steering_body, user=user)
    return user


@pytest.fixture
def coordinator(coordination_body):
    """Sits in the coordination group."""
    user = factories.UserFactory(name="Coördinatie", email="coordinatie@voorbeeld.example")
    factories.SeatFactory(body=coordination_body, user=user)
    return user


@pytest.fixture
def adviser(advisory_body):
    """Sits in an advisory council."""
    user = factories.UserFactory(name="Adviseur", email="adviseur@voorbeeld.example")
    factories.SeatFactory(body=advisory_body, user=user)
    return user


@pytest.fixture
def outsider(db):
    """Has an account and no place in the network."""
    return factories.UserFactory(name="Buitenstaander", email="buitenstaander@voorbeeld.example")


PEOPLE = (
    "manager",
    "administrator",
    "executive",
    "executive2",
    "member",
    "project_manager",
    "support",
    "chair",
    "steering_member",
    "coordinator",
    "adviser",
    "outsider",
)


@pytest.fixture
def world(request, db):
    """All people and the organisations and bodies they belong to, in one namespace."""
    names = (*PEOPLE, "organisation", "organisation2", "project_office", "steering_body", "coordination_body")
    everything = {name: request.getfixturevalue(name) for name in (*names, "advisory_body")}
    return SimpleNamespace(**everything, people={name: everything[name] for name in PEOPLE})


@pytest.fixture
def as_user():
    """``as_user(person)``: a client signed in as that person (None: a visitor)."""

    def sign_in(user=None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def run_jobs():
    """``run_jobs()`` does all background work that is due, and what follows from it, without a worker."""

    def run() -> None:
        while due := list(Job.objects.due().order_by("created_at").values_list("pk", flat=True)):
            for pk in due:
                runs.perform(pk)

    return run
