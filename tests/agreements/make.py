"""Agreements for the tests, made the way the portal makes them."""

import datetime
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from PIL import Image

from agreements import actions, documents, tasks
from agreements.models import Agreement, Article, Mandate, Party, SignedDocument, Version
from agreements.verification import MARKER
from network.models import EmailedCode, Membership
from tests import factories
from tests.lib import sealing
from zenderen.lib import files
from zenderen.lib.uploads import Document

NO_CODE = "X" * 16
PAPER = Document(
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj trailer<</Root 1 0 R>>",
    "pdf",
    "handtekeningen",
)
ARTICLES = (
    (
        "Waarom wij samenwerken",
        "Wij willen dat ouderen **één plan** hebben.\n\n- thuis waar het kan\n- samen waar het moet",
    ),
    ("Wat ieder doet", "Ieder houdt zich aan de rol en de verantwoordelijkheden in de lijst van partijen."),
)


def draft(by, *organisations, title="Samenwerkingsovereenkomst Voorbeeld", articles=ARTICLES, **fields):
    """A draft with articles, in which these organisations are the parties."""
    agreement = Agreement.objects.create(title=title, **fields)
    actions.start(agreement, by=by)
    version = agreement.version
    for number, (heading, body) in enumerate(articles, start=1):
        Article.objects.create(version=version, number=number, title=heading, body=body)
    for organisation in organisations:
        Party.objects.create(
            version=version,
            organisation=organisation,
            role="Deelnemer",
            responsibilities="Neemt deel aan het overleg.\n\n- levert een projectlid",
        )
    return agreement


def annex(agreement, *, by, title="Begroting", content=b"%PDF-1.7 begroting"):
    """A file that belongs to the draft, past the check of what is in it."""
    return actions.add_annex(agreement, Document(content, "pdf", title), title=title, by=by)


def consulted(by, *organisations, days=14, bodies=(), **fields):
    """A text on which partners (and these councils) can comment."""
    agreement = draft(by, *organisations, **fields)
    until = timezone.localdate() + datetime.timedelta(days=days)
    actions.consult(agreement, until=until, bodies=bodies, by=by)
    return Agreement.objects.get(pk=agreement.pk)


def opened(agreement, by):
    """Open a draft for signing past the renderer: a small PDF stands for the text, and its hash is signed."""
    actions.open_for_signing(agreement, by=by)
    version = Agreement.objects.get(pk=agreement.pk).version
    content = stand_in(version.code)
    with transaction.atomic():
        tasks.let_sign(
            version, name=files.store(documents.version_name(version, files.sha256(content)), content), content=content
        )
    return Agreement.objects.get(pk=agreement.pk)


def stand_in(code):
    """A tagged PDF/A-3a that carries this code the way a real one does, without laying one out each time."""
    return sealing.document(identifier=f"{MARKER}{NO_CODE}").replace(
        f"{MARKER}{NO_CODE}".encode(), f"{MARKER}{code}".encode()
    )


def signing(by, *organisations, **fields):
    """An agreement that is open for signing."""
    return opened(draft(by, *organisations, **fields), by)


def executive(organisation, **fields):
    """Another person who can sign for this organisation."""
    user = factories.UserFactory(**fields)
    factories.MembershipFactory(user=user, organisation=organisation, role=Membership.Role.EXECUTIVE)
    return user


def party_of(agreement, organisation):
    """The party that this organisation is in the latest version."""
    return agreement.version.parties.get(organisation=organisation)


def sign(agreement, organisation, by, **changes):
    """Sign past the form: the factor counts as proven."""
    values = {
        "party": party_of(agreement, organisation).pk,
        "sha256": agreement.version.sha256,
        "typed_name": by.name,
        "factor": "email",
    }
    return actions.sign(agreement, by=by, **{**values, **changes})


def code_for(user):
    """A one-time code that was mailed to this person just now."""
    code = EmailedCode.new_code()
    row = EmailedCode(user=user)
    row.digest = row.digest_of(code)
    row.save()
    return code


def filled_in(agreement, organisation, by, **changes):
    """What the page of signing posts when all is well."""
    values = {
        "party": party_of(agreement, organisation).pk,
        "sha256": agreement.version.sha256,
        "agreed": "on",
        "typed_name": by.name,
    }
    if "code" not in changes:
        values["code"] = code_for(by)  # a new code is the end of an older one
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def in_force(by, *pairs, **fields):
    """An agreement that is in force, past renderer and seal; ``pairs`` are organisations with an executive each."""
    agreement = signing(by, *(organisation for organisation, _ in pairs), **fields)
    for organisation, signer in pairs:
        sign(agreement, organisation, signer)
    return put_in_force(agreement)


def accession(agreement, organisation, by):
    """The draft by which this organisation accedes, ready to be opened."""
    drafted = actions.begin_accession(agreement, organisation=organisation, by=by)
    party = drafted.version.parties.get()
    party.responsibilities = "Levert een verpleegkundige."
    party.save(update_fields=["responsibilities"])
    return drafted


def put_in_force(agreement):
    """What the sealing does in the end, with a small PDF in place of the sealed one."""
    with transaction.atomic():
        agreement = Agreement.objects.lock(agreement.pk)
        version, replaced = agreement.version, agreement.in_force
        if replaced:
            replaced.end(Version.Ending.SUPERSEDED, reason=f"v{version.number}")
        content = stand_in(version.code)
        file = files.store(f"agreements/{agreement.pk}/v{version.number}-ondertekend.pdf", content)
        SignedDocument.objects.create(version=version, file=file, sha256=files.sha256(content), size=len(content))
        agreement.in_force = version
        agreement.move_to(Agreement.Status.IN_FORCE, "in_force")
    return Agreement.objects.get(pk=agreement.pk)


def rule(agreement, organisation, signing_rule, needed=2, named=()):
    """Set in a draft who must sign for this party."""
    party = party_of(agreement, organisation)
    party.signing_rule, party.signatures_needed = signing_rule, needed
    party.first_signatory, party.second_signatory = named or (None, None)
    party.save(update_fields=["signing_rule", "signatures_needed", "first_signatory", "second_signatory"])
    return party


def mandate(organisation, grantor, delegate, **fields):
    """A power of attorney that holds for a month, given past the form."""
    today = timezone.localdate()
    values = {"starts_on": today, "ends_on": today + datetime.timedelta(days=30), "evidence": "Besluit van het bestuur"}
    row = Mandate(organisation=organisation, delegate=delegate, **{**values, **fields})
    return actions.give_mandate(row, by=grantor, factor="totp")


def scanned(agreement, organisation, by, names=("Inkt Schrijver",), **fields):
    """Signatures on paper of this party, registered and not looked at yet."""
    values = {"document": PAPER, "signed_on": timezone.localdate()}
    signatories = [{"name": name, "position": "Bestuurder", "user": None} for name in names]
    party = party_of(agreement, organisation)
    return actions.register_scan(agreement, party=party.pk, by=by, **{**values, "signatories": signatories, **fields})


def picture():
    """A small PNG."""
    content = BytesIO()
    Image.new("RGB", (40, 20), "white").save(content, "PNG")
    return content.getvalue()
