"""A fresh second factor for one act: always fresh, never used twice, and nothing typed is lost."""

import json
import threading

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django import forms
from django.contrib.sessions.backends.cache import SessionStore
from django.core import mail
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from network.actions import FactorRefused, prove, send_code
from network.forms import FactorFormMixin
from network.models import EmailedCode, FactorTry
from tests.network.codes import Passkey, add_app, app_code, fresh_code


class SignForm(FactorFormMixin, forms.Form):
    typed_name = forms.CharField()
    agree = forms.BooleanField()


GOOD = {"typed_name": "Een Bestuurder", "agree": "on"}


def form_for(user, data=None, session=None):
    request = RequestFactory().post("/", data) if data is not None else RequestFactory().get("/")
    request.user, request.session = user, {} if session is None else session
    return SignForm(request.POST if data is not None else None, request=request)


# --- A code by e-mail ------------------------------------------------------------------------------------------------


def test_mailed_code_works_once(executive, run_jobs):
    send_code(executive)
    run_jobs()
    (letter,) = mail.outbox
    code = letter.subject.rpartition(" ")[2]
    assert len(code) == 6
    assert code in letter.body
    assert letter.to == [executive.email]
    assert prove(executive, code=f"{code[:3]} {code[3:]}") == "email"
    with pytest.raises(FactorRefused, match="aan"):
        prove(executive, code=code)


def test_code_is_stored_as_a_keyed_digest_only(executive):
    code = fresh_code(executive)
    row = EmailedCode.objects.get()
    assert code not in str(vars(row))
    assert row.digest != row.digest_of("000000")


def test_only_the_newest_code_counts(executive):
    first = EmailedCode(user=executive)
    first.digest = first.digest_of("111111")
    first.save()
    assert fresh_code(executive) == "123456"
    with pytest.raises(FactorRefused):
        prove(executive, code="111111")
    assert prove(executive, code="123456") == "email"


def test_code_expires_after_five_minutes(executive):
    code = fresh_code(executive)
    EmailedCode.objects.update(sent_at=timezone.now() - EmailedCode.VALID_FOR)
    row = EmailedCode.objects.get()
    row.digest = row.digest_of(code)
    row.save()
    with pytest.raises(FactorRefused):
        prove(executive, code=code)


def test_code_of_another_person_is_refused(executive, executive2):
    code = fresh_code(executive)
    with pytest.raises(FactorRefused):
        prove(executive2, code=code)


def test_five_tries_for_each_code(executive):
    code = fresh_code(executive)
    for _ in range(5):
        with pytest.raises(FactorRefused):
            prove(executive, code="000000")
    with pytest.raises(FactorRefused):
        prove(executive, code=code)


def test_guessing_ends_even_with_new_codes(executive):
    for _ in range(FactorTry.MAX_FAILURES):
        with pytest.raises(FactorRefused):
            prove(executive, code="000000")
    code = fresh_code(executive)
    with pytest.raises(FactorRefused, match="tien minuten"):
        prove(executive, code=code)


def test_at_most_five_codes_in_ten_minutes(executive):
    for _ in range(5):
        send_code(executive)
    with pytest.raises(FactorRefused):
        send_code(executive)
    assert EmailedCode.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_windows_with_the_same_code_one_wins(executive):
    code = fresh_code(executive)
    barrier, outcomes = threading.Barrier(2), []

    def use():
        barrier.wait()
        try:
            outcomes.append(prove(executive, code=code))
        except FactorRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["email", "refused"]


# --- An app ----------------------------------------------------------------------------------------------------------


def test_app_code_works_once_and_mailed_codes_no_longer_do(executive):
    add_app(executive)
    with time_machine.travel("2026-03-02 10:00:10+01:00", tick=False):
        code = app_code()
        assert prove(executive, code=code) == "totp"
        with pytest.raises(FactorRefused, match="al gebruikt"):
            prove(executive, code=code)
        mailed = fresh_code(executive)
        with pytest.raises(FactorRefused):
            prove(executive, code=mailed)


def test_app_code_of_the_sign_in_is_not_fresh(executive):
    row = add_app(executive)
    with time_machine.travel("2026-03-02 10:00:10+01:00", tick=False):
        row.record_usage()
        with pytest.raises(FactorRefused, match="al gebruikt"):
            prove(executive, code=app_code())
    with time_machine.travel("2026-03-02 10:00:31+01:00", tick=False):
        assert prove(executive, code=app_code()) == "totp"


def test_app_code_of_the_last_half_minute_still_counts_older_ones_do_not(executive):
    add_app(executive)
    with time_machine.travel("2026-03-02 10:00:10+01:00", tick=False):
        with pytest.raises(FactorRefused):
            prove(executive, code=app_code(-2))
        assert prove(executive, code=app_code(-1)) == "totp"


def test_recovery_codes_do_not_sign(executive):
    add_app(executive)
    recovery = RecoveryCodes.activate(executive)
    with pytest.raises(FactorRefused):
        prove(executive, code=recovery.generate_codes()[0])


