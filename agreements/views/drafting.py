"""Pages on which an agreement is written."""

from typing import Literal, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreements import actions, roles, starting_texts
from agreements.concepts import CONCEPT_PDF, concept_name
from agreements.forms import (
    AgreementForm,
    AnnexForm,
    ArticleForm,
    ParticipantForm,
    PartyForm,
    StartForm,
    TermsForm,
    VersionForm,
)
from agreements.models import Agreement, Annex, Article, Participant, Party, Signature
from agreements.views.common import confirm, saved, tells_what_happened, version_or_404
from network.models import User
from zenderen.jobs.models import Job
from zenderen.lib import files
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import is_preview, posted
from zenderen.lib.states import IllegalStep

LONGEST_TEXT = 30_000  # characters; more than any article has


def agreement_add(request: HttpRequest) -> HttpResponse:
    """Begin a draft, with a standard text or empty."""
    user = cast(User, request.user)
    if not roles.may_draft(user):
        raise PermissionDenied
    form = StartForm(posted(request), user=user, initial={"project": request.GET.get("project")})
    if request.method == "POST" and form.save_valid(
        then=lambda agreement: actions.start(agreement, by=user, text=form.text)
    ):
        said = _("The draft was made. Read it through, complete it and add what is missing.")
        messages.success(request, said if form.text else _("The draft was made. Add its articles and its parties."))
        return redirect(form.instance)
    context = {"form": form, "texts": starting_texts.all_texts()}
    return render(request, "agreements/agreement_form.html", context)


@login_not_required  # a session that ended must not put the sign-in page in the preview, nor keep its text
@require_POST
def text_preview(request: HttpRequest) -> HttpResponse:
    """How a text looks that somebody is typing."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    text = request.POST.get(request.POST.get("field", ""), "")
    return render(request, "components/preview.html", {"text": text[:LONGEST_TEXT]})


@object_view(Agreement, "change_agreement")
@tells_what_happened
def agreement_edit(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Change what the agreement is; fixed with its first version."""
    if agreement.is_draft and agreement.version.number > 1:
        raise actions.Overtaken(_("Title, type and project belong to a text that others were already asked about."))
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


def _part_page(
    request: HttpRequest,
    agreement: Agreement,
    form: ArticleForm | PartyForm,
    kind: Literal["article", "party"],
    told: str,
    row: Article | Party | None = None,
) -> HttpResponse:
    """The form of an article or a party: kept for its preview, or saved and on to where was asked."""
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and saved(form, agreement):
        messages.success(request, told)
        if "another" in request.POST:
            return redirect(f"agreements:{kind}_add", agreement.pk)
        return redirect(agreement)
    return render(request, f"agreements/{kind}_form.html", {"form": form, "agreement": agreement, kind: row})


@object_view(Agreement, "change_agreement")
def article_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Add an article at the end."""
    version = agreement.version
    form = ArticleForm(posted(request), instance=Article(version=version, number=version.articles.count() + 1))
    return _part_page(request, agreement, form, "article", _("The article was added."))


@object_view(Agreement, "change_agreement")
def article_edit(request: HttpRequest, agreement: Agreement, article: int) -> HttpResponse:
    """Change an article."""
    row = get_object_or_404(Article, pk=article, version=agreement.version)
    form = ArticleForm(posted(request), instance=row)
    return _part_page(request, agreement, form, "article", _("Saved."), row)


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
    return _part_page(request, agreement, form, "party", _("The party was added."))


@object_view(Agreement, "change_agreement")
def party_edit(request: HttpRequest, agreement: Agreement, party: int) -> HttpResponse:
    """Change what a party promises."""
    row = get_object_or_404(Party, pk=party, version=agreement.version)
    form = PartyForm(posted(request), instance=row)
    return _part_page(request, agreement, form, "party", _("Saved."), row)


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


# --- Annexes --------------------------------------------------------------------------------------------------------


@object_view(Agreement, "change_agreement")
def annex_add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Hand in a file that belongs to the text."""
    form = AnnexForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.add_annex(agreement, values["file"], title=values["title"], by=cast(User, request.user))
        except IllegalStep as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The annex was added."))
            return redirect(f"{agreement.get_absolute_url()}#bijlagen")
    return render(request, "agreements/annex_form.html", {"form": form, "agreement": agreement})


