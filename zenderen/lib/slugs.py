"""Readable addresses made of names."""

from django.db import models
from django.utils.text import slugify

RESERVED = frozenset({"nieuw", "export", "feed", "lijsten"})


def free_slug(model: type[models.Model], text: str) -> str:
    """A slug of ``text`` that no row has and no address needs; a number is added where it is taken."""
    field = model._meta.get_field("slug")
    longest = (field.max_length or 50) - 4  # type: ignore[union-attr]
    base = slugify(text)[:longest].strip("-") or "x"
    taken = set(model._base_manager.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
