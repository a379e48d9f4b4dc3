"""How the list of background work is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from zenderen.jobs.models import Job


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By what it is about and where it stands."""

    q = django_filters.CharFilter(field_name="subject_label", lookup_expr="icontains", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Job.State.choices, label=_("State"), empty_label=_("All"))

    class Meta:
        model = Job
        fields = ["q", "state"]
