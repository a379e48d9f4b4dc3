"""Mail as background work: a dead mail server fails no request, and what could not be sent ends in sight."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from zenderen.jobs.actions import enqueue
from zenderen.jobs.models import Job

if TYPE_CHECKING:
    from zenderen.lib.access import AnyUser

    Recipient = AbstractBaseUser | str


def send(
    template: str,
    *,
    to: "Recipient | Iterable[Recipient]",
    context: dict[str, Any] | None = None,
    by: "AnyUser | None" = None,
    key: str = "",
) -> list[Job]:
    """Send ``mail/<template>.{subject.txt,txt,html}`` to each recipient, in their language, after the commit.

    ``key`` names the occasion: nobody gets the same template for the same key twice. Beside ``context`` the templates
    know ``recipient`` (user or address), ``site_url`` (before each ``{% url %}``) and ``network_name``.
    """
    # Asked first whether it is one: the lazy request.user also claims to be iterable.
    recipients: Iterable[Recipient] = [to] if isinstance(to, AbstractBaseUser | str) else to
    return [_send_one(template, one, context or {}, by, key) for one in recipients]


def post(message: EmailMessage, *, by: "AnyUser | None" = None) -> list[Job]:
    """Send a message that somebody else composed (django-allauth does) in the same way, to each address by itself."""
    html = next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
    return [_enqueue(to, str(message.subject), str(message.body), html, by, "") for to in message.recipients()]


def _send_one(template: str, recipient: "Recipient", context: dict[str, Any], by: "AnyUser | None", key: str) -> Job:
    address = recipient if isinstance(recipient, str) else str(getattr(recipient, recipient.get_email_field_name()))
    known = {
        **context,
        "recipient": recipient,
        "site_url": settings.SITE_URL,
        "network_name": settings.NETWORK_NAME,
    }
    with translation.override(getattr(recipient, "language", None) or settings.LANGUAGE_CODE):
        subject = " ".join(_render(f"mail/{template}.subject.txt", known, escape=False).split())
        text = _render(f"mail/{template}.txt", known, escape=False).strip() + "\n"
        html = _render(f"mail/{template}.html", known, escape=True)
    occasion = hashlib.sha256(f"{template}\n{key}\n{address.lower()}".encode()).hexdigest() if key else ""
    return _enqueue(address, subject, text, html, by, occasion)


def _render(name: str, context: dict[str, Any], *, escape: bool) -> str:
    template: Any = get_template(name)
    rendered: str = template.template.render(Context(context, autoescape=escape))
    return rendered


def _enqueue(address: str, subject: str, text: str, html: str, by: "AnyUser | None", key: str) -> Job:
    letter = {"to": address, "subject": subject, "text": text, "html": html, "sender": settings.DEFAULT_FROM_EMAIL}
    return enqueue("jobs.mail", by=by, key=key, label=address, arguments=letter)
