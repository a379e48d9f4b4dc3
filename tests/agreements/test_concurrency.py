"""Many people at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from agreements import actions
from agreements.models import Agreement, Signature
from agreements.tasks import SIGNED_PDF
from tests import factories
from tests.agreements import make
from zenderen.jobs.models import Job
from zenderen.lib.states import IllegalStep

Status = Agreement.Status


def at_once(*acts):
    """Do all of these in threads that start together; what each gave, or the refusal that it met."""
    barrier = Barrier(len(acts))

    def play(act):
        try:
            barrier.wait()
            return act()
        except IllegalStep as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))


@pytest.fixture
def cast(transactional_db):
    """A manager and twelve organisations, each with one executive."""
    manager = factories.AppointmentFactory().user
    pairs = []
    for _ in range(12):
        organisation = factories.OrganisationFactory()
        pairs.append((organisation, make.executive(organisation)))
    return manager, pairs


def chain_of(agreement):
    """The names of the events, after checking that each holds the hash of the one before."""
    events = list(agreement.events.all())
    hashes = ["0" * 64, *(event.hash for event in events)]
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.previous_hash for event in events] == hashes[:-1]
    assert [event.expected_hash() for event in events] == hashes[1:]
    return [event.event for event in events]


def one_signature_left(manager, pairs):
    """An agreement of two parties of which the first has signed."""
    (first, executive), (second, _) = pairs
    agreement = make.signing(manager, first, second)
    make.sign(agreement, first, executive)
    return agreement


def play_sign_against(act, cast, rounds):
    """The last signature and ``act`` at the same moment: exactly one of the two happened, wholly."""
    manager, pairs = cast
    second, executive = pairs[1]
    colleague = make.executive(second)
    for _ in range(rounds):
        agreement = one_signature_left(manager, pairs[:2])
        last = partial(make.sign, agreement, second, executive)
        at_once(last, partial(act, agreement, second, colleague, manager))
        agreement.refresh_from_db()
        events = chain_of(agreement)
        signatures = Signature.objects.filter(party__version__agreement=agreement).count()
        jobs = Job.objects.filter(kind=SIGNED_PDF, key=agreement.version.sha256).count()
        ended = sum(event in ("declined", "withdrawn") for event in events)
        outcome = (agreement.status, signatures, events.count("completed"), ended, jobs)
        assert outcome in [
            (Status.SEALING, 2, 1, 0, 1),
            (Status.DECLINED, 1, 0, 1, 0),
            (Status.WITHDRAWN, 1, 0, 1, 0),
        ]


def decline(agreement, organisation, colleague, manager):
    actions.decline(agreement, party=make.party_of(agreement, organisation).pk, by=colleague, reason="Nee")


def withdraw(agreement, organisation, colleague, manager):
    actions.withdraw(agreement, by=manager, reason="Terug")


@pytest.mark.parametrize("act", [decline, withdraw])
def test_6_signing_and_ending_at_once_never_both_happen(act, cast):
    """Requirement 6, on two real connections; two hundred times in the fault suite."""
    play_sign_against(act, cast, 10)


@pytest.mark.fault
@pytest.mark.slow
def test_6_two_hundred_times(cast):
    """Requirement 6: sign ∥ decline, 200 times on PostgreSQL: never both."""
    play_sign_against(decline, cast, 200)


def play_all_at_once(cast, rounds):
    manager, pairs = cast
    for _ in range(rounds):
        agreement = make.signing(manager, *(organisation for organisation, _ in pairs))
        outcomes = at_once(
            *(partial(make.sign, agreement, organisation, executive) for organisation, executive in pairs)
        )
        assert all(isinstance(outcome, Signature) for outcome in outcomes)
        agreement.refresh_from_db()
        assert agreement.status == Status.SEALING
        events = chain_of(agreement)
        assert events == ["created", "frozen", "opened", *["signed"] * 12, "completed"]
        assert Signature.objects.filter(party__version__agreement=agreement).count() == 12
        assert Job.objects.filter(kind=SIGNED_PDF, key=agreement.version.sha256).count() == 1


def test_7_twelve_at_once(cast):
    """Requirement 7: twelve signatures, twelve chained events, one completion, one sealing."""
    play_all_at_once(cast, 3)


@pytest.mark.fault
@pytest.mark.slow
def test_7_twelve_at_once_fifty_times(cast):
    """Requirement 7: 12 threads at once × 50."""
    play_all_at_once(cast, 50)


def test_opening_and_editing_at_once_freeze_one_text(cast):
    """What is frozen is what the rows say, whichever came first."""
    manager, pairs = cast
    for _ in range(5):
        agreement = make.draft(manager, *(organisation for organisation, _ in pairs[:2]))
        article = agreement.version.articles.first()

        def edit(article=article, agreement=agreement):
            article.body = "Gewijzigd"
            actions.change_draft(agreement, lambda: article.save(update_fields=["body"]))

        at_once(edit, partial(actions.open_for_signing, agreement, by=manager))
        version = Agreement.objects.get(pk=agreement.pk).version
        assert version.content == version.compose()


def test_two_executives_of_one_party_at_once_sign_once(cast):
    manager, pairs = cast
    (first, executive), (second, _) = pairs[:2]
    agreement = make.signing(manager, first, second)
    colleague = make.executive(first)
    outcomes = at_once(lambda: make.sign(agreement, first, executive), lambda: make.sign(agreement, first, colleague))
    assert sorted(isinstance(outcome, Signature) for outcome in outcomes) == [False, True]
    assert Signature.objects.count() == 1
