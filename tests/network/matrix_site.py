"""Role × URL: news, pictures, versions of texts, and the order of the history."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture

from network.models import Audience, Image, NewsItem
from tests.access import only, public

DIGEST = "ab" * 32
MANAGER = ("manager",)


def extend(world):
    """A draft with an update, a published message with a picture, and a picture that stands nowhere."""
    out = BytesIO()
    Picture.new("RGB", (4, 3), "red").save(out, "JPEG")
    size = {"width": 4, "height": 3, "added_by": world.manager}
    world.image = Image(alt="Een brug in Twente", **size)
    world.image.file.save(f"pictures/{DIGEST}.jpg", ContentFile(out.getvalue()), save=True)
    words = {"byline": "Redactie", "introduction": "Kort.", "body": "Lang."}
    world.loose_image = Image.objects.create(alt="Een brug in Twente", file=world.image.file.name, **size)
    world.draft_news = NewsItem.objects.create(title="Nog niet", slug="nog-niet", **words)
    world.news = NewsItem.objects.create(
        title="Wel al", slug="wel-al", image=world.image, published_at=timezone.now(), **words
    )
    world.news_update = world.draft_news.updates.create(text="Later meer.")


def _news(world):
    return {"slug": world.draft_news.slug}


def _version(world):
    return {"kind": "nieuws", "pk": world.news.pk, "version": world.news.history.first().pk}


def _picture(world):
    return {"pk": world.image.pk, "digest": DIGEST}


def _change(**extra):
    return only(*MANAGER, method="post", allowed=302, **extra)


MATRIX = {
    "network:futurepicture_list": public(),
    "network:news_list": public(),
    "network:news_feed": public(),
    "network:news_detail": public(kwargs=lambda world: {"slug": world.news.slug}),
    "network:image_file": public(kwargs=_picture),
    "network:text_preview": only(*MANAGER, method="post", allowed=200, others=200, data=lambda world: {})._replace(
        expected={"visitor": 403}
    ),
    "network:version_list": only(*MANAGER, kwargs=lambda world: {"kind": "nieuws", "pk": world.news.pk}),
    "network:version_detail": only(*MANAGER, kwargs=_version),
    "network:version_restore": _change(kwargs=_version),
    "network:futurepicture_edit": only(*MANAGER, kwargs=lambda world: {"audience": Audience.RESIDENTS}),
    "network:news_add": only(*MANAGER),
    "network:news_edit": only(*MANAGER, kwargs=_news),
    "network:news_publish": _change(kwargs=_news),
    "network:news_withdraw": _change(kwargs=_news),
    "network:newsupdate_add": only(*MANAGER, kwargs=_news),
    "network:newsupdate_edit": only(*MANAGER, kwargs=lambda world: {"pk": world.news_update.pk}),
    "network:newsupdate_remove": _change(kwargs=lambda world: {"pk": world.news_update.pk}),
    "network:image_list": only(*MANAGER),
    "network:image_add": only(*MANAGER),
    "network:image_edit": only(*MANAGER, kwargs=lambda world: {"pk": world.image.pk}),
    "network:image_remove": _change(kwargs=lambda world: {"pk": world.loose_image.pk}),
    "network:phase_move": _change(kwargs=lambda world: {"pk": world.phase.pk}),
    "network:phase_remove": only(*MANAGER, kwargs=lambda world: {"pk": world.phase.pk}),
}
