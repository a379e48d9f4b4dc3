"""Bodies and their seats, for the network manager."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from network import actions, roles
from network.forms import BodyForm, EndSeatForm, FillSeatForm, NewBodyForm, SeatForm
from network.models import Body, Seat
from zenderen.lib.access import permission_view
from zenderen.lib.forms import accepted, posted


@permission_view("network.change_body")
def body_list(request: HttpRequest) -> HttpResponse:
    """All bodies, with how many seats they have and how many are open."""
    return render(request, "network/body_list.html", {"bodies": Body.objects.with_seats()})


@permission_view("network.add_body")
def body_add(request: HttpRequest) -> HttpResponse:
    """A new coordination group or advisory council."""
    form = NewBodyForm(posted(request))
    if request.method == "POST" and form.save_valid(then=roles.found):
        messages.success(request, _("%(name)s was added.") % {"name": form.instance})
        return redirect("network:body_detail", form.instance.slug)
    return render(request, "network/body_form.html", {"form": form})


@permission_view("network.change_body")
def body_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One body with its seats, now and before."""
    body = get_object_or_404(Body, slug=slug)
    seats = body.seats.select_related("user", "organisation").by_rank()
    context = {
        "body": body,
        "current": [seat for seat in seats if not seat.is_over],
        "former": [seat for seat in seats if seat.is_over],
    }
    return render(request, "network/body_detail.html", context)


@permission_view("network.change_body")
def body_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a body is called and does."""
    body = get_object_or_404(Body, slug=slug)
    form = BodyForm(posted(request), instance=body)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect("network:body_detail", body.slug)
    return render(request, "network/body_form.html", {"form": form, "body": body})


@permission_view("network.add_seat")
def seat_add(request: HttpRequest, slug: str) -> HttpResponse:
    """A seat, held by somebody or open."""
    body = get_object_or_404(Body, slug=slug)
    form = SeatForm(posted(request), instance=Seat(body=body))
    if request.method == "POST" and accepted(form, lambda data: actions.add_seat(form.instance)):
        messages.success(request, _("The seat was added."))
        return redirect("network:body_detail", body.slug)
    return render(request, "network/seat_form.html", {"form": form, "body": body, "title": _("Add a seat")})


@permission_view("network.change_seat")
def seat_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes an open seat."""
    seat = get_object_or_404(Seat.objects.select_related("body").filter(user=None), pk=pk)
    form = FillSeatForm(posted(request), initial={"organisation": seat.organisation_id})
    if request.method == "POST" and accepted(form, lambda data: actions.fill_seat(pk, **data)):
        messages.success(request, _("The seat is filled."))
        return redirect("network:body_detail", seat.body.slug)
    context = {"form": form, "body": seat.body, "seat": seat, "title": _("Fill an open seat")}
    return render(request, "network/seat_form.html", context)


@permission_view("network.change_seat")
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a seat."""
    seat = get_object_or_404(Seat.objects.select_related("body", "user"), pk=pk, ends_on=None)
    form = EndSeatForm(posted(request))
    if request.method == "POST" and accepted(form, lambda data: actions.end_seat(pk, **data)):
        messages.success(request, _("The last day was noted."))
        return redirect("network:body_detail", seat.body.slug)
    context = {
        "form": form,
        "title": _("End a seat in %(body)s") % {"body": seat.body},
        "question": str(seat.user or f"{_('open seat')} {seat.pk}"),
        "consequence": _("What this place gives ends with that day. What was done until then stays."),
        "submit": _("Note the last day"),
        "cancel": seat.body.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
