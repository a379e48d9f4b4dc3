"""Opening, signing, declining, withdrawing: who may, when, and what follows."""

import hashlib
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import actions
from agreements.models import Agreement, Party, Signature
from agreements.models.statements import STATEMENTS
from network import roles
from network.models import Membership, Organisation
from tests import factories
from tests.agreements import make
from zenderen.jobs.models import Job
from zenderen.lib.access import granted

Status = Agreement.Status


def events(agreement):
    return list(agreement.events.values_list("event", flat=True))


# --- Opening --------------------------------------------------------------------------------------------------------


def test_opening_lets_the_parties_in_and_asks_their_executives(
    draft, manager, executive, executive2, member, organisation, run_jobs
):
    assert not Agreement.objects.visible_to(executive).exists()
    actions.open_for_signing(draft, by=manager)
    draft.refresh_from_db()
    assert draft.status == Status.OPENING
    run_jobs()
    draft.refresh_from_db()
    assert draft.status == Status.SIGNING
    version = draft.version
    with version.file.open("rb") as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == version.sha256
    assert {"view_agreement", "sign_agreement"} <= granted(executive, draft)
    assert granted(member, draft) == {"view_agreement", "comment_agreement"}
    assert list(Party.objects.signable_by(executive)) == [make.party_of(draft, organisation)]
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {executive.email, executive2.email}
    assert f"/overeenkomsten/{draft.pk}/" in mail.outbox[0].body


def test_opening_names_everything_that_is_missing(manager, organisation, executive, organisation2):
    agreement = make.draft(manager, organisation2, articles=())
    with pytest.raises(actions.NotReady) as refusal:
        actions.open_for_signing(agreement, by=manager)
    assert len(refusal.value.problems) == 3
    assert any(organisation2.name in problem for problem in refusal.value.problems)
    agreement.refresh_from_db()
    assert agreement.is_draft


def test_opening_counts_todays_executives_only(draft, manager, executive2, organisation2):
    term = executive2.memberships.get()
    term.ends_on = timezone.localdate() - timezone.timedelta(days=1)
    term.starts_on = term.ends_on
    term.save(update_fields=["ends_on", "starts_on"])
    with pytest.raises(actions.NotReady, match=organisation2.name):
        actions.open_for_signing(draft, by=manager)


def test_opening_refuses_a_party_that_became_the_project_office(draft, manager, organisation2):
    Organisation.objects.filter(pk=organisation2.pk).update(kind=Organisation.Kind.PROJECT_OFFICE)
    with pytest.raises(actions.NotReady, match=organisation2.name):
        actions.open_for_signing(draft, by=manager)


def test_opening_twice_is_refused(signing, manager):
    with pytest.raises(actions.Overtaken):
        actions.open_for_signing(signing, by=manager)


def test_a_draft_that_was_opened_is_not_changed_any_more(signing):
    with pytest.raises(actions.Overtaken):
        actions.change_draft(signing, lambda: pytest.fail("changed an opened agreement"))


def test_removing_an_article_closes_the_gap(draft):
    first, second = draft.version.articles.all()
    actions.remove_article(draft, first.pk)
    assert list(draft.version.articles.values_list("pk", "number")) == [(second.pk, 1)]


def test_moving_an_article_beyond_the_edge_changes_nothing(draft):
    first, second = draft.version.articles.all()
    actions.move_article(draft, first.pk, up=True)
    assert list(draft.version.articles.values_list("pk", flat=True)) == [first.pk, second.pk]
    actions.move_article(draft, first.pk, up=False)
    assert list(draft.version.articles.values_list("pk", flat=True)) == [second.pk, first.pk]


# --- Signing --------------------------------------------------------------------------------------------------------


def test_a_signature_says_who_for_whom_what_and_how(signing, organisation, executive, run_jobs):
    signature = make.sign(signing, organisation, executive, factor="totp")
    assert signature.version_sha256 == signing.version.sha256
    assert organisation.name in signature.statement
    assert "{" not in signature.statement
    assert signature.statement_version in STATEMENTS
    assert (signature.typed_name, signature.factor) == (executive.name, "totp")
    signing.refresh_from_db()
    assert signing.status == Status.SIGNING
    event = signing.events.get(event="signed")
    assert (event.actor, event.on_behalf_of) == (executive, organisation)
    assert event.data["sha256"] == signing.version.sha256
    run_jobs()
    receipt = next(
        message for message in mail.outbox if message.to == [executive.email] and "sha" in message.body.lower()
    )
    assert signature.version_sha256 in receipt.body
    assert re.search(r"\d\d:\d\d:\d\d", receipt.body)


