"""The page of an agreement, and the acts on it: open, sign, decline, withdraw."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import actions, evidence
from agreements.forms import ChangeForm, DeclineForm, OpenForm, ReasonForm, SignForm
from agreements.forms.signing import OWN
from agreements.models import Agreement, Comment, Party, Signature, Version
from agreements.tasks import SIGNED_PDF, VERSION_PDF
from agreements.views.afterwards import around
from agreements.views.common import tells_what_happened
from network.models import User
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted


@require_safe
@never_cache
@object_view(Agreement)
def agreement_detail(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Who has signed, what am I asked, and the whole text."""
    may = granted(request.user, agreement)
    version = agreement.version_for(may)
    if not version.is_frozen:
        prefetch_related_objects([version], "articles", "annexes")
    lines = version.lines
    if not getattr(request, "htmx", None):  # a page that renews itself is not read anew each time
        actions.note_reading(agreement, version, by=cast(User, request.user))
    user, waits = cast(User, request.user), agreement.is_signing and not version.ended_as
    changes = version.comments.filter(kind=Comment.Kind.CHANGE) if version.opened_at else Comment.objects.none()
    context = {
        "agreement": agreement,
        "version": version,
        "may": may,
        "content": version.content,
        "articles": None if version.is_frozen else version.articles.all(),
        "lines": lines,
        "signed": sum(line["row"].state == Party.State.SIGNED for line in lines),
        "total": len(lines),
        "asked": _asked(request, version, may),
        "document": version.document if version.sha256 else None,
        "may_have_evidence": evidence.may_have(request.user, agreement, may=may),
        "job": Job.objects.latest_for(version, VERSION_PDF, SIGNED_PDF) if version.opened_at else None,
        "problems": actions.problems(version) if agreement.is_draft and "open_agreement" in may else [],
        "events": agreement.events.all() if "audit_agreement" in may else None,
        "retractable": _retractable(version, user) if waits and any(line["row"].given for line in lines) else set(),
        "follows": waits and "open_agreement" in may,
        "today": timezone.localdate(),
        "changes": changes if "change_agreement" in may else changes.filter(author=user.pk),
    }
    context["stand"] = _stand(context)
    if getattr(request, "htmx", None) and request.GET.get("stand") == context["stand"]:
        return HttpResponse(status=204)  # nothing new: nothing is replaced and nothing read aloud again
    if not getattr(request, "htmx", None):  # what renews itself is the standing alone
        context |= around(request, agreement, version, may)
    return render(request, "agreements/agreement_detail.html", context)


@object_view(Agreement, "open_agreement")
@tells_what_happened
def agreement_open(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Freeze the text and ask the executives of all parties to sign, in an order and until a day."""
    version, status = agreement.version, 200
    problems = actions.problems(version)
    form = OpenForm(posted(request), version=version)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_for_signing(agreement, by=cast(User, request.user), places=form.places)
        except actions.NotReady as refusal:
            problems, status = refusal.problems, 422
        else:
            messages.success(request, _("The document is being made. After that the executives get an e-mail."))
            return redirect(agreement)
    context = {"agreement": agreement, "version": version, "problems": problems, "form": form}
    context["executives"] = version.executives
    return render(request, "agreements/agreement_open.html", context, status=status)


@never_cache
@object_view(Agreement, "sign_agreement")
@tells_what_happened
def agreement_sign(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Read the whole text and sign it for one party."""
    version, user = agreement.version, cast(User, request.user)
    party = _party_to_decide(request, version)
    if party is None:
        return redirect(agreement)
    form = SignForm(posted(request), request=request, version=version, party=party)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("party", "sha256", "typed_name", "drawing")}
        actions.sign(agreement, by=user, factor=form.factor, mandate=form.mandate, **given)
        messages.success(request, _("You signed for %(party)s. A receipt is on its way by e-mail.") % {"party": party})
        return redirect(agreement)
    if request.method == "GET":
        actions.note_viewing(agreement, party, by=user)
    context = {"agreement": agreement, "version": version, "content": version.content, "lines": version.lines}
    context |= {"may_mandate": any(one.value == OWN for one in form.authorities)}
    return render(request, "agreements/agreement_sign.html", {**context, "party": party, "form": form})


