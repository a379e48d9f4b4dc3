"""What an agreement in force says about the bandwidth becomes that of its project, and goes when it ends."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements import endings, tasks
from agreements.models import Agreement
from tests.agreements import make
from tests.projects.make import make_project
from tests.themes.make import make_theme


@pytest.fixture
def project(steering_body):
    theme = make_theme(steering_body)
    return make_project(theme, title="Thuis na ontslag", time_tolerance=2, money_tolerance=500, scope="Vier wijken.")


@pytest.fixture
def limited(manager, executive, executive2, organisation, organisation2, project):
    """A draft about the project that allows six weeks and no euro more."""
    agreement = make.draft(manager, organisation, organisation2, project=project)
    version = agreement.version
    version.bandwidth_time, version.bandwidth_scope = "Zes weken.", "Vier wijken, geen andere."
    version.tolerance_weeks, version.tolerance_euros = 6, 0
    version.save(update_fields=["bandwidth_time", "bandwidth_scope", "tolerance_weeks", "tolerance_euros"])
    return agreement


@transaction.atomic
def come_in_force(agreement, manager, *pairs):
    agreement = make.opened(agreement, manager)
    for organisation, signer in pairs:
        make.sign(agreement, organisation, signer)
    agreement = make.put_in_force(agreement)
    tasks.give_bandwidth(agreement)
    return agreement


def test_agreement_in_force_gives_its_project_the_bandwidth(
    limited, manager, executive, executive2, organisation, organisation2, project
):
    agreement = come_in_force(limited, manager, (organisation, executive), (organisation2, executive2))
    project.refresh_from_db()
    assert (project.time_tolerance, project.money_tolerance) == (6, 0)
    assert project.scope == "Vier wijken, geen andere."
    assert project.bandwidth_address == agreement.get_absolute_url()
    assert agreement.title in project.bandwidth_source
    with transaction.atomic():
        endings.end(Agreement.objects.lock(agreement.pk), reason="Klaar.", by=manager)
    project.refresh_from_db()
    assert (project.bandwidth_source, project.time_tolerance) == ("", 6)


def test_numbers_stand_in_the_text_and_are_frozen_with_it(as_user, limited, manager):
    page = as_user(manager).get(limited.get_absolute_url()).content.decode()
    assert "Hoogstens 6 weken later." in page
    assert "Hoogstens € 0 meer." in page
    version = make.opened(limited, manager).version
    assert version.content["bandwidth"]["weeks"] == 6
    version.tolerance_weeks = 60
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(update_fields=["tolerance_weeks"])


def test_older_text_without_numbers_stays_valid(signing):
    version = signing.version
    content = json.loads(version.text)
    for name in ("weeks", "euros"):
        del content["bandwidth"][name]
    version.text = json.dumps(content)
    version.__dict__.pop("content", None)
    assert version.bandwidth == []
    content["bandwidth"]["time"] = "Zes weken."
    version.text = json.dumps(content)
    version.__dict__.pop("content", None)
    assert [words for _, words in version.bandwidth] == ["Zes weken."]


def test_terms_form_keeps_the_numbers(as_user, draft, manager):
    address = reverse("agreements:agreement_terms", args=[draft.pk])
    data = {"notice_months": 3, "tolerance_weeks": 4, "tolerance_euros": 1000, "edition": draft.version.edition}
    assert as_user(manager).post(address, data).status_code == 302
    version = Agreement.objects.get(pk=draft.pk).version
    assert (version.tolerance_weeks, version.tolerance_euros) == (4, 1000)
