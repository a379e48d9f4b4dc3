"""Agreements for the tests, made the way the portal makes them."""

from agreements import actions
from agreements.models import Agreement, Article, Party
from network.models import EmailedCode, Membership
from tests import factories

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


def signing(by, *organisations, **fields):
    """An agreement that is open for signing."""
    agreement = draft(by, *organisations, **fields)
    actions.open_for_signing(agreement, by=by)
    return Agreement.objects.get(pk=agreement.pk)


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