@object_view(Agreement, "sign_agreement")
@tells_what_happened
def agreement_decline(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Say no for one party, which ends the signing for all."""
    party = _party_to_decide(request, agreement.version)
    if party is None:
        return redirect(agreement)
    form = DeclineForm(posted(request), initial={"party": party.pk})
    if request.method == "POST" and form.is_valid():
        actions.decline(agreement, by=cast(User, request.user), **form.cleaned_data)
        messages.success(
            request, _("You declined for %(party)s. Everybody concerned gets a message.") % {"party": party}
        )
        return redirect(agreement)
    return render(request, "agreements/agreement_decline.html", {"agreement": agreement, "party": party, "form": form})


@object_view(Agreement, "sign_agreement")
@tells_what_happened
def agreement_retract(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Come back on a signature before all have signed, which ends the signing for all."""
    data = posted(request)
    version, user, named = agreement.version, cast(User, request.user), (data or request.GET).get("party", "")
    mine = version.parties.filter(pk=named if named.isdecimal() else 0).select_related("organisation").first()
    if mine is None or "change_agreement" in granted(user, agreement):
        raise PermissionDenied
    form = DeclineForm(data, initial={"party": mine.pk})
    if request.method == "POST" and form.is_valid():
        actions.retract(agreement, by=user, **form.cleaned_data)
        messages.success(request, _("The signature was taken back. Everybody concerned gets a message."))
        return redirect(agreement)
    if not agreement.is_signing:
        raise actions.Overtaken(_("A signature cannot be taken back any more."))
    if mine.pk not in _retractable(version, user):
        raise PermissionDenied
    return render(request, "agreements/agreement_retract.html", {"agreement": agreement, "party": mine, "form": form})


@object_view(Agreement, "sign_agreement")
@tells_what_happened
def change_ask(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Ask for another text instead of signing this one."""
    party = _party_to_decide(request, agreement.version)
    if party is None:
        return redirect(agreement)
    form = ChangeForm(posted(request), initial={"party": party.pk})
    if request.method == "POST" and form.is_valid():
        actions.ask_change(agreement, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("The network manager gets your question. You get an e-mail when it is answered."))
        return redirect(agreement)
    return render(request, "agreements/change_ask.html", {"agreement": agreement, "party": party, "form": form})


@object_view(Agreement, "withdraw_agreement")
@tells_what_happened
def agreement_withdraw(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Take the agreement back before all have signed."""
    if not agreement.can_move_to(Agreement.Status.WITHDRAWN):
        raise actions.Overtaken(_("The agreement can no longer be withdrawn."))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw(agreement, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(request, _("The agreement was withdrawn."))
        return redirect(agreement)
    return render(request, "agreements/agreement_withdraw.html", {"agreement": agreement, "form": form})


@require_safe
@object_view(Agreement)
def agreement_pdf(request: HttpRequest, agreement: Agreement) -> HttpResponseBase:
    """The sealed document of the version in force."""
    document = agreement.in_force.document if agreement.in_force else None
    if document is None:
        messages.info(request, _("There is no signed document of this agreement yet."))
        return redirect(agreement)
    return _download(request, agreement, document.version, document.file)


@require_safe
@object_view(Agreement)
def version_pdf(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponseBase:
    """The text of one version, as it is or was signed; its hash is on the page."""
    version = get_object_or_404(agreement.versions.exclude(file=""), number=number)
    return _download(request, agreement, version, version.file)


def _download(request: HttpRequest, agreement: Agreement, version: Version, file: FieldFile) -> HttpResponseBase:
    if request.method == "GET":
        actions.note_download(agreement, version, by=cast(User, request.user))
    kind = "" if file == version.file else "-ondertekend"
    return files.download(file, f"{slugify(agreement.title)[:80]}-v{version.number}{kind}.pdf")


def _asked(request: HttpRequest, version: Version, may: frozenset[str]) -> list[Party]:
    """The parties for which this person is asked to sign or decline now."""
    if not version.agreement.is_signing or "sign_agreement" not in may or "change_agreement" in may:
        return []
    parties = version.parties.signable_by(request.user).select_related("organisation")
    return list(parties.only("version", "organisation__name", "deadline_on"))


def _retractable(version: Version, user: User) -> set[int]:
    """The keys of the parties of which this person can take a signature back."""
    return set(Signature.objects.retractable_by(user).filter(party__version=version).values_list("party", flat=True))


def _stand(context: dict[str, Any]) -> str:
    """Changes when what the block of the standing shows changes."""
    opened = context["lines"] if context["version"].opened_at else []
    signatures = sum(len(line["row"].signatures.all()) for line in opened)
    document = context["document"].pk if context["document"] else 0
    asked = "-".join(str(party.pk) for party in context["asked"])
    return f"{context['agreement'].status}.{context['signed']}.{signatures}.{document}.{asked}"


def _party_to_decide(request: HttpRequest, version: Version) -> Party | None:
    """The party that the form names, else the first that waits for this person.

    None on a visit when the decision was made; Overtaken when it is too early or too late for one.
    """
    named = (request.POST or request.GET).get("party", "")
    mine = version.parties.represented_by(request.user)
    if named.isdecimal():
        mine = mine.filter(pk=named)
    # Who prepares agreements never signs one, whatever other post they hold.
    if "change_agreement" in granted(request.user, version.agreement) or not mine:
        raise PermissionDenied
    party = mine.signable_by(request.user).select_related("organisation").first()
    if party:
        party.version = version
    elif request.method == "POST":
        raise actions.Overtaken(_("There is nothing left for you to decide here."))
    else:
        _check_in_time(mine.select_related("organisation"), version, by=cast(User, request.user))
    return party


def _check_in_time(parties: Iterable[Party], version: Version, *, by: User) -> None:
    """Overtaken, with the reason, where a party still has to decide but cannot do so now."""
    for party in parties:
        party.version = version
        if version.agreement.is_signing and party.is_pending and not party.signatures.filter(user=by.pk).exists():
            raise actions.Overtaken(
                actions.why_not_now(party, by=by) or _("There is nothing left for you to decide here.")
            )
