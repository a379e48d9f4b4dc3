"""References to people that outlive their account: what was signed and logged stays, with the name as it was."""

from typing import Any

from django.db import models

from network.models import User


def person(verbose_name: Any, *, related_name: str = "+", **options: Any) -> "models.ForeignKey[Any, Any]":
    """A foreign key without a constraint in the database: deleting the account changes no row that refers to it."""
    return models.ForeignKey(
        User,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name=related_name,
        verbose_name=verbose_name,
        **options,
    )
