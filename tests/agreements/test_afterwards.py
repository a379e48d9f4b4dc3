"""What follows once an agreement is in force: renewal, accession, notice, the end, testimonials, and the review."""

import csv
import datetime
import io
import re

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import actions, endings, models
from agreements.models import Agreement, Notice, NoticePart, Review, ReviewScore, Version
from agreements.models.principles import PRINCIPLES
from network import roles, todo
from network.actions import end_membership
from tests import factories
from tests.agreements import make
from tests.agreements.test_concurrency import at_once
from tests.factories import AppointmentFactory, OrganisationFactory
from zenderen.lib.states import IllegalStep

Status = Agreement.Status
DAY = datetime.date


@pytest.fixture
def pairs(organisation, executive, organisation2, executive2):
    """Both organisations with their executive."""
    return (organisation, executive), (organisation2, executive2)


@pytest.fixture
def agreement(manager, pairs):
    """In force between two organisations."""
    return make.in_force(manager, *pairs)


def again(row):
    return type(row).objects.get(pk=row.pk)


def told():
    """Who got mail, by address."""
    return {message.to[0]: message for message in mail.outbox}


def download(client, agreement):
    """The status with which the sealed document comes; read, so that its file is closed."""
    response = client.get(reverse("agreements:agreement_pdf", args=[agreement.pk]))
    response.getvalue()
    return response.status_code


def notice_form(user, agreement, **changes):
    values = {
        "reason": "Wij richten ons op een ander gebied.",
        "ends_on": actions.last_day(agreement.in_force).isoformat(),
        "agreed": "on",
        "code": make.code_for(user),
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def give_notice(agreement, organisation, by):
    ends_on = actions.last_day(agreement.in_force)
    return actions.give_notice(
        agreement, organisation=organisation, by=by, reason="Wij stoppen.", ends_on=ends_on, factor="totp"
    )


# --- Months ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (DAY(2026, 11, 30), 3, DAY(2027, 2, 28)),
        (DAY(2027, 11, 30), 3, DAY(2028, 2, 29)),
        (DAY(2026, 1, 31), 1, DAY(2026, 2, 28)),
        (DAY(2026, 10, 31), 2, DAY(2026, 12, 31)),
        (DAY(2026, 12, 15), 1, DAY(2027, 1, 15)),
        (DAY(2026, 5, 5), 0, DAY(2026, 5, 5)),
        (DAY(2024, 2, 29), 12, DAY(2025, 2, 28)),
        (DAY(2026, 8, 31), 18, DAY(2028, 2, 29)),
    ],
)
def test_months_are_added_to_the_end_of_a_month(day, months, expected):
    assert endings.add_months(day, months) == expected


# --- Notice ---------------------------------------------------------------------------------------------------------


def test_an_executive_gives_notice_and_all_are_told(as_user, agreement, executive, executive2, manager, run_jobs):
    client = as_user(executive)
    url = reverse("agreements:notice_give", args=[agreement.pk])
    last = actions.last_day(agreement.in_force)
    page = client.get(url).content.decode()
    assert f'datetime="{last.isoformat()}"' in page
    assert "3 maanden" in page
    response = client.post(url, notice_form(executive, agreement))
    assert response.status_code == 302
    notice = Notice.objects.get()
    assert (notice.ends_on, notice.factor, notice.given_by) == (last, "email", executive)
    run_jobs()
    assert {executive.email, executive2.email, manager.email} <= set(told())
    assert "Wij richten ons op een ander gebied." in told()[executive2.email].body
    assert agreement.events.get(event="notice").on_behalf_of == notice.organisation
    page = as_user(executive2).get(agreement.get_absolute_url()).content.decode()
    assert "opgezegd per" in page
    assert next(item for item in todo.for_user(manager) if "opgezegd" in item.title).due == last


@pytest.mark.parametrize(
    ("changes", "field"), [({"agreed": None}, "agreed"), ({"reason": ""}, "reason"), ({"code": "000000"}, "code")]
)
def test_what_is_missing_in_a_notice_is_told_at_the_field(as_user, agreement, executive, changes, field):
    url = reverse("agreements:notice_give", args=[agreement.pk])
    response = as_user(executive).post(url, notice_form(executive, agreement, **changes))
    assert list(response.context["form"].errors) == [field]
    assert not Notice.objects.exists()


