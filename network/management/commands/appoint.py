"""``manage.py appoint``: the first account of a new portal; everybody after that comes in by invitation."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from network.actions.people import appoint
from network.models import Appointment, User


class Command(BaseCommand):
    """Asks for a password on the terminal; the second factor is set up at the first sign-in."""

    help = "Make an account for a network manager or administrator who cannot be invited because nobody is there yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which post, and who."""
        parser.add_argument("role", choices=Appointment.Role.values)
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, role: str, email: str, name: str, **options: Any) -> None:
        """All or nothing, and never a second account or a new password for somebody who has one."""
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        password = getpass("Password: ")
        if password != getpass("The same again: "):
            raise CommandError("These were two different passwords.")
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
            user = User.objects.create_user(email, password, name=name)
            appoint(Appointment(user=user, role=role))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{name} can sign in as {user.email}.")
