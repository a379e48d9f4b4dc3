"""Signatures in ink: registered by one person, confirmed by another; requirement 21."""

import datetime
from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements import actions
from agreements.models import Agreement, Party, Scan, Signature
from network import todo
from network.models import Body
from tests import factories
from tests.agreements import make
from tests.agreements.test_concurrency import at_once

Status = Agreement.Status


@pytest.fixture
def scan(signing, organisation, manager):
    return make.scanned(signing, organisation, manager)


def register_url(signing, organisation):
    return reverse("agreements:scan_register", args=[signing.pk, make.party_of(signing, organisation).pk])


def check_url(scan):
    return reverse("agreements:scan_check", args=[scan.party.version.agreement_id, scan.pk])


def upload(name="handtekening.png", content=None):
    return SimpleUploadedFile(name, content or make.picture())


def registered(**changes):
    values = {"document": upload(), "signed_on": timezone.localdate(), "name_1": "Bestuurder Een", "position_1": "RvB"}
    return {**values, **changes}


def test_21_two_people_make_a_signature_on_paper_count(
    as_user, signing, manager, coordinator, organisation, organisation2, executive, executive2, run_jobs
):
    """Requirement 21: registered by one, confirmed by another, shown as “op papier getekend”, its hash in the log."""
    client = as_user(manager)
    assert client.post(register_url(signing, organisation), registered()).status_code == 302
    scan = Scan.objects.get()
    assert scan.signatories == [{"name": "Bestuurder Een", "position": "RvB", "user": executive.pk}]
    assert signing.events.get(event="paper_registered").data["scan_sha256"] == scan.sha256
    assert make.party_of(signing, organisation).state == Party.State.PENDING
    assert not Signature.objects.exists()

    [task] = [one for one in todo.for_user(coordinator) if one.url == check_url(scan)]
    assert organisation.name in task.title
    assert not [one for one in todo.for_user(manager) if one.url == check_url(scan)]
    second = as_user(coordinator)
    page = second.get(task.url).content.decode()
    assert scan.sha256 in page
    assert make.ARTICLES[0][0] in page
    picture = second.get(f"{reverse('agreements:scan_file', args=[signing.pk, scan.pk])}?pagina=1")
    assert picture["Content-Type"] == "image/png"
    run_jobs()
    mail.outbox.clear()
    assert second.post(task.url, {"decision": "confirm"}).status_code == 302

    signature = Signature.objects.get()
    assert (signature.factor, signature.user, signature.principal) == ("paper", None, executive)
    assert signature.version_sha256 == signing.version.sha256
    assert make.party_of(signing, organisation).state == Party.State.SIGNED
    event = signing.events.get(event="paper_confirmed")
    assert (event.actor, event.data["scan_sha256"]) == (coordinator, scan.sha256)
    assert event.data["registered_by"] == manager.pk
    page = " ".join(client.get(signing.get_absolute_url()).content.decode().split())
    assert "op papier getekend" in page
    assert "vastgelegd door Netwerkmanager, bevestigd door Coördinatie" in page
    run_jobs()
    assert [message.to for message in mail.outbox] == [[executive.email]]  # nobody signs for them unseen
    make.sign(signing, organisation2, executive2)
    assert Agreement.objects.get(pk=signing.pk).status == Status.SEALING


def test_21_the_last_signature_may_be_in_ink(signing, manager, coordinator, organisation, organisation2, executive2):
    """Requirement 21: confirming it completes the agreement like any other signature."""
    make.sign(signing, organisation2, executive2)
    scan = make.scanned(signing, organisation, manager)
    actions.confirm_scan(signing, scan=scan.pk, by=coordinator)
    signing.refresh_from_db()
    assert signing.status == Status.SEALING
    assert signing.events.last().event == "completed"


