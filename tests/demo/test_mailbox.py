"""The demo's mailbox: what the catcher wrote, shown to everybody, never more than that, and never outside a demo."""

import itertools
from email.message import EmailMessage

import pytest
from django.urls import reverse

from zenderen.demo import mailbox

arrivals = itertools.count(1_760_000_000)


@pytest.fixture
def post(settings, tmp_path):
    """``post(subject=…, text=…)``: a message as the catcher writes it; gives its key."""
    settings.DEMO, settings.STATE_DIR = True, tmp_path
    (tmp_path / "mail").mkdir()

    def write(subject="Uw code", text="Goedemorgen,", raw=None):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "portaal@voorbeeld.example", "een@mst.example", subject
        message.set_content(text)
        key = f"{next(arrivals)}000000000-0123abcd"
        (tmp_path / "mail" / f"{key}.eml").write_bytes(raw or message.as_bytes())
        return key

    return write


def _page(client, name, **kwargs):
    return client.get(reverse(f"demo:{name}", kwargs=kwargs))


@pytest.mark.django_db
def test_newest_message_comes_first_without_signing_in(client, post):
    post(subject="De eerste")
    post(subject="De tweede: één brief over zorg")
    text = _page(client, "post_list").content.decode()
    assert text.index("De tweede: één brief over zorg") < text.index("De eerste")
    assert "een@mst.example" in text


@pytest.mark.django_db
def test_message_shows_links_and_the_code(client, post):
    key = post(text="Goedemorgen,\n\n123456\n\nOf volg http://localhost:8000/mijn/ en ga verder.\n")
    text = _page(client, "post_detail", key=key).content.decode()
    assert '<b class="secret">123456</b>' in text
    assert 'href="http://localhost:8000/mijn/"' in text


@pytest.mark.django_db
def test_hostile_message_is_only_text(client, post):
    post(subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>\njavascript:alert(1)")
    key = post(
        raw=b"To: \xff\xfe\nSubject: =?geen-tekenset?b?ww?=\nContent-Type: text/plain; charset=onzin\n\n<b>\xe9</b> \0"
    )
    for page in (_page(client, "post_list"), _page(client, "post_detail", key=mailbox.keys()[1])):
        assert b"alert(1)" in page.content
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
        assert b'href="javascript' not in page.content
    broken = _page(client, "post_detail", key=key)
    assert broken.status_code == 200
    assert b"&lt;b&gt;" in broken.content


@pytest.mark.parametrize("key", ["../secret", "..%2Fsecret", "secret", "1760000000000000000-0123abcd", "/etc/passwd"])
@pytest.mark.django_db
def test_nothing_but_messages_can_be_read(client, post, tmp_path, key):
    (tmp_path / "secret.eml").write_text("Subject: geheim\n\ngeheim")
    (tmp_path / "mail" / "secret.eml").write_text("Subject: geheim\n\ngeheim")
    assert client.get(f"/demo/post/{key}/").status_code == 404
    assert mailbox.read(key) is None


@pytest.mark.django_db
def test_page_that_asks_again_gets_nothing_until_mail_comes(client, post):
    key = post()
    address = f"{reverse('demo:post_list')}?seen={key}"
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204
    post()
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_sign_in_page_offers_accounts_in_a_demo_only(client, settings):
    assert "netwerkmanager@zenderen.example" not in client.get(reverse("account_login")).content.decode()
    settings.DEMO, settings.DEMO_PASSWORD = True, "samen-in-twente"
    text = client.get(reverse("account_login")).content.decode()
    assert "netwerkmanager@zenderen.example" in text
    assert "samen-in-twente" in text
