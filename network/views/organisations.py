"""Partners, for everybody and for the network manager."""

import hashlib
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from network import actions, roles
from network.forms import EndForm, ImportForm, OrganisationFilter, OrganisationForm, OwnOrganisationForm
from network.models import Appointment, Body, Organisation, Page
from zenderen.lib import csvfile
from zenderen.lib.access import global_permissions, object_view, permission_view
from zenderen.lib.forms import accepted, posted

PER_PAGE = 50
DOCUMENTS = 5  # on the page of a partner; the library has them all


@login_not_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The partners, by type."""
    found = OrganisationFilter(request.GET, queryset=Organisation.objects.partners().by_kind())
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "may_add": "network.add_organisation" in global_permissions(request.user),
        "pages": Page.objects.by_key(Page.Key.PARTNERS),
    }
    return render(request, "network/organisation_list.html", context)


@login_not_required
@object_view(Organisation)
def organisation_detail(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One partner: what it does in the network; its people for who belongs to the network."""
    held = global_permissions(request.user)
    people = organisation.memberships.current().select_related("user").order_by("role", "user__name")
    context = {
        "organisation": organisation,
        "projects": _with_phase(organisation.projects_for(request.user)),
        "documents": organisation.documents.visible_to(request.user)[:DOCUMENTS],
        "seats": organisation.seats.current().select_related("user", "body").order_by("body__kind", "body__name"),
        "memberships": people if "network.view_internal" in held else None,
        "manages": "network.change_organisation" in held,
        "sees_effort": "network.change_organisation" in held or _is_own(request, organisation),
    }
    return render(request, "network/organisation_detail.html", context)


def _is_own(request: HttpRequest, organisation: Organisation) -> bool:
    return Organisation.objects.joined_by(request.user).filter(pk=organisation.pk).exists()


def _with_phase(projects: QuerySet[Any]) -> list[tuple[Any, str]]:
    """Each project with its phase in words, looked up once for the two hundred of a large partner."""
    words = {phase: str(label) for phase, label in projects.model._meta.get_field("status").flatchoices}
    return [(project, words[project.status]) for project in projects]


class Part(NamedTuple):
    """A chapter of the organisation page: its anchor, its name, what such bodies do, and which they are."""

    key: str
    title: Any
    about: Any
    kinds: tuple[Body.Kind, ...]


PARTS = (
    Part(
        "coordination",
        gettext_lazy("Coordination group"),
        gettext_lazy("Commissions the whole: decides across the themes, and about what leaves its bandwidth."),
        (Body.Kind.COORDINATION,),
    ),
    Part(
        "steering",
        gettext_lazy("Theme steering groups"),
        gettext_lazy("Each is the client of the projects in its theme."),
        (Body.Kind.STEERING,),
    ),
    Part(
        "teams",
        gettext_lazy("Core team and project teams"),
        gettext_lazy("Work a plan out, with people of the partners and with experts."),
        (Body.Kind.TEAM,),
    ),
    Part(
        "advisory",
        gettext_lazy("Advisory councils"),
        gettext_lazy("Are informed along the way and give advice. What was done with it stays with the document."),
        (Body.Kind.ADVISORY,),
    ),
    Part(
        "networks",
        gettext_lazy("Networks in which people meet"),
        gettext_lazy("Boards, professionals and practices know each other before something has to be arranged."),
        (Body.Kind.BOARDS, Body.Kind.PROFESSIONALS, Body.Kind.PRACTICES),
    ),
)


@login_not_required
def structure(request: HttpRequest) -> HttpResponse:
    """How the network is organised: bodies with their seats, and the project office beside them."""
    bodies = list(Body.objects.with_seats().select_related("theme__conference"))
    managers = Appointment.objects.current().filter(role=Appointment.Role.NETWORK_MANAGER).select_related("user")
    context = {
        "parts": [(part, _bodies_of(part, bodies)) for part in PARTS],
        "open_seats": sum(body.open_seats for body in bodies),
        "managers": managers.order_by("user__name"),
        "pages": Page.objects.by_key(Page.Key.ORGANISATION),
        "offices": Organisation.objects.partners().filter(kind=Organisation.Kind.PROJECT_OFFICE),
        "may_see_people": "network.view_internal" in global_permissions(request.user),
    }
    return render(request, "network/structure.html", context)


