"""Scans and expectations for the tests."""

from projects.actions.scans import make_scan as _make_scan
from projects.models import Expectation, Mechanism


def make_scan(thing, *, by, scores=(1, 2, 3, 4, 0), **fields):
    """A scan with these five scores, in the order of the mechanisms."""
    notes = {mechanism: (score, f"Omdat {score}") for mechanism, score in zip(Mechanism, scores, strict=True)}
    return _make_scan(thing, by=by, scores=notes, **fields)


def make_expectation(project, organisation, by, text="Minder dubbel werk", *, importance=5, satisfaction=1):
    """Something that a partner expects."""
    scores = {"importance": importance, "satisfaction": satisfaction}
    return Expectation.objects.create(project=project, organisation=organisation, text=text, rated_by=by, **scores)
