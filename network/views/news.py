"""News: for everybody, as a feed, and for who writes it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.actions import news as actions
from network.forms.news import NewsFilter, NewsForm, NewsUpdateForm
from network.models import NewsItem, NewsUpdate, Page, User
from network.views.versions import versions_of
from zenderen.lib import richtext
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import accepted, is_preview, posted

PER_PAGE = 15
ENTRIES = 30


@login_not_required
def news_list(request: HttpRequest) -> HttpResponse:
    """All messages that this person may read, drafts first."""
    found = NewsFilter(request, NewsItem.objects.visible_to(request.user).select_related("image"))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "what": npgettext("counted", "news item", "news items", page.paginator.count),
        "pages": Page.objects.by_key(Page.Key.NEWS),
        "may_add": "network.add_newsitem" in global_permissions(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "network/news_list.html", context)


@login_not_required
def news_feed(request: HttpRequest) -> HttpResponse:
    """The latest messages as Atom; the same for everybody, since readers keep what they got."""
    feed = Atom1Feed(
        title=_("News of %(network)s") % {"network": settings.NETWORK_NAME},
        link=f"{settings.SITE_URL}{reverse('network:news_list')}",
        feed_url=f"{settings.SITE_URL}{reverse('network:news_feed')}",
        description=_("What happens in the network."),
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=settings.NETWORK_NAME,
    )
    for item in NewsItem.objects.published()[:ENTRIES]:
        address = f"{settings.SITE_URL}{item.get_absolute_url()}"
        feed.add_item(
            title=item.title,
            link=address,
            unique_id=address,
            description=item.introduction,
            content=richtext.render(item.body),
            author_name=item.byline,
            pubdate=item.published_at,
            updateddate=item.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@login_not_required
@object_view(lambda user: NewsItem.objects.visible_to(user).select_related("image").prefetch_related("updates"))
def news_detail(request: HttpRequest, item: NewsItem) -> HttpResponse:
    """One message, as everybody reads it; a draft as everybody will."""
    may_change = "network.change_newsitem" in global_permissions(request.user)
    context = {
        "item": item,
        "updates": item.updates.all(),
        "may_change": may_change,
        "versions": versions_of(item) if may_change else "",
        "latest": NewsItem.objects.published().exclude(pk=item.pk)[:3],
    }
    return render(request, "network/news_detail.html", context)


@permission_view("network.add_newsitem")
def news_add(request: HttpRequest) -> HttpResponse:
    """A new message; it begins as a draft."""
    assert isinstance(request.user, User)
    return _edit(request, NewsForm(posted(request), initial={"byline": request.user.name}))


@permission_view("network.change_newsitem")
def news_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a message, draft or published."""
    item = get_object_or_404(NewsItem, slug=slug)
    return _edit(request, NewsForm(posted(request), instance=item), item)


def _edit(request: HttpRequest, form: NewsForm, item: NewsItem | None = None) -> HttpResponse:
    if is_preview(request):
        form.keep()
    elif request.method == "POST" and form.save_valid():
        if form.instance.is_draft:
            messages.success(request, _("Saved as a draft. This is how it will look."))
        else:
            messages.success(request, _("Saved."))
        return redirect(form.instance)
    versions = versions_of(item) if item else ""
    return render(request, "network/news_form.html", {"form": form, "item": item, "versions": versions})


@require_POST
@permission_view("network.change_newsitem")
def news_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody read it."""
    item = actions.publish(get_object_or_404(NewsItem, slug=slug).pk)
    messages.success(request, _("“%(item)s” was published.") % {"item": item})
    return redirect(item)


@require_POST
@permission_view("network.change_newsitem")
def news_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Make it a draft again."""
    item = actions.withdraw(get_object_or_404(NewsItem, slug=slug).pk)
    messages.success(request, _("“%(item)s” is a draft again. Nobody else can read it.") % {"item": item})
    return redirect(item)


@permission_view("network.change_newsitem")
def newsupdate_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what came to be known later."""
    item = get_object_or_404(NewsItem, slug=slug)
    return _update(request, NewsUpdate(item=item))


@permission_view("network.change_newsitem")
def newsupdate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of an addition; its day stays."""
    return _update(request, get_object_or_404(NewsUpdate.objects.select_related("item"), pk=pk))


def _update(request: HttpRequest, update: NewsUpdate) -> HttpResponse:
    form = NewsUpdateForm(posted(request), instance=update)
    if is_preview(request):
        form.errors.clear()
    elif request.method == "POST" and accepted(form, lambda data: actions.save_update(form.instance)):
        messages.success(request, _("Saved."))
        return redirect(update.item)
    return render(request, "network/newsupdate_form.html", {"form": form, "item": update.item, "update": update})


@require_POST
@permission_view("network.change_newsitem")
def newsupdate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an addition back."""
    update = get_object_or_404(NewsUpdate.objects.select_related("item"), pk=pk)
    actions.remove_update(update)
    messages.success(request, _("The addition was removed."))
    return redirect(update.item)
