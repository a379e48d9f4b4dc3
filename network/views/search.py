"""One search over everything that somebody may see."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from network import search
from network.forms.library import SearchForm

PER_PAGE = 20


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What fits best first, of one kind if that is chosen."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = search.find(request.user, words)
    kinds, chosen = search.kinds(rows), request.GET.get("soort", "")
    shown = [row for row in rows if row.kind == chosen] if any(chosen == kind.kind for kind, _n in kinds) else rows
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "page": page,
        "hits": search.read(request.user, words, list(page.object_list)) if page.object_list else [],
        "kinds": kinds if len(kinds) > 1 else [],
        "chosen": chosen if shown is not rows else "",
        "total": len(rows),
        "is_much": len(rows) == search.MOST,
        "what": npgettext("counted", "result", "results", len(shown)),
    }
    return render(request, "network/search.html", context)
