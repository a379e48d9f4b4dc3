"""A fresh second factor for one act, such as signing.

Everything that decides stands in the database (locks, tries, what was used): it holds under simultaneous requests,
and also while the cache is away.
"""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import EmailedCode, FactorTry, User
from zenderen.jobs import mail

CODES_PER_WINDOW = 5
CHALLENGE_SECONDS = 300


class FactorRefused(Exception):
    """The second factor does not hold; the text is fit for the screen."""


def send_code(user: User) -> None:
    """Mail a one-time code; every earlier one loses its worth. Raises FactorRefused when too many were asked for."""
    with transaction.atomic():
        _lock(user)
        since = timezone.now() - FactorTry.WINDOW
        if EmailedCode.objects.filter(user=user, sent_at__gt=since).count() >= CODES_PER_WINDOW:
            raise FactorRefused(_("You asked for many codes. Wait ten minutes before you ask for another one."))
        code = EmailedCode.new_code()
        row = EmailedCode(user=user)
        row.digest = row.digest_of(code)
        row.save()
        mail.send("emailed_code", to=user, context={"code": code, "minutes": 5})


def passkey_options(user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """A new challenge for this person's passkeys: what the browser gets, and what the session keeps."""
    options, state = webauthn.get_server().authenticate_begin(
        credentials=webauthn.get_credentials(user),
        user_verification=webauthn.UserVerificationRequirement(mfa_settings.WEBAUTHN_USER_VERIFICATION),
    )
    return dict(options), {**state, "at": int(time.time())}


def prove(user: User, *, code: str = "", credential: Any = None, challenge: Mapping[str, Any] | None = None) -> str:
    """Use up a fresh proof of who this is and give its method; raises FactorRefused.

    Not to be called inside a transaction that may roll back: a wrong try must count.
    """
    with transaction.atomic():
        _lock(user)
        since = timezone.now() - FactorTry.WINDOW
        if user.factor_tries.filter(used=None, tried_at__gt=since).count() >= FactorTry.MAX_FAILURES:
            method, used, problem = "", "", _("Too many wrong codes. Wait ten minutes and try again.")
        elif credential:
            method = FactorTry.Method.WEBAUTHN
            used, problem = _use_passkey(user, credential, challenge or {})
        elif user.has_own_factor:
            method = FactorTry.Method.TOTP
            used, problem = _use_totp(user, code)
        else:
            method = FactorTry.Method.EMAIL
            used, problem = _use_emailed_code(user, code)
        if method and not _note(user, method, used):
            problem = _("This code was already used. Wait for the next one.")
    if problem:
        raise FactorRefused(problem)
    return method


def _lock(user: User) -> None:
    """One at a time for each person."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _note(user: User, method: str, used: str) -> bool:
    """Keep the try; False when the same proof was used before."""
    try:
        with transaction.atomic():
            FactorTry.objects.create(user=user, method=method, used=used or None)
    except IntegrityError:
        FactorTry.objects.create(user=user, method=method)
        return False
    return True


def _use_emailed_code(user: User, code: str) -> tuple[str, str]:
    row = EmailedCode.objects.filter(user=user).order_by("-sent_at", "-pk").first()
    if row is None or not row.is_open:
        return "", _("No code is valid any more. Ask for a new one.")
    if not row.use(normalize_user_code(code)):
        return "", _("This code is not right. Use the code from the last e-mail.")
    return f"email:{row.pk}", ""


def totp_step(row: Authenticator, code: str) -> int | None:
    """The half minute to which this code belongs: this one or the one before; None when the code is not right."""
    secret = decrypt(row.data["secret"])
    now: int = int(time.time()) // mfa_settings.TOTP_PERIOD
    for step in (now, now - 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def is_spent(row: Authenticator, step: int) -> bool:
    """Whether a code of this half minute, or of a later one, already served, to sign in or for an act."""
    return row.last_used_at is not None and int(row.last_used_at.timestamp()) // mfa_settings.TOTP_PERIOD >= step


def _use_totp(user: User, code: str) -> tuple[str, str]:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return "", _("Use your passkey: no app was set up for this account.")
    step = totp_step(row, code)
    if step is None:
        return "", _("This code is not right. Use the code that your app shows now.")
    if is_spent(row, step):
        return "", _("This code was already used. Wait for the next one.")
    row.record_usage()
    return f"totp:{row.pk}:{step}", ""


def _use_passkey(user: User, credential: Any, challenge: Mapping[str, Any]) -> tuple[str, str]:
    stale = _("The passkey could not be checked. Try once more.")
    if time.time() - challenge.get("at", 0) > CHALLENGE_SECONDS:
        return "", stale
    try:
        found = webauthn.get_server().authenticate_complete(dict(challenge), webauthn.get_credentials(user), credential)
    except (TypeError, ValueError, KeyError):  # what its parser and its checks raise
        return "", stale
    row = webauthn.get_authenticator_by_credential_id(user, found.credential_id)
    if row is None:
        return "", stale
    row.record_usage()
    return hashlib.sha256(challenge["challenge"].encode()).hexdigest(), ""