def test_21_the_same_person_never_does_both(as_user, scan, signing, manager):
    """Requirement 21: refused by the page, by the act and by the database."""
    assert as_user(manager).get(check_url(scan)).status_code == 403
    assert as_user(manager).post(check_url(scan), {"decision": "confirm"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.confirm_scan(signing, scan=scan.pk, by=manager)
    with pytest.raises(PermissionDenied):
        actions.refuse_scan(signing, scan=scan.pk, by=manager, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        scan.check_off(by=manager, confirmed=True)


def test_21_a_second_network_manager_may_confirm(scan, signing):
    """Requirement 21: another network manager or somebody of the coordination group, and nobody else."""
    actions.confirm_scan(signing, scan=scan.pk, by=factories.AppointmentFactory().user)
    assert Signature.objects.exists()


@pytest.mark.parametrize("who", ["executive", "executive2", "member", "administrator", "outsider", "adviser"])
def test_21_nobody_else_registers_or_confirms(request, scan, signing, organisation2, who):
    """Requirement 21: not the party itself either."""
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        actions.confirm_scan(signing, scan=scan.pk, by=person)
    with pytest.raises(PermissionDenied):
        make.scanned(signing, organisation2, person)


def test_21_a_refusal_has_a_reason_and_gives_the_party_its_turn_back(
    as_user, scan, signing, manager, coordinator, organisation, executive, run_jobs
):
    """Requirement 21: who registered it reads why; the party signs online or hands in another scan."""
    run_jobs()
    mail.outbox.clear()
    second = as_user(coordinator)
    assert second.post(check_url(scan), {"decision": "refuse"}).context["form"].errors.keys() == {"reason"}
    assert second.post(check_url(scan), {"decision": "refuse", "reason": "Pagina 3 ontbreekt."}).status_code == 302
    scan.refresh_from_db()
    assert (scan.is_confirmed, scan.refused_reason) == (False, "Pagina 3 ontbreekt.")
    run_jobs()
    assert [message.to for message in mail.outbox] == [[manager.email]]
    assert "Pagina 3 ontbreekt." in mail.outbox[0].body
    assert second.post(check_url(scan), {"decision": "confirm"}).status_code == 409
    assert make.scanned(signing, organisation, manager)
    assert signing.events.get(event="paper_refused").data["scan_sha256"] == scan.sha256


def test_21_with_a_scan_that_waits_nobody_signs_twice_over(as_user, scan, signing, manager, organisation, executive):
    """Requirement 21: the party cannot sign online meanwhile, and gets no task and no reminder; no second scan."""
    assert not Party.objects.signable_by(executive).filter(organisation=organisation).exists()
    response = as_user(executive).get(reverse("agreements:agreement_sign", args=[signing.pk]))
    assert response.status_code == 409
    assert "een tweede persoon kijkt ernaar" in response.content.decode()
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    with pytest.raises(actions.Overtaken):
        make.scanned(signing, organisation, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(
            party=scan.party, file="x", sha256="0" * 64, size=1, signed_on=timezone.localdate(), registered_by=manager
        )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"document": SimpleUploadedFile("scan.pdf", b"MZ geen pdf")}, "document"),
        ({"document": ""}, "document"),
        ({"signed_on": "2090-01-01"}, "signed_on"),
        ({"signed_on": "2020-01-01"}, "signed_on"),
        ({"name_1": ""}, "name_1"),
        ({"position_1": ""}, "position_1"),
    ],
)
def test_21_what_cannot_be_is_told_at_its_field(as_user, signing, manager, organisation, changes, wrong):
    """Requirement 21: the file is known by its content, the day lies between the fixed text and today."""
    response = as_user(manager).post(register_url(signing, organisation), registered(**changes))
    assert response.context["form"].errors.keys() == {wrong}
    assert not Scan.objects.exists()


def test_21_as_many_names_as_the_rule_needs(as_user, draft, manager, coordinator, organisation, executive):
    """Requirement 21: two who sign together are two names; one of them may have signed online."""
    make.executive(organisation, name="Bestuurder Drie")
    make.rule(draft, organisation, "joint", 2)
    signing = make.opened(draft, manager)
    client, address = as_user(manager), register_url(signing, organisation)
    twice = registered(name_2="bestuurder  een", position_2="RvB")
    assert client.post(address, twice).context["form"].errors.keys() == {"name_2"}
    make.sign(signing, organisation, executive)
    assert client.post(address, registered(document=upload())).context["form"].errors.keys() == {"name_1"}
    assert client.post(address, registered(document=upload(), name_1="Bestuurder Drie")).status_code == 302
    actions.confirm_scan(signing, scan=Scan.objects.get().pk, by=coordinator)
    assert make.party_of(signing, organisation).state == Party.State.SIGNED