# --- A passkey -------------------------------------------------------------------------------------------------------


@pytest.fixture
def challenge(executive, as_user):
    """A client of the executive, and a function that asks for a challenge as the page does."""
    client = as_user(executive)

    def ask():
        options = client.post(reverse("network:factor_options")).json()
        return options["publicKey"]["challenge"], client.session["factor_challenge"]

    return ask


@pytest.fixture
def in_request(rf):
    """allauth's passkey code looks at the request of its context."""
    with context.request_context(rf.get("/")):
        yield


def test_passkey_works_once_for_its_challenge(executive, challenge, in_request):
    key = Passkey(executive)
    text, kept = challenge()
    proof = json.loads(key.prove(text))
    assert prove(executive, credential=proof, challenge=kept) == "webauthn"
    with pytest.raises(FactorRefused):
        prove(executive, credential=proof, challenge=kept)


def test_passkey_for_an_older_challenge_is_refused(executive, challenge, in_request):
    key = Passkey(executive)
    old, _ = challenge()
    _, kept = challenge()
    with pytest.raises(FactorRefused):
        prove(executive, credential=json.loads(key.prove(old)), challenge=kept)


def test_passkey_five_minutes_later_is_refused(executive, challenge, in_request):
    key = Passkey(executive)
    text, kept = challenge()
    with pytest.raises(FactorRefused):
        prove(executive, credential=json.loads(key.prove(text)), challenge={**kept, "at": kept["at"] - 301})


def test_passkey_of_another_person_is_refused(executive, executive2, challenge, in_request):
    Passkey(executive)
    other = Passkey(executive2)
    text, kept = challenge()
    with pytest.raises(FactorRefused):
        prove(executive, credential=json.loads(other.prove(text)), challenge=kept)


@pytest.mark.parametrize(
    "nonsense", ["tekst", [], {}, {"id": "x"}, {"response": {}}, 7, {"rawId": None, "response": []}]
)
def test_nonsense_instead_of_a_passkey_is_refused(executive, challenge, in_request, nonsense):
    Passkey(executive)
    _, kept = challenge()
    with pytest.raises(FactorRefused):
        prove(executive, credential=nonsense or "leeg", challenge=kept)


# --- In a form -------------------------------------------------------------------------------------------------------


def test_form_accepts_and_says_how(executive):
    form = form_for(executive, {**GOOD, "code": fresh_code(executive)})
    assert form.is_valid()
    assert form.factor == "email"


def test_other_errors_leave_the_code_unused(executive):
    code = fresh_code(executive)
    form = form_for(executive, {"typed_name": "", "code": code})
    assert not form.is_valid()
    assert "code" not in form.errors
    assert FactorTry.objects.count() == 0
    assert form_for(executive, {**GOOD, "code": code}).is_valid()


def test_wrong_code_leaves_all_else_as_typed(executive):
    fresh_code(executive)
    form = form_for(executive, {**GOOD, "code": "000000"})
    assert not form.is_valid()
    assert set(form.errors) == {"code"}
    html = str(form)
    assert "Een Bestuurder" in html
    assert "000000" not in html


def test_no_code_is_an_error_at_the_field(executive):
    form = form_for(executive, GOOD)
    assert not form.is_valid()
    assert set(form.errors) == {"code"}
    assert FactorTry.objects.count() == 0


def test_asking_for_a_code_sends_it_and_keeps_what_was_typed(executive):
    form = form_for(executive, {"typed_name": "Een Bestuurder", "send_code": "1"})
    assert not form.is_valid()
    assert not form.errors
    assert form.code_sent
    assert "Een Bestuurder" in str(form)
    assert executive.email in str(form)
    assert EmailedCode.objects.filter(user=executive).count() == 1
    assert not form.is_valid()
    assert EmailedCode.objects.count() == 1


def test_asking_too_often_is_said_at_the_field(executive):
    for _ in range(5):
        send_code(executive)
    form = form_for(executive, {**GOOD, "send_code": "1"})
    assert not form.is_valid()
    assert "code" in form.errors


def test_text_restored_after_a_lost_session_uses_no_code(executive):
    request = RequestFactory().get("/")
    request.user, request.session = executive, SessionStore()
    form = SignForm({**GOOD, "code": fresh_code(executive)}, request=request)
    assert not form.errors
    assert FactorTry.objects.count() == 0


def test_form_offers_what_this_person_has(executive, executive2, member):
    add_app(executive)
    Passkey(executive2)
    assert "send_code" not in str(form_for(executive))
    assert "data-factor-passkey" in str(form_for(executive2))
    assert "send_code" not in str(form_for(executive2))
    assert "send_code" in str(form_for(member))


def test_wrong_try_counts_although_the_form_is_refused(executive):
    fresh_code(executive)
    form_for(executive, {**GOOD, "code": "000000"}).is_valid()
    assert FactorTry.objects.filter(user=executive, used=None).count() == 1
