"""Powers of attorney: give one, see them, take one back."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import actions
from agreements.forms import MandateForm, RevokeForm
from agreements.models import Agreement, Mandate
from network.models import Organisation, User
from zenderen.lib import files
from zenderen.lib.access import granted, object_view
from zenderen.lib.forms import posted

PER_PAGE = 25


@require_safe
def mandate_list(request: HttpRequest) -> HttpResponse:
    """What I gave and received, and what my fellow executives gave."""
    user = cast(User, request.user)
    rows = Mandate.objects.visible_to(user).with_state().select_related("organisation", "agreement")
    led = list(Organisation.objects.can_sign().led_by(user))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "led": led, "led_keys": {organisation.pk for organisation in led}}
    return render(request, "agreements/mandate_list.html", context)


@object_view(Organisation, "sign_for_organisation")
def mandate_give(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Let somebody else sign for one's own organisation."""
    named = request.GET.get("overeenkomst", "")
    agreement = Agreement.objects.visible_to(request.user).filter(pk=named if named.isdecimal() else 0).first()
    mandate = Mandate(organisation=organisation, agreement=agreement, starts_on=timezone.localdate())
    form = MandateForm(posted(request), request.FILES or None, request=request, instance=mandate)
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        actions.give_mandate(form.instance, by=cast(User, request.user), factor=form.factor, document=document)
        said = _("%(name)s can sign for %(organisation)s and gets an e-mail about it.")
        messages.success(request, said % {"name": form.instance.delegate_name, "organisation": organisation})
        return redirect("agreements:mandate_list")
    return render(request, "agreements/mandate_form.html", {"form": form, "organisation": organisation})


@object_view(Mandate)
def mandate_revoke(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """Take a power of attorney back."""
    if "sign_for_organisation" not in granted(request.user, mandate.organisation):
        raise PermissionDenied
    form, status = RevokeForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_mandate(mandate, by=cast(User, request.user), reason=form.cleaned_data["reason"])
        except actions.Overtaken as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("The power of attorney was revoked. Who it concerns gets an e-mail."))
            return redirect("agreements:mandate_list")
    return render(request, "agreements/mandate_revoke.html", {"form": form, "mandate": mandate}, status=status)


@require_safe
@object_view(Mandate)
def mandate_document(request: HttpRequest, mandate: Mandate) -> HttpResponseBase:
    """The document that a power of attorney rests on."""
    kind = str(mandate.file.name).rpartition(".")[2]
    return files.download(mandate.file, f"{slugify(f'volmacht {mandate.delegate_name}')}.{kind}")