def test_a_notice_with_another_last_day_than_was_shown_is_refused(as_user, agreement, executive):
    url = reverse("agreements:notice_give", args=[agreement.pk])
    response = as_user(executive).post(url, notice_form(executive, agreement, ends_on="2026-01-01"))
    assert response.status_code == 409
    assert not Notice.objects.exists()


def test_notice_is_given_once_and_only_for_ones_own_party(agreement, executive, executive2, organisation, member):
    with pytest.raises(PermissionDenied):
        give_notice(agreement, organisation, executive2)
    with pytest.raises(PermissionDenied):
        give_notice(agreement, organisation, member)
    give_notice(agreement, organisation, executive)
    with pytest.raises(IllegalStep):
        give_notice(agreement, organisation, executive)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(reason="Toch niet")


def in_force_by(rule, manager, *pairs, **how):
    """In force between the organisations of these pairs, all of whom signed; ``rule`` is that of the first."""
    organisations = dict.fromkeys(organisation for organisation, _signer in pairs)
    draft = make.draft(manager, *organisations)
    make.rule(draft, pairs[0][0], rule, **how)
    agreement = make.opened(draft, manager)
    for organisation, signer in pairs:
        make.sign(agreement, organisation, signer)
    return make.put_in_force(agreement)


@pytest.fixture
def three(organisation, executive):
    """The executives of the first organisation."""
    return executive, make.executive(organisation), make.executive(organisation)


@pytest.fixture
def joint(manager, organisation, three, organisation2, executive2):
    """In force; for the first party two of its three executives signed together."""
    hands = [(organisation, signer) for signer in three[:2]]
    return in_force_by("joint", manager, *hands, (organisation2, executive2))


def test_who_signs_together_gives_notice_together(as_user, joint, three, organisation, executive2, run_jobs):
    executive, colleague, third = three
    url = reverse("agreements:notice_give", args=[joint.pk])
    assert "2 bestuurders zeggen samen op" in as_user(executive).get(url).content.decode()
    answer = as_user(executive).post(url, notice_form(executive, joint), follow=True)
    assert "wacht op een collega" in answer.content.decode()
    assert not Notice.objects.exists()
    run_jobs()
    asked = {message.to[0]: message.body for message in mail.outbox if "Zegt u ook op" in message.subject}
    assert set(asked) == {colleague.email, third.email}
    assert f"{url}?partij={organisation.pk}" in asked[third.email]
    assert f"{url}?partij={organisation.pk}" in [task.url for task in todo.for_user(colleague)]
    assert not any(task.url.startswith(url) for person in (executive, executive2) for task in todo.for_user(person))
    assert as_user(executive).post(url, notice_form(executive, joint)).status_code == 409  # not twice by one hand
    page = as_user(colleague).get(url).content.decode()
    assert executive.name in page
    assert "Wij richten ons op een ander gebied." in page
    as_user(colleague).post(url, notice_form(colleague, joint))
    assert Notice.objects.get().given_by == colleague
    noted = joint.events.filter(event__startswith="notice").order_by("sequence")
    assert list(noted.values_list("event", "actor")) == [
        ("notice_part", executive.pk),
        ("notice_part", colleague.pk),
        ("notice", colleague.pk),
    ]
    assert not [task for task in todo.for_user(third) if task.url.startswith(url)]


def test_a_part_of_a_notice_counts_for_a_month_and_while_its_giver_is_in_office(joint, three, organisation):
    executive, colleague, third = three
    assert give_notice(joint, organisation, executive) is None
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        assert give_notice(joint, organisation, colleague) is None
        end_membership(colleague.memberships.get().pk, on=timezone.localdate() - datetime.timedelta(days=1))
        assert give_notice(joint, organisation, third) is None
        assert give_notice(joint, organisation, executive).given_by == executive
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePart.objects.update(reason="Toch niet")


