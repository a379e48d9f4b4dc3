"""What somebody may not read they find by no way: no page, list, search, feed, export, file or error tells of it.

Every row that a stranger may not see gets a word of its own in each of its texts. Then a visitor, a partner who has no
part in it, an adviser who was not asked and somebody whose seat ended ask every address of the matrix, and follow every
link from there. Which rows those are ``visible_to`` says; ``CLOSED`` names what must be hidden whatever it says.
"""

import datetime
import io
import re
import zipfile
from contextlib import suppress
from uuid import UUID

import pypdfium2
import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions import agree
from network.models import Body, Membership, NewsItem, Seat
from tests import factories
from tests.agreements import make as make_agreements
from tests.network.make_input import make_poll, make_round
from tests.network.make_library import make_document
from tests.projects.make import make_project, make_update
from tests.test_access import MATRIX, MODULES
from tests.themes import meetings as make_meetings

APPS = ("network", "themes", "projects", "agreements")
# What is hidden from all four, whatever ``visible_to`` says (names in the world of the matrices).
CLOSED = (
    *("project", "draft", "signing", "in_force", "meeting", "planned", "decision", "action", "handover", "document"),
    *("bottleneck", "five_scores"),
)
# Texts that are codes of ours: an address, a hash, a name of a role.
CODES = re.compile(r"^(.*sha256|.*hash|.*digest|token|code|key|password|language|.*factor|position|state|kind|unit)$")
NONSENSE = "nergenstevinden"
UNKNOWN = ((int, 987_654_321), (str, "bestaat-niet"), (UUID, UUID(int=7)))
MOST = 400  # pages that one person reads


# --- Who looks, and at what -----------------------------------------------------------------------------------------


@pytest.fixture
def strangers(world):
    """Four who may not read it, and a client for each; the world holds everything that the matrices ask about."""
    for each in MODULES:
        if hasattr(each, "extend"):
            each.extend(world)
    _more_to_hide(world)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    over = {"starts_on": yesterday - datetime.timedelta(days=99), "ends_on": yesterday}
    partner, adviser, former = (factories.UserFactory(name=name) for name in ("Derde", "Raad", "Oud-voorzitter"))
    executive = Membership.Role.EXECUTIVE
    factories.MembershipFactory(user=partner, organisation=factories.OrganisationFactory(), role=executive)
    factories.SeatFactory(user=adviser, body=factories.BodyFactory(name="Andere raad", kind=Body.Kind.ADVISORY))
    factories.MembershipFactory(user=former, organisation=world.organisation, role=executive, **over)
    factories.SeatFactory(user=former, body=world.steering_body, role=Seat.Role.CHAIR, **over)
    people = {"visitor": None, "partner": partner, "adviser": adviser, "former": former}
    return {name: (person, _signed_in(person)) for name, person in people.items()}


def _more_to_hide(world):
    """What is not public yet of something that is."""
    world.open_project = make_project(world.theme, classification="public", ambitions=[world.ambition])
    make_update(world.open_project, "accepted", by=world.project_manager)
    world.unfinished = make_update(world.open_project, "returned", by=world.project_manager, remark="Anders")


def _signed_in(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def _person(user):
    return user or AnonymousUser()


class Secrets:
    """Words that stand in exactly one text of one row each, and who may not read them."""

    def __init__(self, world, people):
        self.where = {}  # word → the row and its field
        self.of = {name: set() for name in people}
        self._marked = {}  # row → its words
        for model in _models():
            if not hasattr(model._default_manager.all(), "visible_to"):
                continue
            for name, (person, _client) in people.items():
                seen = model._default_manager.visible_to(_person(person)).values("pk")
                for row in model._base_manager.exclude(pk__in=seen):
                    self._hide(row, name)
        for row in _always_hidden(world):
            for name in people:
                self._hide(row, name)

    def told(self, name, response, address):
        """The words in a response that this person may not read, except in the address they asked for themselves."""
        text = response.told.replace(address, "")
        return {word for word in re.findall(r"verborgen\d{5}q", text) if word in self.of[name]}

    def _hide(self, row, name):
        for each in _with_its_parts(row):
            self.of[name] |= self._mark(each)

    def _mark(self, row):
        key = (type(row), row.pk)
        if key not in self._marked:
            self._marked[key] = {word for field in row._meta.concrete_fields if (word := self._write(row, field))}
        return self._marked[key]

    def _write(self, row, field):
        word = f"verborgen{len(self.where):05}q"
        text = _wording(field, word)
        if text is None:
            return None
        with suppress(DatabaseError), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: text})
            self.where[word] = f"{row._meta.label} {row.pk} {field.name}"
            return word
        return None


