"""What agreements add to the search: the text of their newest version, for who may read it."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Article
from network import search
from zenderen.lib.access import AnyUser


def _agreements(user: AnyUser) -> QuerySet[Agreement]:
    """With the articles of the newest version."""
    words = StringAgg(
        Concat("title", Value(" "), "body", output_field=TextField()), Value(" "), output_field=TextField()
    )
    articles = Article.objects.filter(version=OuterRef("latest")).order_by().values("version").annotate(words=words)
    rows = Agreement.objects.visible_to(user).with_progress()
    return rows.annotate(articles=Subquery(articles.values("words")[:1]))


search.add(
    search.Source(
        "overeenkomsten",
        _("Agreements"),
        _agreements,
        "title",
        ("articles",),
        lambda row: str(row.get_status_display()),
    )
)
