"""Conferences: the series, the page of each with its programme, calendar files, the sheet of paper, and writing it."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network import programme_pdf, timetable
from network.actions import registrations
from network.forms.conferences import ConferenceForm, ProgrammeItemForm
from network.marks import marks
from network.models import Conference, Document, InputRound, Poll, ProgrammeItem, Registration, Stage
from zenderen.lib import files, ical
from zenderen.lib.access import AnyUser, global_permissions, granted, object_view, permission_view
from zenderen.lib.forms import EditForm, posted


@login_not_required
@require_safe
def conference_list(request: HttpRequest) -> HttpResponse:
    """The series with what came out of each, and what is to come."""
    rows = Conference.objects.prefetch_related("results")
    context = {
        "series": rows.series(),
        "others": rows.filter(number=None),
        "may_add": "network.add_conference" in global_permissions(request.user),
    }
    return render(request, "network/conference_list.html", context)


@login_not_required
@require_safe
@object_view(Conference)
def conference_detail(request: HttpRequest, conference: Conference) -> HttpResponse:
    """One conference: before it the programme and registering, on the day where we are, afterwards what it brought."""
    day = timetable.slots(_programme(conference, request.user), is_today=conference.is_today)
    placed = conference.registrations.placed()
    context: dict[str, Any] = {
        "conference": conference,
        "slots": day,
        "now": next((slot for slot in day if slot.state == "now"), None),
        "next": next((slot for slot in day if slot.state == "next"), None),
        "places": None if conference.capacity is None else max(conference.capacity - placed.count(), 0),
        "own": _own(conference, request.user),
        "came": conference.came or placed.exclude(checked_in_at=None).count() if conference.is_over else 0,
        "results": conference.results.all(),
        "present": conference.present.select_related("organisation"),
        "rounds": InputRound.objects.filter(conference=conference).exclude(status=Stage.DRAFT),
        "polls": Poll.objects.filter(conference=conference).exclude(status=Stage.DRAFT),
        "documents": Document.objects.visible_to(request.user).filter(conference=conference).order_by("title"),
        "themes": conference.themes.visible_to(request.user),
        "marks": marks(conference) if conference.shows_evaluation and conference.is_over else None,
        "may": granted(request.user, conference),
        **_neighbours(conference),
    }
    return render(request, "network/conference_detail.html", context)


def _programme(conference: Conference, user: AnyUser) -> Any:
    readable = Document.objects.visible_to(user).order_by("title")
    return conference.programme.prefetch_related("speakers", Prefetch("documents", readable, to_attr="readable"))


def _own(conference: Conference, user: AnyUser) -> Registration | None:
    if not user.is_authenticated:
        return None
    return conference.registrations.exclude(status=Registration.Status.CANCELLED).filter(user_id=user.pk).first()


def _neighbours(conference: Conference) -> dict[str, Conference | None]:
    if conference.number is None:
        return {}
    return {
        "before": Conference.objects.filter(number__lt=conference.number).order_by("-number").first(),
        "after": Conference.objects.filter(number__gt=conference.number).order_by("number").first(),
    }


# --- To take along --------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@object_view(Conference)
def conference_programme(request: HttpRequest, conference: Conference) -> HttpResponseBase:
    """The programme on one A4; 404 as long as there is none."""
    if not conference.programme.exists():
        raise Http404
    name = programme_pdf.stored(conference)
    shown_name = _("programme")
    return files.download_name(name, f"{shown_name}-{conference.slug}.pdf", inline=True)


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All conferences of which the day is known, as one calendar."""
    days = Conference.objects.exclude(starts_on=None).prefetch_related("programme").order_by("starts_on", "pk")
    return ical.download("conferenties", [_entry(each) for each in days], name=_("Conferences"))


@login_not_required
@require_safe
@object_view(Conference)
def conference_calendar(request: HttpRequest, conference: Conference) -> HttpResponse:
    """The conference as a file for one's own calendar; 404 as long as its day is not known."""
    if conference.starts_on is None:
        raise Http404
    return ical.download(conference.slug, [_entry(conference)])


