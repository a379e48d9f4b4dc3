"""The evidence package of an agreement."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import evidence
from agreements.actions.evidence import ask_evidence, note_evidence_taken
from agreements.models import Agreement
from agreements.tasks import EVIDENCE
from network.models import User
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import granted, object_view


@never_cache
@object_view(Agreement)
def evidence_detail(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """What the package is, how far it is, and the way to ask for it."""
    user = _entitled(request, agreement)
    if request.method == "POST":
        ask_evidence(agreement, by=user)
        messages.success(request, _("The evidence package is being made."))
        return redirect("agreements:evidence", agreement.pk)
    context = {"agreement": agreement, "job": Job.objects.latest_for(agreement, EVIDENCE)}
    return render(request, "agreements/evidence_detail.html", context)


@require_safe
@object_view(Agreement)
def evidence_download(request: HttpRequest, agreement: Agreement) -> HttpResponseBase:
    """The newest package."""
    user = _entitled(request, agreement)
    name = evidence.newest(agreement)
    if not name:
        messages.info(request, _("There is no evidence package of this agreement yet."))
        return redirect("agreements:evidence", agreement.pk)
    if request.method == "GET":
        note_evidence_taken(agreement, by=user)
    return files.download_name(name, f"bewijs-{slugify(agreement.title)[:80]}.zip")


def _entitled(request: HttpRequest, agreement: Agreement) -> User:
    """This person, if they may have the evidence; PermissionDenied for all others."""
    if not evidence.may_have(request.user, agreement, may=granted(request.user, agreement)):
        raise PermissionDenied
    return cast(User, request.user)
