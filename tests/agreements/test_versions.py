"""Requirement 4: an amendment is a new version, signed anew; what was signed stays where it was signed."""

from functools import partial

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements import actions
from agreements.models import Agreement, Notice, Signature, Version
from tests.agreements import make
from tests.agreements.test_concurrency import at_once
from tests.factories import AppointmentFactory, OrganisationFactory
from zenderen.lib.states import IllegalStep

Status = Agreement.Status
Ending = Version.Ending


@pytest.fixture
def pairs(organisation, executive, organisation2, executive2):
    """Both organisations with their executive."""
    return (organisation, executive), (organisation2, executive2)


def again(agreement):
    return Agreement.objects.get(pk=agreement.pk)


def test_signatures_are_never_carried_over(signing, manager, executive, organisation):
    """Requirement 4: earlier signatures stay on the old version as lapsed; nobody has signed the new one."""
    old = signing.version
    make.sign(signing, organisation, executive)
    draft = actions.new_version(signing, by=manager, reason="Artikel 2 is veranderd.")
    old.refresh_from_db()
    assert (old.ended_as, old.ended_reason) == (Ending.LAPSED, "Artikel 2 is veranderd.")
    assert Signature.objects.get().party.version_id == old.pk
    assert not Signature.objects.filter(party__version=draft).exists()
    assert [party.state for party in draft.parties.all()] == ["pending", "pending"]
    assert draft.code != old.code
    assert draft.sha256 == ""


def test_the_new_version_needs_every_signature_again(signing, manager, pairs):
    """Requirement 4: with one of two signatures on version 1, version 2 still needs both."""
    (organisation, executive), (organisation2, executive2) = pairs
    make.sign(signing, organisation, executive)
    actions.new_version(signing, by=manager, reason="Anders")
    agreement = make.opened(again(signing), manager)
    make.sign(agreement, organisation2, executive2)
    assert again(agreement).status == Status.SIGNING
    make.sign(agreement, organisation, executive)
    assert again(agreement).status == Status.SEALING
    assert Signature.objects.filter(party__version__number=1).count() == 1
    assert Signature.objects.filter(party__version__number=2).count() == 2


def test_all_who_were_asked_are_told_with_the_reason(signing, manager, executive, executive2, organisation, run_jobs):
    """Requirement 20, for a new version: those who already signed too."""
    make.sign(signing, organisation, executive)
    run_jobs()
    mail.outbox.clear()
    actions.new_version(signing, by=manager, reason="De looptijd wordt langer.")
    run_jobs()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) >= {executive.email, executive2.email, manager.email}
    assert "De looptijd wordt langer." in told[executive.email]


def consulted(manager, pairs):
    agreement = make.draft(manager, *(organisation for organisation, _ in pairs))
    actions.consult(agreement, until=timezone.localdate(), bodies=[], by=manager)
    return agreement


def opening(manager, pairs):
    agreement = make.draft(manager, *(organisation for organisation, _ in pairs))
    actions.open_for_signing(agreement, by=manager)
    return agreement


def open_for_signing(manager, pairs):
    return make.signing(manager, *(organisation for organisation, _ in pairs))


def declined(manager, pairs):
    agreement = open_for_signing(manager, pairs)
    organisation, executive = pairs[0]
    actions.decline(agreement, party=make.party_of(agreement, organisation).pk, by=executive, reason="Niet akkoord")
    return agreement


def withdrawn(manager, pairs):
    agreement = open_for_signing(manager, pairs)
    actions.withdraw(agreement, by=manager, reason="Fout in de tekst")
    return agreement


def sealing(manager, pairs):
    agreement = open_for_signing(manager, pairs)
    for pair in pairs:
        make.sign(agreement, *pair)
    return agreement


def sealing_failed(manager, pairs):
    agreement = again(sealing(manager, pairs))
    agreement.move_to(Status.SEALING_FAILED)
    return agreement


def in_force(manager, pairs):
    return make.in_force(manager, *pairs)


def ended(manager, pairs):
    agreement = in_force(manager, pairs)
    actions.terminate(agreement, by=manager, reason="Klaar")
    return agreement


@pytest.mark.parametrize("state", [consulted, open_for_signing, declined, withdrawn, in_force])
def test_a_new_version_starts_from_where_it_may(state, manager, pairs):
    agreement = again(state(manager, pairs))
    assert actions.new_version(agreement, by=manager, reason="Anders").number == 2
    assert again(agreement).status == Status.DRAFT


@pytest.mark.parametrize("state", [opening, sealing, sealing_failed, ended])
def test_a_new_version_starts_from_nowhere_else(state, manager, pairs):
    agreement = again(state(manager, pairs))
    with pytest.raises(IllegalStep):
        actions.new_version(agreement, by=manager, reason="Anders")
    assert agreement.versions.count() == 1


