"""Power of attorney: given, used, revoked; requirement 2."""

import datetime
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import actions
from agreements.models import Mandate, Party, Signature
from agreements.reminding import refresh_mandates
from network import roles as network
from network import todo
from network.models import Appointment
from tests import factories
from tests.agreements import make
from tests.agreements.test_concurrency import at_once
from zenderen.lib.access import granted

PNG = make.picture()
LIST = "/overeenkomsten/volmachten/"
TODAY = datetime.date(2026, 5, 12)


@pytest.fixture
def delegate(db):
    """Works nowhere in the network; may be authorised."""
    return factories.UserFactory(name="Gemachtigde")


@pytest.fixture
def power(signing, organisation, executive, delegate):
    return make.mandate(organisation, executive, delegate)


def url(signing):
    return reverse("agreements:agreement_sign", args=[signing.pk])


def filled_in(executive, person, **changes):
    today = timezone.localdate()
    values = {
        "delegate": person.pk,
        "agreement": "",
        "starts_on": today.isoformat(),
        "ends_on": (today + datetime.timedelta(days=30)).isoformat(),
        "evidence": "Besluit van het bestuur, artikel 7",
        "code": changes.pop("code", None) or make.code_for(executive),
    }
    return {**values, **changes}


def bodies(to):
    return [message.body for message in mail.outbox if message.to == [to.email]]


# --- Giving ---------------------------------------------------------------------------------------------------------


def test_2_an_executive_gives_one_on_the_page_of_their_organisation(
    as_user, signing, organisation, executive, delegate, run_jobs
):
    """Requirement 2: scope, period, ground and document; a second factor in the same POST; told to who it concerns."""
    colleague = make.executive(organisation)
    document = SimpleUploadedFile("besluit.png", PNG, "image/png")
    address = reverse("agreements:mandate_give", args=[organisation.slug])
    response = as_user(executive).post(address, filled_in(executive, delegate, document=document))
    assert response["Location"] == LIST
    power = Mandate.objects.get()
    assert (power.grantor, power.delegate, power.factor) == (executive, delegate, "email")
    assert power.file_sha256
    assert {"view_agreement", "sign_agreement"} <= granted(delegate, signing)
    assert any(signing.title in task.title and organisation.name in task.title for task in todo.for_user(delegate))
    event = signing.events.get(event="mandate_granted")
    assert (event.actor, event.data["delegate_name"], event.data["principal"]) == (
        executive,
        "Gemachtigde",
        executive.pk,
    )
    run_jobs()
    assert any("krachtens volmacht" in body for body in bodies(delegate))
    assert any("krachtens volmacht" in body for body in bodies(colleague))
    assert not any("krachtens volmacht" in body for body in bodies(executive))
    downloaded = as_user(delegate).get(reverse("agreements:mandate_document", args=[power.pk]))
    assert b"".join(downloaded.streaming_content) == PNG