def test_where_two_are_named_only_they_give_notice(as_user, manager, organisation, three, organisation2, executive2):
    hands = [(organisation, signer) for signer in three[:2]]
    agreement = in_force_by("named", manager, *hands, (organisation2, executive2), named=three[:2])
    url = reverse("agreements:notice_give", args=[agreement.pk])
    assert url not in as_user(three[2]).get(agreement.get_absolute_url()).content.decode()
    assert as_user(three[2]).get(url).status_code == 403
    assert url in as_user(three[1]).get(agreement.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        give_notice(agreement, organisation, three[2])
    assert give_notice(agreement, organisation, three[0]) is None
    assert give_notice(agreement, organisation, three[1])


def test_two_executives_give_notice_at_the_same_moment(transactional_db):
    manager, organisation, other = AppointmentFactory().user, OrganisationFactory(), OrganisationFactory()
    one, two = make.executive(organisation), make.executive(organisation)
    agreement = make.in_force(manager, (organisation, one), (other, make.executive(other)))
    at_once(*(lambda by=by: give_notice(agreement, organisation, by) for by in (one, two)))
    assert Notice.objects.count() == 1


def test_a_party_leaves_after_its_last_day_once(manager, pairs, run_jobs):
    third = OrganisationFactory(name="Derde Partner")
    signer = make.executive(third)
    agreement = make.in_force(manager, *pairs, (third, signer))
    notice = give_notice(agreement, third, signer)
    endings.end_what_is_over()
    assert not agreement.events.filter(event="left").exists()
    with time_machine.travel(datetime.datetime.combine(notice.ends_on, datetime.time(12)), tick=False):
        endings.end_what_is_over()
        assert not agreement.events.filter(event="left").exists()  # the last day still counts
    run_jobs()
    mail.outbox.clear()
    later = datetime.datetime.combine(notice.ends_on + datetime.timedelta(days=1), datetime.time(12))
    with time_machine.travel(later, tick=False):
        endings.end_what_is_over()
        endings.end_what_is_over()
        run_jobs()
    assert agreement.events.filter(event="left").count() == 1
    assert [message.subject for message in mail.outbox if message.to == [pairs[0][1].email]] == [
        f"Derde Partner is geen partij meer: {agreement.title}"
    ]
    assert again(agreement).status == Status.IN_FORCE


def test_an_agreement_ends_when_too_few_parties_are_left(agreement, pairs):
    notice = give_notice(agreement, *pairs[0])
    later = datetime.datetime.combine(notice.ends_on + datetime.timedelta(days=1), datetime.time(12))
    with time_machine.travel(later, tick=False):
        endings.end_what_is_over()
    agreement = again(agreement)
    assert agreement.status == Status.ENDED
    assert pairs[0][0].name in agreement.closing_reason


# --- The end --------------------------------------------------------------------------------------------------------


def test_the_manager_ends_an_agreement_and_all_are_told(as_user, agreement, manager, executive, executive2, run_jobs):
    url = reverse("agreements:agreement_end", args=[agreement.pk])
    assert "reason" in as_user(manager).post(url, {"reason": ""}).context["form"].errors
    response = as_user(manager).post(url, {"reason": "Het project is klaar."})
    assert response.status_code == 302
    agreement = again(agreement)
    assert (agreement.status, agreement.closing_reason) == (Status.ENDED, "Het project is klaar.")
    assert agreement.in_force.ended_as == Version.Ending.ENDED
    run_jobs()
    assert "Het project is klaar." in told()[executive.email].body
    assert executive2.email in told()
    assert download(as_user(executive), agreement) == 200
    assert as_user(manager).post(url, {"reason": "Nog eens"}).status_code == 409


def test_an_agreement_ends_by_its_own_date(manager, pairs, run_jobs):
    today = timezone.localdate()
    draft = make.draft(manager, *(organisation for organisation, _ in pairs))
    Version.objects.filter(agreement=draft).update(ends_on=today)
    agreement = make.opened(draft, manager)
    for pair in pairs:
        make.sign(agreement, *pair)
    agreement = make.put_in_force(agreement)
    endings.end_what_is_over()
    assert again(agreement).status == Status.IN_FORCE  # the last day still counts
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        endings.end_what_is_over()
        endings.end_what_is_over()
    agreement = again(agreement)
    assert agreement.status == Status.ENDED
    assert agreement.closing_reason == "De laatste dag waarop zij gold, is voorbij."
    assert agreement.events.filter(event="ended").count() == 1


def test_what_is_in_force_ends_by_date_while_a_new_version_goes_on(manager, pairs):
    today = timezone.localdate()
    draft = make.draft(manager, *(organisation for organisation, _ in pairs))
    Version.objects.filter(agreement=draft).update(ends_on=today)
    agreement = make.opened(draft, manager)
    for pair in pairs:
        make.sign(agreement, *pair)
    agreement = make.put_in_force(agreement)
    actions.new_version(agreement, by=manager, reason="Verlenging")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        endings.end_what_is_over()
    agreement = again(agreement)
    assert (agreement.status, agreement.in_force) == (Status.DRAFT, None)
    assert agreement.versions.get(number=1).ended_as == Version.Ending.ENDED


# --- Renewal --------------------------------------------------------------------------------------------------------


def test_the_manager_is_reminded_three_two_and_one_month_before_each_once(manager, pairs, run_jobs):
    today = timezone.localdate()
    draft = make.draft(manager, *(organisation for organisation, _ in pairs))
    decide_on = endings.add_months(today, 4)
    Version.objects.filter(agreement=draft).update(renews_on=decide_on)
    agreement = make.opened(draft, manager)
    for pair in pairs:
        make.sign(agreement, *pair)
    make.put_in_force(agreement)
    run_jobs()
    mail.outbox.clear()
    day, sent = today, []
    while day <= decide_on + datetime.timedelta(days=3):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12)), tick=False):
            endings.remind_of_renewals()
            endings.remind_of_renewals()
            run_jobs()
        sent += [(day, message.to[0]) for message in mail.outbox]
        mail.outbox.clear()
        day += datetime.timedelta(days=1)
    assert {address for _, address in sent} == {manager.email}
    assert len(sent) == 3
    for (day, _), months in zip(sent, (3, 2, 1), strict=True):
        assert endings.add_months(day, months) >= decide_on
        assert endings.add_months(day - datetime.timedelta(days=1), months) < decide_on


