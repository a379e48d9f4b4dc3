"""Fifty executives who sign at the same moment, each over HTTP with a code from an authenticator app.

``prepare`` runs where the database is, ``measure`` from outside, and ``python -m bench.signing PK`` tells what the
database holds afterwards.
"""

import base64
import hashlib
import hmac
import html
import http.client
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from bench.pages import FLOOR

SIGNERS = 50


def prepare() -> dict[str, Any]:
    """An agreement with fifty parties, open for signing, and an executive of each who is signed in and has an app."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from bench.seed import agreement_for, sign_in
    from network import roles
    from network.models import Membership, Organisation

    organisations = list(Organisation.objects.order_by("name")[:SIGNERS])
    signers = []
    for organisation in organisations:
        roles.refresh(organisation)
        member = Membership.objects.filter(organisation=organisation, role="executive").earliest("pk")
        secret = generate_totp_secret()
        TOTP.activate(member.user, secret)
        signers.append({"name": member.user.name, "secret": secret, "session": sign_in(member.user.name)[1]})
    agreement = agreement_for(organisations, title="Vijftig partijen")
    return {"pk": agreement.pk, "address": f"{agreement.get_absolute_url()}ondertekenen/", "signers": signers}


def measure(port: int, prepared: dict[str, Any]) -> dict[str, list[float]]:
    """Seconds of the fifty signatures that started together, and of fifty floor requests that did."""
    signers = prepared["signers"]
    with ThreadPoolExecutor(SIGNERS) as pool:
        floor = _together(pool, [lambda one=one: _Visitor(port, one["session"]).get(FLOOR) for one in signers])
        visitors = [_Visitor(port, one["session"]) for one in signers]
        pages = list(pool.map(lambda visitor: visitor.get(prepared["address"]), visitors))
        acts: list[Callable[[], str]] = [
            lambda visitor=visitor, page=page, one=one: visitor.post(prepared["address"], _filled_in(page, one))  # type: ignore[misc]
            for visitor, page, one in zip(visitors, pages, signers, strict=True)
        ]
        return {"floor": floor, "signing": _together(pool, acts)}


def found(pk: int) -> dict[str, Any]:
    """What stands in the database: signatures, events and the work that they started."""
    from agreements.models import Agreement, Signature
    from agreements.tasks import SIGNED_PDF
    from zenderen.jobs.models import Job

    agreement = Agreement.objects.get(pk=pk)
    events = list(agreement.events.values_list("event", flat=True))
    return {
        "status": agreement.status,
        "signatures": Signature.objects.filter(party__version__agreement=agreement).count(),
        "signed": events.count("signed"),
        "completed": events.count("completed"),
        "sealings": Job.objects.filter(kind=SIGNED_PDF, key=agreement.version.sha256).count(),
    }


EXPECTED = {"status": "sealing", "signatures": SIGNERS, "signed": SIGNERS, "completed": 1, "sealings": 1}


class _Visitor:
    """A browser that knows its session and the cookie against forged forms."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}

    def get(self, address: str) -> str:
        return self._ask("GET", address, None, 200)

    def post(self, address: str, fields: dict[str, str]) -> str:
        return self._ask("POST", address, urlencode(fields), 302)

    def _ask(self, method: str, address: str, body: str | None, expected: int) -> str:
        headers = {"Host": "localhost", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, address, body=body, headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
        if response.status != expected:
            problem = re.search(r'class="error[^>]*>([^<]*)', text)
            raise SystemExit(f"{method} {address} answered {response.status} {problem[1] if problem else ''}")
        for cookie in response.msg.get_all("Set-Cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return text


def _together(pool: ThreadPoolExecutor, acts: list[Callable[[], str]]) -> list[float]:
    barrier = threading.Barrier(len(acts))

    def timed(act: Callable[[], str]) -> float:
        barrier.wait()
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    return list(pool.map(timed, acts))


def _filled_in(page: str, signer: dict[str, str]) -> dict[str, str]:
    form = page[page.index('id="ondertekenen"') :]
    hidden = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            hidden[name[1]] = html.unescape(value[1]) if value else ""
    return {**hidden, "agreed": "on", "typed_name": signer["name"], "code": _code(signer["secret"])}


def _code(secret: str) -> str:
    """What the authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(found(int(sys.argv[1]))))