def test_while_version_2_is_prepared_everybody_sees_that_version_1_is_in_force(as_user, manager, executive, pairs):
    agreement = make.in_force(manager, *pairs)
    actions.new_version(agreement, by=manager, reason="Nieuwe partner")
    mine = as_user(executive).get(agreement.get_absolute_url()).content.decode()
    assert "Versie 1 is van kracht" in mine
    assert "Er wordt een nieuwe versie voorbereid" in mine
    theirs = as_user(manager).get(agreement.get_absolute_url()).content.decode()
    assert "Versie 1 is van kracht" in theirs
    assert "U ziet versie 2" in theirs
    assert "Ondertekend en van kracht" in as_user(executive).get("/overeenkomsten/").content.decode()
    document = as_user(executive).get(reverse("agreements:agreement_pdf", args=[agreement.pk]))
    assert document.getvalue().startswith(b"%PDF")


def test_declining_version_2_leaves_version_1_in_force(manager, pairs):
    agreement = make.in_force(manager, *pairs)
    actions.new_version(agreement, by=manager, reason="Anders")
    agreement = make.opened(again(agreement), manager)
    organisation, executive = pairs[0]
    actions.decline(agreement, party=make.party_of(agreement, organisation).pk, by=executive, reason="Liever niet")
    agreement = again(agreement)
    assert (agreement.status, agreement.in_force.number) == (Status.IN_FORCE, 1)
    assert agreement.in_force.ended_as == ""
    assert (agreement.version.ended_as, agreement.version.ended_reason) == (Ending.DECLINED, "Liever niet")


def test_the_page_lists_versions_with_state_signers_and_difference(as_user, manager, pairs, executive):
    agreement = make.in_force(manager, *pairs)
    actions.new_version(agreement, by=manager, reason="De bijdrage verandert.")
    agreement = make.opened(again(agreement), manager)
    make.sign(agreement, *pairs[0])
    actions.new_version(again(agreement), by=manager, reason="Nog een keer anders.")
    page = as_user(manager).get(agreement.get_absolute_url()).content.decode()
    assert "Vervallen" in page
    assert f"<s>{executive.name}, {pairs[0][0].name}</s>" in page
    assert "De bijdrage verandert." in page
    assert reverse("agreements:version_compare", args=[agreement.pk, 1, 2]) in page
    assert reverse("agreements:version_pdf", args=[agreement.pk, 2]) in page


def test_the_consequences_are_told_before_a_new_version(as_user, signing, manager, executive, organisation):
    make.sign(signing, organisation, executive)
    page = as_user(manager).get(reverse("agreements:version_new", args=[signing.pk])).content.decode()
    assert "vervalt" in page
    assert executive.name in page


def test_who_acceded_is_a_party_of_the_next_version_and_who_left_is_none(manager, pairs):
    third = OrganisationFactory()
    signer = make.executive(third)
    agreement = make.in_force(manager, *pairs)
    accession = make.opened(make.accession(agreement, third, manager), manager)
    make.sign(accession, third, signer)
    make.put_in_force(accession)
    Notice.objects.create(
        agreement=agreement, organisation=pairs[1][0], given_by=pairs[1][1], given_by_name="x", reason="x",
        ends_on="2020-01-31", factor="totp",
    )  # fmt: skip
    draft = actions.new_version(again(agreement), by=manager, reason="Bijgewerkt")
    assert {party.organisation for party in draft.parties.all()} == {pairs[0][0], third}


def test_a_new_version_beside_the_last_signature_on_two_connections(transactional_db):
    """Requirements 4 and 7: either all have signed, or the version lapsed; never both."""
    manager = AppointmentFactory().user
    first, second = OrganisationFactory(), OrganisationFactory()
    one, two = make.executive(first), make.executive(second)
    outcomes = set()
    for _ in range(20):
        agreement = make.signing(manager, first, second)
        make.sign(agreement, first, one)
        version = agreement.version
        at_once(
            partial(make.sign, agreement, second, two),
            partial(actions.new_version, agreement, by=manager, reason="Anders"),
        )
        version.refresh_from_db()
        agreement = again(agreement)
        is_complete = agreement.status == Status.SEALING
        assert is_complete == (version.ended_as == "")
        assert agreement.versions.count() == (1 if is_complete else 2)
        signatures = Signature.objects.filter(party__version=version).count()
        assert signatures == 2 if is_complete else signatures in (1, 2)
        outcomes.add(is_complete)
        events = list(agreement.events.values_list("event", flat=True))
        assert ("completed" in events) == is_complete
        assert ("lapsed" in events) != is_complete
    assert outcomes  # which of the two comes first is the database's to say
