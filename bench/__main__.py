"""``make bench``: pages and PDFs against a floor measured in the same run, on a database that is thrown away.

Absolute times belong to the machine, so the goals are ratios. It takes two to four minutes.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from typing import Any

from bench import hall, lighthouse, signing
from bench.pages import Page, main_pages, measure
from zenderen.local.pki import Pki
from zenderen.local.processes import Program
from zenderen.local.servers import free_port, start_postgres, start_tsa, start_valkey
from zenderen.local.state import ROOT, TESTS, State, state_dir

PDF_GOAL, POSTER_GOAL = 1.15, 1.10


def main() -> int:
    """Start what is needed, measure, print, and leave nothing behind."""
    State(state_dir()).claim()
    state = State(state_dir() / TESTS / "bench")
    state.open()
    state.empty()
    programs: list[Program] = []
    try:
        _run(state, programs)
    finally:
        for program in reversed(programs):
            program.stop()
        state.empty()
    return 0


def _run(state: State, programs: list[Program]) -> None:
    pki = Pki(state.path / "pki").ensure()
    servers = [start_postgres(state, throwaway=True), start_valkey(state, throwaway=True)]
    tsa = start_tsa(state, pki)
    programs += [server.program for server in (*servers, tsa)]
    port = free_port()
    environment = _environment(state, port, *(server.url for server in servers)) | pki.environment(tsa.url)
    _say("Filling a throwaway database: 2,000 projects, 40,000 reports, 300 partners")
    out = state.path / "prepared.json"
    _python(environment, "-m", "bench.prepare", str(out))
    prepared = json.loads(out.read_text())

    web = Program(
        "web",
        [sys.executable, "-m", "gunicorn", "-c", "zenderen/gunicorn.py", "zenderen.wsgi"],
        cwd=ROOT,
        log=state.log("web"),
        env=environment,
    )
    programs.append(web)
    web.start()
    web.wait_until(lambda: _answers(port), seconds=60)
    _say(f"{signing.SIGNERS} executives sign at the same moment")
    fifty = signing.measure(port, prepared["fifty"])
    left = json.loads(_python(environment, "-m", "bench.signing", str(prepared["fifty"]["pk"])))
    _say(f"{hall.PHONES} phones in a hall answer and vote, and a web process is killed among it")
    assert web.process
    phones = hall.measure(port, prepared["hall"], web.process.pid)
    in_hall = json.loads(_python(environment, "-m", "bench.hall"))
    pages = main_pages(prepared["addresses"])
    for page, found in zip(pages, prepared["pages"], strict=True):
        page.queries, page.size = found["queries"], found["size"]
    _say("Measuring the pages, a floor request before each")
    floor = measure(port, pages, prepared["sessions"], _show)
    seen = _lighthouse(port, prepared, state)
    web.stop()
    _say("Measuring the documents against bare WeasyPrint")
    documents = [json.loads(line) for line in _python(environment, "-m", "bench.documents").splitlines()]
    _report(floor, pages, documents)
    if seen:
        lighthouse.report(seen)
    _report_fifty(fifty, left)
    _report_hall(phones, in_hall)


def _lighthouse(port: int, prepared: dict[str, Any], state: State) -> list[lighthouse.Scores]:
    """Home for a visitor, one project for a member, one agreement for an executive."""
    if not lighthouse.is_there():
        _say("Lighthouse was left out (BROWSER=0)")
        return []
    _say("Looking at three pages with Lighthouse, as on a phone")
    addresses, sessions = prepared["addresses"], prepared["sessions"]
    seen = [("/", ""), (addresses["project"], sessions["member"]), (addresses["agreement"], sessions["executive"])]
    return [lighthouse.measure(port, address, session, state.path) for address, session in seen]


def _environment(state: State, port: int, database: str, redis: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in ("ZENDEREN_DEMO", "EMAIL_URL")}
    return own | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "REDIS_URL": redis,
        "SECRET_KEY": state.secret("secret-key"),
        "SITE_URL": f"http://localhost:{port}",
        "WEB_CONCURRENCY": "2",
        "ZENDEREN_STATE": str(state.path),
    }


def _python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


# --- What was found -------------------------------------------------------------------------------------------------


def _report(floor: list[float], pages: list[Page], documents: list[dict[str, Any]]) -> None:
    base50, base95 = _p50(floor), _p95(floor)
    print(f"\nFloor: a bare Django page with login and 50 joined rows, {len(floor)} requests, 2 sync workers")
    print(f"       p50 {base50 * 1000:.1f} ms, p95 {base95 * 1000:.1f} ms\n")
    heads = ("page", "seen by", "queries", "kB", "p50 ms", "p95 ms", "p50 ×", "p95 ×", "goal")
    row = "{:<48} {:<16} {:>7} {:>6} {:>7} {:>7} {:>6} {:>6}  {}"
    print(row.format(*heads))
    for page in pages:
        p50, p95 = _p50(page.seconds), _p95(page.seconds)
        print(
            row.format(
                page.address[:48], page.who or "visitor", page.queries, f"{page.size / 1000:.1f}",
                f"{p50 * 1000:.1f}", f"{p95 * 1000:.1f}", f"{p50 / base50:.2f}", f"{p95 / base95:.2f}",
                _verdict(page, p50 / base50, p95 / base95),
            )
        )  # fmt: skip
    print(f"\n{'document, best of 15':<48} {'kB':>7} {'ms':>8} {'bare ms':>8} {'×':>6}  goal")
    for found in documents:
        if "bare" not in found:
            continue
        ratio, goal = found["ours"] / found["bare"], POSTER_GOAL if "poster" in found["name"] else PDF_GOAL
        print(
            f"{found['name']:<48} {found['size'] / 1000:>7.0f} {found['ours'] * 1000:>8.0f} "
            f"{found['bare'] * 1000:>8.0f} {ratio:>6.2f}  {'within' if ratio <= goal else f'OVER: {goal} ×'}"
        )
    print(f"\n{'step of sealing, best of 5':<48} {'level':>7} {'ms':>8}  budget")
    for found in documents:
        if "limit" in found:
            verdict = "within" if found["seconds"] <= found["limit"] else "OVER"
            limit = f"{verdict} {found['limit']:g} s"
            print(f"{found['name']:<48} {found['level']:>7} {found['seconds'] * 1000:>8.0f}  {limit}")
    print(flush=True)


def _report_fifty(fifty: dict[str, list[float]], left: dict[str, Any]) -> None:
    signed, base = _p95(fifty["signing"]), _p95(fifty["floor"])
    print(f"{signing.SIGNERS} signing requests at once, 2 sync workers: p95 {signed * 1000:.0f} ms,", end=" ")
    print(f"{signed / base:.1f} × {signing.SIGNERS} floor requests at once ({base * 1000:.0f} ms)")
    verdict = "as it must be" if left == signing.EXPECTED else f"WRONG, expected {signing.EXPECTED}"
    print(f"left in the database: {left}: {verdict}\n", flush=True)


def _report_hall(phones: hall.Measured, left: dict[str, int]) -> None:
    base = _p95(phones.floor)
    print(
        f"{hall.PHONES} phones answered and voted in {phones.took:.0f} s, {phones.again} requests sent again;", end=" "
    )
    print(f"p95 of the floor beside them {base * 1000:.0f} ms")
    for name in ("looking", "answering", "voting"):
        p95 = _p95(getattr(phones, name))
        print(f"  {name:<10} p95 {p95 * 1000:>5.0f} ms, {p95 / base:.1f} × the floor")
    for name, seconds, most in (
        ("everybody done after", phones.took, 60),
        ("screen behind", phones.behind, hall.BEHIND),
    ):
        verdict = "within" if seconds <= most else "OVER"
        print(f"  {name} {seconds:.1f} s at most: {verdict} {most:g} s")
    verdict = "as it must be" if left == hall.expected() else f"WRONG, expected {hall.expected()}"
    print(f"  left in the database: {left}: {verdict}\n", flush=True)


def _verdict(page: Page, p50: float, p95: float) -> str:
    goal = page.goal
    over = [
        f"{name} at most {most:g}"
        for name, found, most in (
            ("queries", page.queries, goal.queries),
            ("bytes", page.size, goal.size),
            ("p50 ×", p50, goal.p50),
            ("p95 ×", p95, goal.p95),
        )
        if most and found > most
    ]
    return f"OVER: {', '.join(over)}" if over else "within"


def _p50(seconds: list[float]) -> float:
    return statistics.median(seconds)


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _show(done: float) -> None:
    if sys.stdout.isatty():
        print(f"\r  {min(done, 1):4.0%}", end="" if done < 1 else "\n", flush=True)


def _say(text: str) -> None:
    print(f"→ {text}", flush=True)


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"It took {time.monotonic() - started:.0f} seconds.")
    sys.exit(code)
