"""Signing through the page, as an executive does it."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from agreements import actions
from agreements.models import Agreement, Signature
from tests.agreements import make


@pytest.fixture
def url(signing):
    return reverse("agreements:agreement_sign", args=[signing.pk])


def test_3_the_page_shows_the_hash_and_the_post_carries_it(as_user, signing, url, organisation, executive):
    """Requirement 3: the page shows the version's SHA-256, the POST carries it, the signature stores it."""
    client = as_user(executive)
    page = client.get(url).content.decode()
    sha256 = signing.version.sha256
    assert page.count(sha256) == 2  # to read, and in the form
    assert f'name="sha256" value="{sha256}"' in page
    response = client.post(url, make.filled_in(signing, organisation, executive))
    assert response.status_code == 302
    assert Signature.objects.get().version_sha256 == sha256


def test_3_an_older_hash_gets_a_page_that_says_so(as_user, signing, url, organisation, executive):
    """Requirement 3: older hash → 409 with a clear page."""
    response = as_user(executive).post(url, make.filled_in(signing, organisation, executive, sha256="0" * 64))
    assert response.status_code == 409
    assert "niet de tekst die u hebt gezien" in response.content.decode()
    assert not Signature.objects.exists()


def test_16_signing_needs_a_proof_in_the_same_post(as_user, signing, url, organisation, executive):
    """Requirement 16: without a fresh second factor there is no signature."""
    response = as_user(executive).post(url, make.filled_in(signing, organisation, executive, code=None))
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"code"}
    assert not Signature.objects.exists()


def test_16_a_replayed_proof_is_refused(as_user, signing, url, manager, organisation, organisation2, executive):
    """Requirement 16: a code that was used once is worth nothing the second time, for no agreement."""
    client = as_user(executive)
    data = make.filled_in(signing, organisation, executive)
    assert client.post(url, data).status_code == 302
    other = make.signing(manager, organisation, organisation2, title="Tweede")
    replay = make.filled_in(other, organisation, executive) | {"code": data["code"]}
    # the newest code is another one: only the replayed is sent
    response = client.post(reverse("agreements:agreement_sign", args=[other.pk]), replay)
    assert response.context["form"].errors.keys() == {"code"}
    assert Signature.objects.count() == 1


def test_16_the_proof_of_another_person_is_refused(as_user, signing, url, organisation, executive, executive2):
    """Requirement 16: a code counts for the person it was sent to."""
    data = make.filled_in(signing, organisation, executive, code=make.code_for(executive2))
    response = as_user(executive).post(url, data)
    assert response.context["form"].errors.keys() == {"code"}


def test_16_a_mail_link_carries_no_authority(as_user, signing, organisation, executive, executive2, outsider, run_jobs):
    """Requirement 16: the link mailed to A takes a stranger to the sign-in page, and B to no more than B may do."""
    run_jobs()
    body = next(message.body for message in mail.outbox if message.to == [executive.email])
    link = re.search(r"http://localhost(/overeenkomsten/\S+)", body).group(1)
    assert as_user(None).get(link)["Location"].startswith("/inloggen/")
    assert as_user(outsider).get(link).status_code == 404
    url = reverse("agreements:agreement_sign", args=[signing.pk])
    data = make.filled_in(signing, organisation, executive, code=make.code_for(executive2))
    assert as_user(executive2).post(url, data).status_code == 403
    assert not Signature.objects.exists()


def test_17_no_tick_is_refused_at_the_field(as_user, signing, url, organisation, executive):
    """Requirement 17: the tick is required, its error stands at the field, and the input is kept."""
    code = make.code_for(executive)
    data = make.filled_in(signing, organisation, executive, agreed=None, code=code)
    client = as_user(executive)
    page = client.post(url, data).content.decode()
    assert re.search(r'name="agreed"[^>]*aria-invalid="true"', page)
    assert f'value="{executive.name}"' in page
    assert not Signature.objects.exists()
    # the proof was not used up by a form that had to come back
    assert client.post(url, {**data, "agreed": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("Bestuurder Een", True),
        ("  bestuurder   EEN ", True),
        ("Bestuurdér Eën", True),
        ("Bestuurder", False),
        ("Bestuurder Twee", False),
        ("", False),
        ("   ", False),
    ],
)
def test_17_the_typed_name_is_the_one_of_the_account(as_user, signing, url, organisation, executive, typed, accepted):
    """Requirement 17: the typed name is an act of its own; only spelling details are forgiven."""
    response = as_user(executive).post(url, make.filled_in(signing, organisation, executive, typed_name=typed))
    assert Signature.objects.exists() is accepted
    if not accepted:
        assert response.context["form"].errors.keys() == {"typed_name"}


def test_17_the_statement_names_the_organisation_and_its_version_is_kept(
    as_user, signing, url, organisation, executive
):
    """Requirement 17: a versioned Dutch statement, stored as it was read."""
    client = as_user(executive)
    page = client.get(url).content.decode()
    client.post(url, make.filled_in(signing, organisation, executive))
    signature = Signature.objects.get()
    assert signature.statement in page
    assert organisation.name in signature.statement
    assert signature.statement_version == "2026-1"


