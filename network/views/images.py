"""Pictures of the site: the files for everybody, the collection for who writes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.actions import images as actions
from network.forms.news import ImageForm, NewImageForm
from network.models import Image, User
from zenderen.lib import files
from zenderen.lib.access import object_view, permission_view
from zenderen.lib.forms import accepted, posted

PER_PAGE = 24
FOR_EVER = "public, max-age=31536000, immutable"  # another picture has another address


@login_not_required
@object_view(Image)
def image_file(request: HttpRequest, image: Image, digest: str) -> HttpResponseBase:
    """The picture; for visitors while it stands in something that was published."""
    if digest != image.digest:
        raise Http404
    response = files.download(image.file, f"{digest}.jpg", inline=True)
    if Image.objects.used().filter(pk=image.pk).exists():
        response["Cache-Control"] = FOR_EVER
    return response


@permission_view("network.change_image")
def image_list(request: HttpRequest) -> HttpResponse:
    """All pictures, the newest first."""
    page = Paginator(Image.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/image_list.html", {"page": page})


@permission_view("network.add_image")
def image_add(request: HttpRequest) -> HttpResponse:
    """A picture with what it shows."""
    assert isinstance(request.user, User)
    by = request.user
    form = NewImageForm(posted(request), request.FILES or None)
    if request.method == "POST" and accepted(
        form, lambda data: actions.add_image(form.instance, data["upload"], by=by)
    ):
        messages.success(request, _("The picture was added. Copy its line into a text, or choose it with a news item."))
        return redirect("network:image_edit", form.instance.pk)
    return render(request, "network/image_form.html", {"form": form})


@permission_view("network.change_image")
def image_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a picture shows, the line that puts it in a text, and where it stands."""
    image = get_object_or_404(Image, pk=pk)
    form = ImageForm(posted(request), instance=image)
    if request.method == "POST" and form.save_valid():
        messages.success(request, _("Saved."))
        return redirect("network:image_list")
    return render(request, "network/image_form.html", {"form": form, "image": image, "places": image.places()})


@require_POST
@permission_view("network.change_image")
def image_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a picture that stands nowhere."""
    image = get_object_or_404(Image, pk=pk)
    try:
        actions.remove_image(image.pk)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("network:image_edit", image.pk)
    messages.success(request, _("The picture was removed."))
    return redirect("network:image_list")
