"""Documents to seal and authorities to seal them with, for whoever tests the seal."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

import time_machine
from django.test import override_settings

from zenderen.lib import pdf, seal
from zenderen.local.pki import Pki
from zenderen.local.tsa import Server

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PAGE = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>{title}</title>
<meta name="keywords" content="code-{title}"></head><body><h1 id="kop">{title}</h1>
<p>Wij <a href="https://portaal.example/">werken samen</a>.</p>
<table><thead><tr><th scope="col">Partij</th><th scope="col">Rol</th></tr></thead>
<tbody><tr><th scope="row">Ziekenhuis</th><td>Deelnemer</td></tr></tbody></table></body></html>"""


@cache
def document(title="Overeenkomst", identifier=""):
    """A small tagged PDF/A-3a."""
    html = PAGE.format(title=title)
    return pdf.from_html(html, created=WHEN, identifier=identifier or title, variant="pdf/a-3a")


@cache
def sealed():
    """The small document with a sheet and an attachment, sealed once by the authority of the test run."""
    return seal_it()


def seal_it(content=b"", **changes):
    attachment = seal.Attachment("spoor.json", b'{"gebeurtenissen": []}', WHEN, description="Het spoor")
    values = {"sheet": document("Handtekeningen"), "attachments": [attachment], "reason": "Alle partijen tekenden"}
    return seal.seal(content or document(), **{**values, **changes})


@contextmanager
def authority(folder, *, tsa=True, **made):
    """Another authority with its own time-stamping server, which knows the time that this process believes in."""
    pki = Pki(folder).make(**made)
    server = Server(0, folder) if tsa else None
    url = server.url if server else "http://127.0.0.1:1/"
    try:
        if server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        with override_settings(**settings_of(pki, url)):
            yield pki
    finally:
        if server:
            server.shutdown()
            server.server_close()


def settings_of(pki, url):
    return {
        "SEAL_PKCS12": str(pki.pkcs12),
        "SEAL_PASSPHRASE": pki.passphrase,
        "SEAL_ROOTS": [str(pki.root)],
        "SEAL_CRLS": [str(path) for path in pki.crls],
        "SEAL_TSA_URL": url,
    }


def codes(verdict):
    return [problem.code for problem in verdict.problems]


def travel(moment):
    """This process, its time-stamping server included, believes that it is that moment."""
    return time_machine.travel(moment, tick=True)