def _models():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not model.__name__.startswith("Historical") and model._meta.managed
    ]


def _wording(field, word):
    """How the word is put into a field of this type; None where no text of somebody stands."""
    if isinstance(field, SearchVectorField):
        return SearchVector(Value(word), config="dutch")
    if field.choices or CODES.match(field.name) or (field.max_length or 99) < len(word):
        return None
    if isinstance(field, models.EmailField):
        return f"{word}@voorbeeld.example"
    return word if type(field) in (models.CharField, models.TextField, models.SlugField) else None


def _with_its_parts(row):
    """The row and what goes with it, except what has a rule of its own about who sees it."""
    yield row
    for relation in row._meta.related_objects:
        model = relation.related_model
        is_part = getattr(relation, "on_delete", None) is models.CASCADE and model in _models()
        if is_part and not hasattr(model._default_manager.all(), "visible_to") and relation.field.name != "user":
            for part in model._base_manager.filter(**{relation.field.name: row.pk}):
                yield from _with_its_parts(part)


def _always_hidden(world):
    """What these four may never read and that has no rule of its own."""
    yield world.unfinished
    for name in ("Invitation", "PulseAnswer", "Registration", "Expectation"):
        yield from apps.get_model("projects" if name == "Expectation" else "network", name)._base_manager.all()
    yield from apps.get_model("network", "Contribution")._base_manager.exclude(standing="shown")


@pytest.fixture
def secrets(world, strangers):
    """The words, after all rows were written."""
    found = Secrets(world, strangers)
    for value in vars(world).values():
        if isinstance(value, models.Model):
            value.refresh_from_db()
    for name, words in found.of.items():
        assert len(words) > 50, name
    return found


# --- Reading --------------------------------------------------------------------------------------------------------


def _ask(client, address, *, method="get", data=None, **extra):
    """The response with all its text in ``.told``: headers, body, and what stands in a PDF or a workbook."""
    with transaction.atomic():
        response = getattr(client, method)(address, data, **extra)
        body = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    kind = response.headers.get("Content-Type", "")
    cookies = [f"{name}={morsel.value}" for name, morsel in response.cookies.items() if name != "csrftoken"]
    headers = [str(value) for header, value in response.headers.items() if header != "Content-Length"]
    response.told = "\n".join([*headers, *cookies, _text(body, kind)])
    return response


def _text(body, kind):
    if body.startswith(b"%PDF-") and len(body) > 500:
        document = pypdfium2.PdfDocument(body)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        return "\n".join(_text(archive.read(name), "") for name in archive.namelist())
    return body.decode(errors="replace")


def _lines(world):
    """(name, address, method, data) of all addresses of the matrix that are not the secret of who got them by mail."""
    for name, line in sorted(MATRIX.items()):
        kwargs = line.kwargs(world)
        if "token" not in kwargs:
            yield name, reverse(name, kwargs=kwargs), line.method, line.data(world)


def _links(text):
    """Pages of ours that a page leads to."""
    found = re.findall(r'(?:href|src|action|data-hx-get)="(/[^"#?]*)', text)
    return {each for each in found if not each.startswith(("//", "/static/", "/uitloggen"))}


def _plain(text, *words):
    """Without what differs each time, and without the words that were asked for."""
    for word in words:
        text = text.replace(word, "…")
    return re.sub(r'<input type="hidden"[^>]*>', "…", text)


# --- No word of it --------------------------------------------------------------------------------------------------


def test_no_page_and_no_link_tells_a_stranger_a_word_of_it(world, strangers, secrets, subtests):
    for name, (_someone, client) in strangers.items():
        with subtests.test(name):
            told = {
                (word, address)
                for response, address in _crawl(world, client)
                for word in secrets.told(name, response, address)
            }
            assert not told, "\n".join(sorted(f"{address}: {secrets.where[word]}" for word, address in told))


def _crawl(world, client):
    """Every address of the matrix and every link from there, whole and as the piece that a script asks for."""
    todo = {address: (method, data) for _name, address, method, data in _lines(world)}
    asked = set(todo)
    while todo and len(asked) < len(MATRIX) + MOST:
        address, (method, data) = todo.popitem()
        response = _ask(client, address, method=method, data=data)
        yield response, address
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            if method == "get" and "data-hx" in response.told:
                yield _ask(client, address, headers={"HX-Request": "true"}), address
            new = _links(response.told) - asked
            asked |= new
            todo |= dict.fromkeys(new, ("get", {}))