def _bodies_of(part: Part, bodies: list[Body]) -> list[Body]:
    return [body for kind in part.kinds for body in bodies if body.kind == kind]


@permission_view("network.add_organisation")
def organisation_add(request: HttpRequest) -> HttpResponse:
    """A new partner."""
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.save_valid(then=roles.found):
        messages.success(request, _("%(name)s was added.") % {"name": form.instance})
        return redirect(form.instance)
    return render(request, "network/organisation_form.html", {"form": form})


@object_view(Organisation, "change_organisation")
def organisation_edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All fields for the network manager, the presentation for its executives."""
    manages = "network.change_organisation" in global_permissions(request.user)
    form_class = OrganisationForm if manages else OwnOrganisationForm
    form = form_class(posted(request), instance=organisation)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect(organisation)
    return render(request, "network/organisation_form.html", {"form": form, "organisation": organisation})


@permission_view("network.change_organisation")
def organisation_end(request: HttpRequest, slug: str) -> HttpResponse:
    """The partner leaves the network."""
    organisation = get_object_or_404(Organisation.objects.partners(), slug=slug)
    form = EndForm(posted(request))
    if request.method == "POST" and accepted(
        form, lambda data: actions.end_participation(organisation.pk, on=data["on"])
    ):
        messages.success(request, _("%(name)s no longer takes part.") % {"name": organisation})
        return redirect(organisation)
    context = {
        "form": form,
        "title": _("End the participation of %(name)s") % {"name": organisation},
        "question": _("On which day do the memberships of its people end?"),
        "consequence": _("The page and everything that was agreed stay. Its executives can no longer sign."),
        "submit": _("End the participation"),
        "cancel": organisation.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@permission_view("network.change_organisation")
def organisation_return(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation that had left takes part again."""
    organisation = get_object_or_404(Organisation, slug=slug)
    actions.take_part_again(organisation.pk)
    messages.success(request, _("%(name)s takes part again. Its people need new memberships.") % {"name": organisation})
    return redirect(organisation)


@permission_view("network.add_organisation")
def organisation_import(request: HttpRequest) -> HttpResponse:
    """A whole list at once: first what it would do, then the same list again to do it."""
    if "network.change_organisation" not in global_permissions(request.user):
        raise PermissionDenied
    form = ImportForm(posted(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "network/organisation_import.html", {"form": form})
    plan = actions.plan_import(form.rows)
    seen, now = request.POST.get("seen"), _fingerprint(plan)
    changes = sum(line.kind != "same" for line in plan)
    if seen == now and changes:
        actions.import_partners(form.rows)
        messages.success(request, _("The list was imported: %(n)s partners added or changed.") % {"n": changes})
        return redirect("network:organisation_list")
    context = {"form": form, "plan": plan, "changes": changes, "seen": now, "moved": bool(seen) and seen != now}
    return render(request, "network/organisation_import_preview.html", context)


def _fingerprint(plan: list[actions.ImportLine]) -> str:
    """Changes when the list or what it meets in the database changes."""
    parts = [(line.number, line.organisation.pk, line.organisation.edition, line.changes) for line in plan]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@permission_view("network.add_organisation")
def organisation_template(request: HttpRequest) -> HttpResponse:
    """An example of the list, to fill in."""
    example = ["Ziekenhuis Voorbeeld", "ZHV", "Ziekenhuis", "Almelo", "https://voorbeeld.example", "Korte omschrijving"]
    heads = [heads[0] for heads in ImportForm.HEADS.values()]
    return csvfile.download("partners-voorbeeld", heads, [example])
