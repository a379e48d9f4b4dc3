"""Mail as background work, through a real SMTP server on this machine."""

import json
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils.functional import SimpleLazyObject

from zenderen.jobs import mail, runs
from zenderen.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


class Postman:
    """Keeps what it gets; refuses as told."""

    def __init__(self):
        self.letters = []
        self.refuse_address = self.refuse_letter = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.refuse_address:
            return self.refuse_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refuse_letter:
            return self.refuse_letter
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postman(settings, unused_port):
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=unused_port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield postman
    controller.stop()


@pytest.fixture
def letter(settings, tmp_path):
    """Templates of a mail that exists in these tests only."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/try.subject.txt").write_text("{% translate 'Save' %}:\n {{ what }}")
    (tmp_path / "mail/try.txt").write_text("{{ recipient }}, {{ what }}\n{{ site_url }}/mijn/")
    (tmp_path / "mail/try.html").write_text("<p>{{ what }}</p>")
    templates = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [templates]
    return "try"


def test_mail_arrives_in_text_and_html(postman, letter, member, run_jobs, settings):
    mail.send(letter, to=member, context={"what": "Zorg & <Welzijn>"})
    assert postman.letters == []
    run_jobs()
    (arrived,) = postman.letters
    assert arrived["To"] == member.email
    assert arrived["From"] == settings.DEFAULT_FROM_EMAIL
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_body(["plain"]).get_content().splitlines() == [
        "Medewerker, Zorg & <Welzijn>",
        f"{settings.SITE_URL}/mijn/",
    ]
    assert "<p>Zorg &amp; &lt;Welzijn&gt;</p>" in arrived.get_body(["html"]).get_content()


def test_each_recipient_reads_their_own_language_in_a_letter_of_their_own(postman, letter, member, executive, run_jobs):
    member.language = "en"
    member.save(update_fields=["language"])
    mail.send(letter, to=[member, executive, "los@voorbeeld.example"], context={"what": "X"})
    run_jobs()
    subjects = {arrived["To"]: arrived["Subject"] for arrived in postman.letters}
    assert subjects == {member.email: "Save: X", executive.email: "Opslaan: X", "los@voorbeeld.example": "Opslaan: X"}


def test_lazy_user_of_a_request_is_one_recipient(letter, member):
    (job,) = mail.send(letter, to=SimpleLazyObject(lambda: member), context={"what": "X"})
    assert job.arguments["to"] == member.email


def test_nobody_gets_the_same_occasion_twice(postman, letter, member, executive, run_jobs):
    for _time in range(2):
        mail.send(letter, to=member, context={"what": "X"}, key="signed:7")
        run_jobs()
    mail.send(letter, to=[member, executive], context={"what": "X"}, key="signed:7")
    mail.send(letter, to=member, context={"what": "X"}, key="signed:8")
    run_jobs()
    assert sorted(arrived["To"] for arrived in postman.letters) == sorted([member.email] * 2 + [executive.email])


def test_mail_of_a_cause_that_was_rolled_back_is_never_sent(postman, letter, member, run_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        mail.send(letter, to=member, context={"what": "X"})
        raise ZeroDivisionError
    run_jobs()
    assert postman.letters == []


def test_what_was_sent_is_not_kept(postman, letter, member, run_jobs):
    (job,) = mail.send(letter, to=member, context={"what": "code 123456"})
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.arguments, str(job)) == ("ready", {}, f"E-mail: {member.email}")


def test_dead_mail_server_is_tried_again_and_ends_in_sight(letter, member, settings, unused_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    (job,) = mail.send(letter, to=member, context={"what": "X"}, by=member)
    for attempt in range(1, 9):
        _once(job)
        assert job.state == ("queued" if attempt < 8 else "failed")
    assert job in Job.objects.visible_to(member)
    assert "ConnectionRefusedError" in job.error_detail


def _once(job):
    Job.objects.filter(pk=job.pk).update(not_before=None)
    runs.perform(job.pk)
    job.refresh_from_db()


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("address", "data", "state"),
    [
        ("550 No such mailbox", "", "failed"),
        ("450 Try later", "", "queued"),
        ("", "554 Looks like spam", "failed"),
        ("", "451 Try later", "queued"),
    ],
)
def test_refusal_for_good_ends_at_once_and_for_now_is_tried_again(postman, letter, member, address, data, state):
    postman.refuse_address, postman.refuse_letter = address, data
    (job,) = mail.send(letter, to=member, context={"what": "X"})
    _once(job)
    assert job.state == state
    assert job.error


def test_second_try_after_a_crash_carries_the_same_message_id(postman, letter, member, monkeypatch):
    (job,) = mail.send(letter, to=member, context={"what": "X"})
    _once(job)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET state = 'queued', finished_at = NULL, arguments = %s", [_letter(member)])
    _once(job)
    first, second = postman.letters
    assert first["Message-ID"] == second["Message-ID"]


def _letter(member):
    return json.dumps({"to": member.email, "subject": "X", "text": "X", "html": "", "sender": "a@b.example"})


def test_message_composed_elsewhere_goes_the_same_way(postman, run_jobs):
    message = EmailMultiAlternatives("Nieuw wachtwoord", "tekst", "a@b.example", ["x@voorbeeld.example"])
    message.attach_alternative("<p>html</p>", "text/html")
    mail.post(message)
    run_jobs()
    (arrived,) = postman.letters
    assert arrived["Subject"] == "Nieuw wachtwoord"
    assert "html" in arrived.get_body(["html"]).get_content()
