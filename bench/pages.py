"""The main pages: whose eyes they are seen with, what they may cost, and how they are measured."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

FLOOR = "/bench/floor/"
ROUNDS, SECONDS, WARM_UP = 150, 120, 8


class Goal(NamedTuple):
    """What a page may cost: queries, bytes before compression (0: any), and times the floor at p50 and p95 (0: any)."""

    queries: int
    size: int
    p50: float
    p95: float


LIST = Goal(queries=10, size=60_000, p50=3.0, p95=3.5)
DETAIL = Goal(queries=15, size=0, p50=2.5, p95=0)
ASPECTS = Goal(queries=22, size=0, p50=2.5, p95=0)  # a project shows a line of each of its aspects
MANY_KINDS = Goal(queries=32, size=0, p50=2.5, p95=0)  # one or two questions for each kind of task or part of the page
EXPORT = Goal(queries=10, size=0, p50=0, p95=0)  # the whole volume in one file: what it takes is shown


@dataclass
class Page:
    """One page and what was found."""

    address: str
    who: str
    goal: Goal
    queries: int = 0
    size: int = 0
    seconds: list[float] = field(default_factory=list)


def main_pages(addresses: dict[str, str]) -> list[Page]:
    """``addresses`` names one project, partner, theme and agreement."""
    return [
        Page("/", "", DETAIL),
        Page("/themas/", "member", LIST),
        Page("/projecten/", "member", LIST),
        Page("/projecten/", "network manager", LIST),
        Page("/projecten/?state=attention&sort=-reported_on", "member", LIST),
        Page("/partners/", "member", LIST),
        Page("/overeenkomsten/", "executive", LIST),
        Page("/posters/", "", LIST),
        Page("/conferenties/", "", LIST),
        Page("/mijn/", "manager", MANY_KINDS),
        Page("/mijn/", "executive", MANY_KINDS),
        Page(addresses["theme"], "member", DETAIL),
        Page(addresses["project"], "member", ASPECTS),
        Page(addresses["project"], "chair", ASPECTS),
        Page(addresses["organisation"], "member", DETAIL),
        Page(addresses["agreement"], "executive", MANY_KINDS),
        Page("/geschiedenis/", "", DETAIL),
        Page("/visie/", "member", MANY_KINDS),
        Page("/routekaart/", "member", LIST._replace(size=0)),
        Page("/tijdlijn/", "member", LIST),
        Page("/ambities/", "member", LIST),
        Page("/deelname/", "network manager", LIST._replace(queries=11)),
        Page("/knelpunten/", "member", LIST),
        Page("/besluiten/", "member", LIST),
        Page("/regie/", "network manager", MANY_KINDS._replace(queries=20)),
        Page("/projecten/export/", "member", EXPORT),
        Page("/projecten/export/xlsx/", "member", EXPORT),
    ]


def measure(port: int, pages: list[Page], sessions: dict[str, str], progress: Callable[[float], None]) -> list[float]:
    """Fill ``seconds`` of each page, a floor request before each one, so that noise of the machine hits both alike."""
    floor: list[float] = []
    for page in pages:
        for _ in range(WARM_UP):
            _ask(port, page.address, sessions.get(page.who, ""))
            _ask(port, FLOOR, sessions["member"])
    end = time.monotonic() + SECONDS
    for number in range(ROUNDS):
        for page in pages:
            floor.append(_ask(port, FLOOR, sessions["member"]))
            page.seconds.append(_ask(port, page.address, sessions.get(page.who, "")))
        progress(max((number + 1) / ROUNDS, 1 - (end - time.monotonic()) / SECONDS))
        if time.monotonic() > end:
            break
    return floor


def _ask(port: int, address: str, session: str) -> float:
    headers = {"Host": "localhost", "Cookie": f"sessionid={session}"} if session else {"Host": "localhost"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    started = time.perf_counter()
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    response.read()
    taken = time.perf_counter() - started
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{address} answered {response.status}")
    return taken
