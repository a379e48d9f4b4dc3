"""Pictures of the site: made small at the door, kept under the hash of what they show."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from network.models import Image, User
from zenderen.lib import files
from zenderen.lib.uploads import Document

LONGEST_SIDE = 1600  # pixels: sharp on a wide screen, and a phone is not made to wait
QUALITY = 82


@transaction.atomic
def add_image(image: Image, upload: Document, *, by: User) -> Image:
    """Keep a picture, scaled down, without what the camera wrote into it."""
    content, (image.width, image.height) = _small(upload.content)
    image.file.name = files.store(f"pictures/{files.sha256(content)}.jpg", content)
    image.added_by = by
    image.save()
    return image


def _small(content: bytes) -> tuple[bytes, tuple[int, int]]:
    from PIL import Image as Picture  # slow to load, and needed for a picture that is handed in only
    from PIL import ImageOps

    with Picture.open(BytesIO(content)) as opened:
        upright: Any = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Picture.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    out = BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), paper.size


@transaction.atomic
def remove_image(pk: int) -> None:
    """Remove a picture that stands nowhere; the file goes with the last picture that shows the same."""
    image = Image.objects.lock(pk)
    if image.places():
        raise ValidationError(_("This picture still stands in a text. Take it out there first."))
    name = str(image.file.name)
    image.delete()
    if not Image.objects.filter(file=name).exists():
        transaction.on_commit(lambda: files.remove(name))
