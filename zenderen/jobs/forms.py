"""How the list of background work is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from zenderen.jobs.models import Job, JobQuerySet


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By what it is about and where it stands."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(choices=Job.State.choices, label=_("State"), empty_label=_("All"))

    class Meta:
        model = Job
        fields = ["q", "state"]

    def search(self, jobs: JobQuerySet, _name: str, words: str) -> JobQuerySet:
        """Only in the names that this person may read: a search must not tell what the list hides."""
        return jobs.named_to(self.request.user).filter(subject_label__icontains=words)
