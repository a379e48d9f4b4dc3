"""The lists of agreements."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from agreements import roles
from agreements.forms import AgreementFilter
from agreements.models import Agreement
from network.models import Organisation, User
from zenderen.lib.access import global_permissions, granted

PER_PAGE = 25


def agreement_list(request: HttpRequest) -> HttpResponse:
    """What is asked of me first, then all that I may see."""
    rows = Agreement.objects.visible_to(request.user).for_list().asking_first(request.user)
    chosen = AgreementFilter(request.GET, queryset=rows)
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    may_add = roles.may_draft(cast(User, request.user))
    what = npgettext("counted", "agreement", "agreements", count)
    may_review = "network.view_internal" in global_permissions(request.user)
    context = {"filter": chosen, "page": page, "what": what, "may_add": may_add, "may_review": may_review}
    return render(request, "agreements/agreement_list.html", context)


@login_not_required
@require_safe
def organisation_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """The agreements of one partner, as far as this person may know of them; a piece of the partner's page."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not getattr(request, "htmx", None):
        return redirect(f"{reverse('agreements:agreement_list')}?partner={organisation.pk}")
    rows = Agreement.objects.visible_to(request.user).filter(versions__parties__organisation=organisation)
    leads = "sign_for_organisation" in granted(request.user, organisation)
    context = {"agreements": rows.distinct().with_progress()[:20], "organisation": organisation, "leads": leads}
    return render(request, "agreements/_organisation_panel.html", context)
