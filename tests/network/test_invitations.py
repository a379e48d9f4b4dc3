"""Invited, accepted once, and each dead end says what to do."""

import datetime
import re
import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from network import actions
from network.models import Invitation, Membership, User
from tests import factories

EMAIL = "nieuwe.bestuurder@voorbeeld.example"
PASSWORD = "een-nieuw-lang-wachtwoord"


@pytest.fixture
def invitation(manager, organisation):
    return actions.invite(
        Invitation(
            name="Nieuwe Bestuurder",
            email=EMAIL,
            position="lid raad van bestuur",
            organisation=organisation,
            role=Membership.Role.EXECUTIVE,
        ),
        by=manager,
    )


@pytest.fixture
def link(invitation, run_jobs):
    run_jobs()
    return re.search(r"/uitnodiging/\S+", mail.outbox[-1].body).group()


def test_manager_invites_and_the_token_is_in_the_mail_only(manager, organisation, as_user, run_jobs, settings):
    data = {"name": "Iemand", "email": "Iemand@Voorbeeld.example", "organisation": organisation.pk, "role": "executive"}
    response = as_user(manager).post("/beheer/uitnodigingen/nieuw/", data)
    assert response.status_code == 302
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["iemand@voorbeeld.example"]
    assert organisation.name in letter.body
    token = re.search(rf"{re.escape(settings.SITE_URL)}/uitnodiging/([^/]+)/", letter.body).group(1)
    row = Invitation.objects.get()
    assert token not in str(vars(row))
    assert row.token_digest == Invitation.digest(token)
    assert row.invited_by == manager
    from zenderen.jobs.models import Job

    assert token not in str(list(Job.objects.values_list("arguments", flat=True)))


def test_invited_person_gets_account_and_membership_and_is_asked_for_the_second_step(link, organisation, run_jobs):
    client = Client()
    assert "Nieuwe Bestuurder" in client.get(link).content.decode()
    response = client.post(link, {"password": PASSWORD})
    assert response["Location"] == "/inloggen/code/"
    user = User.objects.get(email=EMAIL)
    assert (user.name, user.position) == ("Nieuwe Bestuurder", "lid raad van bestuur")
    assert list(organisation.leaders_group.user_set.all()) == [user]
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()
    client.post("/inloggen/code/", {"code": code})
    assert client.get("/mijn/").status_code == 200


def test_member_is_signed_in_at_once(manager, organisation, run_jobs):
    actions.invite(Invitation(name="Lid", email="lid@voorbeeld.example", organisation=organisation), by=manager)
    run_jobs()
    client = Client()
    address = re.search(r"/uitnodiging/\S+", mail.outbox[-1].body).group()
    assert client.post(address, {"password": PASSWORD})["Location"] == "/mijn/"
    assert client.get("/mijn/").status_code == 200


@pytest.mark.parametrize("password", ["", "kort", "123456789012", "wachtwoordwachtwoord"[:9]])
def test_weak_password_is_refused_at_the_field(link, password):
    response = Client().post(link, {"password": password})
    assert response.status_code == 200
    assert response.context["form"].errors["password"]
    assert not User.objects.filter(email=EMAIL).exists()


def test_invitation_works_once(link):
    Client().post(link, {"password": PASSWORD})
    response = Client().get(link)
    assert response.status_code == 410
    assert "al aangenomen" in response.content.decode()
    assert Client().post(link, {"password": PASSWORD}).status_code == 410
    assert User.objects.filter(email=EMAIL).count() == 1


def test_expired_invitation_says_so(link, invitation):
    Invitation.objects.update(invited_at=timezone.now() - Invitation.VALID_FOR)
    response = Client().get(link)
    assert response.status_code == 410
    assert "veertien dagen" in response.content.decode()


def test_withdrawn_invitation_says_so(link, invitation, manager, as_user):
    as_user(manager).post(f"/beheer/uitnodigingen/{invitation.pk}/intrekken/")
    response = Client().get(link)
    assert response.status_code == 410
    assert "ingetrokken" in response.content.decode()


def test_unknown_link_says_so(db):
    assert Client().get("/uitnodiging/onzin/").status_code == 404


def test_sending_again_replaces_the_link(link, invitation, manager, as_user, run_jobs):
    as_user(manager).post(f"/beheer/uitnodigingen/{invitation.pk}/opnieuw/")
    run_jobs()
    newer = re.search(r"/uitnodiging/\S+", mail.outbox[-1].body).group()
    assert newer != link
    assert Client().get(link).status_code == 404
    assert Client().get(newer).status_code == 200


def test_signed_in_as_somebody_else_says_so(link, member, as_user):
    response = as_user(member).get(link)
    body = response.content.decode()
    assert member.email in body
    assert EMAIL in body
    as_user(member).post(link, {"password": PASSWORD})
    assert not User.objects.filter(email=EMAIL).exists()


def test_existing_account_signs_in_and_accepts(link, organisation, as_user):
    user = factories.UserFactory(email=EMAIL)
    assert f"/inloggen/?next={link}" in Client().get(link).content.decode()
    client = as_user(user)
    assert organisation.name in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/mijn/"
    assert user.memberships.get().role == Membership.Role.EXECUTIVE


def test_person_with_an_account_is_not_invited(manager, member, organisation, as_user):
    data = {"name": "X", "email": member.email, "organisation": organisation.pk, "role": "member"}
    response = as_user(manager).post("/beheer/uitnodigingen/nieuw/", data)
    assert response.context["form"].errors["email"]
    assert not mail.outbox


def test_nobody_is_invited_twice_for_the_same_place(manager, invitation, as_user):
    data = {"name": "X", "email": EMAIL, "organisation": invitation.organisation.pk, "role": "executive"}
    assert as_user(manager).post("/beheer/uitnodigingen/nieuw/", data).context["form"].errors["email"]


def test_network_manager_cannot_become_executive_by_invitation(link, invitation, manager, as_user):
    Invitation.objects.update(email=manager.email)
    response = as_user(manager).post(link)
    assert response.status_code == 200
    assert "tegelijk" in response.content.decode()
    assert not manager.memberships.exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_accept_at_once_one_account(invitation):
    barrier, outcomes = threading.Barrier(2), []

    def accept():
        barrier.wait()
        try:
            actions.accept_invitation(invitation.pk, password=PASSWORD)
            outcomes.append("made")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused"]
    assert User.objects.filter(email=EMAIL).count() == 1


def test_invitation_states(invitation):
    assert invitation.state == "open"
    invitation.invited_at -= datetime.timedelta(days=14)
    assert invitation.state == "expired"
