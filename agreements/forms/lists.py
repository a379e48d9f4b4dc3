"""Filters of the list of agreements."""

import django_filters
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from network.models import Organisation


class AgreementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, filters and order of the list."""

    q = django_filters.CharFilter(label=_("Search"), field_name="title", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Agreement.Status.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("Type"), choices=Agreement.Kind.choices, empty_label=_("All"))
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"),
        queryset=Organisation.objects.can_sign().only("name"),
        field_name="versions__parties__organisation",
        distinct=True,
        empty_label=_("All"),
    )
    sort = django_filters.OrderingFilter(
        fields=[("title", "title"), ("status", "status"), ("effective_on", "effective_on"), ("signed_count", "signed")]
    )

    class Meta:
        model = Agreement
        fields = ["q", "status", "kind", "partner"]
