"""The evidence package: what proves an agreement to somebody who has neither this portal nor the internet."""

import json
import zipfile
from base64 import encodebytes
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, AuditEvent, Party, Scan, Signature, Version
from agreements.models.audit import digest
from network.models import Organisation
from zenderen.lib import files, seal
from zenderen.lib.access import AnyUser

FORMAT = "zenderen-bewijs/1"
SCRIPT = Path(__file__).parent / "controleer.py"


def build(agreement: Agreement, *, through: int, progress: Callable[[int, str], None]) -> bytes:
    """The package as ZIP, with the audit trail up to and with event number ``through``."""
    made_at = agreement.events.get(sequence=through).at
    progress(5, _("The audit trail is being written out"))
    content = {
        "audit.json": _json(AuditEvent.objects.trail(agreement, through=through)),
        "handtekeningen.json": _json({"signatures": _signatures(agreement)}),
    }
    versions = list(agreement.versions.exclude(file="").order_by("number").prefetch_related("annexes", "documents"))
    progress(20, _("The documents are being gathered"))
    stored: dict[str, str] = {}  # the hash that a file had when it was stored: a file that was changed since then shows
    described = [_add_version(content, stored, version) for version in versions]
    for scan in Scan.objects.filter(party__version__agreement=agreement, is_confirmed=True):
        name = f"papier/{scan.pk}{Path(str(scan.file)).suffix}"
        content[name], stored[name] = _read(scan.file), scan.sha256
    sealed = [name for version in described for name in version["editions"]]
    if sealed:
        progress(50, _("Certificates and revocation lists are being gathered"))
        content |= _certificates([content[name] for name in sealed])
    progress(80, _("The package is being put together"))
    content["controleer.py"] = SCRIPT.read_bytes()
    content["LEESMIJ.txt"] = _read_me(agreement, made_at=made_at, names=list(content), sealed=sealed, content=content)
    content["inhoud.json"] = _json(
        {
            "format": FORMAT,
            "network": settings.NETWORK_NAME,
            "agreement": {"number": agreement.pk, "title": agreement.title, "kind": agreement.kind},
            "made_at": made_at.isoformat(),
            "versions": described,
            "files": {name: stored.get(name) or files.sha256(each) for name, each in content.items()},
        }
    )
    return _zip(content, made_at)


def _signatures(agreement: Agreement) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(party__version__agreement=agreement).order_by("signed_at", "pk")
    records = [row.record() for row in rows.select_related("party__version", "mandate", "scan")]
    return [{"version": record["version"], "record": record, "record_sha256": digest(record)} for record in records]


def _add_version(content: dict[str, bytes], stored: dict[str, str], version: Version) -> dict[str, Any]:
    """Put the files of one version among the others, and describe them."""
    name = f"versies/v{version.number}.pdf"
    content[name], stored[name] = _read(version.file), version.sha256
    annexes, editions = {}, []
    for annex in version.annexes.all():
        path = f"bijlagen/v{version.number}/{annex.number}-{annex.name}"
        content[path], annexes[path] = _read(annex.file), annex.sha256
    for document in sorted(version.documents.all(), key=lambda row: row.edition):
        path = f"bezegeld/v{version.number}-uitgave{document.edition}.pdf"
        content[path], stored[path] = _read(document.file), document.sha256
        editions.append(path)
    stored |= annexes
    return {
        "number": version.number,
        "file": name,
        "sha256": version.sha256,
        "ended_as": version.ended_as,
        "annexes": annexes,
        "editions": editions,
    }


def _certificates(documents: Iterable[bytes]) -> dict[str, bytes]:
    """What the seals rest on: roots, certificates in between, revocation lists and answers, without repetition."""
    chain: dict[bytes, None] = {}
    lists: dict[bytes, None] = {}
    answers: dict[bytes, None] = {}
    for document in documents:
        found = seal.evidence(document)
        chain |= dict.fromkeys(found.certificates)
        lists |= dict.fromkeys(found.crls)
        answers |= dict.fromkeys(found.ocsps)
    return {
        "certificaten/wortels.pem": seal.trust_pem(),
        "certificaten/keten.pem": b"".join(_pem("CERTIFICATE", der) for der in chain),
        "certificaten/intrekkingen.pem": b"".join(_pem("X509 CRL", der) for der in lists) + seal.crls_pem(),
        **{f"certificaten/antwoord-{number}.der": der for number, der in enumerate(answers, start=1)},
    }


def _read_me(
    agreement: Agreement, *, made_at: datetime, names: list[str], sealed: list[str], content: dict[str, bytes]
) -> bytes:
    context = {
        "agreement": agreement,
        "network_name": settings.NETWORK_NAME,
        "made_at": timezone.localtime(made_at),
        "editions": [_edition(name, content[name]) for name in sealed],
        "has_annexes": any(name.startswith("bijlagen/") for name in names),
        "has_papers": any(name.startswith("papier/") for name in names),
        "is_test": any(seal.verify(content[name]).is_test for name in sealed[-1:]),
        "verify_url": f"{settings.SITE_URL}{reverse('verification:verify')}",
    }
    return render_to_string("agreements/evidence/LEESMIJ.txt", context).encode()


def _edition(name: str, document: bytes) -> dict[str, Any]:
    """What the commands for one sealed document name: the files that the script keeps, and the moment of sealing."""
    sealed_at = seal.verify(document).sealed_at
    return {"file": name, "name": Path(name).stem, "moment": int(sealed_at.timestamp()) if sealed_at else None}


def _read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _pem(kind: str, der: bytes) -> bytes:
    return f"-----BEGIN {kind}-----\n".encode() + encodebytes(der) + f"-----END {kind}-----\n".encode()


def _zip(content: dict[str, bytes], made_at: datetime) -> bytes:
    """The same files at the same moment give the same bytes."""
    output = BytesIO()
    moment = timezone.localtime(made_at).timetuple()[:6]
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(content):
            package.writestr(zipfile.ZipInfo(name, moment), content[name], zipfile.ZIP_DEFLATED)
    return output.getvalue()


def may_have(user: AnyUser, agreement: Agreement, *, may: frozenset[str]) -> bool:
    """Who may read the trail, and the executives of every party that was ever asked to sign."""
    if "audit_agreement" in may:
        return True
    asked = Party.objects.filter(version__agreement=agreement, version__opened_at__isnull=False)
    return asked.filter(organisation__in=Organisation.objects.led_by(user)).exists()


# --- Where it is kept ------------------------------------------------------------------------------------------------


def folder(agreement: Agreement) -> str:
    """The folder with the newest package of this agreement."""
    return f"agreements/{agreement.pk}/bewijs"


def keep(agreement: Agreement, content: bytes, *, through: int) -> str:
    """Store the package under a name that follows from its input, and drop the older ones."""
    name = files.store(f"{folder(agreement)}/{through:08}.zip", content)
    for older in _kept(agreement):
        if older < name:
            default_storage.delete(older)
    return name


def newest(agreement: Agreement) -> str:
    """The name of the newest package; empty when there is none."""
    return max(_kept(agreement), default="")


def _kept(agreement: Agreement) -> list[str]:
    try:
        _folders, names = default_storage.listdir(folder(agreement))
    except FileNotFoundError:
        return []
    return [f"{folder(agreement)}/{name}" for name in names]