def test_the_renewal_stands_among_the_managers_tasks(manager, pairs):
    draft = make.draft(manager, *(organisation for organisation, _ in pairs))
    Version.objects.filter(agreement=draft).update(renews_on=endings.add_months(timezone.localdate(), 2))
    agreement = make.opened(draft, manager)
    for pair in pairs:
        make.sign(agreement, *pair)
    make.put_in_force(agreement)
    assert any("verlenging" in item.title for item in todo.for_user(manager))
    assert not any("verlenging" in item.title for item in todo.for_user(pairs[0][1]))


def test_renewing_makes_a_new_version_with_the_dates(as_user, agreement, manager):
    url = reverse("agreements:agreement_renew", args=[agreement.pk])
    client = as_user(manager)
    wrong = {"reason": "Verlenging", "effective_on": "2028-01-01", "ends_on": "2027-01-01", "renews_on": ""}
    assert "eindigen voordat zij ingaat" in client.post(url, wrong).content.decode()
    dates = {"reason": "Verlenging", "effective_on": "2028-01-01", "ends_on": "2029-12-31", "renews_on": "2029-09-30"}
    assert client.post(url, dates).status_code == 302
    draft = again(agreement).version
    assert (draft.number, draft.reason, draft.is_frozen) == (2, "Verlenging", False)
    assert (draft.effective_on, draft.ends_on, draft.renews_on) == (
        DAY(2028, 1, 1),
        DAY(2029, 12, 31),
        DAY(2029, 9, 30),
    )
    assert draft.articles.count() == 2
    assert client.post(url, dates).status_code == 409


# --- Accession ------------------------------------------------------------------------------------------------------


