"""How allauth behaves here: accounts by invitation, mail in our own frame, and when a second factor is asked for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import User
from zenderen.jobs import mail

# What allauth tells people when something about their account changed; the other mails have their own templates.
NOTICES = {
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("A new password was set for your account."),
    "totp_activated": _("An authenticator app was set up for your account."),
    "totp_deactivated": _("The authenticator app of your account was removed."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
    "recovery_codes_generated": _("New recovery codes were made for your account."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed for sign-up; a code by e-mail for those who need a second factor and have set up none of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account: the network manager invites."""
        return False

    def is_login_by_code_required(self, login: Any) -> bool:
        """A password alone does not let in people who need a second factor; own factors are asked by allauth.mfa."""
        return login.user.requires_second_factor and not login.user.has_own_factor

    def get_reset_password_from_key_url(self, key: str) -> str:
        """An address on the configured site, never on the host that a request claims."""
        user, _separator, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth leaves like all other mail: in the recipient's language, after the commit."""
        name = template_prefix.rpartition("/")[2]
        to = context.get("user") or User.objects.filter(email=email.lower()).first() or email
        known = {key: value for key, value in context.items() if key in ("code", "password_reset_url")}
        if name in NOTICES:
            mail.send("account_notice", to=to, context={"what": NOTICES[name]})
        else:
            mail.send(f"account_{name}", to=to, context=known)
