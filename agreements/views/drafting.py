"""Pages on which an agreement is written."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements import actions
from agreements.forms import AgreementForm, ArticleForm, PartyForm, TermsForm
from agreements.models import Agreement, Article, Party
from agreements.views.common import confirm, saved, tells_what_happened
from network.models import User
from zenderen.lib.access import object_view, permission_view
from zenderen.lib.forms import posted


@permission_view("agreements.add_agreement")
def agreement_add(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    user = cast(User, request.user)
    form = AgreementForm(posted(request), user=user)
    if request.method == "POST" and form.save_valid(then=lambda agreement: actions.start(agreement, by=user)):
        messages.success(request, _("The draft was made. Add its articles and its parties."))
        return redirect(form.instance)
    return render(request, "agreements/agreement_form.html", {"form": form})


@object_view(Agreement, "change_agreement")
def agreement_edit(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Change what the agreement is."""
    form = AgreementForm(posted(request), instance=agreement, user=cast(User, request.user))
    if request.method == "POST" and saved(form, agreement):
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(request, "agreements/agreement_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
def agreement_terms(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Change from when until when it holds, and the bandwidth."""
    form = TermsForm(posted(request), instance=agreement.version)
    if request.method == "POST" and saved(form, agreement):
        messages.success(request, _("Saved."))
        return redirect(agreement)
    return render(request, "agreements/agreement_terms.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
def article_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Add an article at the end."""
    version = agreement.version
    form = ArticleForm(posted(request), instance=Article(version=version, number=version.articles.count() + 1))
    if request.method == "POST" and saved(form, agreement):
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
    if request.method == "POST" and saved(form, agreement):
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
    return confirm(request, agreement, _("Remove article “%(article)s”?") % {"article": row}, _("Remove"))


@object_view(Agreement, "change_agreement")
def party_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Add a party."""
    form = PartyForm(posted(request), instance=Party(version=agreement.version))
    if request.method == "POST" and saved(form, agreement):
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
    if request.method == "POST" and saved(form, agreement):
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
    return confirm(request, agreement, _("Remove %(party)s as a party?") % {"party": row}, _("Remove"))