def test_a_partner_accedes_by_its_own_signature_alone(as_user, agreement, manager, executive, executive2, run_jobs):
    third = OrganisationFactory(name="Nieuwe Partner")
    signer = make.executive(third)
    client = as_user(manager)
    assert as_user(signer).get(agreement.get_absolute_url()).status_code == 404
    url = reverse("agreements:accession_add", args=[agreement.pk])
    response = client.post(url, {"organisation": third.pk})
    accession = Agreement.objects.get(kind="accession")
    assert response["Location"] == accession.get_absolute_url()
    assert accession.parent == agreement
    assert "Nieuwe Partner treedt toe" in accession.version.articles.first().body
    assert as_user(executive).get(accession.get_absolute_url()).status_code == 404
    party = accession.version.parties.get()
    party.responsibilities = "Levert een verpleegkundige."
    party.save(update_fields=["responsibilities"])
    accession = make.opened(accession, manager)
    assert accession.version.content["parent"]["sha256"] == agreement.in_force.sha256
    assert as_user(signer).get(agreement.get_absolute_url()).status_code == 200
    make.sign(accession, third, signer)
    assert again(accession).status == Status.SEALING
    make.put_in_force(accession)
    page = as_user(executive).get(agreement.get_absolute_url()).content.decode()
    assert "Nieuwe Partner" in page
    assert "Toegetreden op" in page
    assert reverse("agreements:agreement_pdf", args=[accession.pk]) in page
    assert download(as_user(executive), accession) == 200
    assert as_user(executive).get(accession.get_absolute_url()).status_code == 200
    assert again(agreement).in_force == agreement.in_force


def test_only_who_is_no_party_can_be_chosen_to_accede(as_user, agreement, manager, organisation, project_office):
    client = as_user(manager)
    url = reverse("agreements:accession_add", args=[agreement.pk])
    for wrong in (organisation, project_office):
        assert "organisation" in client.post(url, {"organisation": wrong.pk}).context["form"].errors
    third = OrganisationFactory()
    assert client.post(url, {"organisation": third.pk}).status_code == 302
    assert "organisation" in client.post(url, {"organisation": third.pk}).context["form"].errors


def test_an_accession_ends_with_what_it_accedes_to(agreement, manager):
    third, fourth = OrganisationFactory(), OrganisationFactory()
    signer = make.executive(third)
    make.executive(fourth)
    accession = make.opened(make.accession(agreement, third, manager), manager)
    make.sign(accession, third, signer)
    make.put_in_force(accession)
    waiting = make.opened(make.accession(agreement, fourth, manager), manager)
    actions.terminate(agreement, by=manager, reason="Klaar")
    assert again(accession).status == Status.ENDED
    assert again(waiting).status == Status.WITHDRAWN


def test_a_partner_that_acceded_can_leave(agreement, manager):
    third = OrganisationFactory()
    signer = make.executive(third)
    accession = make.opened(make.accession(agreement, third, manager), manager)
    make.sign(accession, third, signer)
    accession = make.put_in_force(accession)
    notice = give_notice(accession, third, signer)
    with time_machine.travel(datetime.datetime.combine(notice.ends_on, datetime.time(12)) + datetime.timedelta(days=1)):
        endings.end_what_is_over()
    assert again(accession).status == Status.ENDED
    assert again(agreement).status == Status.IN_FORCE


# --- Testimonials ---------------------------------------------------------------------------------------------------

WORDS = "Samen komen we verder dan alleen."


def test_a_testimonial_needs_consent(as_user, agreement, executive):
    url = reverse("agreements:testimonial_add", args=[agreement.pk])
    response = as_user(executive).post(url, {"text": WORDS})
    assert list(response.context["form"].errors) == ["consent"]
    assert not models.Testimonial.objects.exists()


def test_a_testimonial_is_public_without_the_agreement_and_gone_when_withdrawn(
    as_user, agreement, executive, executive2, outsider, organisation
):
    url = reverse("agreements:testimonial_add", args=[agreement.pk])
    assert as_user(executive).post(url, {"text": WORDS, "consent": "on"}).status_code == 302
    panel = reverse("agreements:testimonial_panel", args=[organisation.slug])
    for stranger in (None, outsider):
        for headers in ({}, {"HX-Request": "true"}):
            page = as_user(stranger).get(panel, headers=headers).content.decode()
            assert WORDS in page
            assert executive.name in page
            assert agreement.title not in page
            assert agreement.get_absolute_url() not in page
    assert agreement.title in as_user(executive2).get(panel, headers={"HX-Request": "true"}).content.decode()
    assert WORDS in as_user(executive2).get(agreement.get_absolute_url()).content.decode()
    assert panel in as_user().get(organisation.get_absolute_url()).content.decode()

    testimonial = models.Testimonial.objects.get()
    withdraw = reverse("agreements:testimonial_withdraw", args=[testimonial.pk])
    assert as_user(executive2).post(withdraw).status_code == 404
    assert as_user(executive).post(withdraw).status_code == 302
    assert as_user().get(panel)["Location"] == organisation.get_absolute_url()
    assert WORDS not in as_user().get(panel, headers={"HX-Request": "true"}).content.decode()
    assert WORDS not in as_user(executive2).get(agreement.get_absolute_url()).content.decode()
    assert as_user(executive).post(url, {"text": "Nieuw", "consent": "on"}).status_code == 302


