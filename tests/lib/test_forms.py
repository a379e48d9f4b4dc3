"""The second of two editors is told, shown what differs, and overwrites nothing unseen."""

import threading

import pytest
from django import forms
from django.db import connection

from network.models import Organisation
from zenderen.lib.forms import EditForm


class OrganisationForm(EditForm):
    """The shortest form on a model with editions."""

    class Meta:
        model = Organisation
        fields = ["name", "place", "kind"]


def _data(organisation, **changes):
    data = {"name": organisation.name, "place": organisation.place, "kind": organisation.kind}
    return {**data, "edition": organisation.edition, **changes}


def test_edit_saves_changed_fields_and_counts(organisation):
    form = OrganisationForm(_data(organisation, place="Hengelo"), instance=organisation)
    rows = organisation.history.count()
    assert form.save_valid()
    organisation.refresh_from_db()
    assert (organisation.place, organisation.edition) == ("Hengelo", 2)
    assert organisation.history.count() == rows + 1


def test_second_editor_sees_the_difference_and_then_decides(organisation):
    stale = Organisation.objects.get(pk=organisation.pk)
    assert OrganisationForm(_data(organisation, place="Hengelo"), instance=organisation).save_valid()
    second = OrganisationForm(_data(stale, place="Almelo"), instance=stale)
    assert not second.save_valid()
    assert [(d.theirs, d.yours) for d in second.conflict] == [("Hengelo", "Almelo")]
    assert Organisation.objects.get(pk=organisation.pk).place == "Hengelo"
    again = OrganisationForm(second.data, instance=Organisation.objects.get(pk=organisation.pk))
    assert again.save_valid()
    assert Organisation.objects.get(pk=organisation.pk).place == "Almelo"


def test_what_runs_along_is_undone_with_it(organisation):
    def fail(saved):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        OrganisationForm(_data(organisation, place="Hengelo"), instance=organisation).save_valid(then=fail)
    assert Organisation.objects.get(pk=organisation.pk).place == ""


def test_invalid_input_saves_nothing(organisation):
    form = OrganisationForm(_data(organisation, name=""), instance=organisation)
    assert not form.save_valid()
    assert "name" in form.errors


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_the_same_moment(transactional_db, organisation):
    barrier, results = threading.Barrier(2), []

    def edit(place):
        mine = Organisation.objects.get(pk=organisation.pk)
        barrier.wait()
        results.append(OrganisationForm(_data(mine, place=place), instance=mine).save_valid())
        connection.close()

    threads = [threading.Thread(target=edit, args=[place]) for place in ("Almelo", "Hengelo")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == [False, True]


def test_forms_are_drawn_in_our_layout(organisation):
    html = str(OrganisationForm(instance=organisation))
    assert 'name="edition"' in html
    assert isinstance(OrganisationForm().fields["edition"].widget, forms.HiddenInput)
