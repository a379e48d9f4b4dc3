"""The signing event: planning it, the calendar file, and the screen in the hall."""

import datetime
from typing import Any, cast

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import actions, pictures
from agreements.forms import EventForm
from agreements.models import Agreement, Party, SigningEvent, Version
from agreements.views.common import confirm, tells_what_happened
from network.models import User
from zenderen.lib import ical
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted

LASTS = datetime.timedelta(hours=1)  # as the calendar shows it; nobody is asked for an end
SIZES = (("few", 6), ("some", 8), ("more", 16), ("many", 32), ("most", 10_000))  # so many parties fit at this size
HALL = {"confirm_agreement", "change_agreement"}  # the network manager, the coordination group and the secretary


# --- Planning -------------------------------------------------------------------------------------------------------


@object_view(Agreement, "open_agreement")
@tells_what_happened
def event_plan(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Plan the event of the latest version, or change it."""

    def fill_in(event: SigningEvent) -> tuple[EventForm, bool]:
        form = EventForm(posted(request), instance=event)
        return form, request.method == "POST" and form.save_valid(then=lambda saved: announce(form, saved))

    def announce(form: EventForm, event: SigningEvent) -> None:
        if form.changed_data:
            actions.announce(event, by=cast(User, request.user))

    form, is_saved = actions.with_event(agreement, fill_in)
    if is_saved:
        messages.success(request, _("The signing event was planned."))
        return redirect(agreement)
    return render(request, "agreements/event_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "open_agreement")
@tells_what_happened
def event_cancel(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Take the event back."""
    event = SigningEvent.objects.filter(version=agreement.version).select_related("version").first()
    if event is None:
        raise Http404
    actions.check_plannable(agreement)
    if request.method == "POST":
        actions.cancel(event, by=cast(User, request.user))
        messages.success(request, _("The signing event was cancelled."))
        return redirect(agreement)
    return confirm(request, agreement, _("Cancel the signing event?"), _("Cancel the event"))


@require_safe
@object_view(Agreement)
def event_calendar(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The event as a file for one's own calendar; 404 as long as the day is not known."""
    version = agreement.version_for(granted(request.user, agreement))
    event = SigningEvent.objects.filter(version=version).exclude(starts_at=None).first()
    if event is None:
        raise Http404
    starts_at = cast(datetime.datetime, event.starts_at)
    entry = ical.Entry(
        key=f"ondertekening-{event.pk}",
        title=_("Signing of %(title)s") % {"title": agreement.title},
        starts=starts_at,
        ends=starts_at + LASTS,
        path=agreement.get_absolute_url(),
        place=event.place,
        about=event.present,
        edition=event.edition,
    )
    return ical.download(slugify(agreement.title)[:80] or "ondertekening", [entry])


# --- The screen in the hall -----------------------------------------------------------------------------------------


@require_safe
@never_cache
@object_view(Agreement)
def screen(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Who has signed, for a hall full of people: it renews itself, by htmx or by plain reloading."""
    if not HALL & granted(request.user, agreement):
        raise PermissionDenied
    context = _on_screen(agreement, with_missing="ontbreekt" in request.GET, seen=request.GET.get("gezien", ""))
    if not getattr(request, "htmx", None):
        return render(request, "agreements/agreement_screen.html", context)
    if context["state"] == request.GET.get("gezien"):
        return HttpResponse(status=204)  # nothing new: the hall sees nothing move
    return render(request, "agreements/_screen.html", {**context, "is_news": True})


@require_safe
@object_view(Agreement)
def screen_picture(request: HttpRequest, agreement: Agreement, sheet: str) -> HttpResponse:
    """A page of the sealed document as a picture, for the screen in the hall."""
    if not HALL & granted(request.user, agreement):
        raise PermissionDenied
    document = _version_of_the_hall(agreement).document
    if document is None or sheet not in pictures.SHEETS:
        raise Http404
    picture = pictures.sheet(document, sheet)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _version_of_the_hall(agreement: Agreement) -> Version:
    """The last version that was opened for signing, or else the one that is being written."""
    opened = agreement.versions.exclude(opened_at=None).select_related("event").order_by("-number").first()
    if opened:
        opened.agreement = agreement
    return opened or agreement.version


def _on_screen(agreement: Agreement, *, with_missing: bool, seen: str) -> dict[str, Any]:
    version = _version_of_the_hall(agreement)
    lines = version.lines if version.opened_at else []
    signed = sorted(
        (line for line in lines if line["row"].state == Party.State.SIGNED),
        key=lambda line: (line["row"].decided_at, line["id"]),
    )
    document = version.document if version.sha256 else None
    hands = sum(line["row"].given for line in lines) if with_missing else 0
    before = seen.partition(".")[0]
    address = f"{settings.SITE_URL}{reverse('agreements:agreement_sign', args=[agreement.pk])}"
    return {
        "agreement": agreement,
        "version": version,
        "event": getattr(version, "event", None),
        "signed": signed,
        "shown_before": int(before) if before.isdecimal() else len(signed),
        "total": len(lines),
        "size": next(size for size, most in SIZES if len(lines) <= most),
        "missing": [line for line in lines if line["row"].is_pending] if with_missing else [],
        "with_missing": with_missing,
        "document": document,
        "state": f"{len(signed)}.{agreement.status}.{version.number}.{document.edition if document else 0}.{hands}",
        "is_over": bool(document) or bool(version.ended_as),
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=2),
    }
