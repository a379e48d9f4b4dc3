"""Annexes: what may be handed in, under which name it is kept, who gets it and how."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements import actions
from agreements.models import Agreement, Annex
from tests.agreements import make
from tests.lib.test_uploads import JS, locked_pdf, pdf, picture


def hand_in(client, agreement, name, content, title=""):
    url = reverse("agreements:annex_add", args=[agreement.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content), "title": title})


def test_an_annex_is_kept_under_a_name_of_ours(as_user, manager, draft):
    content = pdf()
    response = hand_in(as_user(manager), draft, "../../Begroting ‮2027.pdf", content)
    assert response.status_code == 302
    annex = Annex.objects.get()
    assert annex.title == "Begroting 2027"
    assert annex.name == "begroting-2027.pdf"
    assert annex.sha256 == hashlib.sha256(content).hexdigest()
    assert annex.size == len(content)
    assert annex.file.name.startswith(f"agreements/{draft.pk}/annexes/")
    assert "egroting" not in annex.file.name
    assert ".." not in annex.file.name
    assert default_storage.size(annex.file.name) == len(content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.pdf", b"", "leeg"),
        ("brief.pdf", b"<html><script>alert(1)</script>", "geen PDF"),
        ("programma.pdf.exe", pdf(), "exe"),
        ("foto.pdf", picture("PNG"), "PNG"),
        ("geheim.pdf", locked_pdf(), "wachtwoord"),
        ("slim.pdf", pdf(b"/OpenAction " + JS), "programma"),
        ("start.pdf", pdf(b"/AA << /WC 4 0 R >>", b"<< /S /Launch /F (cmd.exe) >>"), "programma"),
    ],
)
def test_what_is_refused_is_told_at_the_field(as_user, manager, draft, name, content, words):
    page = hand_in(as_user(manager), draft, name, content, title="Wat ik typte")
    assert any(words in error for error in page.context["form"].errors["file"])
    assert "Wat ik typte" in page.content.decode()
    assert not Annex.objects.exists()
    assert not default_storage.exists(f"agreements/{draft.pk}")


def test_more_than_20_mb_is_refused(as_user, manager, draft):
    page = hand_in(as_user(manager), draft, "groot.pdf", pdf() + b"\n" * (20 * 1024 * 1024))
    assert "20" in page.context["form"].errors["file"][0]


def test_without_a_file_nothing_is_added(as_user, manager, draft):
    url = reverse("agreements:annex_add", args=[draft.pk])
    assert "file" in as_user(manager).post(url, {"title": "X"}).context["form"].errors


@pytest.mark.parametrize(("name", "content"), [("a.pdf", pdf()), ("a.png", picture("PNG")), ("a.jpg", picture("JPEG"))])
def test_an_annex_is_always_saved_never_shown(as_user, manager, draft, name, content):
    hand_in(as_user(manager), draft, name, content, title='Naam met "tekens" <b>')
    response = as_user(manager).get(reverse("agreements:annex_file", args=[draft.pk, Annex.objects.get().pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response.getvalue() == content


def test_two_annexes_of_one_name_stay_two_files(as_user, manager, draft):
    client = as_user(manager)
    for _time in range(3):
        hand_in(client, draft, "plan.pdf", pdf())
    rows = draft.version.annexes.all()
    assert [(row.number, row.name) for row in rows] == [(1, "plan.pdf"), (2, "plan-2.pdf"), (3, "plan-3.pdf")]
    assert len({row.file.name for row in rows}) == 3


def test_removing_closes_the_gap_and_takes_the_file(as_user, manager, draft, django_capture_on_commit_callbacks):
    first, second = make.annex(draft, by=manager), make.annex(draft, by=manager)
    url = reverse("agreements:annex_remove", args=[draft.pk, first.pk])
    client = as_user(manager)
    assert "weghalen" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert [(row.pk, row.number) for row in draft.version.annexes.all()] == [(second.pk, 1)]
    assert not default_storage.exists(first.file.name)
    assert default_storage.exists(second.file.name)


def test_a_file_that_an_earlier_version_has_stays(
    manager, draft, executive, executive2, django_capture_on_commit_callbacks
):
    annex = make.annex(draft, by=manager)
    signing = make.opened(draft, manager)
    version = actions.new_version(signing, by=manager, reason="Zonder bijlage")
    signing = Agreement.objects.get(pk=signing.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_annex(signing, version.annexes.get().pk)
    assert default_storage.exists(annex.file.name)
    assert Annex.objects.get() == annex


def test_the_annexes_belong_to_what_is_fixed(as_user, manager, draft, executive, executive2):
    annex = make.annex(draft, by=manager)
    signing = make.opened(draft, manager)
    assert signing.version.content["annexes"][0]["sha256"] == annex.sha256
    assert annex.sha256 in as_user(executive).get(signing.get_absolute_url()).content.decode()
    client = as_user(manager)
    page = hand_in(client, signing, "te-laat.pdf", pdf(), title="Te laat")
    assert page.context["form"].errors
    assert "Te laat" in page.content.decode()
    assert client.post(reverse("agreements:annex_remove", args=[signing.pk, annex.pk])).status_code == 409
    assert Annex.objects.count() == 1
    _folders, files = default_storage.listdir(f"agreements/{signing.pk}/annexes")
    assert len(files) == 1


def test_an_annex_of_another_agreement_is_not_found(as_user, manager, draft, organisation, organisation2):
    other = make.draft(manager, organisation, organisation2, title="Andere")
    annex = make.annex(other, by=manager)
    assert as_user(manager).get(reverse("agreements:annex_file", args=[draft.pk, annex.pk])).status_code == 404


def test_an_annex_of_a_text_that_was_not_shown_yet_is_not_found(as_user, manager, draft, executive, executive2):
    signing = make.opened(draft, manager)
    actions.new_version(signing, by=manager, reason="Met bijlage")
    annex = make.annex(Agreement.objects.get(pk=signing.pk), by=manager)
    url = reverse("agreements:annex_file", args=[signing.pk, annex.pk])
    assert as_user(executive).get(url).status_code == 404
    assert as_user(manager).get(url).getvalue()