def test_18_the_text_is_read_with_headings(as_user, signing, url, executive):
    """Requirement 18: the whole text stands on the page, each article under its own heading."""
    page = as_user(executive).get(url).content.decode()
    headings = [" ".join(re.sub("<[^>]*>", " ", heading).split()) for heading in re.findall(r"<h2.*?</h2>", page, re.S)]
    for number, (title, _body) in enumerate(make.ARTICLES, start=1):
        assert f"Artikel {number} {title}" in headings
    assert "<strong>één plan</strong>" in page
    assert page.count('<th scope="col">') == 3


def test_asking_for_a_code_keeps_what_was_typed(as_user, signing, url, organisation, executive, run_jobs):
    data = make.filled_in(signing, organisation, executive, code="", typed_name="Bestuurder Ee")
    client = as_user(executive)
    response = client.post(url, {**data, "send_code": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Bestuurder Ee"' in page
    assert re.search(r'name="agreed"[^>]*checked', page)
    run_jobs()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()
    assert client.post(url, {**data, "typed_name": executive.name, "code": code}).status_code == 302


def test_after_signing_the_page_shows_the_receipt(as_user, signing, url, organisation, executive):
    page = as_user(executive).post(url, make.filled_in(signing, organisation, executive), follow=True).content.decode()
    signature = Signature.objects.get()
    assert "1 van 2 getekend" in page
    assert signature.version_sha256 in page
    assert signature.statement in page


def test_a_double_click_signs_once_and_says_so(as_user, signing, url, organisation, executive):
    client = as_user(executive)
    client.post(url, make.filled_in(signing, organisation, executive))
    response = client.post(url, make.filled_in(signing, organisation, executive))
    assert response.status_code == 409
    assert Signature.objects.count() == 1


def test_somebody_elses_decline_meanwhile_is_explained(
    as_user, signing, url, organisation, organisation2, executive, executive2
):
    client = as_user(executive)
    client.get(url)
    actions.decline(
        signing, party=make.party_of(signing, organisation2).pk, by=executive2, reason="De looptijd is te lang."
    )
    response = client.post(url, make.filled_in(signing, organisation, executive))
    assert response.status_code == 409
    page = response.content.decode()
    assert "De looptijd is te lang." in page
    assert reverse("agreements:agreement_detail", args=[signing.pk]) in page
    assert not Signature.objects.exists()


def test_the_link_of_the_mail_after_signing_leads_to_the_agreement(as_user, signing, url, organisation, executive):
    make.sign(signing, organisation, executive)
    assert as_user(executive).get(url)["Location"] == signing.get_absolute_url()


def test_reading_in_order_to_sign_stands_in_the_trail(as_user, signing, url, executive, organisation):
    as_user(executive).get(url)
    event = signing.events.get(event="viewed")
    assert (event.actor, event.on_behalf_of) == (executive, organisation)


def test_an_executive_of_two_parties_signs_for_each(as_user, signing, url, organisation, organisation2, executive):
    from network.models import Membership
    from tests import factories

    factories.MembershipFactory(user=executive, organisation=organisation2, role=Membership.Role.EXECUTIVE)
    client = as_user(executive)
    for party in (organisation, organisation2):
        assert client.post(url, make.filled_in(signing, party, executive)).status_code == 302
    assert Agreement.objects.get(pk=signing.pk).status == Agreement.Status.SEALING


def test_an_expired_session_loses_no_reason(as_user, signing, executive, organisation):
    """The reason of declining waits until its writer has signed in again."""
    url = reverse("agreements:agreement_decline", args=[signing.pk])
    visitor = as_user(None)
    party = make.party_of(signing, organisation).pk
    visitor.post(url, {"party": party, "reason": "Een lange reden", "_user": executive.pk})
    visitor.force_login(executive)
    assert "Een lange reden" in visitor.get(url).content.decode()
    signing.refresh_from_db()
    assert signing.is_signing


@pytest.mark.parametrize(
    "drawing",
    [
        "M1 1L2 2<script>",
        "M1 1 L2 2",
        "L1 1",
        "M1 1C2 2 3 3 4 4",
        "M-1 1",
        "M1 1" + "L12 34" * 1400,
        "url(#x)",
    ],
)
def test_17_a_drawing_is_lines_between_points_and_nothing_else(as_user, signing, url, organisation, executive, drawing):
    """Requirement 17: drawing is optional; what is kept of it can do nothing but be drawn."""
    response = as_user(executive).post(url, make.filled_in(signing, organisation, executive, drawing=drawing))
    assert response.context["form"].errors.keys() == {"drawing"}
    assert not Signature.objects.exists()


def test_17_a_drawing_stands_beside_the_typed_name(as_user, signing, url, organisation, executive):
    """Requirement 17: kept with the signature and shown; never instead of the typed name."""
    path = "M10 10L20 30L40 15M60 20L61 21"
    client = as_user(executive)
    refused = client.post(url, make.filled_in(signing, organisation, executive, drawing=path, typed_name=""))
    assert refused.context["form"].errors.keys() == {"typed_name"}
    page = client.post(url, make.filled_in(signing, organisation, executive, drawing=path), follow=True)
    assert Signature.objects.get().drawing == path
    assert f'<path d="{path}" />' in page.content.decode()