def test_2_without_a_fresh_factor_nothing_is_given(as_user, organisation, executive, delegate):
    """Requirement 2: whoever finds a signed-in browser authorises nobody."""
    address = reverse("agreements:mandate_give", args=[organisation.slug])
    response = as_user(executive).post(address, filled_in(executive, delegate, code="000000"))
    assert response.context["form"].errors.keys() == {"code"}
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"evidence": " "}, "evidence"),
        ({"delegate": ""}, "delegate"),
        ({"document": SimpleUploadedFile("besluit.pdf", b"<html>geen pdf</html>")}, "document"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(as_user, organisation, executive, delegate, changes, wrong):
    address = reverse("agreements:mandate_give", args=[organisation.slug])
    response = as_user(executive).post(address, filled_in(executive, delegate, **changes))
    assert wrong in response.context["form"].errors
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("role", [Appointment.Role.NETWORK_MANAGER, Appointment.Role.ADMINISTRATOR])
def test_2_who_looks_after_the_network_cannot_be_authorised(as_user, organisation, executive, role):
    """Requirement 2: not a network manager and not an administrator, in the form and in the act."""
    person = factories.AppointmentFactory(role=role).user
    address = reverse("agreements:mandate_give", args=[organisation.slug])
    response = as_user(executive).post(address, filled_in(executive, person))
    assert response.context["form"].errors.keys() == {"delegate"}
    with pytest.raises(PermissionDenied):
        make.mandate(organisation, executive, person)


def test_2_nobody_gives_one_for_another_organisation(as_user, organisation, executive2, delegate, member):
    """Requirement 2: only an executive, and only of their own organisation."""
    for person in (executive2, member):
        assert as_user(person).get(reverse("agreements:mandate_give", args=[organisation.slug])).status_code == 403
        with pytest.raises(PermissionDenied):
            make.mandate(organisation, person, delegate)


# --- Signing with it ------------------------------------------------------------------------------------------------


def test_2_the_signature_says_on_whose_behalf_and_by_what(
    as_user, signing, power, organisation, executive, delegate, run_jobs
):
    """Requirement 2: page, statement, receipt and mail say it; the log has actor and principal."""
    client = as_user(delegate)
    page = client.get(url(signing)).content.decode()
    assert "Krachtens volmacht van Bestuurder Een d.d." in page
    assert "Ik doe dit krachtens de volmacht die Bestuurder Een mij op" in page
    data = make.filled_in(signing, organisation, delegate)
    shown = client.post(url(signing), data, follow=True).content.decode()
    signature = Signature.objects.get()
    assert (signature.user, signature.principal, signature.mandate) == (delegate, executive, power)
    assert "krachtens de volmacht die Bestuurder Een mij op" in signature.statement
    words = f"namens {organisation}, krachtens volmacht van Bestuurder Een d.d."
    assert words in " ".join(shown.split())
    event = signing.events.get(event="signed")
    assert (event.actor, event.on_behalf_of) == (delegate, organisation)
    assert (event.data["principal"], event.data["principal_name"]) == (executive.pk, "Bestuurder Een")
    assert make.party_of(signing, organisation).state == Party.State.SIGNED
    run_jobs()
    assert any(words in body and signature.version_sha256 in body for body in bodies(delegate))


def test_2_who_has_both_chooses(as_user, signing, organisation, organisation2, executive, executive2):
    """Requirement 2: an executive who was also authorised says which of the two it is."""
    colleague = make.executive(organisation, name="Bestuurder Drie")
    power = make.mandate(organisation, colleague, executive)
    client = as_user(executive)
    page = client.get(url(signing)).content.decode()
    assert "Op eigen gezag, als bestuurder van" in page
    assert "Krachtens volmacht van Bestuurder Drie d.d." in page
    code = make.code_for(executive)
    data = make.filled_in(signing, organisation, executive, code=code)
    assert client.post(url(signing), {**data, "authority": ""}).context["form"].errors.keys() == {"authority"}
    assert client.post(url(signing), {**data, "authority": str(power.pk)}).status_code == 302
    assert Signature.objects.get().principal == colleague


def test_2_scope_one_agreement(as_user, manager, signing, organisation, organisation2, executive, delegate):
    """Requirement 2: out of scope → 404 for who has no other part in it, and nothing is signed."""
    other = make.signing(manager, organisation, organisation2, title="Andere")
    power = make.mandate(organisation, executive, delegate, agreement=other)
    assert as_user(delegate).get(url(signing)).status_code == 404
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, delegate, mandate=power.pk)
    assert make.sign(other, organisation, delegate, mandate=power.pk)


def test_2_out_of_scope_in_sight_is_403(as_user, manager, signing, organisation, organisation2, executive, member):
    """Requirement 2: a colleague who may read but was authorised for something else gets 403."""
    other = make.signing(manager, organisation, organisation2, title="Andere")
    make.mandate(organisation, executive, member, agreement=other)
    data = make.filled_in(signing, organisation, member)
    assert as_user(member).post(url(signing), data).status_code == 403


@pytest.mark.parametrize("end", ["revoked", "expired", "not begun", "grantor left", "account closed", "new post"])
def test_2_what_does_not_hold_signs_nothing(as_user, signing, organisation, executive, member, end):
    """Requirement 2: revoked, expired, not begun, given by somebody who left → 403, before any group was refreshed."""
    make.executive(organisation)
    today = timezone.localdate()
    days = {"expired": (-9, -1), "not begun": (1, 9)}.get(end, (0, 9))
    starts_on, ends_on = (today + datetime.timedelta(days=day) for day in days)
    power = make.mandate(organisation, executive, member, starts_on=starts_on, ends_on=ends_on)
    data = make.filled_in(signing, organisation, member)
    client = as_user(member)
    if end == "revoked":
        actions.revoke_mandate(power, by=executive, reason="Niet meer nodig")
    if end == "grantor left":
        executive.memberships.update(
            starts_on=today - datetime.timedelta(days=9), ends_on=today - datetime.timedelta(days=1)
        )
    if end == "new post":
        factories.AppointmentFactory(user=member, role=Appointment.Role.ADMINISTRATOR)
    if end == "account closed":
        member.is_active = False
        member.save(update_fields=["is_active"])
    else:
        assert client.post(url(signing), data).status_code == 403
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, member, mandate=power.pk)
    assert not Signature.objects.exists()


