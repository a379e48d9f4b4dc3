"""What the database and the models guarantee, whatever program writes to them."""

import hashlib
import json
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.models import Agreement, Article, AuditEvent, Party, Signature, SignedDocument, Version
from tests.agreements import make
from zenderen.lib.states import IllegalStep

Status = Agreement.Status
STEPS = {
    (Status.DRAFT, Status.CONSULTATION),
    (Status.DRAFT, Status.OPENING),
    (Status.DRAFT, Status.WITHDRAWN),
    (Status.CONSULTATION, Status.DRAFT),
    (Status.CONSULTATION, Status.OPENING),
    (Status.CONSULTATION, Status.WITHDRAWN),
    (Status.OPENING, Status.SIGNING),
    (Status.OPENING, Status.WITHDRAWN),
    (Status.SIGNING, Status.SEALING),
    (Status.SIGNING, Status.DECLINED),
    (Status.SIGNING, Status.WITHDRAWN),
    (Status.SIGNING, Status.DRAFT),
    (Status.SEALING, Status.IN_FORCE),
    (Status.SEALING, Status.SEALING_FAILED),
    (Status.SEALING_FAILED, Status.IN_FORCE),
    (Status.IN_FORCE, Status.DRAFT),
    (Status.IN_FORCE, Status.ENDED),
    (Status.DECLINED, Status.DRAFT),
    (Status.WITHDRAWN, Status.DRAFT),
}
# An attempt to amend what is in force, given up.
BACK_INTO_FORCE = {
    (start, Status.IN_FORCE) for start in (Status.DRAFT, Status.CONSULTATION, Status.OPENING, Status.SIGNING)
}


@pytest.mark.parametrize("amended", [False, True])
@pytest.mark.parametrize(("start", "end"), list(product(Status, Status)))
def test_every_step_of_the_lifecycle(start, end, amended):
    agreement = Agreement(title="Voorbeeld", status=start, in_force_id=1 if amended else None)
    steps = STEPS | (BACK_INTO_FORCE if amended else set())
    assert agreement.can_move_to(end) is ((start, end) in steps)
    if (start, end) not in steps:
        with pytest.raises(IllegalStep):
            agreement.move_to(end)


def refused():
    """The database refuses what happens inside, and the transaction around it goes on."""
    return _Refused()


class _Refused:
    def __enter__(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self.savepoint.__exit__(kind, error, trace)
        assert kind is not None, "The database let it pass"
        assert issubclass(kind, IntegrityError), error
        return True


def test_3_an_opened_version_cannot_be_changed_by_anything(signing):
    """Requirement 3: the database itself refuses to change an opened version, its articles and its parties."""
    version = signing.version
    changes = [
        (Version, {"text": "anders"}),
        (Version, {"sha256": "0" * 64}),
        (Version, {"opened_at": None, "opened_by": None, "text": "", "sha256": ""}),
        (Version, {"number": 2}),
        (Article, {"body": "anders"}),
        (Article, {"number": 9}),
        (Party, {"role": "anders"}),
        (Party, {"responsibilities": "anders"}),
        (Agreement, {"title": "anders"}),
        (Agreement, {"kind": "vision"}),
        (Version, {"effective_on": timezone.localdate()}),
        (Version, {"ends_on": timezone.localdate()}),
        (Version, {"code": "ABCDEFGHJKMNPQRS"}),
        (Version, {"file": "elders.pdf"}),
        (Party, {"turn": 2}),
    ]
    for model, fields in changes:
        with refused():
            model.objects.all().update(**fields)
    for model in (Article, Party, Version, Agreement):
        with refused():
            model._base_manager.all()._raw_delete("default")
    with refused():
        Article.objects.create(version=version, number=3, title="Erbij", body="Erbij")
    assert Version.objects.get(pk=version.pk).content == version.content


def test_3_a_signature_an_event_and_a_document_cannot_be_changed_by_anything(in_force):
    """Requirements 3 and 14: signatures, the trail and the document are append-only in the database."""
    assert Signature.objects.count() == 2
    for model, fields in (
        (Signature, {"signed_at": timezone.now()}),
        (Signature, {"typed_name": "Iemand anders"}),
        (AuditEvent, {"actor_name": "Iemand anders"}),
        (AuditEvent, {"hash": "0" * 64}),
        (SignedDocument, {"sha256": "0" * 64}),
    ):
        with refused():
            model.objects.all().update(**fields)
        with refused():
            model._base_manager.all()._raw_delete("default")


def test_3_a_signature_on_another_text_is_refused_by_the_database(signing, executive, organisation):
    """Requirement 3: a signature carries the hash of the opened version or is not stored at all."""
    row = Signature(
        party=make.party_of(signing, organisation),
        user=executive,
        typed_name=executive.name,
        version_sha256="0" * 64,
        statement="Ja",
        statement_version="2026-1",
        factor="email",
    )
    with refused():
        row.save()


def test_5_a_decision_of_a_party_is_final_in_the_database(signing, executive, organisation):
    """Requirement 5: signed is final; not even SQL turns it into declined or moves its time."""
    make.sign(signing, organisation, executive)
    party = make.party_of(signing, organisation)
    for fields in ({"state": "pending"}, {"state": "declined", "reason": "Toch niet"}, {"decided_at": timezone.now()}):
        with refused():
            Party.objects.filter(pk=party.pk).update(**fields)
    assert make.party_of(signing, organisation).decided_at == party.decided_at


def test_the_project_office_is_never_a_party_in_the_database(draft, project_office):
    with refused():
        Party.objects.create(version=draft.version, organisation=project_office, role="x", responsibilities="x")
    with refused():
        Party.objects.filter(version=draft.version).update(organisation=project_office)


def test_the_frozen_text_holds_all_that_is_signed(signing):
    version = signing.version
    with version.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == version.sha256
    content = json.loads(version.text)
    assert content["title"] == signing.title
    assert [article["title"] for article in content["articles"]] == [title for title, _ in make.ARTICLES]
    assert [party["organisation"] for party in content["parties"]] == [
        "Medisch Centrum Voorbeeld",
        "Zorggroep Voorbeeld",
    ]
    assert all(party["role"] and party["responsibilities"] for party in content["parties"])
    assert content["statement"]
    assert content == version.compose()


def test_a_renamed_organisation_keeps_its_name_in_what_was_signed(signing, organisation):
    organisation.name = "Nieuwe Naam"
    organisation.save(update_fields=["name"])
    assert make.party_of(signing, organisation).name == "Medisch Centrum Voorbeeld"
    assert signing.version.lines[0]["organisation"] == "Medisch Centrum Voorbeeld"


def test_the_trail_is_a_chain(in_force):
    events = list(in_force.events.all())
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    previous = "0" * 64
    for event in events:
        assert event.previous_hash == previous
        assert event.hash == event.expected_hash()
        previous = event.hash
    assert [event.event for event in events] == ["created", "frozen", "opened", *["signed"] * 2, "completed", "stored"]


def test_one_draft_version_at_a_time(draft):
    with refused():
        Version.objects.create(agreement=draft, number=2)


def test_articles_can_change_places(draft):
    first, second = draft.version.articles.all()
    draft.version.number_articles([second, first])
    assert [article.pk for article in draft.version.articles.all()] == [second.pk, first.pk]