@login_not_required
@require_safe
@object_view(Conference)
def item_calendar(request: HttpRequest, conference: Conference, item: int) -> HttpResponse:
    """One part of the programme for one's own calendar."""
    part = get_object_or_404(conference.programme, pk=item)
    entry = ical.Entry(
        key=f"programma-{part.pk}",
        title=f"{conference.name}: {part.title}",
        starts=part.starts_at,
        ends=part.ends_at,
        path=f"{conference.get_absolute_url()}#deel-{part.pk}",
        place=", ".join(filter(None, (part.room, conference.place, conference.address))),
        about=part.about,
        edition=part.edition,
    )
    return ical.download(f"{conference.slug}-{part.pk}", [entry])


def _entry(conference: Conference) -> ical.Entry:
    """From the first part to the end of the last one; the whole day where there is no programme."""
    assert conference.starts_on
    parts = list(conference.programme.all())
    starts: datetime.datetime | datetime.date = min((part.starts_at for part in parts), default=conference.starts_on)
    ends: datetime.datetime | datetime.date = max((part.ends_at for part in parts), default=conference.starts_on)
    return ical.Entry(
        key=f"conferentie-{conference.pk}",
        title=conference.name,
        starts=starts,
        ends=ends,
        path=conference.get_absolute_url(),
        place=", ".join(filter(None, (conference.place, conference.address))),
        about=conference.summary,
        edition=conference.edition,
    )


# --- Writing it -----------------------------------------------------------------------------------------------------


def _edit(request: HttpRequest, form: EditForm, *, title: str, back: Any, **context: Any) -> HttpResponse:
    known = {"form": form, "title": title, "back": back, **context}
    return render(request, "network/conference_form.html", known)


@permission_view("network.add_conference")
def conference_add(request: HttpRequest) -> HttpResponse:
    """A new conference, of the series or beside it."""
    form = ConferenceForm(posted(request))
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(form.instance)
    return _edit(request, form, title=_("Add a conference"), back="network:conference_list")


@object_view(Conference, "change_conference")
def conference_edit(request: HttpRequest, conference: Conference) -> HttpResponse:
    """A conference and its results; more places go to who waits for one."""
    form = ConferenceForm(posted(request), instance=conference)
    if request.method == "POST" and form.save_valid(then=registrations.fill):
        messages.success(request, _("Saved."))
        return redirect(conference)
    return _edit(request, form, title=_("Edit the conference"), back=conference, conference=conference)


@object_view(Conference, "change_conference")
def item_add(request: HttpRequest, conference: Conference) -> HttpResponse:
    """A part of the programme; first the day must be known."""
    if conference.starts_on is None:
        messages.warning(request, _("First give the day of the conference."))
        return redirect("network:conference_edit", conference.slug)
    last = conference.programme.order_by("ends_at").last()
    initial = {"begins": timezone.localtime(last.ends_at).time()} if last else {}
    part = ProgrammeItem(conference=conference)
    form = ProgrammeItemForm(posted(request), instance=part, user=request.user, initial=initial)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("The part was added to the programme."))
        return redirect("network:item_add", conference.slug) if "another" in request.POST else redirect(conference)
    return _edit(request, form, title=_("Add a part"), back=conference, conference=conference, is_new=True)


@object_view(Conference, "change_conference")
def item_edit(request: HttpRequest, conference: Conference, item: int) -> HttpResponse:
    """A part of the programme, its speakers, its presentations and what came out of it."""
    part = get_object_or_404(conference.programme, pk=item)
    form = ProgrammeItemForm(posted(request), instance=part, user=request.user)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(conference)
    return _edit(request, form, title=part.title, back=conference, conference=conference, part=part)


@object_view(Conference, "change_conference")
def item_remove(request: HttpRequest, conference: Conference, item: int) -> HttpResponse:
    """Take a part out of the programme."""
    part = get_object_or_404(conference.programme, pk=item)
    if request.method == "POST":
        part.delete()
        messages.success(request, _("The part was removed from the programme."))
        return redirect(conference)
    context = {
        "title": part.title,
        "question": _("Take this part out of the programme?"),
        "submit": _("Remove"),
        "cancel": conference.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