def test_a_second_testimonial_waits_for_the_first_to_be_withdrawn(as_user, agreement, executive):
    url = reverse("agreements:testimonial_add", args=[agreement.pk])
    client = as_user(executive)
    client.post(url, {"text": WORDS, "consent": "on"})
    assert client.post(url, {"text": "Nog iets", "consent": "on"}).status_code == 409


def test_everybody_reads_what_all_executives_say_until_it_is_withdrawn(
    as_user, agreement, executive, executive2, manager, organisation
):
    overview = "/ervaringen/"
    assert "nog niemand" in as_user().get(overview).content.decode().lower()
    add = reverse("agreements:testimonial_add", args=[agreement.pk])
    for person, words in ((executive, WORDS), (executive2, "Andere woorden.")):
        as_user(person).post(add, {"text": words, "consent": "on"})
    page = as_user().get(overview).content.decode()
    assert page.index("Andere woorden.") < page.index(WORDS)
    assert agreement.title not in page
    assert "/intrekken/" not in page
    own = models.Testimonial.objects.get(author=executive)
    withdraw = reverse("agreements:testimonial_withdraw", args=[own.pk])
    # Whose term is over keeps a say in their own words; the network manager acts for who has no account any more.
    executive.memberships.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    roles.refresh(organisation)
    page = as_user(executive).get(overview).content.decode()
    assert withdraw in page
    assert agreement.title not in page
    assert as_user(manager).get(overview).content.decode().count("/intrekken/") == 2
    assert as_user(manager).post(withdraw).status_code == 302
    assert WORDS not in as_user().get(overview).content.decode()


def test_the_overview_costs_the_same_with_1_and_3_testimonials(as_user, agreement, executive, organisation):
    def add():
        row = {"agreement": agreement, "organisation": organisation, "text": WORDS, "author_name": "x"}
        models.Testimonial.objects.create(author=factories.UserFactory(), **row)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            as_user().get("/ervaringen/")
        return len(queries)

    add()
    cost()
    one = cost()
    add()
    add()
    assert cost() == one <= 10


# --- The yearly review ----------------------------------------------------------------------------------------------


@pytest.fixture
def review(manager):
    """This year's review, open for a week."""
    today = timezone.localdate()
    return Review.objects.create(year=today.year, opened_by=manager, closes_on=today + datetime.timedelta(days=7))


def answers(score=3, **changes):
    values = {f"score_{principle.key}": str(score) for principle in PRINCIPLES}
    return {**values, "seen": "", **changes}


def fill_in(review, organisation, by, score):
    scores = {principle.key: (score, "") for principle in PRINCIPLES}
    actions.answer_review(review, organisation=organisation, scores=scores, seen="", by=by)


def answer_url(review):
    return reverse("agreements:review_answer", args=[review.year])


def detail_url(review):
    return reverse("agreements:review_detail", args=[review.year])


def test_the_principles_keep_their_keys():
    assert [principle.key for principle in PRINCIPLES] == [
        *("goal", "meetings", "attention", "benefit", "diversity", "commitment"),
        *("room", "borders", "client", "learning", "roles", "bandwidth"),
    ]


def test_a_review_is_opened_and_the_executives_are_asked(as_user, manager, executive, member, run_jobs):
    closes_on = timezone.localdate() + datetime.timedelta(days=30)
    url = reverse("agreements:review_add")
    data = {"year": timezone.localdate().year, "closes_on": closes_on.isoformat()}
    assert as_user(manager).post(url, data).status_code == 302
    run_jobs()
    assert executive.email in told()
    assert member.email not in told()
    assert [item.due for item in todo.for_user(executive) if "terugblik" in item.title] == [closes_on]
    again_ = as_user(manager).post(url, data)
    assert "year" in again_.context["form"].errors