def test_3_the_hash_of_another_text_is_refused(signing, organisation, executive):
    """Requirement 3: what you see is what you sign."""
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive, sha256="0" * 64)
    assert not Signature.objects.exists()


def test_5_signed_is_final(signing, organisation, executive):
    """Requirement 5: declining or signing again after signing is refused, and nothing of the signature changes."""
    before = make.sign(signing, organisation, executive)
    with pytest.raises(actions.Overtaken):
        actions.decline(signing, party=before.party_id, by=executive, reason="Toch niet")
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    after = Signature.objects.get()
    assert after.signed_at == before.signed_at
    assert after.party.state == Party.State.SIGNED
    assert after.party.decided_at == make.party_of(signing, organisation).decided_at


def test_a_second_executive_of_the_same_party_comes_too_late(signing, organisation, executive):
    colleague = make.executive(organisation)
    make.sign(signing, organisation, executive)
    with pytest.raises(actions.Overtaken, match=organisation.name):
        make.sign(signing, organisation, colleague)


def test_the_last_signature_starts_the_document_in_the_same_transaction(signed):
    assert signed.status == Status.SEALING
    assert events(signed) == ["created", "frozen", "opened", "signed", "signed", "completed"]
    assert Job.objects.filter(kind="agreements.signed_pdf").count() == 1


@pytest.mark.parametrize(
    "who", ["executive2", "member", "manager", "coordinator", "adviser", "outsider", "administrator"]
)
def test_only_an_executive_of_the_party_signs_for_it(request, signing, organisation, who):
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, person)
    with pytest.raises(PermissionDenied):
        actions.decline(signing, party=make.party_of(signing, organisation).pk, by=person, reason="x")
    assert not Signature.objects.exists()


def test_a_network_manager_who_is_an_executive_too_never_signs(signing, organisation, manager):
    factories.MembershipFactory(user=manager, organisation=organisation, role=Membership.Role.EXECUTIVE)
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, manager)


def test_an_executive_whose_term_ended_today_at_midnight_cannot_sign(signing, organisation, executive):
    """Also before the groups are refreshed: the term itself decides."""
    term = executive.memberships.get()
    term.starts_on = term.ends_on = timezone.localdate() - timezone.timedelta(days=1)
    term.save(update_fields=["starts_on", "ends_on"])
    assert "sign_agreement" in granted(executive, signing)
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, executive)


def test_a_signature_stands_when_its_executive_leaves(signed, organisation, executive):
    term = executive.memberships.get()
    term.starts_on = term.ends_on = timezone.localdate() - timezone.timedelta(days=1)
    term.save(update_fields=["starts_on", "ends_on"])
    roles.refresh(organisation)
    assert make.party_of(signed, organisation).state == Party.State.SIGNED


# --- Ending early ---------------------------------------------------------------------------------------------------


def test_declining_closes_it_for_all_and_tells_all(
    signing, organisation, organisation2, executive, executive2, manager, run_jobs
):
    make.sign(signing, organisation, executive)
    run_jobs()
    mail.outbox.clear()
    party = make.party_of(signing, organisation2)
    actions.decline(signing, party=party.pk, by=executive2, reason="De looptijd is te lang.")
    signing.refresh_from_db()
    assert (signing.status, signing.closing_reason) == (Status.DECLINED, "De looptijd is te lang.")
    assert Signature.objects.count() == 1
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {executive.email, executive2.email, manager.email}
    assert all("De looptijd is te lang." in message.body for message in mail.outbox)
    colleague = make.executive(organisation2)
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation2, colleague)


def test_withdrawing_closes_it_and_tells_all(signing, organisation, executive, executive2, manager, run_jobs):
    run_jobs()
    mail.outbox.clear()
    actions.withdraw(signing, by=manager, reason="Er komt een betere tekst.")
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {executive.email, executive2.email, manager.email}


def test_withdrawing_a_draft_tells_nobody_outside(draft, manager, run_jobs):
    actions.withdraw(draft, by=manager, reason="Niet nodig.")
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize("state", ["signed", "in_force"])
def test_nothing_is_withdrawn_once_all_have_signed(request, state, manager):
    agreement = request.getfixturevalue(state)
    with pytest.raises(actions.Overtaken):
        actions.withdraw(agreement, by=manager, reason="Te laat")
