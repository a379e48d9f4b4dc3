"""The agreements of the demo: one in consultation, drafts, some to sign, one sealed and one declined."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from agreements import actions
from agreements.models import Agreement, Article, Comment, Mandate, Party, Review, SigningEvent
from agreements.models.principles import PRINCIPLES
from agreements.tasks import VERSION_PDF
from network import actions as network
from network.actions import prove
from network.models import Body, EmailedCode, Membership, User
from projects.models import Project
from zenderen.demo import accounts
from zenderen.demo.loading import Chapter, content, in_the_past, organisation, person
from zenderen.demo.projects import MARK
from zenderen.jobs import runs
from zenderen.jobs.models import Job
from zenderen.lib import pdf
from zenderen.lib.uploads import Document

PROVIDERS = 13


def load_agreements() -> None:
    """Drafted and opened by the network manager; signed or declined by executives of invented organisations only."""
    manager = person(accounts.NETWORK_MANAGER)
    for row in content("agreements")["agreement"]:
        agreement = _draft(row, by=manager)
        if {"signs", "declines", "paper"} & row.keys():
            with in_the_past():
                _play(agreement, row, by=manager)
        elif row.get("open"):
            _open(agreement, row, by=manager)
        elif "consult" in row:
            with in_the_past():
                _consult(agreement, row["consult"], by=manager)


def load_review() -> None:
    """This year's review, half answered; only invented organisations say something."""
    row = content("agreements")["review"]
    review = Review.objects.create(
        year=timezone.localdate().year, opened_by=person(accounts.NETWORK_MANAGER), closes_on=_day(row["weeks"])
    )
    with in_the_past():
        actions.announce_review(review)
    for email, answers in row["answers"].items():
        executive = person(email)
        place = executive.memberships.select_related("organisation").get(role=Membership.Role.EXECUTIVE)
        scores = {principle.key: (answers[number % len(answers)], "") for number, principle in enumerate(PRINCIPLES)}
        scores["bandwidth"] = (scores["bandwidth"][0], row["note"])
        actions.answer_review(review, organisation=place.organisation, scores=scores, seen="", by=executive)


def _draft(row: dict[str, Any], *, by: User) -> Agreement:
    agreement = Agreement.objects.create(
        title=row["title"],
        kind=row["kind"],
        project=Project.objects.get(title=f"{row['project']} {MARK}") if "project" in row else None,
    )
    actions.start(agreement, by=by)
    version = agreement.version
    version.effective_on = _day(row["starts"]) if "starts" in row else None
    version.ends_on = _day(row["ends"]) if "ends" in row else None
    version.save(update_fields=["effective_on", "ends_on"])
    for number, (title, body) in enumerate(row["articles"], start=1):
        Article.objects.create(version=version, number=number, title=title, body=body.strip())
    deadline = _day(row["deadline"]) if "deadline" in row else None
    for name, role, responsibilities in row["parties"] or _region():
        rule = {"signing_rule": "joint", "signatures_needed": 2} if name in row.get("joint", ()) else {}
        Party.objects.create(
            version=version,
            organisation=organisation(name),
            role=role,
            responsibilities=responsibilities,
            deadline_on=deadline,
            **rule,
        )
    return agreement


def _region() -> list[tuple[str, str, str]]:
    """Thirteen providers and a care office from another region, each with an executive; as parties of a vision."""
    names = [f"Zorgaanbieder {number} (voorbeeld)" for number in range(1, PROVIDERS + 1)] + ["Zorgkantoor (voorbeeld)"]
    kinds = ["elderly_care"] * PROVIDERS + ["insurer"]
    about = "Verzonnen organisatie buiten het netwerk, om de ondertekening van een regionale visie na te spelen."
    rows = [{"name": name, "kind": kind, "about": about} for name, kind in zip(names, kinds, strict=True)]
    network.import_partners(list(enumerate(rows, start=1)))
    for number, name in enumerate(names, start=1):
        user = User.objects.create_user(f"bestuurder@regio{number}.example", name=f"Bestuurder {name}")
        since = timezone.localdate() - timedelta(weeks=52)
        network.add_membership(
            Membership(user=user, organisation=organisation(name), role=Membership.Role.EXECUTIVE, starts_on=since)
        )
    promise = "- Doet actief mee aan de projecten die zij kiest"
    return [(name, "Zorgaanbieder", promise) for name in names[:-1]] + [
        (names[-1], "Zorgkantoor", "- Maakt mogelijk dat partijen samen optrekken")
    ]