@object_view(Agreement, "change_agreement")
@tells_what_happened
def annex_remove(request: HttpRequest, agreement: Agreement, annex: int) -> HttpResponse:
    """Take an annex out."""
    row = get_object_or_404(Annex, pk=annex, version=agreement.version)
    if request.method == "POST":
        actions.remove_annex(agreement, row.pk)
        messages.success(request, _("The annex was removed."))
        return redirect(f"{agreement.get_absolute_url()}#bijlagen")
    return confirm(request, agreement, _("Remove annex “%(annex)s”?") % {"annex": row}, _("Remove"))


@require_safe
@object_view(Agreement)
def annex_file(request: HttpRequest, agreement: Agreement, annex: int) -> HttpResponseBase:
    """An annex, always to be saved and never shown by the browser."""
    versions = agreement.versions_for(granted(request.user, agreement))
    row = get_object_or_404(Annex.objects.select_related("version"), pk=annex, version__in=versions)
    actions.note_download(agreement, row.version, by=cast(User, request.user))
    return files.download(row.file, row.name)


# --- People beside the parties --------------------------------------------------------------------------------------


@object_view(Agreement, "open_agreement")
def participant_list(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Who prepares, advises and reads; and one more."""
    form = ParticipantForm(posted(request), instance=Participant(agreement=agreement))
    if request.method == "POST" and form.is_valid():
        actions.name_participant(form.instance)
        messages.success(request, _("%(name)s can open the agreement now.") % {"name": form.instance.user})
        return redirect("agreements:participant_list", agreement.pk)
    context = {"form": form, "agreement": agreement, "participants": agreement.participants.select_related("user")}
    return render(request, "agreements/participant_list.html", context)


@require_POST
@object_view(Agreement, "open_agreement")
def participant_remove(request: HttpRequest, agreement: Agreement, participant: int) -> HttpResponse:
    """End somebody's part in the agreement."""
    row = get_object_or_404(agreement.participants.select_related("user"), pk=participant)
    actions.remove_participant(agreement, row.pk)
    messages.success(request, _("%(name)s has no part in the agreement any more.") % {"name": row.user})
    return redirect("agreements:participant_list", agreement.pk)


# --- Concept and versions -------------------------------------------------------------------------------------------


@object_view(Agreement)
def concept(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """Have a version made into a PDF that says that it is a concept, and see how far that is."""
    version, user = version_or_404(request, agreement, number), cast(User, request.user)
    if request.method == "POST":
        actions.ask_concept(version, by=user)
        return redirect("agreements:concept", agreement.pk, number)
    job = Job.objects.about(version, CONCEPT_PDF).filter(requested_by=user).order_by("-created_at").first()
    return render(request, "agreements/concept.html", {"agreement": agreement, "version": version, "job": job})


@require_safe
@never_cache
@object_view(Agreement)
def concept_file(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponseBase:
    """The concept that was made for this reader."""
    version = version_or_404(request, agreement, number)
    name = concept_name(version, cast(User, request.user).pk)
    if not default_storage.exists(name):
        raise Http404
    actions.note_download(agreement, version, by=cast(User, request.user))
    return files.download_name(name, f"{slugify(agreement.title)[:80]}-v{number}-concept.pdf")


@object_view(Agreement, "change_agreement")
@tells_what_happened
def version_new(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Begin the next version as a copy of the last."""
    actions.check_new_version(agreement)
    form = VersionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        draft = actions.new_version(agreement, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        messages.success(
            request, _("Version %(number)s was made, as a copy. You can change it now.") % {"number": draft.number}
        )
        return redirect(agreement)
    signatures = Signature.objects.filter(party__version=agreement.version).select_related("party__organisation")
    context = {"form": form, "agreement": agreement, "signatures": signatures}
    return render(request, "agreements/version_new.html", context)