def test_the_words_are_there_to_be_found(world, strangers, secrets):
    """Else nothing would be proven: the network manager reads them."""
    words, manager = set.union(*secrets.of.values()), _signed_in(world.manager)
    pages = [_ask(manager, address).told for _name, address, method, _data in _lines(world) if method == "get"]
    found = {secrets.where[word].split(" ")[0] for word in words if any(word in page for page in pages)}
    kinds = {type(getattr(world, name))._meta.label for name in CLOSED} - {"agreements.Agreement"}
    assert kinds - found == set()


def test_what_must_be_hidden_is_hidden_by_its_rule(world, strangers):
    for row in (getattr(world, name) for name in CLOSED):
        for person, _client in strangers.values():
            assert not type(row)._default_manager.visible_to(_person(person)).filter(pk=row.pk).exists(), row


# --- No search finds it ---------------------------------------------------------------------------------------------


def test_a_search_for_a_hidden_word_is_a_search_for_nothing(world, strangers, secrets, subtests):
    titles = re.compile(r" (title|name|subject|text|summary|search)$")
    for name, (_someone, client) in strangers.items():
        words = {}  # one for each kind of row and field
        for word in sorted(secrets.of[name]):
            label, _pk, field = secrets.where[word].split(" ")
            if titles.search(f" {field}"):
                words.setdefault((label, field), word)
        for line, address, method, _data in _lines(world):
            if method != "get" or 'name="q"' not in (page := _ask(client, address).told):
                continue
            with subtests.test(f"{name} {line}"):
                assert page
                nothing = _plain(_ask(client, address, data={"q": NONSENSE}).told, NONSENSE)
                for where, word in words.items():
                    assert _plain(_ask(client, address, data={"q": word}).told, word) == nothing, where


# --- Forbidden is the same as unknown -------------------------------------------------------------------------------


def test_what_one_may_not_see_answers_as_what_does_not_exist(world, strangers, subtests):
    for name, (_someone, client) in strangers.items():
        for line, address, method, data in _lines(world):
            kwargs = MATRIX[line].kwargs(world)
            if not kwargs:
                continue
            key, value = next(iter(kwargs.items()))
            another = next(other for kind, other in UNKNOWN if isinstance(value, kind))
            unknown = reverse(line, kwargs={**kwargs, key: another})
            if _ask(client, address, method=method, data=data).status_code != 404:
                continue
            with subtests.test(f"{name} {line}"):
                hidden, asked = _counted(client, address, method=method, data=data)
                absent, asked_too = _counted(client, unknown, method=method, data=data)
                assert absent.status_code == 404
                assert _plain(hidden.told, address) == _plain(absent.told, unknown)
                assert asked == asked_too


def _counted(client, address, **how):
    """The response, and how many queries it took: the time that an answer takes tells something too."""
    number = 0

    def count(execute, *args):
        nonlocal number
        number += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        response = _ask(client, address, **how)
    return response, number


# --- No number, order or date changes by it -------------------------------------------------------------------------


def test_nothing_changes_for_a_stranger_when_more_is_hidden(world, strangers, subtests):
    with time_machine.travel(timezone.now(), tick=False):  # many a page tells the time
        before = {name: _pages(world, client) for name, (_someone, client) in strangers.items()}
        _hide_more(world)
        for name, (_someone, client) in strangers.items():
            for address, page in _pages(world, client).items():
                with subtests.test(f"{name} {address}"):
                    assert page == before[name].get(address)


def _pages(world, client):
    pages = {}
    for _name, address, method, _data in _lines(world):
        if method == "get":
            response = _ask(client, address)
            if response.status_code == 200:
                pages[address] = _plain(response.told)
    return pages


def _hide_more(world):
    """One more of everything that all four may not see."""
    project = make_project(
        world.theme,
        classification="confidential",
        manager=world.project_manager,
        partners=[(world.organisation, "Levert")],
        ambitions=[world.ambition],
    )
    project.building_blocks.set(apps.get_model("themes", "BuildingBlock").objects.all())
    project.pillars.set(apps.get_model("themes", "Pillar").objects.all())
    project.resident_goals.set(apps.get_model("network", "ResidentGoal").objects.all())
    project.ranked_items.set(apps.get_model("network", "RankedItem").objects.all())
    make_update(project, "accepted", by=world.project_manager, state="off_course", reason="Te weinig tijd")
    make_agreements.draft(world.manager, world.organisation, world.organisation2, title="Nog een", project=project)
    make_meetings.make_meeting(world.steering_body, "held", minutes="Meer.")
    due_on = timezone.localdate()
    agree(title="Meer", owner=world.member, due_on=due_on, by=world.manager, classification="confidential")
    make_document(world.member, title="Meer", classification="confidential", organisations=[world.organisation])
    make_round(status="draft", title="Meer")
    make_poll(status="draft")
    NewsItem.objects.create(title="Meer", slug="meer", byline="Netwerk", introduction="Meer.", body="Meer.")
