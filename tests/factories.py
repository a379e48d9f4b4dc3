"""Small valid objects for the tests; people get their rights the way the portal gives them, through terms."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from network import roles
from network.models import Ambition, Appointment, Body, Conference, Membership, Organisation, Page, Phase, Seat, User

PASSWORD = "een-lang-wachtwoord-voor-toetsen"


class UserFactory(DjangoModelFactory):
    """A person who can sign in with PASSWORD and may do nothing yet."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")
    name = factory.Sequence(lambda n: f"Persoon {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return User.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)


class OrganisationFactory(DjangoModelFactory):
    """A hospital that takes part, with its two Groups."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Ziekenhuis {n}")
    slug = factory.Sequence(lambda n: f"ziekenhuis-{n}")
    kind = Organisation.Kind.HOSPITAL

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        roles.found(self)


class BodyFactory(DjangoModelFactory):
    """A steering group, with its two Groups."""

    class Meta:
        model = Body
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Themastuurgroep {n}")
    slug = factory.Sequence(lambda n: f"themastuurgroep-{n}")
    kind = Body.Kind.STEERING

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        roles.found(self)


class MembershipFactory(DjangoModelFactory):
    """Somebody belongs to an organisation since yesterday."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))

    @factory.post_generation
    def rights(self, create, extracted, **kwargs):
        roles.refresh(self.organisation)


class SeatFactory(DjangoModelFactory):
    """Somebody sits in a body since yesterday."""

    class Meta:
        model = Seat
        skip_postgeneration_save = True

    body = factory.SubFactory(BodyFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))

    @factory.post_generation
    def rights(self, create, extracted, **kwargs):
        roles.refresh(self.body)


class AppointmentFactory(DjangoModelFactory):
    """Somebody holds a post in the network since yesterday."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Appointment.Role.NETWORK_MANAGER
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))

    @factory.post_generation
    def rights(self, create, extracted, **kwargs):
        roles.refresh_people([self.user])


class AmbitionFactory(DjangoModelFactory):
    """A joint ambition."""

    class Meta:
        model = Ambition

    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Ambitie {n}")
    slug = factory.Sequence(lambda n: f"ambitie-{n}")


class ConferenceFactory(DjangoModelFactory):
    """A work conference."""

    class Meta:
        model = Conference

    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Zenderen {n}")
    slug = factory.Sequence(lambda n: f"zenderen-{n}")
    when = "najaar 2013"
    summary = "Een dag over samenwerken."


class PhaseFactory(DjangoModelFactory):
    """A period in the network's history."""

    class Meta:
        model = Phase

    order = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Fase {n}")
    period = "2013–2014"
    body = "Wat er gebeurde."


class PageFactory(DjangoModelFactory):
    """A text of the site."""

    class Meta:
        model = Page

    key = factory.Sequence(lambda n: f"tekst-{n}")
    title = factory.Sequence(lambda n: f"Tekst {n}")
    body = "Een alinea."
