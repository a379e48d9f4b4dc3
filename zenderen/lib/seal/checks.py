"""``manage.py check --deploy`` looks at the seal too: a portal that cannot seal should be known before it is used."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name

from zenderen.lib import seal


@register(Tags.security, deploy=True)
def seal_is_ready(**kwargs: Any) -> list[CheckMessage]:
    """Key, passphrase, chain, dates, revocation lists, and whether the time-stamping service answers."""
    messages: list[CheckMessage] = []
    for finding in seal.status():
        if finding.severity == "error":
            messages.append(Error(finding.text, id=f"seal.E_{finding.code}"))
        elif finding.severity == "warning":
            messages.append(Warning(finding.text, id=f"seal.W_{finding.code}"))
    return messages
