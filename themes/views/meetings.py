"""Meetings: the list, the page of each, and one form for each thing that is written there."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext
from django.views.decorators.http import require_POST, require_safe

from network.models import Action, User
from themes import bundle, roles
from themes.actions import meetings as actions
from themes.forms.meetings import (
    AttendanceForm,
    CancelForm,
    DecisionForm,
    ItemForm,
    MeetingFilter,
    MeetingForm,
    MinutesForm,
    PaperForm,
    PointForm,
)
from themes.models import AgendaItem, Decision, Meeting, MeetingBundle, Paper
from zenderen.jobs.models import Job
from zenderen.lib import files, ical
from zenderen.lib.access import object_view
from zenderen.lib.forms import EditForm, is_preview, posted
from zenderen.lib.states import IllegalStep

P = ParamSpec("P")
PER_PAGE = 25
CALENDAR_BACK = datetime.timedelta(days=365)
LONGEST_TEXT = 60_000  # characters; more than any minutes have


def _on_page(view: Callable[Concatenate[HttpRequest, Meeting, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """An act that came too late ends on the page of the meeting, which says what happened."""

    @wraps(view)
    def wrapper(request: HttpRequest, meeting: Meeting, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, meeting, *args, **kwargs)
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
            return redirect(meeting)

    return wrapper


def _saved(form: forms.BaseForm, act: Callable[[], bool]) -> bool:
    """Save valid input; when the meeting has moved on meanwhile, the form says so and keeps what was typed."""
    try:
        return form.is_valid() and act()
    except IllegalStep as refusal:
        form.add_error(None, str(refusal))
        return False


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _back(meeting: Meeting, place: str) -> HttpResponse:
    return redirect(f"{meeting.get_absolute_url()}#{place}")


def _page(request: HttpRequest, meeting: Meeting, form: forms.BaseForm, title: str, **more: Any) -> HttpResponse:
    return render(request, "themes/meeting_form.html", {"form": form, "meeting": meeting, "title": title, **more})


def _confirm(request: HttpRequest, meeting: Meeting, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"title": title, "question": str(meeting), "submit": submit, "form": forms.Form(), **more}
    return render(request, "components/confirm.html", {**context, "cancel": meeting.get_absolute_url()})


# --- Lists and the page ---------------------------------------------------------------------------------------------


def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings of one's own bodies: what is to come first, then what was."""
    rows = Meeting.objects.visible_to(request.user).select_related("body").coming_first()
    chosen = MeetingFilter(request.GET, queryset=rows)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {"filter": chosen, "page": page, "count": count, "may_add": roles.meets_for(request.user).exists()}
    return render(
        request, "themes/meeting_list.html", {**context, "what": npgettext("counted", "meeting", "meetings", count)}
    )