def _consult(agreement: Agreement, row: dict[str, Any], *, by: User) -> None:
    council = Body.objects.filter(name=row["council"])
    actions.consult(agreement, until=_day(row["weeks"]), bodies=council, by=by)
    version = Agreement.objects.get(pk=agreement.pk).version
    for email, article, text in row["comments"]:
        actions.comment(version, article=article or None, text=text, by=person(email))
    for email, outcome, answer in row["answers"]:
        comment = Comment.objects.get(version=version, author=person(email).pk)
        actions.answer_comment(comment, outcome=outcome, answer=answer, by=by)


def _play(agreement: Agreement, row: dict[str, Any], *, by: User) -> None:
    agreement = _open(agreement, row, by=by)
    if "mandate" in row:
        _mandate(agreement, row["mandate"])
    if "paper" in row:
        _sign_together(agreement, paper=row["paper"], unsigned=row["unsigned"], by=by)
    for email in row.get("signs", ()):
        _sign(agreement, by=person(email))
    if "declines" in row:
        email, reason = row["declines"]
        executive = person(email)
        actions.decline(agreement, party=_party(agreement, executive).pk, by=executive, reason=reason)


def _open(agreement: Agreement, row: dict[str, Any], *, by: User) -> Agreement:
    """Opened, with its document made on the spot: no worker runs yet."""
    if "event" in row:
        actions.with_event(agreement, lambda event: _plan(event, row["event"]))
    actions.open_for_signing(agreement, by=by)
    runs.perform(Job.objects.get(kind=VERSION_PDF, key=agreement.version.code).pk)
    return Agreement.objects.get(pk=agreement.pk)


def _plan(event: SigningEvent, row: dict[str, Any]) -> None:
    event.place, event.witness, event.witness_position = row["place"], row["witness"], row["position"]
    if "weeks" in row:
        event.starts_at = timezone.make_aware(datetime.combine(_day(row["weeks"]), time(15)))
    event.date_text = row.get("date", "")
    event.save()


def _mandate(agreement: Agreement, row: dict[str, Any]) -> None:
    grantor, delegate = person(row["grantor"]), person(row["delegate"])
    mandate = Mandate(
        organisation=grantor.memberships.get().organisation,
        delegate=delegate,
        agreement=agreement,
        ends_on=_day(8),
        evidence=row["evidence"],
    )
    actions.give_mandate(mandate, by=grantor, factor=_factor(grantor))


def _sign_together(agreement: Agreement, *, paper: int, unsigned: int, by: User) -> None:
    """Some in ink, most on their phones, and some not at all; afterwards the region is no part of our network."""
    parties = list(agreement.version.parties.select_related("organisation"))
    second = person(accounts.COORDINATION)
    for party in parties[:paper]:
        scan = actions.register_scan(
            agreement,
            party=party.pk,
            document=_scan_of(party),
            signed_on=timezone.localdate(),
            signatories=[{"name": f"Bestuurder {party.organisation}", "position": "Bestuurder", "user": None}],
            by=by,
        )
        actions.confirm_scan(agreement, scan=scan.pk, by=second)
    for party in parties[paper : len(parties) - unsigned]:
        _sign(agreement, by=party.organisation.memberships.get().user)
    for party in parties:
        network.end_participation(party.organisation_id, on=timezone.localdate())


def _scan_of(party: Party) -> Document:
    """A page that stands for a scan, and says so."""
    title = f"Handtekeningenblad {party.organisation}"
    text = "Nagespeeld voor de demo: hier staat normaal de scan van het blad met de handtekening in inkt."
    html = f'<html lang="nl"><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>'
    return Document(pdf.from_html(html, created=timezone.now()), "pdf", "handtekeningenblad.pdf")


def _sign(agreement: Agreement, *, by: User) -> None:
    """As on the page: the whole text seen, a fresh code used up, the name typed."""
    party = _party(agreement, by)
    actions.note_viewing(agreement, party, by=by)
    mandate = Mandate.objects.filter(delegate=by, agreement=agreement).first()
    actions.sign(
        agreement,
        party=party.pk,
        by=by,
        sha256=party.version.sha256,
        typed_name=by.name,
        factor=_factor(by),
        mandate=mandate.pk if mandate else None,
    )


def _factor(user: User) -> str:
    """A code that was mailed and used up just now."""
    code = EmailedCode(user=user)
    digits = EmailedCode.new_code()
    code.digest = code.digest_of(digits)
    code.save()
    return prove(user, code=digits)


def _party(agreement: Agreement, executive: User) -> Party:
    return (
        Party.objects.signable_by(executive).select_related("version", "organisation").get(version__agreement=agreement)
    )


def _day(weeks: int) -> date:
    return timezone.localdate() + timedelta(weeks=weeks)


CHAPTERS = (
    Chapter(
        "agreements: in consultation, a draft, to sign, sealed, declined", Agreement.objects.exists, load_agreements
    ),
    Chapter("the review of this year", Review.objects.exists, load_review),
)