def test_a_partner_answers_and_changes_the_answers(as_user, review, executive, member, organisation):
    client = as_user(executive)
    assert client.post(answer_url(review), answers(4, note_goal="Gaat goed")).status_code == 302
    assert ReviewScore.objects.filter(organisation=organisation, score=4).count() == len(PRINCIPLES)
    assert not [item for item in todo.for_user(executive) if "terugblik" in item.title]
    form = as_user(member).get(answer_url(review)).context["form"]
    assert form["score_goal"].initial == 4
    changed = answers(4, score_goal="2", note_goal="Minder", seen=form["seen"].value())
    assert as_user(member).post(answer_url(review), changed).status_code == 302
    row = ReviewScore.objects.get(principle="goal")
    assert (row.score, row.note, row.given_by) == (2, "Minder", member)
    assert ReviewScore.objects.get(principle="roles").given_by == executive


def test_a_colleague_who_answered_meanwhile_is_not_overwritten_unseen(as_user, review, executive, member):
    assert as_user(executive).post(answer_url(review), answers(5)).status_code == 302
    response = as_user(member).post(answer_url(review), answers(1))
    assert "Een collega heeft intussen" in response.content.decode()
    assert set(ReviewScore.objects.values_list("score", flat=True)) == {5}
    seen = re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]
    assert as_user(member).post(answer_url(review), answers(1, seen=seen)).status_code == 302
    assert set(ReviewScore.objects.values_list("score", flat=True)) == {1}


def test_two_colleagues_answer_at_the_same_moment(transactional_db):
    manager, organisation = AppointmentFactory().user, OrganisationFactory()
    one, two = make.executive(organisation), make.executive(organisation)
    review = Review.objects.create(year=2026, opened_by=manager, closes_on=timezone.localdate())
    at_once(*(lambda by=by, n=n: fill_in(review, organisation, by, n) for n, by in ((1, one), (5, two))))
    assert len(set(ReviewScore.objects.values_list("score", "given_by"))) == 1
    assert ReviewScore.objects.count() == len(PRINCIPLES)


def test_every_principle_needs_a_score(as_user, review, executive):
    response = as_user(executive).post(answer_url(review), answers(3, score_client=""))
    assert list(response.context["form"].errors) == ["score_client"]
    assert not ReviewScore.objects.exists()


def test_nothing_changes_after_closing(as_user, review, executive, organisation):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        response = as_user(executive).post(answer_url(review), answers())
        assert response["Location"] == detail_url(review)
        with pytest.raises(IllegalStep):
            fill_in(review, organisation, executive, 3)
    assert not ReviewScore.objects.exists()


def test_who_does_not_belong_to_a_partner_cannot_answer_for_it(review, executive2, organisation):
    with pytest.raises(PermissionDenied):
        fill_in(review, organisation, executive2, 3)


def test_the_results_show_mean_spread_change_and_who_did_not_answer(
    as_user, review, manager, executive, executive2, organisation, organisation2, chair
):
    before = Review.objects.create(year=review.year - 1, opened_by=manager, closes_on=timezone.localdate())
    fill_in(before, organisation, executive, 4)
    fill_in(review, organisation, executive, 2)
    third = OrganisationFactory(name="Nog Niets Gezegd")
    fill_in(review, organisation2, executive2, 5)
    page = as_user(chair).get(detail_url(review))
    line = page.context["outcome"].lines[0]
    assert (line.mean_text, line.lowest, line.highest, line.answers, line.change_text) == (
        "3,5",
        2,
        5,
        2,
        "\N{MINUS SIGN}0,5",
    )
    html = page.content.decode()
    assert "2 van 3 partners hebben het ingevuld" in html
    assert third.name in html
    assert "Nog niet ingevuld" in html
    assert html.count('<svg class="review-drawing"') == len(PRINCIPLES)
    assert "gemiddeld 3,5, van 2 tot 5" in html


def test_rows_of_a_partner_are_seen_by_itself_and_by_who_leads_the_network(
    as_user, review, manager, coordinator, executive, executive2, organisation, organisation2, chair, member
):
    fill_in(review, organisation, executive, 2)
    fill_in(review, organisation2, executive2, 5)

    def shown(person):
        return {row["organisation"] for row in as_user(person).get(detail_url(review)).context["rows"]}

    assert shown(manager) == shown(coordinator) == {organisation, organisation2}
    assert shown(executive) == shown(member) == {organisation}
    assert shown(executive2) == {organisation2}
    assert shown(chair) == set()


