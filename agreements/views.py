"""Pages of agreements, in URL order."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreements import actions
from agreements.forms import (
    AgreementFilter,
    AgreementForm,
    ArticleForm,
    DeclineForm,
    PartyForm,
    ReasonForm,
    SignForm,
)
from agreements.models import Agreement, Article, Party, SignedDocument, Version
from agreements.tasks import SIGNED_PDF
from network.models import Organisation, User
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import global_permissions, granted, object_view, permission_view
from zenderen.lib.forms import EditForm, posted
from zenderen.lib.states import IllegalStep

P = ParamSpec("P")
PER_PAGE = 25


def tells_what_happened(
    view: Callable[Concatenate[HttpRequest, Agreement, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """An act that came too late ends on a page (409) that says what happened and what to do next."""

    @wraps(view)
    def wrapper(request: HttpRequest, agreement: Agreement, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, agreement, *args, **kwargs)
        except IllegalStep as refusal:
            agreement.refresh_from_db()
            context = {"agreement": agreement, "lines": agreement.version.lines, "refusal": refusal}
            return render(request, "agreements/agreement_overtaken.html", context, status=409)

    return wrapper


def agreement_list(request: HttpRequest) -> HttpResponse:
    """What is asked of me first, then all that I may see."""
    rows = Agreement.objects.visible_to(request.user).for_list().asking_first(request.user)
    chosen = AgreementFilter(request.GET, queryset=rows)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    may_add = "agreements.add_agreement" in global_permissions(request.user)
    what = npgettext("counted", "agreement", "agreements", count)
    context = {"filter": chosen, "page": page, "what": what, "may_add": may_add}
    return render(request, "agreements/agreement_list.html", context)


@permission_view("agreements.add_agreement")
def agreement_add(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    user = cast(User, request.user)
    form = AgreementForm(posted(request), user=user)
    if request.method == "POST" and form.save_valid(then=lambda agreement: actions.start(agreement, by=user)):
        messages.success(request, _("The draft was made. Add its articles and its parties."))
        return redirect(form.instance)
    return render(request, "agreements/agreement_form.html", {"form": form})


@login_not_required
@require_safe
def organisation_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """The agreements of one partner, as far as this person may know of them; a piece of the partner's page."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not getattr(request, "htmx", None):
        return redirect(f"{reverse('agreements:agreement_list')}?partner={organisation.pk}")
    rows = Agreement.objects.visible_to(request.user).filter(versions__parties__organisation=organisation)
    context = {"agreements": rows.distinct().with_progress()[:20]}
    return render(request, "agreements/_organisation_panel.html", context)


