"""The public site of the demo: who meets where, pictures of the future, and news with a picture."""

import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from network import actions
from network.actions.images import add_image
from network.models import Body, FuturePicture, Image, NewsItem, Page
from zenderen.demo.accounts import NETWORK_MANAGER
from zenderen.demo.loading import Chapter, content, person
from zenderen.demo.network import give_seat
from zenderen.lib.slugs import free_slug
from zenderen.lib.uploads import look_into

WIDE, HIGH = 1200, 675
PAPER = "#f4f1ea"
PETALS = ("#006269", "#97205a", "#8e4019", "#5b3494", "#21499b")  # the five themes, as in static/css/tokens.css


def load_bodies() -> None:
    """Councils, teams and the three kinds of networks, with open seats where nobody was named."""
    for row in content("site")["body"]:
        body = actions.create_body(row["kind"], row["name"], about=row["about"])
        for email, on_behalf_of in row["seats"]:
            give_seat(body, email, on_behalf_of, "member")


def load_site() -> None:
    """Texts, pictures of the future, and news: one item with an update, one still a draft."""
    rows = content("site")
    for page in rows["page"]:
        Page.objects.create(**page)
    for future in rows["future"]:
        FuturePicture.objects.create(**future)
    for row in rows["news"]:
        _write(row)


def _write(row: dict[str, Any]) -> None:
    days, updates = row.pop("days", None), row.pop("updates", [])
    at = _ago(days) if days else None
    image = _mark() if row.pop("image", False) else None
    item = NewsItem(**row, slug=free_slug(NewsItem, row["title"]), published_at=at, image=image)
    item.changed_at = max([_ago(ago) for ago, _text in updates] + ([at] if at else [timezone.now()]))
    item.save()
    for ago, text in updates:
        item.updates.create(at=_ago(ago), text=text)


def _ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def _mark() -> Image:
    """The network's own mark as a picture: no photograph of anybody."""
    from PIL import Image as Picture  # slow to load, and needed for this one picture only

    drawing = Picture.new("RGB", (WIDE, HIGH), PAPER)
    for place, colour in enumerate(PETALS):
        petal = Picture.new("RGBA", (HIGH, HIGH))
        petal.paste(colour, (HIGH // 2 - 45, 40, HIGH // 2 + 45, HIGH // 2 - 70))
        turned = petal.rotate(-72 * place, resample=Picture.Resampling.BICUBIC)
        drawing.paste(turned, ((WIDE - HIGH) // 2, 0), turned)
    out = BytesIO()
    drawing.save(out, "PNG")
    upload = look_into(SimpleUploadedFile("beeldmerk.png", out.getvalue(), "image/png"))
    alt = "Vijf gekleurde balken in een kring, om één midden: elk thema van het netwerk heeft een eigen kleur."
    return add_image(Image(alt=alt, credit="Beeldmerk van deze demo"), upload, by=person(NETWORK_MANAGER))


CHAPTERS = (
    Chapter("councils, teams and networks", Body.objects.filter(kind=Body.Kind.TEAM).exists, load_bodies),
    Chapter("news and pictures of the future", NewsItem.objects.exists, load_site),
)
