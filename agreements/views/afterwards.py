"""What can be done with an agreement in force: renew it, accede to it, leave it, end it, say what one thinks of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import actions
from agreements.forms import AccessionForm, NoticeForm, ReasonForm, RenewForm, TestimonialForm
from agreements.models import Agreement, Notice, Party, Signature, SignedDocument, Testimonial, Version
from agreements.views.common import tells_what_happened
from agreements.views.events import HALL
from network.models import Organisation, User
from zenderen.lib.access import global_permissions, object_view
from zenderen.lib.forms import posted

WITHDRAWS = "agreements.open_agreement"
TESTIMONIALS = 20  # on one page
SEES_ALL = {"open_agreement", "confirm_agreement"}  # the network manager and the coordination group

# --- What the page of an agreement shows of all this ----------------------------------------------------------------


def around(request: HttpRequest, agreement: Agreement, version: Version, may: frozenset[str]) -> dict[str, Any]:
    """The signing event, the versions with who signed them, who takes part today, testimonials, and what one may do."""
    user = cast(User, request.user)
    has = _what_there_is(agreement, user)
    testimonials = list(agreement.testimonials.shown().select_related("organisation")) if has["testimonials"] else []
    accessions = list(agreement.accessions.select_related("in_force").order_by("pk")) if has["accessions"] else []
    return {
        "event": getattr(version, "event", None),
        "may_plan": "open_agreement" in may and not agreement.is_complete and not agreement.is_closed,
        "may_show_screen": bool(HALL & may) and version.opened_at is not None,
        "versions": _versions(agreement, may) if version.number > 1 else [],
        "taking_part": _taking_part(agreement, accessions) if has["notices"] or accessions else [],
        "accessions": accessions if SEES_ALL & may else [],
        "testimonials": testimonials,
        "said": next((row for row in testimonials if row.author_id == user.pk), None),
        "may_testify": has["voice"],
        "may_leave": _may_leave(agreement, user) if has["voice"] else [],
        "may_manage": "open_agreement" in may and agreement.status == Agreement.Status.IN_FORCE,
        "may_renew": "change_agreement" in may and not agreement.is_draft and agreement.can_move_to("draft"),
    }


def _what_there_is(agreement: Agreement, user: User) -> dict[str, bool]:
    """Whether there is anything to fetch; one query, as most agreements have nothing of all this."""
    names = ("testimonials", "accessions", "notices", "voice")
    if agreement.in_force_id is None or agreement.is_ended:
        return dict.fromkeys(names, False)
    found = Agreement.objects.filter(pk=agreement.pk).values_list(
        Exists(Testimonial.objects.shown().filter(agreement=agreement)),
        Exists(Agreement.objects.filter(parent=agreement)),
        Exists(Notice.objects.filter(agreement=agreement)),
        Exists(actions.speaking_for(agreement, user)),
    )
    return dict(zip(names, found[0], strict=True))


def _may_leave(agreement: Agreement, user: User) -> list[Party]:
    """The parties for which this executive gives notice, alone or with others."""
    led = actions.led_parties(agreement, user).select_related("organisation")
    return [party for party in led if not party.named_keys or user in actions.together(agreement, party).able]


def _versions(agreement: Agreement, may: frozenset[str]) -> list[Any]:
    """Those this person sees, the last first, each with who signed it (``signers``) and the one before (``older``)."""
    signers: dict[int, list[Signature]] = defaultdict(list)
    signatures = Signature.objects.filter(party__version__agreement=agreement)
    for signature in signatures.select_related("party__organisation"):
        signers[signature.party.version_id].append(signature)
    versions: list[Any] = list(agreement.versions_for(may).order_by("-number").defer("text"))
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        version.agreement, version.older, version.signers = agreement, older, signers[version.pk]
    return versions


def _taking_part(agreement: Agreement, accessions: list[Agreement]) -> list[dict[str, Any]]:
    """Who takes part in what is in force today: its parties, and who acceded; and until when, after a notice."""
    notices = {notice.organisation_id: notice for notice in agreement.notices.all()}
    by_version = {each.in_force_id: each for each in accessions if each.status == Agreement.Status.IN_FORCE}
    parties = Party.objects.filter(version__in=[agreement.in_force_id, *by_version]).select_related("organisation")
    made = dict(SignedDocument.objects.filter(version__in=by_version, edition=1).values_list("version", "made_at"))
    return [
        {
            "organisation": party.organisation,
            "role": party.role,
            "notice": notices.get(party.organisation_id),
            "accession": by_version.get(party.version_id),
            "since": _since(by_version.get(party.version_id), made.get(party.version_id)),
        }
        for party in parties.order_by("pk")
    ]


def _since(accession: Agreement | None, made_at: Any) -> Any:
    version = accession.in_force if accession else None
    return version and (version.effective_on or made_at)


# --- Renewal, accession, end ----------------------------------------------------------------------------------------


@object_view(Agreement, "open_agreement")
@tells_what_happened
def agreement_renew(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Begin a new version with new dates, which all parties sign again."""
    version = actions.check_in_force(agreement)
    actions.check_new_version(agreement)
    start = version.ends_on or version.renews_on
    new = Version(agreement=agreement, number=agreement.version.number + 1)
    form = RenewForm(posted(request), instance=new, initial={"effective_on": start, "reason": _("Renewal")})
    if request.method == "POST" and form.is_valid():
        draft = actions.renew(agreement, by=cast(User, request.user), **form.cleaned_data)
        messages.success(
            request, _("Version %(number)s was made, as a copy. You can change it now.") % {"number": draft.number}
        )
        return redirect(agreement)
    return render(
        request, "agreements/agreement_renew.html", {"form": form, "agreement": agreement, "version": version}
    )


