"""The library: documents, the chain they stand in, their files, who took them, and how long they are kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_GET, require_safe

from network import library
from network.actions import library as actions
from network.forms.library import (
    DocumentFilter,
    DocumentForm,
    EditionForm,
    NewDocumentForm,
    OwnedDocumentForm,
    StageForm,
)
from network.models import AdviceRequest, Document, Edition, Lesson, Reading, User
from zenderen.lib import files
from zenderen.lib.access import global_permissions, granted, object_view, permission_view
from zenderen.lib.forms import posted
from zenderen.lib.states import IllegalStep

P = ParamSpec("P")
PER_PAGE = 25
READINGS_SHOWN = 50


def tells_what_happened(
    view: Callable[Concatenate[HttpRequest, Document, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """An act that came too late ends on the page of the document, which says what happened."""

    @wraps(view)
    def wrapper(request: HttpRequest, document: Document, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, document, *args, **kwargs)
        except IllegalStep as refusal:
            messages.warning(request, str(refusal))
            return redirect(document)

    return wrapper


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def form_page(
    request: HttpRequest, document: Document | None, form: forms.BaseForm, title: str, **more: Any
) -> HttpResponse:
    """A form about a document, or about a new one."""
    return render(request, "network/document_form.html", {"form": form, "document": document, "title": title, **more})


# --- Reading --------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents that this person may read, what changed last first."""
    chosen = DocumentFilter(request, Document.objects.visible_to(request.user))
    page = Paginator(chosen.qs.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "filter": chosen,
        "page": page,
        "count": count,
        "what": npgettext("counted", "document", "documents", count),
        "may_add": "network.add_document" in global_permissions(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "network/document_list.html", context)


@login_not_required
@require_safe
@object_view(
    lambda user: (
        Document.objects.visible_to(user)
        .for_list()
        .select_related("owner", "successor", "destroyed_by")
        .prefetch_related("organisations", "bodies", "themes", "programme_items__conference")
    )
)
def document_detail(request: HttpRequest, document: Document) -> HttpResponse:
    """One document: its files, its chain, who may read it, and the advice on it."""
    may = granted(request.user, document)
    chain = document.chain(request.user)
    asked = AdviceRequest.objects.visible_to(request.user).filter(document=document)
    mine = asked.asked_of(request.user).open() if request.user.is_authenticated else asked.none()
    context: dict[str, Any] = {
        "document": document,
        "stages": _stages(document, chain) if document.is_concept or len(chain) > 1 else [],
        "advices": asked.for_list(),
        "to_advise": set(mine.values_list("pk", flat=True)),
        "lessons": Lesson.objects.visible_to(request.user).filter(documents=document),
        "may_change": "change_document" in may,
        "may_move": "change_document" in may and any(map(document.can_stand_at, Document.Status)),
        "may_destroy": "delete_document" in may and document.is_over and not document.destroyed_at,
    }
    if "change_document" in may:
        context["earlier"] = document.editions.exclude(pk__in=[one.pk for one in document.current_editions])  # type: ignore[attr-defined]
        readings = Reading.objects.filter(edition__document=document).select_related("reader", "edition")
        context["readings"], context["reading_count"] = readings[:READINGS_SHOWN], readings.count()
    return render(request, "network/document_detail.html", context)


def _stages(document: Document, chain: list[Document]) -> list[tuple[str, Document | None, str]]:
    """Each stage with what this person may read in it, and how to draw it: done, now, or nothing."""
    stands = {one.status: one for one in chain}
    marks = {one.status: "now" if one == document else "done" for one in chain}
    return [(str(label), stands.get(key), marks.get(key, "")) for key, label in Document.Status.choices]


@login_not_required
@require_GET
@object_view(Document)
def edition_file(request: HttpRequest, document: Document, edition: int) -> HttpResponseBase:
    """A file, in the browser; a concept or a confidential one with a mark for this reader on each page."""
    row = get_object_or_404(document.editions.select_related("document"), pk=edition)
    if not row.file or not (row.is_current or "change_document" in granted(request.user, document)):
        raise Http404
    at = timezone.now()
    if not document.is_marked:
        actions.note_reading(row, by=request.user, at=at)
        return files.download(row.file, library.filename(row), inline=True)
    content = library.marked(row, reader=request.user, at=at)
    actions.note_reading(row, by=request.user, at=at)
    return files.download_bytes(content, library.filename(row), inline=True)


# --- Writing --------------------------------------------------------------------------------------------------------


def _add(request: HttpRequest, before: Document | None, title: str) -> HttpResponse:
    user = _user(request)
    form = NewDocumentForm(
        posted(request),
        request.FILES or None,
        instance=Document(owner=user),
        initial=_like(before) if before else None,
        user=user,
        before=before,
    )
    if request.method == "POST" and _added(form, before, by=user):
        messages.success(request, _("The document stands in the library."))
        return redirect(form.instance)
    return form_page(request, before, form, title, submit=_("Add"), is_new=True)


def _like(before: Document) -> dict[str, Any]:
    """A next document begins with what the one before it says."""
    names = ("title", "summary", "classification", "conference", "source", "region")
    shared = {name: list(getattr(before, name).all()) for name in ("organisations", "bodies", "themes")}
    return {name: getattr(before, name) for name in names} | shared


def _added(form: NewDocumentForm, before: Document | None, *, by: User) -> bool:
    """The document, its file and its place in the chain, all or none; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            form.save()
            if before:
                actions.follow(before, form.instance)
            actions.add_edition(form.instance, form.cleaned_data["file"], kind=form.cleaned_data["kind"], by=by)
    except IllegalStep as refusal:
        form.instance.pk = None
        form.add_error(None, str(refusal))
        return False
    return True


@permission_view("network.add_document")
def document_add(request: HttpRequest) -> HttpResponse:
    """A new document with its first file."""
    return _add(request, None, _("Add a document"))


@object_view(Document, "change_document")
@tells_what_happened
def document_follow(request: HttpRequest, document: Document) -> HttpResponse:
    """The document of the next stage."""
    if document.successor_id or not document.NEXT_STATUSES[Document.Status(document.status)]:
        raise IllegalStep(_("Nothing can follow this document, or something does already."))
    return _add(request, document, _("Next document in the chain"))


@object_view(Document, "change_document")
def document_edit(request: HttpRequest, document: Document) -> HttpResponse:
    """Change what is said about a document, and who may read it."""
    administers = "network.change_document" in global_permissions(request.user)
    form = (OwnedDocumentForm if administers else DocumentForm)(posted(request), instance=document, user=request.user)
    if request.method == "POST" and form.save_valid(then=actions.shared):
        messages.success(request, _("Saved."))
        return redirect(document)
    return form_page(request, document, form, _("Edit document"))


@object_view(Document, "change_document")
@tells_what_happened
def document_move(request: HttpRequest, document: Document) -> HttpResponse:
    """Bring it to a later stage."""
    form = StageForm(posted(request), document=document)
    if request.method == "POST" and form.is_valid():
        actions.move_stage(document, form.cleaned_data["status"])
        messages.success(request, _("Saved."))
        return redirect(document)
    return form_page(request, document, form, _("To a later stage"), submit=_("Change the stage"))


@object_view(Document, "change_document")
@tells_what_happened
def edition_add(request: HttpRequest, document: Document) -> HttpResponse:
    """Another file of it."""
    form = EditionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.add_edition(document, form.cleaned_data["file"], kind=form.cleaned_data["kind"], by=_user(request))
        messages.success(request, _("The file was added."))
        return redirect(document)
    return form_page(request, document, form, _("Add a file"), submit=_("Add"))


@object_view(Document, "change_document")
@tells_what_happened
def edition_replace(request: HttpRequest, document: Document, edition: int) -> HttpResponse:
    """Another file in the place of this one."""
    row = get_object_or_404(document.editions.current().select_related("document"), pk=edition)
    form = EditionForm(request.POST or None, request.FILES or None, replaces=row)
    if request.method == "POST" and form.is_valid():
        actions.replace_edition(row, form.cleaned_data["file"], by=_user(request))
        messages.success(request, _("The file was replaced."))
        return redirect(document)
    title = _("Replace the file: %(kind)s") % {"kind": row.get_kind_display()}
    return form_page(request, document, form, title, submit=_("Replace the file"))


@object_view(Document, "change_document")
@tells_what_happened
def edition_withdraw(request: HttpRequest, document: Document, edition: int) -> HttpResponse:
    """Hand a file out no longer."""
    row: Edition = get_object_or_404(document.editions.current().select_related("document"), pk=edition)
    if request.method == "POST":
        actions.withdraw_edition(row)
        messages.success(request, _("The file is no longer handed out."))
        return redirect(document)
    context = {
        "title": _("No longer hand out this file?"),
        "question": f"{document}: {row.get_kind_display()}",
        "consequence": _(
            "Readers no longer find it. It stays among the earlier files, for you and the network manager."
        ),
        "submit": _("No longer hand out"),
        "form": forms.Form(),
        "cancel": document.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@object_view(Document, "delete_document")
@tells_what_happened
def document_destroy(request: HttpRequest, document: Document) -> HttpResponse:
    """Destroy the files of what need not be kept any longer."""
    if request.method == "POST":
        actions.destroy(document, by=_user(request))
        messages.success(request, _("The files were destroyed. What they were stays on record."))
        return redirect(document)
    if not document.is_over or document.destroyed_at:
        raise IllegalStep(_("This document is still to be kept, or its files were destroyed already."))
    context = {
        "title": _("Destroy the files?"),
        "question": str(document),
        "consequence": _("This cannot be undone. Title, names and hashes of the files stay, and who destroyed them."),
        "submit": _("Destroy the files"),
        "form": forms.Form(),
        "cancel": document.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