def meeting_add(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of a body that one chairs, or of any as network manager."""
    if not roles.meets_for(request.user).exists():
        raise PermissionDenied
    form = MeetingForm(posted(request), instance=Meeting(created_by=_user(request)), user=request.user)
    if request.method == "POST" and form.save_valid(then=roles.grant_meeting):
        messages.success(request, _("The meeting is planned. Now write its agenda, then send the invitation."))
        return redirect(form.instance)
    return render(request, "themes/meeting_form.html", {"form": form, "title": _("Plan a meeting")})


@require_safe
@object_view(lambda user: Meeting.objects.visible_to(user).for_page())
def meeting_detail(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Everything of one meeting: agenda, papers, who was there, minutes, decisions, actions, bundle."""
    made = meeting.bundles.first()
    context: dict[str, Any] = {"meeting": meeting, "bundle": made}
    for number, paper in enumerate(bundle.papers(meeting), start=1):
        paper.number = number  # type: ignore[attr-defined]
    if made:
        context["job"] = job = Job.objects.latest_for(made)
        context["is_outdated"] = (not job or job.is_finished) and made.data != bundle.contents(meeting)
    return render(request, "themes/meeting_detail.html", context)


@object_view(Meeting, "change_meeting")
def meeting_edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Move the meeting, or let somebody else keep its minutes."""
    form = MeetingForm(posted(request), instance=meeting, user=request.user)

    def save(_locked: Meeting) -> bool:
        return form.save_valid(then=lambda saved: actions.replanned(saved, by=_user(request)))

    if request.method == "POST" and _saved(form, lambda: actions.while_planned(meeting, save)):
        messages.success(request, _("Saved."))
        return redirect(meeting)
    return _page(request, meeting, form, _("Change day, place and secretary"))


@require_POST
@object_view(Meeting, "change_meeting")
@_on_page
def meeting_invite(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Mail the agenda to everybody who is expected."""
    number = actions.invite(meeting, by=_user(request))
    said = ngettext("The invitation goes to %(n)s person.", "The invitation goes to %(n)s people.", number)
    messages.success(request, said % {"n": number})
    return redirect(meeting)


@object_view(Meeting, "change_meeting")
@_on_page
def meeting_cancel(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Call the meeting off, with a reason."""
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.cancel(meeting, reason=form.cleaned_data["reason"], by=_user(request))
        messages.success(request, _("The meeting is cancelled."))
        return redirect(meeting)
    return _confirm(request, meeting, _("Cancel the meeting?"), _("Cancel the meeting"), form=form)


@require_POST
@object_view(Meeting, "change_meeting")
@_on_page
def meeting_hold(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The meeting takes place or took place."""
    actions.hold(meeting)
    messages.success(request, _("Now write down who was there, the minutes, the decisions and the actions."))
    return redirect(meeting)


@require_safe
@object_view(lambda user: Meeting.objects.visible_to(user).select_related("body"))
def meeting_calendar(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The meeting as a file for one's own calendar."""
    return ical.download(f"{meeting.body.slug}-{meeting.pk}", [_entry(meeting)])


@require_safe
def meeting_calendars(request: HttpRequest) -> HttpResponse:
    """One agenda: all meetings that one may see, from a year ago on."""
    since = timezone.now() - CALENDAR_BACK
    rows = Meeting.objects.visible_to(request.user).filter(starts_at__gte=since).select_related("body")
    return ical.download("vergaderingen", map(_entry, rows.order_by("starts_at", "pk")), name=_("Meetings"))


def _entry(meeting: Meeting) -> ical.Entry:
    return ical.Entry(
        key=f"vergadering-{meeting.pk}",
        title=_("Meeting of %(body)s") % {"body": meeting.body},
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        path=meeting.get_absolute_url(),
        place=meeting.place,
        edition=meeting.edition,
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
    )


# --- Agenda and papers ----------------------------------------------------------------------------------------------


@object_view(Meeting, "change_meeting")
def item_add(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """A point at the end of the agenda."""
    form = ItemForm(posted(request), instance=AgendaItem(meeting=meeting))

    def save(locked: Meeting) -> bool:
        form.instance.number = locked.items.count() + 1
        return form.save_valid()

    if request.method == "POST" and _saved(form, lambda: actions.while_open(meeting, save)):
        messages.success(request, _("The agenda item was added."))
        return _back(meeting, "agenda") if "another" not in request.POST else redirect("themes:item_add", meeting.pk)
    return _page(request, meeting, form, _("New agenda item"), also="themes/_another.html", submit=_("Add"))


@object_view(Meeting, "change_meeting")
def item_edit(request: HttpRequest, meeting: Meeting, item: int) -> HttpResponse:
    """Change a point on the agenda."""
    form = ItemForm(posted(request), instance=get_object_or_404(meeting.items, pk=item))
    if request.method == "POST" and _saved(
        form, lambda: actions.while_open(meeting, lambda _locked: form.save_valid())
    ):
        messages.success(request, _("Saved."))
        return _back(meeting, "agenda")
    return _page(request, meeting, form, _("Edit agenda item %(number)s") % {"number": form.instance.number})


@require_POST
@object_view(Meeting, "change_meeting")
@_on_page
def item_move(request: HttpRequest, meeting: Meeting, item: int) -> HttpResponse:
    """Let a point change places with the one before or after it."""
    get_object_or_404(meeting.items, pk=item)
    actions.move_item(meeting, item, up="up" in request.POST)
    return _back(meeting, "agenda")


@object_view(Meeting, "change_meeting")
@_on_page
def item_remove(request: HttpRequest, meeting: Meeting, item: int) -> HttpResponse:
    """Take a point off the agenda, and its papers with it."""
    row = get_object_or_404(meeting.items, pk=item)
    if request.method == "POST":
        actions.remove_item(meeting, row.pk)
        messages.success(request, _("The agenda item was removed."))
        return _back(meeting, "agenda")
    question = _("Remove agenda item “%(item)s”?") % {"item": row}
    return _confirm(request, meeting, question, _("Remove"), consequence=_("Its papers are removed with it."))


@object_view(Meeting, "change_meeting")
def paper_add(request: HttpRequest, meeting: Meeting, item: int) -> HttpResponse:
    """Hand in a file for an agenda item."""
    row = get_object_or_404(meeting.items.select_related("meeting"), pk=item)
    form = PaperForm(request.POST or None, request.FILES or None)

    def save() -> bool:
        values = form.cleaned_data
        return bool(actions.add_paper(row, values["file"], title=values["title"], by=_user(request)))

    if request.method == "POST" and _saved(form, save):
        messages.success(request, _("The paper was added."))
        return _back(meeting, "agenda")
    return _page(request, meeting, form, _("New paper for “%(item)s”") % {"item": row}, submit=_("Add the paper"))


@object_view(Meeting, "change_meeting")
@_on_page
def paper_remove(request: HttpRequest, meeting: Meeting, paper: int) -> HttpResponse:
    """Take a paper away."""
    row = get_object_or_404(Paper, pk=paper, item__meeting=meeting)
    if request.method == "POST":
        actions.remove_paper(meeting, row.pk)
        messages.success(request, _("The paper was removed."))
        return _back(meeting, "agenda")
    return _confirm(request, meeting, _("Remove paper “%(paper)s”?") % {"paper": row}, _("Remove"))


@require_safe
@object_view(Meeting)
def paper_file(request: HttpRequest, meeting: Meeting, paper: int) -> HttpResponseBase:
    """A paper; a PDF or a picture opens in the browser, which knows it as nothing else."""
    row = get_object_or_404(Paper, pk=paper, item__meeting=meeting)
    return files.download(row.file, row.name, inline=True)


# --- What came of it ------------------------------------------------------------------------------------------------


@object_view(Meeting, "change_meeting")
def attendance_edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who was there, who was excused, who was missing."""
    form = AttendanceForm(posted(request), meeting=meeting)

    def save() -> bool:
        actions.note_attendance(meeting, form.presences, guests=form.cleaned_data["guests"])
        return True

    if request.method == "POST" and _saved(form, save):
        messages.success(request, _("Saved."))
        return _back(meeting, "aanwezig")
    return _page(request, meeting, form, _("Attendance"))


@login_not_required  # a session that ended must not put the sign-in page in the preview, nor keep its text
@require_POST
def text_preview(request: HttpRequest) -> HttpResponse:
    """How a text looks that somebody is typing."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    text = request.POST.get(request.POST.get("field", ""), "")
    return render(request, "components/preview.html", {"text": text[:LONGEST_TEXT]})


def _minuted(form: EditForm, meeting: Meeting, save: Callable[[Meeting], bool]) -> bool:
    return _saved(form, lambda: actions.while_minuted(meeting, save))


@object_view(Meeting, "change_meeting")
def minutes_edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write the minutes, one heading for each agenda item to begin with."""
    form = MinutesForm(posted(request), instance=meeting)
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and _minuted(form, meeting, lambda _locked: form.save_valid()):
        messages.success(request, _("Saved."))
        return _back(meeting, "verslag")
    also = "components/preview_button.html"
    return _page(request, meeting, form, _("Minutes"), also=also, is_rich=True)


@object_view(Meeting, "lead_meeting")
@_on_page
def minutes_adopt(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Adopt the minutes, after which nothing in them changes."""
    if request.method == "POST":
        actions.adopt(meeting, by=_user(request))
        messages.success(request, _("The minutes are adopted."))
        return redirect(meeting)
    words = _("Agenda, papers, attendance, minutes and decisions can no longer be changed after this.")
    return _confirm(request, meeting, _("Adopt the minutes?"), _("Adopt the minutes"), consequence=words)


@object_view(lambda user: Meeting.objects.visible_to(user).select_related("body"), "change_meeting")
def decision_add(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write down a decision; it gets the next number of its body in this year."""
    form = DecisionForm(posted(request), instance=Decision(meeting=meeting))

    def save(_locked: Meeting) -> bool:
        actions.number_decision(form.instance)
        return form.save_valid()

    if not meeting.is_minuted:
        return _too_early(request, meeting)
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and _minuted(form, meeting, save):
        messages.success(request, _("Decision %(code)s was noted.") % {"code": form.instance.code})
        return _back(meeting, "besluiten")
    also = "components/preview_button.html"
    return _page(request, meeting, form, _("New decision"), also=also, is_rich=True)


def _too_early(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    messages.warning(request, _("Decisions and actions are noted after the meeting, until its minutes are adopted."))
    return redirect(meeting)


@object_view(Meeting, "change_meeting")
def decision_edit(request: HttpRequest, meeting: Meeting, decision: int) -> HttpResponse:
    """Change a decision; once the minutes are adopted only who may read it."""
    row = get_object_or_404(meeting.decisions.select_related("meeting"), pk=decision)
    form = DecisionForm(posted(request), instance=row)
    is_minuted = meeting.is_minuted

    def save() -> bool:
        if is_minuted:
            return actions.while_minuted(meeting, lambda _locked: form.save_valid())
        return form.save_valid()

    if is_preview(request):
        form.keep()
    elif request.method == "POST" and _saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(row)
    also = "components/preview_button.html" if is_minuted else ""
    return _page(request, meeting, form, _("Edit decision %(code)s") % {"code": row.code}, also=also, is_rich=True)


@object_view(Meeting, "change_meeting")
@_on_page
def decision_remove(request: HttpRequest, meeting: Meeting, decision: int) -> HttpResponse:
    """Take out what was not decided after all."""
    row = get_object_or_404(meeting.decisions, pk=decision)
    if request.method == "POST":
        actions.remove_decision(meeting, row.pk)
        messages.success(request, _("The decision was removed."))
        return _back(meeting, "besluiten")
    question = _("Remove decision %(decision)s?") % {"decision": row}
    return _confirm(request, meeting, question, _("Remove"), consequence=_("Its number is not given again."))


@object_view(Meeting, "change_meeting")
def point_add(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write down an action with its owner and its day."""
    form = PointForm(posted(request), instance=Action(), meeting=meeting)

    def save() -> bool:
        actions.add_point(meeting, form.instance, item=form.cleaned_data["item"], by=_user(request))
        return True

    if not meeting.is_minuted:
        return _too_early(request, meeting)
    if request.method == "POST" and _saved(form, save):
        messages.success(request, _("The action stands on the task list of %(name)s.") % {"name": form.instance.owner})
        return _back(meeting, "acties")
    return _page(request, meeting, form, _("New action"))


@object_view(Meeting, "change_meeting")
@_on_page
def point_remove(request: HttpRequest, meeting: Meeting, point: int) -> HttpResponse:
    """Take out an action that was not agreed on after all."""
    row = get_object_or_404(meeting.points.select_related("action"), pk=point)
    if request.method == "POST":
        actions.remove_point(meeting, row.pk)
        messages.success(request, _("The action was removed."))
        return _back(meeting, "acties")
    return _confirm(request, meeting, _("Remove action “%(action)s”?") % {"action": row}, _("Remove"))


# --- Everything in one file -----------------------------------------------------------------------------------------


@require_POST
@object_view(Meeting)
def bundle_make(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Ask for one PDF with everything as it is now."""
    actions.make_bundle(meeting, by=_user(request))
    return _back(meeting, "bundel")


@require_safe
@object_view(Meeting)
def bundle_file(request: HttpRequest, meeting: Meeting, bundle: int) -> HttpResponseBase:
    """The bundle as it was made."""
    row = get_object_or_404(MeetingBundle.objects.select_related("meeting__body"), pk=bundle, meeting=meeting)
    return files.download(row.file, row.filename, inline=True)
