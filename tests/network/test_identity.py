"""Signing in: password, then a second step for those whose role asks for it; everything is counted and expires."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client
from django.urls import reverse

from network import roles
from network.models import User
from tests import factories
from tests.factories import PASSWORD
from tests.network.codes import add_app, app_code

LOGIN = "/inloggen/"
CODE = "/inloggen/code/"
STEP = "/inloggen/tweede-stap/"


def tomorrow(seconds=0):
    """Ten seconds into a half minute of tomorrow, so that sessions and codes are under our control."""
    return (int(time.time()) // 30 + 2880) * 30 + 10 + seconds


def sign_in(client, user, password=PASSWORD, next_url=""):
    return client.post(f"{LOGIN}?next={next_url}" if next_url else LOGIN, {"login": user.email, "password": password})


def signed_in(client):
    return "_auth_user_id" in client.session


def mailed_code(run_jobs):
    run_jobs()
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def test_member_signs_in_with_a_password_and_gets_a_new_session(member):
    client = Client()
    client.post(reverse("network:language"), {"language": "nl"})
    before = client.session.session_key
    response = sign_in(client, member, next_url="/partners/")
    assert (response.status_code, response["Location"]) == (302, "/partners/")
    assert signed_in(client)
    assert client.session.session_key != before


def test_next_never_leads_to_another_site(member):
    assert sign_in(Client(), member, next_url="https://elders.example/")["Location"] == "/mijn/"


def test_capitals_in_the_address_do_not_matter(member):
    client = Client()
    client.post(LOGIN, {"login": member.email.upper(), "password": PASSWORD})
    assert signed_in(client)


@pytest.mark.parametrize("person", ["executive", "manager", "administrator"])
def test_password_alone_never_lets_in_who_needs_a_second_step(request, person, run_jobs):
    user = request.getfixturevalue(person)
    client = Client()
    assert sign_in(client, user)["Location"] == CODE
    assert not signed_in(client)
    assert client.get("/mijn/").status_code == 302
    code = mailed_code(run_jobs)
    assert mail.outbox[-1].to == [user.email]
    assert mail.outbox[-1].subject == f"Uw code om in te loggen: {code}"
    assert client.post(CODE, {"code": code})["Location"] == "/mijn/"
    assert signed_in(client)


def test_code_for_signing_in_works_once(executive, run_jobs):
    client, other = Client(), Client()
    sign_in(client, executive)
    code = mailed_code(run_jobs)
    client.post(CODE, {"code": code})
    sign_in(other, executive)
    other.post(CODE, {"code": code})
    assert not signed_in(other)


def test_five_wrong_codes_end_the_attempt(executive, run_jobs):
    client = Client()
    sign_in(client, executive)
    code = mailed_code(run_jobs)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        client.post(CODE, {"code": wrong})
    client.post(CODE, {"code": code})
    assert not signed_in(client)


def test_guessing_in_many_windows_is_counted_per_person(executive, run_jobs):
    """Each window has its own count at allauth; together they stay within the limit of the person."""
    for _ in range(2):
        client = Client()
        sign_in(client, executive)
        for _ in range(4):
            client.post(CODE, {"code": "000000"})
    client = Client()
    sign_in(client, executive)
    client.post(CODE, {"code": mailed_code(run_jobs)})
    assert not signed_in(client)


def test_code_expires(executive, run_jobs):
    client = Client()
    with time_machine.travel(tomorrow(), tick=False) as clock:
        sign_in(client, executive)
        code = mailed_code(run_jobs)
        clock.shift(301)
        assert client.post(CODE, {"code": code}).status_code == 302
        assert not signed_in(client)


def test_app_replaces_the_mailed_code(executive):
    add_app(executive)
    client = Client()
    assert sign_in(client, executive)["Location"] == STEP
    client.post(STEP, {"code": app_code()})
    assert signed_in(client)
    assert not mail.outbox


def test_app_code_signs_in_once(executive):
    add_app(executive)
    with time_machine.travel(tomorrow(), tick=False) as clock:
        code = app_code()
        first, second = Client(), Client()
        sign_in(first, executive)
        first.post(STEP, {"code": code})
        clock.shift(35)  # still within the tolerance
        sign_in(second, executive)
        second.post(STEP, {"code": code})
        assert signed_in(first)
        assert not signed_in(second)


def test_recovery_code_signs_in_once(executive):
    add_app(executive)
    (code, *_) = RecoveryCodes.activate(executive).generate_codes()
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, executive)
        client.post(STEP, {"code": code})
    assert signed_in(first)
    assert not signed_in(second)


def test_member_with_an_app_is_asked_for_it(member):
    add_app(member)
    client = Client()
    assert sign_in(client, member)["Location"] == STEP
    assert not signed_in(client)


def test_wrong_passwords_are_counted_and_say_nothing(member):
    client = Client()
    known = client.post(LOGIN, {"login": member.email, "password": "fout"})
    unknown = client.post(LOGIN, {"login": "niemand@voorbeeld.example", "password": "fout"})
    errors = [response.context["form"].errors for response in (known, unknown)]
    assert errors[0] == errors[1]
    for _ in range(6):
        client.post(LOGIN, {"login": member.email, "password": "fout"})
    sign_in(client, member)
    assert not signed_in(client)


def test_closed_account_cannot_sign_in_and_is_signed_out(member, as_user):
    inside = as_user(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    assert inside.get("/mijn/").status_code == 302
    client = Client()
    sign_in(client, member)
    assert not signed_in(client)


def test_new_password_by_mail_points_to_our_site(member, run_jobs, settings):
    client = Client()
    client.post("/wachtwoord/vergeten/", {"email": member.email}, headers={"host": "testserver"})
    run_jobs()
    (letter,) = mail.outbox
    assert letter.subject == "Een nieuw wachtwoord voor uw account"
    address = re.search(r"https?://\S+", letter.body).group()
    assert address.startswith(f"{settings.SITE_URL}/wachtwoord/nieuw/")
    page = client.get(address.removeprefix(settings.SITE_URL), follow=True)
    new = "een-heel-ander-lang-wachtwoord"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    sign_in(client, member, password=new)
    assert signed_in(client)
    run_jobs()
    assert mail.outbox[-1].subject == "Voor uw account is een nieuw wachtwoord ingesteld."


def test_nobody_gets_mail_for_an_unknown_address(db, run_jobs):
    response = Client().post("/wachtwoord/vergeten/", {"email": "niemand@voorbeeld.example"})
    run_jobs()
    assert response.status_code == 302
    assert not mail.outbox


def test_new_password_does_not_skip_the_second_step(executive, run_jobs):
    client = Client()
    client.post("/wachtwoord/vergeten/", {"email": executive.email})
    run_jobs()
    address = re.search(r"https?://[^/]+(\S+)", mail.outbox[0].body).group(1)
    page = client.get(address, follow=True)
    new = "een-heel-ander-lang-wachtwoord"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not signed_in(client)
    assert sign_in(client, executive, password=new)["Location"] == CODE


def test_nobody_makes_their_own_account(client, db):
    assert client.get("/registreren/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_setting_up_an_app_asks_for_the_password_again_and_is_told_by_mail(
    member, run_jobs, django_capture_on_commit_callbacks
):
    client = Client()
    with time_machine.travel(tomorrow(), tick=False) as clock:
        sign_in(client, member)
        clock.shift(360)
        response = client.get("/beveiliging/app/")
        assert response["Location"].startswith("/inloggen/opnieuw/")
        client.post(response["Location"], {"password": PASSWORD})
        secret = client.get("/beveiliging/app/").context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/beveiliging/app/", {"code": app_code(secret=secret)})
        run_jobs()
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    assert "Voor uw account is een authenticator-app ingesteld." in [letter.subject for letter in mail.outbox]


def test_role_that_ends_takes_its_rights_with_it(executive, as_user):
    client = as_user(executive)
    assert User.objects.get(pk=executive.pk).requires_second_factor
    membership = executive.memberships.get()
    membership.ends_on = membership.starts_on
    membership.save()
    roles.refresh_all()
    assert not User.objects.get(pk=executive.pk).requires_second_factor
    assert client.get(reverse("network:organisation_edit", args=[membership.organisation.slug])).status_code == 403


def test_factory_people_have_verified_addresses(db):
    user = factories.UserFactory()
    assert user.emailaddress_set.get().verified