@object_view(Agreement, "open_agreement")
@tells_what_happened
def accession_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Let one more partner take on what the others agreed."""
    actions.check_in_force(agreement)
    choices = actions.can_accede(agreement)
    form = AccessionForm(posted(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        accession = actions.begin_accession(agreement, organisation=organisation, by=cast(User, request.user))
        messages.success(request, _("The draft of the accession was made. Check its text, then open it for signing."))
        return redirect(accession)
    return render(request, "agreements/accession_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "open_agreement")
@tells_what_happened
def agreement_end(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """End the agreement for all, today."""
    version = actions.check_in_force(agreement)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.terminate(agreement, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(request, _("The agreement was ended. Everybody concerned gets an e-mail."))
        return redirect(agreement)
    return render(request, "agreements/agreement_end.html", {"form": form, "agreement": agreement, "version": version})


# --- Notice ---------------------------------------------------------------------------------------------------------


@never_cache
@object_view(Agreement)
@tells_what_happened
def notice_give(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Leave the agreement for one's own organisation, after the notice period."""
    version = actions.check_in_force(agreement)
    organisation = _led(request, agreement)
    ends_on = actions.last_day(version)
    rule = actions.together(agreement, Party.objects.get(version=version, organisation=organisation))
    if request.user not in rule.able:
        raise PermissionDenied
    said = {"reason": rule.parts[0].reason} if rule.parts else {}
    form = NoticeForm(posted(request), request=request, organisation=organisation, ends_on=ends_on, initial=said)
    if request.method == "POST" and form.is_valid():
        names = ("reason", "ends_on")
        given = {name: form.cleaned_data[name] for name in names}
        notice = actions.give_notice(agreement, organisation=organisation, by=request.user, factor=form.factor, **given)
        waits = _("Your notice for %(party)s waits for a colleague, who is asked by mail.")
        words = _("Notice was given for %(party)s.") if notice else waits
        messages.success(request, words % {"party": organisation})
        return redirect(agreement)
    context = {"form": form, "agreement": agreement, "version": version, "organisation": organisation, "rule": rule}
    return render(request, "agreements/notice_form.html", {**context, "ends_on": ends_on})


def _led(request: HttpRequest, agreement: Agreement) -> Organisation:
    """The party that the address names, or the first that this person leads; PermissionDenied without one."""
    led = Organisation.objects.led_by(request.user).filter(agreement_parties__version=agreement.in_force_id)
    named = request.GET.get("partij", "")
    organisation = led.filter(pk=named).first() if named.isdecimal() else led.first()
    if organisation is None:
        raise PermissionDenied
    if agreement.notices.filter(organisation=organisation).exists():
        raise actions.Overtaken(_("%(organisation)s gave notice already.") % {"organisation": organisation})
    return organisation


# --- Testimonials ---------------------------------------------------------------------------------------------------


@object_view(Agreement)
@tells_what_happened
def testimonial_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Say something about the cooperation that everybody may read."""
    actions.check_in_force(agreement)
    user = cast(User, request.user)
    organisation = actions.speaking_for(agreement, user).first()
    if organisation is None:
        raise PermissionDenied
    form = TestimonialForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.testify(agreement, organisation=organisation, text=form.cleaned_data["text"], by=user)
        messages.success(request, _("Thank you. What you said is shown from now on."))
        return redirect(f"{agreement.get_absolute_url()}#uitspraken")
    context = {"form": form, "agreement": agreement, "organisation": organisation}
    return render(request, "agreements/testimonial_form.html", context)


def testimonial_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own words back, at once; the network manager does it for who has no account any more."""
    rows = Testimonial.objects.shown().select_related("organisation", "agreement")
    if WITHDRAWS not in global_permissions(request.user):
        rows = rows.filter(author=request.user.pk)
    testimonial = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        actions.withdraw_testimonial(testimonial)
        is_own = testimonial.author_id == request.user.pk
        messages.success(request, _("What you said is no longer shown.") if is_own else _("It is no longer shown."))
        return redirect("network:organisation_detail", testimonial.organisation.slug)
    return render(request, "agreements/testimonial_withdraw.html", {"testimonial": testimonial})


@login_not_required
@require_safe
def testimonial_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """What executives of one partner say, for everybody; a piece of the partner's page, or a page of its own."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    rows: QuerySet[Testimonial] = organisation.testimonials.shown().select_related("agreement")
    context = {
        "organisation": organisation,
        "testimonials": rows,
        "visible": _visible(request, rows),
        "withdraws": WITHDRAWS in global_permissions(request.user),
    }
    is_piece = bool(getattr(request, "htmx", None))
    if not is_piece and not rows:
        return redirect(organisation)
    name = "agreements/_testimonial_panel.html" if is_piece else "agreements/testimonial_organisation.html"
    return render(request, name, context)


@login_not_required
def testimonial_list(request: HttpRequest) -> HttpResponse:
    """What executives of all partners say, the latest first, as long as they agree that everybody reads it."""
    rows = Testimonial.objects.shown().select_related("organisation", "agreement")
    page = Paginator(rows, TESTIMONIALS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "testimonials": page.object_list,
        "visible": _visible(request, page.object_list),
        "withdraws": WITHDRAWS in global_permissions(request.user),
        "leads": Organisation.objects.led_by(request.user).exists(),
    }
    return render(request, "agreements/testimonial_list.html", context)


def _visible(request: HttpRequest, rows: Iterable[Testimonial]) -> set[int]:
    """The agreements (keys) among them of which this person may know the title."""
    known = Agreement.objects.visible_to(request.user).filter(pk__in=[row.agreement_id for row in rows])
    return set(known.values_list("pk", flat=True))
