"""The volume: 2,000 projects, 40,000 reports, 300 partners, agreements with up to nine parties.

What would take minutes through the portal's actions is written in bulk, with the rows that those actions leave.
"""

import itertools
import random
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from agreements import actions as agreement_actions
from agreements.models import Agreement, Article, Party
from agreements.tasks import VERSION_PDF
from network import actions as network_actions
from network import roles as network_roles
from network.models import Ambition, Appointment, Conference, Membership, Organisation, Page, Phase, Seat, User
from projects import roles as project_roles
from projects.models import (
    Actor,
    Bottleneck,
    BottleneckStep,
    Breach,
    Dependency,
    Expectation,
    Indicator,
    Measurement,
    Milestone,
    PartnerContribution,
    Poster,
    ProgressUpdate,
    Project,
    ProjectPartner,
)
from projects.models.poster_data import content_of
from themes.actions import create_theme
from themes.models import BuildingBlock, Pillar, RoadmapStep, Theme
from zenderen.jobs import runs
from zenderen.jobs.models import Job

PROJECTS, REPORTS, PARTNERS, THEMES, MANAGERS, AGREEMENTS = 2000, 20, 300, 5, 20, 40
SENTENCE = "De partners maken samen afspraken over de zorg dicht bij huis en delen wat zij leren met elkaar. "
dice = random.Random(7)  # noqa: S311 - the same volume each time, nothing secret


@transaction.atomic
def seed() -> None:
    """Everything, in one transaction."""
    _story()
    organisations = _organisations()
    people = _people(organisations)
    themes = _themes(people)
    projects = _projects(themes, people)
    _parts(projects, organisations)
    _reports(projects, people["manager"])
    _vision(themes, projects)
    _register(projects, organisations, people["manager"])
    _grant(projects)
    _agreements(organisations)
    for theme, size in itertools.product(themes, Poster.Size):
        data = content_of(theme)[0]
        ready = {"file": "posters/bench.pdf", "preview": "posters/bench.png", "sha256": "0" * 64, "bytes": 150_000}
        Poster.objects.create(theme=theme, size=size, data=data, created_by=people["manager"], **ready)


def sign_in(name: str) -> tuple[User, str]:
    """The person of this name and the key of a session in which they are signed in."""
    user = User.objects.get(name=name)
    client = Client()
    client.force_login(user)
    return user, client.cookies["sessionid"].value


def _story() -> None:
    for key in ("doel", "zorgprincipe", "contact"):
        Page.objects.create(key=key, title=key, body=SENTENCE * 4)
    for number in range(1, 5):
        Ambition.objects.create(number=number, name=f"Ambitie {number}", slug=f"ambitie-{number}", about=SENTENCE)
        Phase.objects.create(order=number, title=f"Fase {number}", period=f"201{number}", body=SENTENCE * 3)
    for number in range(1, 4):
        conference = Conference.objects.create(
            number=number, name=f"Zenderen {number}", slug=f"zenderen-{number}", when=f"201{number}", summary=SENTENCE
        )
        for order in range(4):
            conference.results.create(order=order, text=f"Resultaat {order}")


def _organisations() -> list[Organisation]:
    kinds = [kind for kind in Organisation.Kind if kind != Organisation.Kind.PROJECT_OFFICE]
    rows = [
        (number, {"name": f"Zorgorganisatie {number:03}", "kind": kinds[number % len(kinds)], "place": "Hengelo"})
        for number in range(PARTNERS)
    ]
    network_actions.import_partners(rows)
    return list(Organisation.objects.order_by("name"))


def _people(organisations: list[Organisation]) -> dict[str, User]:
    """Two people in each organisation, the first an executive; those who are measured are named after their role."""
    everybody = [
        User(name=f"Persoon {number:03}", email=f"persoon{number}@voorbeeld.example", password="!")
        for number in range(2 * PARTNERS)
    ]
    named = {"executive": everybody[0], "member": everybody[1], "chair": everybody[3], "manager": everybody[5]}
    for name, user in named.items():
        user.name = name
    everybody.append(User(name="network manager", email="netwerkmanager@voorbeeld.example", password="!"))
    User.objects.bulk_create(everybody)
    since = timezone.localdate() - timedelta(days=400)
    roles = (Membership.Role.EXECUTIVE, Membership.Role.MEMBER)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role, starts_on=since)
        for organisation, *pair in zip(organisations, everybody[::2], everybody[1::2], strict=False)
        for user, role in zip(pair, roles, strict=True)
    )
    for organisation in organisations[:10]:
        network_roles.refresh(organisation)
    network_actions.appoint(Appointment(user=everybody[-1], role=Appointment.Role.NETWORK_MANAGER, starts_on=since))
    return {**named, "network manager": everybody[-1]}


