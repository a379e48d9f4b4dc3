"""When a party has signed: requirement 1, against a definition of its own, and in the database."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import actions
from agreements.models import Agreement, Party
from agreements.models.signing_rules import Hand, SigningRule, counted, holds, needed
from tests.agreements import make

PEOPLE = "abcde"


def most(rule, named, hands):
    """By trying all subsets: the largest in which no hand and no authority stands twice, and each says something."""
    return max(
        size
        for size in range(len(hands) + 1)
        for chosen in itertools.combinations(hands, size)
        if len({one.actor for one in chosen}) == len({one.principal for one in chosen}) == size
        and (rule != "named" or {one.principal for one in chosen} <= named)
    )


hands = st.builds(Hand, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
# What the database lets be: nobody signs twice for a party, and on nobody's authority is signed twice.
signatures = st.lists(hands, max_size=5, unique_by=(lambda one: one.actor, lambda one: one.principal))
rules = st.sampled_from(SigningRule.values)
pairs = st.sets(st.sampled_from(PEOPLE), min_size=2, max_size=2)
patient = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(rule=rules, count=st.integers(2, 4), named=pairs, given_=signatures)
def test_1_a_party_has_signed_when_so_many_people_stand_behind_it(rule, count, named, given_):
    """Requirement 1: exactly when enough different people signed on different authorities, mandates included."""
    wanted = {"sole": 1, "named": 2}.get(rule, count)
    assert needed(rule, count) == wanted
    assert counted(rule, named, given_) == most(rule, named, given_)
    assert holds(rule, count, named, given_) == (most(rule, named, given_) >= wanted)


@patient
@given(rule=rules, named=pairs, given_=st.lists(hands, max_size=6))
def test_1_no_hand_and_no_authority_ever_counts_twice(rule, named, given_):
    """Requirement 1: whatever stands in the list, never more is counted than people stand behind it."""
    assert counted(rule, named, given_) <= most(rule, named, given_)


@pytest.mark.parametrize("rule", SigningRule.values)
@pytest.mark.parametrize("count", [2, 3])
def test_1_all_subsets_of_five_executives(rule, count):
    """Requirement 1: each subset of signers under each rule, every one on their own authority."""
    for size in range(len(PEOPLE) + 1):
        for signers in itertools.combinations(PEOPLE, size):
            expected = {
                "sole": len(signers) >= 1,
                "joint": len(signers) >= count,
                "named": {"a", "b"} <= set(signers),
            }[rule]
            assert holds(rule, count, {"a", "b"}, [Hand(one, one) for one in signers]) is expected


@patient
@given(rule=rules, given_=signatures, more=hands)
def test_1_a_further_signature_never_undoes_one(rule, given_, more):
    """Requirement 1: what was complete stays complete."""
    assert counted(rule, {"a", "b"}, [*given_, more]) >= counted(rule, {"a", "b"}, given_)


# --- In the portal --------------------------------------------------------------------------------------------------


@pytest.fixture
def colleague(organisation):
    return make.executive(organisation, name="Bestuurder Drie")


def test_1_two_executives_sign_together(as_user, draft, manager, organisation, executive, executive2, colleague):
    """Requirement 1: after the first of two the party has not signed, and the page says so."""
    make.rule(draft, organisation, "joint", 2)
    signing = make.opened(draft, manager)
    make.sign(signing, organisation, executive)
    party = make.party_of(signing, organisation)
    assert party.state == Party.State.PENDING
    page = as_user(colleague).get(signing.get_absolute_url()).content.decode()
    assert "1 van 2 handtekeningen" in page
    assert "Lezen en ondertekenen" in page
    assert "Lezen en ondertekenen" not in as_user(executive).get(signing.get_absolute_url()).content.decode()
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    make.sign(signing, organisation, colleague)
    party.refresh_from_db()
    assert party.state == Party.State.SIGNED


def test_1_a_named_pair_and_nobody_else(draft, manager, organisation, organisation2, executive, executive2, colleague):
    """Requirement 1: a third executive cannot stand in for one of two that the text names."""
    third = make.executive(organisation)
    make.rule(draft, organisation, "named", named=(executive, colleague))
    signing = make.opened(draft, manager)
    assert not Party.objects.signable_by(third).exists()
    with pytest.raises(PermissionDenied):
        make.sign(signing, organisation, third)
    for person in (executive, colleague):
        assert make.party_of(signing, organisation).state == Party.State.PENDING
        make.sign(signing, organisation, person)
    assert make.party_of(signing, organisation).state == Party.State.SIGNED
    make.sign(signing, organisation2, executive2)
    assert Agreement.objects.get(pk=signing.pk).status == Agreement.Status.SEALING


def test_1_one_person_with_a_power_of_attorney_is_still_one_hand(draft, manager, organisation, executive, colleague):
    """Requirement 1: two who must sign together are two people, whoever they authorise."""
    make.rule(draft, organisation, "joint", 2)
    signing = make.opened(draft, manager)
    power = make.mandate(organisation, colleague, executive)
    make.sign(signing, organisation, executive)
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive, mandate=power.pk)
    assert make.party_of(signing, organisation).given == 1


def test_1_one_authority_counts_once(draft, manager, organisation, executive, colleague, member):
    """Requirement 1: a delegate adds nothing to the signature of who authorised them."""
    make.rule(draft, organisation, "joint", 2)
    signing = make.opened(draft, manager)
    power = make.mandate(organisation, executive, member)
    make.sign(signing, organisation, member, mandate=power.pk)
    with pytest.raises(actions.Overtaken):
        make.sign(signing, organisation, executive)
    assert not Party.objects.get(pk=make.party_of(signing, organisation).pk).is_fulfilled
    make.sign(signing, organisation, colleague)
    assert make.party_of(signing, organisation).state == Party.State.SIGNED


def test_1_a_rule_that_cannot_be_met_keeps_it_closed(draft, manager, organisation):
    """Requirement 1: a rule that asks for more executives than there are is told before anybody is asked."""
    make.rule(draft, organisation, "joint", 2)
    with pytest.raises(actions.NotReady, match=organisation.name):
        actions.open_for_signing(draft, by=manager)
