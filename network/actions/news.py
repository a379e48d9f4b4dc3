"""News: publishing, taking back, and what is added later."""

from django.db import transaction
from django.utils import timezone

from network.models import NewsItem, NewsUpdate


@transaction.atomic
def publish(pk: int) -> NewsItem:
    """Everybody can read it from now on; safe to repeat."""
    item = NewsItem.objects.lock(pk)
    if item.is_draft:
        item.published_at = item.changed_at = timezone.now()
        item.save(update_fields=["published_at", "changed_at"])
    return item


@transaction.atomic
def withdraw(pk: int) -> NewsItem:
    """Back to a draft, which only who writes can read."""
    item = NewsItem.objects.lock(pk)
    if not item.is_draft:
        item.published_at = None
        item.save(update_fields=["published_at"])
    return item


@transaction.atomic
def save_update(update: NewsUpdate) -> None:
    """What came to be known later, under its own day; the message counts as changed."""
    item = NewsItem.objects.lock(update.item_id)
    update.save()
    item.save(update_fields=[item.mark_changed()])


@transaction.atomic
def remove_update(update: NewsUpdate) -> None:
    """Take an addition back."""
    item = NewsItem.objects.lock(update.item_id)
    update.delete()
    item.save(update_fields=[item.mark_changed()])