def test_21_a_named_pair_on_paper_is_that_pair(as_user, draft, manager, coordinator, organisation, executive):
    """Requirement 21: the names are those of the text; what somebody types over them does not count."""
    colleague = make.executive(organisation, name="Bestuurder Drie")
    make.rule(draft, organisation, "named", named=(executive, colleague))
    signing = make.opened(draft, manager)
    data = registered(name_1="Iemand Anders", name_2="Nog Iemand", position_2="RvB")
    assert as_user(manager).post(register_url(signing, organisation), data).status_code == 302
    scan = Scan.objects.get()
    assert [one["user"] for one in scan.signatories] == [executive.pk, colleague.pk]
    actions.confirm_scan(signing, scan=scan.pk, by=coordinator)
    assert make.party_of(signing, organisation).state == Party.State.SIGNED


def test_21_the_scan_is_only_for_who_may(
    as_user, scan, signing, manager, coordinator, executive, executive2, member, outsider
):
    """Requirement 21: who registers and confirms, and who can sign for that party."""
    address = reverse("agreements:scan_file", args=[signing.pk, scan.pk])
    for person in (manager, coordinator, executive):
        response = as_user(person).get(address)
        assert b"".join(response.streaming_content) == make.PAPER.content
        assert "attachment" in response["Content-Disposition"]
    for person in (executive2, member, outsider):
        assert as_user(person).get(address).status_code == 404
    assert as_user(manager).get(f"{address}?pagina=9").status_code == 404


def test_21_a_scan_of_an_agreement_that_was_closed_counts_no_more(scan, signing, manager, coordinator):
    """Requirement 21: withdrawing wins from whoever confirms afterwards."""
    actions.withdraw(signing, by=manager, reason="Terug")
    with pytest.raises(actions.Overtaken):
        actions.confirm_scan(signing, scan=scan.pk, by=coordinator)
    assert not Scan.objects.waiting().exists()


# --- At the same moment ---------------------------------------------------------------------------------------------


@pytest.fixture
def cast(transactional_db):
    """A network manager, two who can confirm, and two organisations with an executive each."""
    manager, other = factories.AppointmentFactory().user, factories.AppointmentFactory().user
    body = factories.BodyFactory(kind=Body.Kind.COORDINATION)
    seat = factories.SeatFactory(body=body, user=factories.UserFactory())
    first, second = factories.OrganisationFactory(), factories.OrganisationFactory()
    return manager, other, seat.user, (first, make.executive(first)), (second, make.executive(second))


def test_21_two_who_confirm_at_once_make_one_signature(cast):
    """Requirement 21, on real connections: one of them comes too late."""
    manager, other, coordinator, (first, _), (second, executive2) = cast
    for _round in range(5):
        agreement = make.signing(manager, first, second)
        make.sign(agreement, second, executive2)
        scan = make.scanned(agreement, first, manager)
        confirm = partial(actions.confirm_scan, agreement, scan=scan.pk)
        refuse = partial(actions.refuse_scan, agreement, scan=scan.pk, by=other, reason="Nee")
        outcomes = at_once(partial(confirm, by=other), partial(confirm, by=coordinator), refuse)
        assert sum(outcome is None for outcome in outcomes) == 1
        found = Signature.objects.filter(party__version__agreement=agreement, factor="paper").count()
        status = Agreement.objects.get(pk=agreement.pk).status
        assert (found, status) in [(1, Status.SEALING), (0, Status.SIGNING)]


def test_21_registering_and_signing_at_once(cast):
    """Requirement 21, on real connections: ink or online, never both."""
    manager, other, _, (first, executive), (second, _) = cast
    for _round in range(5):
        agreement = make.signing(manager, first, second)
        at_once(
            partial(make.sign, agreement, first, executive),
            partial(make.scanned, agreement, first, manager),
            partial(make.scanned, agreement, first, other),
        )
        signed = Signature.objects.filter(party__version__agreement=agreement).count()
        scans = Scan.objects.filter(party__version__agreement=agreement).count()
        assert (signed, scans) in [(1, 0), (0, 1)]


def test_a_signing_day_is_not_moved(signing, organisation, manager):
    scan = make.scanned(signing, organisation, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.filter(pk=scan.pk).update(signed_on=timezone.localdate() - datetime.timedelta(days=1))
