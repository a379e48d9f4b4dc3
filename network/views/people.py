"""People: who is invited, who belongs where, who holds which post."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network import actions
from network.forms import AppointmentForm, EndForm, InvitationForm, MembershipForm, UserFilter, UserForm
from network.models import Appointment, Invitation, Membership, User
from zenderen.lib.access import global_permissions, permission_view
from zenderen.lib.forms import accepted, posted

PER_PAGE = 50


@permission_view("network.view_user")
def user_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    current = Membership.objects.current().select_related("organisation")
    own = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    people = User.objects.annotate(own_factor=Exists(own)).prefetch_related(
        Prefetch("memberships", queryset=current, to_attr="current_memberships")
    )
    found = UserFilter(request.GET, queryset=people)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    may_invite = "network.invite_user" in global_permissions(request.user)
    return render(request, "network/user_list.html", {"filter": found, "page": page, "may_invite": may_invite})


@permission_view("network.view_user")
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: where they belong, now and before."""
    person = get_object_or_404(User, pk=pk)
    held = global_permissions(request.user)
    context = {
        "person": person,
        "may_manage": "network.change_membership" in held,
        "may_switch": "network.change_user" in held,
        "may_appoint": "network.add_appointment" in held,
        "memberships": person.memberships.select_related("organisation").order_by("-starts_on", "-pk"),
        "seats": person.seats.select_related("body", "organisation").order_by("-starts_on", "-pk"),
        "appointments": person.appointments.order_by("-starts_on", "-pk"),
    }
    return render(request, "network/user_detail.html", context)


@permission_view("network.invite_user")
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """How somebody is called and what they are."""
    person = get_object_or_404(User, pk=pk)
    form = UserForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("network:user_detail", person.pk)
    return render(request, "network/user_form.html", {"form": form, "person": person, "title": _("Edit")})


@require_POST
@permission_view("network.change_user")
def user_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close an account; not the own one."""
    person = get_object_or_404(User, pk=pk)
    if person == request.user:
        messages.error(request, _("You cannot close your own account."))
    else:
        actions.set_active(person, active=not person.is_active)
        said = _("%(name)s may sign in again.") if person.is_active else _("The account of %(name)s is closed.")
        messages.success(request, said % {"name": person})
    return redirect("network:user_detail", person.pk)


@permission_view("network.add_membership")
def membership_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody belongs to an organisation as well."""
    person = get_object_or_404(User, pk=pk)
    form = MembershipForm(posted(request), instance=Membership(user=person))
    if request.method == "POST" and accepted(form, lambda data: actions.add_membership(form.instance)):
        messages.success(request, _("The membership was added."))
        return redirect("network:user_detail", person.pk)
    return render(request, "network/user_form.html", {"form": form, "person": person, "title": _("Add a membership")})


@permission_view("network.change_membership")
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a membership."""
    membership = get_object_or_404(Membership.objects.current().select_related("user", "organisation"), pk=pk)
    form = EndForm(posted(request))
    if request.method == "POST" and accepted(form, lambda data: actions.end_membership(pk, on=data["on"])):
        messages.success(request, _("The last day was noted."))
        return redirect("network:user_detail", membership.user_id)
    title = _("End the membership of %(name)s") % {"name": membership.user}
    return _confirm_end(request, form, title, str(membership.organisation), membership.user)


@permission_view("network.add_appointment")
def appointment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a post in the network as a whole."""
    person = get_object_or_404(User, pk=pk)
    form = AppointmentForm(posted(request), instance=Appointment(user=person))
    if request.method == "POST" and accepted(form, lambda data: actions.appoint(form.instance)):
        messages.success(request, _("The appointment was added."))
        return redirect("network:user_detail", person.pk)
    return render(request, "network/user_form.html", {"form": form, "person": person, "title": _("Appoint")})


@permission_view("network.change_appointment")
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a post."""
    post = get_object_or_404(Appointment.objects.current().select_related("user"), pk=pk)
    form = EndForm(posted(request))
    if request.method == "POST" and accepted(form, lambda data: actions.end_appointment(pk, on=data["on"])):
        messages.success(request, _("The last day was noted."))
        return redirect("network:user_detail", post.user_id)
    title = _("End the appointment of %(name)s") % {"name": post.user}
    return _confirm_end(request, form, title, post.get_role_display(), post.user)


def _confirm_end(request: HttpRequest, form: EndForm, title: str, question: str, person: User) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "question": question,
        "consequence": _("What this place gives ends with that day. What was done until then stays."),
        "submit": _("Note the last day"),
        "cancel": person.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@permission_view("network.invite_user")
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Who was invited and what came of it."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/invitation_list.html", {"page": page})


@permission_view("network.invite_user")
def invitation_add(request: HttpRequest) -> HttpResponse:
    """Invite somebody to belong to a partner."""
    assert isinstance(request.user, User)
    form = InvitationForm(posted(request), initial={"organisation": request.GET.get("organisatie")})
    if request.method == "POST" and form.is_valid():
        actions.invite(form.instance, by=request.user)
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.instance.email})
        return redirect("network:invitation_list")
    return render(request, "network/invitation_form.html", {"form": form})


@require_POST
@permission_view("network.invite_user")
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link; the earlier one stops working."""
    assert isinstance(request.user, User)
    invitation = get_object_or_404(Invitation, pk=pk)
    if invitation.accepted_at or invitation.revoked_at:
        messages.error(request, _("This invitation was accepted or withdrawn. Make a new one."))
    else:
        actions.resend_invitation(invitation.pk, by=request.user)
        messages.success(request, _("A new link is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("network:invitation_list")


@require_POST
@permission_view("network.invite_user")
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The link stops working."""
    invitation = get_object_or_404(Invitation, pk=pk)
    actions.revoke_invitation(invitation.pk)
    messages.success(request, _("The invitation of %(name)s was withdrawn.") % {"name": invitation.name})
    return redirect("network:invitation_list")
