"""What happens by itself."""

import datetime

from django.utils import timezone

from network import todo
from network.models import EmailedCode, FactorTry, Invitation
from network.tasks import forget_proofs, refresh_terms
from tests.network.codes import fresh_code
from zenderen.lib.access import granted


def test_term_that_ended_takes_effect_by_itself(executive, organisation):
    executive.memberships.update(
        starts_on=timezone.localdate() - datetime.timedelta(days=9),
        ends_on=timezone.localdate() - datetime.timedelta(days=1),
    )
    assert "sign_for_organisation" in granted(executive, organisation)
    refresh_terms()
    assert "sign_for_organisation" not in granted(executive, organisation)


def test_old_codes_and_tries_are_forgotten_fresh_ones_stay(executive):
    fresh_code(executive)
    old = EmailedCode.objects.create(user=executive, sent_at=timezone.now() - datetime.timedelta(days=2))
    FactorTry.objects.create(user=executive, method="email", tried_at=old.sent_at, used="email:1")
    FactorTry.objects.create(user=executive, method="email")
    forget_proofs()
    assert EmailedCode.objects.count() == 1
    assert FactorTry.objects.count() == 1


def test_expired_invitation_is_the_network_managers_to_follow_up(manager, member, organisation):
    sent = timezone.now() - Invitation.VALID_FOR
    Invitation.objects.create(name="Nieuw", email="n@voorbeeld.example", organisation=organisation, invited_at=sent)
    titles = [task.title for task in todo.for_user(manager)]
    assert titles == ["De uitnodiging van Nieuw is verlopen: stuur de uitnodiging opnieuw of trek haar in"]
    assert not todo.for_user(member)