def test_the_export_follows_what_one_may_see(as_user, review, executive, executive2, organisation, organisation2):
    fill_in(review, organisation, executive, 2)
    fill_in(review, organisation2, executive2, 5)
    url = reverse("agreements:review_export", args=[review.year])
    text = as_user(executive).get(url).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == len(PRINCIPLES) + 1
    assert organisation.name in rows[0]
    assert organisation2.name not in text
    assert rows[1][1:6] == ["3,5", "2", "5", "2", "2"]


def test_a_closed_review_counts_the_partners_of_its_own_day(review, organisation, executive):
    from agreements import results

    fill_in(review, organisation, executive, 3)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20)):
        OrganisationFactory(name="Later Gekomen")
        assert {partner.name for partner in results.of(again(review)).partners} == {organisation.name}


@pytest.mark.parametrize("who", ["manager", "executive"])
def test_the_results_cost_the_same_with_1_and_3_partners(request, as_user, review, organisation, executive, who):
    client = as_user(request.getfixturevalue(who))
    fill_in(review, organisation, executive, 3)
    client.get(detail_url(review))
    with CaptureQueriesContext(connection) as one:
        client.get(detail_url(review))
    for _ in range(2):
        other = factories.OrganisationFactory()
        fill_in(review, other, make.executive(other), 4)
    with CaptureQueriesContext(connection) as three:
        client.get(detail_url(review))
    assert len(one) == len(three) <= 14


def test_the_page_in_force_costs_the_same_with_1_and_3_accessions_and_notices(as_user, manager, pairs):
    third = [OrganisationFactory() for _ in range(3)]
    signers = [make.executive(organisation) for organisation in third]
    agreement = make.in_force(manager, *pairs)
    counts = []
    client = as_user(manager)
    for organisation, signer in zip(third, signers, strict=True):
        accession = make.opened(make.accession(agreement, organisation, manager), manager)
        make.sign(accession, organisation, signer)
        make.put_in_force(accession)
        client.get(agreement.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(agreement.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("many", ["testimonials", "years"])
def test_lists_cost_the_same_with_1_and_3_lines(as_user, agreement, manager, organisation, executive, many):
    client, counts = as_user(executive), []
    client.get("/overeenkomsten/terugblik/")
    for number in range(3):
        if many == "years":
            Review.objects.create(year=2020 + number, opened_by=manager, closes_on=timezone.localdate())
            url = reverse("agreements:review_list")
        else:
            person = executive if not number else make.executive(organisation)
            actions.testify(agreement, organisation=organisation, text=WORDS, by=person)
            url = reverse("agreements:testimonial_panel", args=[organisation.slug])
        with CaptureQueriesContext(connection) as queries:
            client.get(url, headers={"HX-Request": "true"})
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 10


def test_an_accession_to_what_has_ended_cannot_be_opened(agreement, manager):
    third = OrganisationFactory()
    make.executive(third)
    accession = make.accession(agreement, third, manager)
    Agreement.objects.filter(pk=agreement.pk).update(
        status=Status.ENDED, closed_at=timezone.now(), closing_reason="Klaar"
    )
    assert actions.problems(again(accession).version) == [
        "De overeenkomst waartoe wordt toegetreden, is niet van kracht."
    ]


def test_the_tasks_cost_the_same_with_1_and_3_notices(manager, pairs):
    third = OrganisationFactory()
    agreement = make.in_force(manager, *pairs, (third, make.executive(third)))
    counts = []
    for pair in pairs:
        give_notice(agreement, *pair)
        with CaptureQueriesContext(connection) as queries:
            todo.for_user(manager)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_other_parties_are_told_of_an_accession(agreement, manager, executive, run_jobs):
    third = OrganisationFactory()
    signer = make.executive(third)
    accession = make.opened(make.accession(agreement, third, manager), manager)
    make.sign(accession, third, signer)
    mail.outbox.clear()
    run_jobs()
    assert again(accession).status == Status.IN_FORCE
    assert accession.title in told()[executive.email].subject + told()[executive.email].body
