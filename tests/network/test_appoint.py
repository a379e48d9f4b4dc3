"""``manage.py appoint``: how a new portal gets its first account."""

import pytest
from django.core.management import CommandError, call_command

from network.models import User

ASKED = "network.management.commands.appoint.getpass"
PASSWORD = "een-heel-lang-wachtwoord"
pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def answer(*words):
        answers = iter(words)
        monkeypatch.setattr(ASKED, lambda prompt: next(answers))

    return answer


def test_the_first_manager_can_sign_in_and_manage(typed, capsys):
    typed(PASSWORD, PASSWORD)
    call_command("appoint", "network_manager", "Eerste@Netwerk.example", "Netwerkmanager")
    user = User.objects.get(email="eerste@netwerk.example")
    assert user.check_password(PASSWORD)
    assert user.has_perm("network.invite_user")
    assert user.requires_second_factor
    assert "eerste@netwerk.example" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email", "words", "complaint"),
    [
        ("eerste@netwerk.example", (PASSWORD, "een-ander-lang-woord"), "two different"),
        ("eerste@netwerk.example", ("kort", "kort"), "12"),
        ("geen adres", (PASSWORD, PASSWORD), "."),
    ],
)
def test_a_wrong_answer_makes_no_account(typed, email, words, complaint):
    typed(*words)
    with pytest.raises(CommandError, match=complaint):
        call_command("appoint", "network_manager", email, "Netwerkmanager")
    assert not User.objects.exists()


def test_somebody_with_an_account_keeps_their_password(typed, member):
    typed(PASSWORD, PASSWORD)
    with pytest.raises(CommandError, match="has an account already"):
        call_command("appoint", "administrator", member.email.upper(), "Indringer")
    member.refresh_from_db()
    assert not member.check_password(PASSWORD)
