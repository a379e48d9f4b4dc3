"""Agreements for the tests, made the way the portal makes them."""

from django.db import transaction

from agreements import actions, tasks
from agreements.models import Agreement, Article, Party
from network.models import EmailedCode, Membership
from tests import factories
from zenderen.lib import files

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


def opened(agreement, by):
    """Open a draft for signing past the renderer: a few bytes stand for its PDF, and their hash is signed."""
    actions.open_for_signing(agreement, by=by)
    version = Agreement.objects.get(pk=agreement.pk).version
    content = f"%PDF-1.7 {version.code}".encode()
    with transaction.atomic():
        tasks.let_sign(version, name=files.store(tasks.version_name(version), content), content=content)
    return Agreement.objects.get(pk=agreement.pk)


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
