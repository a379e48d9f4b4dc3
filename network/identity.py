"""How allauth behaves here: accounts by invitation only, and when a second factor is asked for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed for sign-up; a code by e-mail for those who need a second factor and have set up none of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody makes their own account: the network manager invites."""
        return False

    def is_login_by_code_required(self, login: Any) -> bool:
        """A password alone does not let in people who need a second factor; own factors are asked by allauth.mfa."""
        return login.user.requires_second_factor and not login.user.has_own_factor
