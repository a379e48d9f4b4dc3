"""The audiences that the network works for and with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """For whom something is, or who said it."""

    RESIDENTS = "residents", _("Residents")
    PATIENTS = "patients", _("Patients and clients")
    CARERS = "carers", _("Family and informal carers")
    PROFESSIONALS = "professionals", _("Professionals")
    PARTNERS = "partners", _("Care partners")
    MUNICIPALITIES = "municipalities", _("Municipalities")
    INSURERS = "insurers", _("Health insurers and care offices")