@require_safe
@never_cache
@object_view(Agreement)
def agreement_detail(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Who has signed, what am I asked, and the whole text."""
    version, may = agreement.version, granted(request.user, agreement)
    if agreement.is_draft:
        prefetch_related_objects([version], "articles")
    lines = version.lines
    context = {
        "agreement": agreement,
        "version": version,
        "may": may,
        "content": version.content,
        "articles": version.articles.all() if agreement.is_draft else None,
        "lines": lines,
        "signed": sum(line["row"].state == Party.State.SIGNED for line in lines),
        "total": len(lines),
        "asked": _asked(request, version, may),
        "document": SignedDocument.objects.filter(version=version).first() if agreement.is_complete else None,
        "job": Job.objects.latest_for(version, SIGNED_PDF) if agreement.is_complete else None,
        "problems": actions.problems(version) if agreement.is_draft and "open_agreement" in may else [],
        "events": agreement.events.all() if "audit_agreement" in may else None,
    }
    return render(request, "agreements/agreement_detail.html", context)


@object_view(Agreement, "change_agreement")
def agreement_edit(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Change what the agreement is."""
    form = AgreementForm(posted(request), instance=agreement, user=cast(User, request.user))
    if request.method == "POST" and _saved(form, agreement):
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(request, "agreements/agreement_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
def article_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Add an article at the end."""
    version = agreement.version
    form = ArticleForm(posted(request), instance=Article(version=version, number=version.articles.count() + 1))
    if request.method == "POST" and _saved(form, agreement):
        messages.success(request, _("The article was added."))
        if "another" in request.POST:
            return redirect("agreements:article_add", agreement.pk)
        return redirect(agreement)
    return render(request, "agreements/article_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
def article_edit(request: HttpRequest, agreement: Agreement, article: int) -> HttpResponse:
    """Change an article."""
    row = get_object_or_404(Article, pk=article, version=agreement.version)
    form = ArticleForm(posted(request), instance=row)
    if request.method == "POST" and _saved(form, agreement):
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(request, "agreements/article_form.html", {"form": form, "agreement": agreement, "article": row})


@require_POST
@object_view(Agreement, "change_agreement")
@tells_what_happened
def article_move(request: HttpRequest, agreement: Agreement, article: int) -> HttpResponse:
    """Let an article change places with the one before or after it."""
    get_object_or_404(Article, pk=article, version=agreement.version)
    actions.move_article(agreement, article, up="up" in request.POST)
    return redirect(f"{agreement.get_absolute_url()}#articles")


@object_view(Agreement, "change_agreement")
@tells_what_happened
def article_remove(request: HttpRequest, agreement: Agreement, article: int) -> HttpResponse:
    """Take an article out."""
    row = get_object_or_404(Article, pk=article, version=agreement.version)
    if request.method == "POST":
        actions.remove_article(agreement, row.pk)
        messages.success(request, _("The article was removed."))
        return redirect(agreement)
    return _confirm(request, agreement, _("Remove article “%(article)s”?") % {"article": row}, _("Remove"))


@object_view(Agreement, "change_agreement")
def party_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Add a party."""
    form = PartyForm(posted(request), instance=Party(version=agreement.version))
    if request.method == "POST" and _saved(form, agreement):
        messages.success(request, _("The party was added."))
        if "another" in request.POST:
            return redirect("agreements:party_add", agreement.pk)
        return redirect(agreement)
    return render(request, "agreements/party_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
def party_edit(request: HttpRequest, agreement: Agreement, party: int) -> HttpResponse:
    """Change what a party promises."""
    row = get_object_or_404(Party, pk=party, version=agreement.version)
    form = PartyForm(posted(request), instance=row)
    if request.method == "POST" and _saved(form, agreement):
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(request, "agreements/party_form.html", {"form": form, "agreement": agreement, "party": row})


@object_view(Agreement, "change_agreement")
@tells_what_happened
def party_remove(request: HttpRequest, agreement: Agreement, party: int) -> HttpResponse:
    """Take a party out."""
    row = get_object_or_404(Party, pk=party, version=agreement.version)
    if request.method == "POST":
        actions.change_draft(agreement, row.delete)
        messages.success(request, _("The party was removed."))
        return redirect(agreement)
    return _confirm(request, agreement, _("Remove %(party)s as a party?") % {"party": row}, _("Remove"))


@object_view(Agreement, "open_agreement")
@tells_what_happened
def agreement_open(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Freeze the text and ask the executives of all parties to sign."""
    version, status = agreement.version, 200
    problems = actions.problems(version)
    if request.method == "POST":
        try:
            actions.open_for_signing(agreement, by=cast(User, request.user))
        except actions.NotReady as refusal:
            problems, status = refusal.problems, 422
        else:
            messages.success(request, _("The agreement is open for signing. The executives get an e-mail."))
            return redirect(agreement)
    context = {"agreement": agreement, "version": version, "problems": problems, "executives": version.executives}
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
        names = ("party", "sha256", "typed_name")
        actions.sign(agreement, by=user, factor=form.factor, **{name: form.cleaned_data[name] for name in names})
        messages.success(request, _("You signed for %(party)s. A receipt is on its way by e-mail.") % {"party": party})
        return redirect(agreement)
    if request.method == "GET":
        actions.note_viewing(agreement, party, by=user)
    context = {"agreement": agreement, "version": version, "content": version.content, "lines": version.lines}
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
    """The signed document."""
    document = SignedDocument.objects.filter(version__agreement=agreement).order_by("-version__number").first()
    if document is None:
        messages.info(request, _("There is no signed document of this agreement yet."))
        return redirect(agreement)
    if request.method == "GET":
        actions.note_download(agreement, by=cast(User, request.user))
    return files.download(document.file, f"{slugify(agreement.title)[:80]}-v{agreement.version.number}.pdf")


def _saved(form: EditForm, agreement: Agreement) -> bool:
    """Save a part of a draft; when it is no draft any more, the form says so and keeps what was typed."""
    try:
        return actions.change_draft(agreement, form.save_valid)
    except IllegalStep as refusal:
        form.full_clean()
        form.add_error(None, str(refusal))
        return False


def _confirm(request: HttpRequest, agreement: Agreement, question: str, submit: str) -> HttpResponse:
    """A page that asks before something is removed from a draft."""
    context: dict[str, Any] = {"title": question, "question": agreement.title, "submit": submit, "form": forms.Form()}
    return render(request, "components/confirm.html", {**context, "cancel": agreement.get_absolute_url()})


def _asked(request: HttpRequest, version: Version, may: frozenset[str]) -> list[Party]:
    """The parties for which this person is asked to sign or decline now."""
    if not version.agreement.is_signing or "sign_agreement" not in may or "open_agreement" in may:
        return []
    parties = version.parties.signable_by(request.user).select_related("organisation")
    return list(parties.only("version", "organisation__name"))


def _party_to_decide(request: HttpRequest, version: Version) -> Party | None:
    """The party that the form names, else the first that waits for this person.

    None on a visit with nothing left to decide; Overtaken when something was sent and nothing is left to decide.
    """
    named = (request.POST or request.GET).get("party", "")
    mine = version.parties.represented_by(request.user)
    if named.isdecimal():
        mine = mine.filter(pk=named)
    # Who prepares agreements never signs one, whatever other post they hold.
    if "open_agreement" in granted(request.user, version.agreement) or not mine:
        raise PermissionDenied
    party = mine.signable_by(request.user).first()
    if party:
        party.version = version
    elif request.method == "POST":
        raise actions.Overtaken(_("There is nothing left for you to decide here."))
    return party
