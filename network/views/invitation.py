"""The way in for somebody who was invited."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from network import actions
from network.forms import PasswordForm
from network.models import Invitation, User

GONE = {"accepted": 410, "revoked": 410, "expired": 410, "unknown": 404}


@never_cache
@login_not_required
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password, or take the new place with the account that exists; each dead end says what to do."""
    invitation = Invitation.objects.select_related("organisation").filter(token_digest=Invitation.digest(token)).first()
    state = invitation.state if invitation else "unknown"
    if invitation is None or state in GONE:
        context = {"invitation": invitation, "state": state}
        return render(request, "network/invitation_gone.html", context, status=GONE[state])
    owner = User.objects.filter(email=invitation.email.lower()).first()
    if request.user.is_authenticated or owner:
        return _with_account(request, invitation, owner)
    return _new_account(request, invitation)


def _new_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person = User(email=invitation.email, name=invitation.name)
    form = PasswordForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(invitation.pk, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Welcome, your account is ready."))
            # A second factor is asked for here as at any other time.
            response: HttpResponse = perform_login(request, user, email_verification="none")
            return response
    return render(request, "network/invitation_accept.html", {"form": form, "invitation": invitation})


def _with_account(request: HttpRequest, invitation: Invitation, owner: User | None) -> HttpResponse:
    if request.user != owner:
        context = {"invitation": invitation, "owner": owner}
        return render(request, "network/invitation_other.html", context)
    assert owner
    problem = ""
    if request.method == "POST":
        try:
            actions.accept_invitation(invitation.pk, by=owner)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("You now belong to %(name)s.") % {"name": invitation.organisation})
            return redirect("network:mine")
    return render(request, "network/invitation_own.html", {"invitation": invitation, "problem": problem})
