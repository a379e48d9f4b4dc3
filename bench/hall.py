"""A hall of five hundred phones that answers a round and votes within a minute, while a web process is killed.

Every phone is a real HTTP client without an account. One in ten loses an answer and sends its form again, as people
do. Beside them the screen in the hall asks for news every two seconds, and floor requests run through it all.
``prepare`` and ``found`` run where the database is, ``measure`` from outside.
"""

import http.client
import json
import os
import random
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.pages import FLOOR

PHONES, WITHIN = 500, 45.0  # they arrive in so many seconds, and none may need more than the rest of the minute
RENEWED = 2.0  # seconds between two questions of the screen, as its page has it
BEHIND = 3.0  # seconds that the screen may be behind
LOSES = 10  # one in so many loses an answer
PATIENCE = 60.0


@dataclass
class Measured:
    """Seconds of each kind of request, when each contribution was confirmed, and what the screen showed when."""

    answering: list[float] = field(default_factory=list)
    voting: list[float] = field(default_factory=list)
    looking: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    confirmed: list[float] = field(default_factory=list)
    shown: list[tuple[float, int]] = field(default_factory=list)
    again: int = 0
    took: float = 0.0

    @property
    def behind(self) -> float:
        """The longest that a confirmed contribution was not yet on the screen, in seconds."""
        late = 0.0
        for number, moment in enumerate(sorted(self.confirmed), 1):
            seen = next((at for at, total in self.shown if at >= moment and total >= number), None)
            late = max(late, (seen - moment) if seen else float("inf"))
        return late


def prepare(*, with_session: bool = True) -> dict[str, Any]:
    """An open round and an open poll, and the session of who leads them."""
    from network.models import InputRound, Poll

    row = InputRound.objects.create(title="Drie vragen", status="open", is_moderated=False)
    for order, colour in enumerate(("green", "yellow", "blue")):
        row.questions.create(order=order, colour=colour, text=f"Vraag {order + 1}")
    poll = Poll.objects.create(question="Wat eerst?", kind="rank", status="open")
    for order in range(4):
        poll.options.create(order=order, text=f"Antwoord {order + 1}")
    prepared = {
        "round": row.get_absolute_url(),
        "poll": poll.get_absolute_url(),
        "screen": f"{row.get_absolute_url()}scherm/",
        "questions": list(row.questions.values_list("pk", flat=True)),
        "options": list(poll.options.values_list("pk", flat=True)),
    }
    if with_session:
        from bench.seed import sign_in

        prepared |= {"session": sign_in("network manager")[1], "member": sign_in("member")[1]}
    return prepared


def found() -> dict[str, int]:
    """What stands in the database: texts and phones, each of them once, and votes."""
    from network.models import Contribution, Vote

    return {
        "contributions": Contribution.objects.count(),
        "texts": Contribution.objects.values("text").distinct().count(),
        "phones": Contribution.objects.values("device").distinct().count(),
        "votes": Vote.objects.count(),
    }


def expected(phones: int = PHONES) -> dict[str, int]:
    """Nothing lost, nothing doubled."""
    return dict.fromkeys(("contributions", "texts", "phones", "votes"), phones)


def measure(
    port: int, prepared: dict[str, Any], master: int, *, phones: int = PHONES, within: float = WITHIN
) -> Measured:
    """Let them all arrive, kill a web process half-way, and wait until everybody is done and the screen shows it."""
    measured, over = Measured(), threading.Event()
    dice = random.Random(5)  # noqa: S311 - the same arrivals in each run
    arrivals = [dice.uniform(0, within) for _phone in range(phones)]
    begun = time.perf_counter()
    screen = threading.Thread(target=_watch, args=(port, prepared, measured, over, phones))
    killer = threading.Timer(within / 2, kill_one, (master,))
    screen.start()
    killer.start()

    def come(number: int) -> None:
        time.sleep(max(0.0, begun + arrivals[number] - time.perf_counter()))
        _Phone(port, number, measured).take_part(prepared)

    with ThreadPoolExecutor(phones) as pool:
        for done in [pool.submit(come, number) for number in range(phones)]:
            done.result()
    measured.took = time.perf_counter() - begun
    over.set()
    screen.join()
    killer.join()
    return measured


