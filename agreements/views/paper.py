"""Signatures in ink: register a scan, and look at what somebody else registered."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import actions, paper
from agreements.forms import ScanCheckForm, ScanForm
from agreements.models import Agreement, Scan
from agreements.views.common import tells_what_happened
from network.models import User
from zenderen.lib import files
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


@object_view(Agreement, "open_agreement")
@tells_what_happened
def scan_register(request: HttpRequest, agreement: Agreement, party: int) -> HttpResponse:
    """Hand in the scan of a party's signatures in ink."""
    user, version = cast(User, request.user), agreement.version
    row = get_object_or_404(
        version.parties.select_related("organisation", "first_signatory", "second_signatory"), pk=party
    )
    row.version = version
    if reason := actions.why_not_now(row, by=user):
        raise actions.Overtaken(reason)
    form = ScanForm(posted(request), request.FILES or None, party=row)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("document", "signed_on")}
        actions.register_scan(agreement, party=row.pk, signatories=form.signatories, by=user, **values)
        messages.success(request, _("The scan is registered. Now a second person looks at it."))
        return redirect(f"{agreement.get_absolute_url()}#handtekeningen")
    return render(request, "agreements/scan_form.html", {"form": form, "agreement": agreement, "party": row})


@object_view(Agreement, "confirm_agreement")
@tells_what_happened
def scan_check(request: HttpRequest, agreement: Agreement, scan: int) -> HttpResponse:
    """See the scan beside the text, and confirm or refuse it as a second person."""
    user, version = cast(User, request.user), agreement.version
    row = get_object_or_404(_scans(agreement), pk=scan)
    if row.registered_by_id == user.pk:
        raise PermissionDenied
    if not row.is_waiting or not agreement.is_signing or row.party.version_id != version.pk:
        raise actions.Overtaken(_("There is nothing to confirm any more about this scan."))
    form = ScanCheckForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decision"] == ScanCheckForm.CONFIRM:
            actions.confirm_scan(agreement, scan=row.pk, by=user)
            messages.success(request, _("Confirmed: %(party)s signed on paper.") % {"party": row.party})
        else:
            actions.refuse_scan(agreement, scan=row.pk, by=user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Not confirmed. Who registered the scan gets your reason by e-mail."))
        return redirect(f"{agreement.get_absolute_url()}#handtekeningen")
    context = {"form": form, "agreement": agreement, "version": version, "scan": row, "party": row.party}
    context |= {"content": version.content, "lines": version.lines, "pages": range(1, paper.page_count(row) + 1)}
    return render(request, "agreements/scan_check.html", context)


@require_safe
@object_view(Agreement)
def scan_file(request: HttpRequest, agreement: Agreement, scan: int) -> HttpResponseBase:
    """The scan itself: for who registers and confirms, and for who can sign for that party."""
    row = get_object_or_404(_scans(agreement), pk=scan)
    represents = row.party.version.parties.represented_by(request.user).filter(pk=row.party_id)
    if "confirm_agreement" not in granted(request.user, agreement) and not represents.exists():
        raise Http404
    page = request.GET.get("pagina", "")
    if page.isdecimal():
        return _picture(row, int(page))
    kind = str(row.file.name).rpartition(".")[2]
    return files.download(row.file, f"{slugify(f'op papier {row.party}')}.{kind}", inline="toon" in request.GET)


def _picture(scan: Scan, page: int) -> HttpResponse:
    try:
        content = paper.picture(scan, page)
    except LookupError as missing:
        raise Http404 from missing
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/png", headers=headers)


def _scans(agreement: Agreement) -> QuerySet[Scan]:
    rows = Scan.objects.filter(party__version__agreement=agreement)
    return rows.select_related("party__organisation", "party__version")