def test_2_revoking_later_leaves_an_earlier_signature_valid(
    as_user, signing, power, organisation, executive, delegate, run_jobs
):
    """Requirement 2: what was signed by then stays, with its statement and its record as they were."""
    signature = make.sign(signing, organisation, delegate, mandate=power.pk)
    record = signature.record()
    client = as_user(executive)
    client.post(reverse("agreements:mandate_revoke", args=[power.pk]), {"reason": "Nieuwe taakverdeling"})
    power.refresh_from_db()
    assert power.is_revoked
    assert Signature.objects.get().record() == record
    assert make.party_of(signing, organisation).state == Party.State.SIGNED
    assert signing.events.get(event="mandate_revoked").data["reason"] == "Nieuwe taakverdeling"
    run_jobs()
    assert any("Nieuwe taakverdeling" in body for body in bodies(delegate))
    assert "sign_agreement" not in granted(delegate, signing)
    assert client.post(reverse("agreements:mandate_revoke", args=[power.pk]), {"reason": "Nog eens"}).status_code == 409


def test_2_a_fellow_executive_revokes_and_the_delegate_does_not(as_user, power, organisation, delegate):
    """Requirement 2: by who gave it or by a fellow executive, with a reason."""
    colleague = make.executive(organisation)
    address = reverse("agreements:mandate_revoke", args=[power.pk])
    assert as_user(delegate).post(address, {"reason": "x"}).status_code == 403
    client = as_user(colleague)
    assert client.post(address, {"reason": " "}).context["form"].errors.keys() == {"reason"}
    assert client.post(address, {"reason": "Vergissing"}).status_code == 302


def test_2_the_database_only_lets_it_be_revoked_once(power, executive):
    """Requirement 2: what was given is never rewritten."""
    for change in ({"evidence": "Iets anders"}, {"ends_on": TODAY + datetime.timedelta(days=900)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(pk=power.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        power.delete()


def test_2_revoking_and_signing_at_once(transactional_db):
    """Requirement 2, on two real connections: the signature came first, or it was refused; never halfway."""
    manager = factories.AppointmentFactory().user
    first, second = factories.OrganisationFactory(), factories.OrganisationFactory()
    executive, _other = make.executive(first), make.executive(second)
    delegate = factories.UserFactory()

    def signed(agreement, power):
        try:
            return make.sign(agreement, first, delegate, mandate=power.pk)
        except PermissionDenied as refused:
            return refused

    for _round in range(10):
        agreement = make.signing(manager, first, second)
        power = make.mandate(first, executive, delegate)
        outcome, _ = at_once(
            partial(signed, agreement, power), partial(actions.revoke_mandate, power, by=executive, reason="Terug")
        )
        power.refresh_from_db()
        assert power.is_revoked
        found = Signature.objects.filter(party__version__agreement=agreement)
        names = [event.event for event in agreement.events.all()]
        if isinstance(outcome, Signature):
            assert found.get().signed_at <= power.revoked_at
            assert names.index("signed") < names.index("mandate_revoked")
        else:
            assert not found.exists()


# --- Days that pass -------------------------------------------------------------------------------------------------


def test_rights_begin_and_end_with_their_days_without_anybody(signing, organisation, executive, delegate):
    today = timezone.localdate()
    starts_on, ends_on = today + datetime.timedelta(days=3), today + datetime.timedelta(days=5)
    make.mandate(organisation, executive, delegate, starts_on=starts_on, ends_on=ends_on)
    for day, holds in ((0, False), (3, True), (5, True), (6, False)):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=day), tick=False):
            refresh_mandates()
            assert ("sign_agreement" in granted(delegate, signing)) is holds


def test_rights_end_when_who_gave_it_leaves(signing, power, organisation, executive, delegate):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    executive.memberships.update(starts_on=yesterday, ends_on=yesterday)
    network.refresh(organisation)
    refresh_mandates()
    assert "sign_agreement" not in granted(delegate, signing)


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_mine_and_costs_the_same_with_1_and_3(
    as_user, power, organisation, organisation2, executive, executive2, delegate
):
    client = as_user(executive)

    def cost():
        client.get(LIST)
        with CaptureQueriesContext(connection) as found:
            page = client.get(LIST).content.decode()
        return len(found), page

    few, page = cost()
    assert "Gemachtigde namens Medisch Centrum Voorbeeld" in page
    assert "Geldig" in page
    make.mandate(organisation2, executive2, factories.UserFactory(name="Van de buren"))
    for _ in range(2):
        make.mandate(organisation, executive, factories.UserFactory())
    many, page = cost()
    assert many == few
    assert "Van de buren" not in page
    assert "Gemachtigde namens" in as_user(delegate).get(LIST).content.decode()