def kill_one(master: int) -> None:
    """End one of gunicorn's web processes as a crash does."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)


class _Phone:
    """A browser that keeps its cookies, and sends again what it got no answer to."""

    def __init__(self, port: int, number: int, measured: Measured) -> None:
        self.port, self.number, self.measured = port, number, measured
        self.cookies: dict[str, str] = {}

    def take_part(self, prepared: dict[str, Any]) -> None:
        """Answer one question, vote, and in between a request of the floor."""
        page = self._timed(self.measured.looking, "GET", prepared["round"])
        question = prepared["questions"][self.number % 3]
        answer = {f"text_{question}": f"Bijdrage {self.number}", "audience": ""}
        self._timed(self.measured.answering, "POST", prepared["round"], {**_hidden(page), **answer})
        self.measured.confirmed.append(time.perf_counter())
        if "member" in prepared:
            self._timed(self.measured.floor, "GET", FLOOR, session=prepared["member"])
        page = self._timed(self.measured.looking, "GET", prepared["poll"])
        places = {f"place_{pk}": str((self.number + index) % 4 + 1) for index, pk in enumerate(prepared["options"])}
        self._timed(self.measured.voting, "POST", prepared["poll"], {**_hidden(page), **places})

    def _timed(
        self, kind: list[float], method: str, address: str, data: dict[str, str] | None = None, session: str = ""
    ) -> str:
        started = time.perf_counter()
        if data and self.number % LOSES == 0:
            self._ask(method, address, data, session, loses=True)
            self.measured.again += 1
        while True:
            try:
                text = self._ask(method, address, data, session)
            except (OSError, http.client.HTTPException):
                if time.perf_counter() - started > PATIENCE:
                    raise
                self.measured.again += 1
                time.sleep(0.2)
            else:
                kind.append(time.perf_counter() - started)
                return text

    def _ask(self, method: str, address: str, data: dict[str, str] | None, session: str, *, loses: bool = False) -> str:
        cookies = {**self.cookies, **({"sessionid": session} if session else {})}
        headers = {"Host": "localhost", "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if data:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, address, body=urlencode(data) if data else None, headers=headers)
            if loses:
                return ""  # it went out of reach: whatever the answer is, nobody reads it
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status != (302 if data else 200):
            raise SystemExit(f"{method} {address} answered {response.status}")
        for cookie in response.msg.get_all("Set-Cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return text


def _hidden(page: str) -> dict[str, str]:
    form = page[page.index('name="device"') - 400 :]
    names = ("csrfmiddlewaretoken", "device", "key")
    values = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in names}
    return {name: value[1] for name, value in values.items() if value}


def _watch(port: int, prepared: dict[str, Any], measured: Measured, over: threading.Event, phones: int) -> None:
    """The screen in the hall: ask every two seconds for what is new, until it shows everything."""
    if "session" not in prepared:
        return
    address, total, deadline = prepared["screen"], -1, None
    while total < phones and (deadline is None or time.perf_counter() < deadline):
        text = _news(port, address, prepared["session"])
        if text:
            total = int(re.search(r'beamer-count">\s*<b>(\d+)</b>', text)[1])  # type: ignore[index]
            address = re.search(r'hx-get="([^"]+)"', text)[1].replace("&amp;", "&")  # type: ignore[index]
        measured.shown.append((time.perf_counter(), total))
        if over.is_set() and deadline is None:
            deadline = time.perf_counter() + PATIENCE
        time.sleep(RENEWED)


def _news(port: int, address: str, session: str) -> str:
    """What is new, or nothing; when there is no answer the screen simply asks again at its next turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Host": "localhost", "Cookie": f"sessionid={session}", "HX-Request": "true"}
    try:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    if response.status not in (200, 204):
        raise SystemExit(f"The screen answered {response.status}")
    return text


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(found()))