def _themes(people: dict[str, User]) -> list[Theme]:
    themes = []
    for number in range(1, THEMES + 1):
        theme = create_theme(
            name=f"Thema {number}", slug=f"thema-{number}", number=number, accent=number, ambition=SENTENCE,
            about=SENTENCE * 3, steering_group_name=f"Themastuurgroep {number}",
        )  # fmt: skip
        themes.append(theme)
    seat = Seat(body=themes[0].steering_group, user=people["chair"], role=Seat.Role.CHAIR)
    network_actions.add_seat(seat)
    return themes


def _projects(themes: list[Theme], people: dict[str, User]) -> list[Project]:
    today = timezone.localdate()
    managers = [people["manager"], *User.objects.order_by("pk")[20 : 20 + MANAGERS]]
    statuses = ["running"] * 6 + ["proposal", "accepted", "evaluated", "embedded"]
    secrecy = ["public"] * 7 + ["internal"] * 2 + ["confidential"]
    projects = Project.objects.bulk_create(
        Project(
            title=f"Project {number:04} over goede zorg in de regio",
            slug=f"project-{number:04}",
            theme=themes[number % THEMES],
            status=statuses[number % 10],
            classification=secrecy[number // 10 % 10],
            summary=SENTENCE,
            goal=SENTENCE * 3,
            manager=managers[number % len(managers)] if number % 50 else managers[0],
            starts_on=today - timedelta(days=number % 700),
            ends_on=today + timedelta(days=number % 500),
        )
        for number in range(PROJECTS)
    )
    ambitions = list(Ambition.objects.all())
    through = Project.ambitions.through
    through.objects.bulk_create(through(project=project, ambition=dice.choice(ambitions)) for project in projects)
    return projects


def _parts(projects: list[Project], organisations: list[Organisation]) -> None:
    today = timezone.localdate()
    ProjectPartner.objects.bulk_create(
        ProjectPartner(project=project, organisation=organisation, role="Doet mee")
        for project in projects
        for organisation in {organisations[project.pk % 5], *dice.sample(organisations, 3)}
    )
    Milestone.objects.bulk_create(
        Milestone(
            project=project, order=order, title=f"Mijlpaal {order}", due_on=today + timedelta(days=60 * (order - 1))
        )
        for project in projects
        for order in range(4)
    )


def _reports(projects: list[Project], by: User) -> None:
    """Twenty for each project; a third of the last ones is older than a report may be."""
    now = timezone.now()
    states = ["on_course"] * 6 + ["attention"] * 3 + ["off_course"]

    def report(project: Project, number: int) -> ProgressUpdate:
        at = now - timedelta(days=30 * (REPORTS + 1 - number) + project.pk % 3 * 45)
        state = dice.choice(states)
        return ProgressUpdate(
            project=project, number=number, status="accepted", state=state, trend=dice.choice(["up", "same", "down"]),
            reason="" if state == "on_course" else SENTENCE, text=SENTENCE * 3, reported_on=at.date(),
            written_by=by, submitted_by=by, submitted_at=at, decided_by=by, decided_at=at,
        )  # fmt: skip

    rows = (report(project, number) for project in projects for number in range(1, REPORTS + 1))
    while batch := list(itertools.islice(rows, 2000)):
        ProgressUpdate.objects.bulk_create(batch)


def _vision(themes: list[Theme], projects: list[Project]) -> None:
    """Three pillars with a roadmap and six building blocks; every project hangs under one of each."""
    pillars = [Pillar.objects.create(number=n, name=f"Pijler {n}", slug=f"pijler-{n}") for n in range(1, 4)]
    steps = [
        RoadmapStep.objects.create(pillar=pillar, horizon=horizon, order=order, title=f"Stap {order}")
        for pillar in pillars
        for horizon in RoadmapStep.Horizon
        for order in range(3)
    ]
    blocks = [BuildingBlock.objects.create(number=n, name=f"Bouwsteen {n}", slug=f"bouwsteen-{n}") for n in range(1, 7)]
    for block in blocks:
        block.themes.set(themes)
        for order in range(3):
            block.objectives.create(order=order, text=f"Doelstelling {order}").results.create(text="Resultaat")
    for field, column, rows in (
        ("pillars", "pillar", pillars),
        ("roadmap_steps", "roadmapstep", steps),
        ("building_blocks", "buildingblock", blocks),
    ):
        through = getattr(Project, field).through
        through.objects.bulk_create(through(project=project, **{column: dice.choice(rows)}) for project in projects)


def _register(projects: list[Project], organisations: list[Organisation], by: User) -> None:
    """A bottleneck, an indicator, a dependency and an actor for each project; one in twenty is out of bandwidth."""
    now, today = timezone.now(), timezone.localdate()
    levels = list(Bottleneck.Level)
    bottlenecks = Bottleneck.objects.bulk_create(
        Bottleneck(
            title=f"Knelpunt {number:04}", about=SENTENCE, project=project, theme_id=project.theme_id,
            organisation=organisations[number % PARTNERS], level=levels[number % 3], holder="Themastuurgroep",
            reported_by=by, reported_at=now - timedelta(days=number % 400),
        )
        for number, project in enumerate(projects)
    )  # fmt: skip
    BottleneckStep.objects.bulk_create(
        BottleneckStep(
            bottleneck=row, status=row.status, level=row.level, holder=row.holder, reason=SENTENCE, by=by,
            at=row.reported_at,
        )
        for row in bottlenecks
    )  # fmt: skip
    indicators = Indicator.objects.bulk_create(
        Indicator(project=project, name="Wachttijd", definition=SENTENCE, source="Eigen telling", period="Maand")
        for project in projects
    )
    Measurement.objects.bulk_create(
        Measurement(indicator=row, on=today - timedelta(days=30 * month), value=month * 2, entered_by=by)
        for row in indicators
        for month in range(12)
    )
    Dependency.objects.bulk_create(
        Dependency(
            project=project, on=other, what="De werkafspraken", needed_on=today + timedelta(days=project.pk % 90)
        )
        for project, other in itertools.pairwise(projects)
    )
    Actor.objects.bulk_create(
        Actor(project=project, kind=Actor.Kind.WORKS, name="Wijkverpleegkundigen", involved_on=today)
        for project in projects
    )
    Breach.objects.bulk_create(
        Breach(project=project, kind=Breach.Kind.TIME, agreed="2026-03-01", expected="2026-06-01")
        for project in projects[::20]
    )
    parts = ProjectPartner.objects.order_by("pk")
    PartnerContribution.objects.bulk_create(
        PartnerContribution(part=part, kind=PartnerContribution.Kind.HOURS, agreed=40, delivered=20) for part in parts
    )
    Expectation.objects.bulk_create(
        Expectation(
            project_id=part.project_id, organisation_id=part.organisation_id, text="Minder overdrachten",
            importance=part.pk % 6, satisfaction=part.pk % 4, rated_by=by,
        )
        for part in parts
    )  # fmt: skip


def _grant(projects: list[Project]) -> None:
    """What ``projects.roles.grant`` leaves for each project."""
    permissions = {
        row.codename: row.pk
        for row in Permission.objects.filter(content_type__app_label="projects", content_type__model="project")
    }
    groups: list[tuple[Any, int, str]] = []
    for project in Project.objects.select_related("theme__steering_group").prefetch_related("partners__organisation"):
        client = project.theme.steering_group
        groups += [(project, client.members_group_id, name) for name in project_roles.STEERING_MEMBERS]
        groups += [(project, client.leaders_group_id, name) for name in project_roles.STEERING_LEADERS]
        for part in project.partners.all():
            groups += [(project, part.organisation.members_group_id, name) for name in project_roles.PARTNER_MEMBERS]
    on_groups, on_users = get_group_obj_perms_model(Project), get_user_obj_perms_model(Project)
    on_groups.objects.bulk_create(
        on_groups(content_object=project, group_id=group, permission_id=permissions[name])
        for project, group, name in groups
    )
    on_users.objects.bulk_create(
        on_users(content_object=project, user_id=project.manager_id, permission_id=permissions[name])
        for project in projects
        for name in project_roles.MANAGER
    )


def _agreements(organisations: list[Organisation]) -> None:
    """Open for signing, with two to four parties each, nine in the first; the measured executive is asked by all."""
    for number in range(AGREEMENTS):
        parties = organisations[: 9 if number == 0 else 2 + number % 3]
        agreement_for(parties, title=f"Overeenkomst {number:02}")


def agreement_for(organisations: list[Organisation], *, title: str) -> Agreement:
    """An agreement of twelve articles between these organisations, open for signing."""
    manager = User.objects.get(name="network manager")
    agreement = Agreement.objects.create(title=title)
    agreement_actions.start(agreement, by=manager)
    version = agreement.version
    for article in range(1, 13):
        Article.objects.create(version=version, number=article, title=f"Artikel {article}", body=SENTENCE * 6)
    for organisation in organisations:
        Party.objects.create(version=version, organisation=organisation, role="Partij", responsibilities=SENTENCE * 2)
    agreement_actions.open_for_signing(agreement, by=manager)
    runs.perform(Job.objects.get(kind=VERSION_PDF, key=agreement.version.code).pk)
    return agreement
