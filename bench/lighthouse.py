"""What Lighthouse says of three pages on a phone: at least 95 of 100 for speed, accessibility and good practice."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from zenderen.local.bootstrap import VENV, checkers_folder, find_browser

LEAST = 95
LOOKS = 3  # a busy machine makes a page only slower, and now and then loses its recording: the best look counts
CATEGORIES = ("performance", "accessibility", "best-practices")
# Nothing beyond this machine is asked; the rest is Lighthouse's own: a slow phone on a slow network.
BROWSER = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
)


class Scores(NamedTuple):
    """One page: of 100 for each of ``CATEGORIES``, and what did not pass."""

    address: str
    scores: tuple[int, ...]
    remarks: list[str]

    @property
    def is_good(self) -> bool:
        return min(self.scores) >= LEAST


def is_there() -> bool:
    """Whether the set-up brought it; BROWSER=0 leaves it out."""
    return os.environ.get("BROWSER") != "0" and find_browser() is not None and _program().exists()


def _program() -> Path:
    return checkers_folder() / "node_modules" / "lighthouse" / "cli" / "index.js"


def measure(port: int, address: str, session: str, folder: Path) -> Scores:
    """Look at one page, as a visitor or with somebody's session; raises SystemExit when Lighthouse cannot."""
    out, headers = folder / "lighthouse.json", folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": f"sessionid={session}"} if session else {}))
    options = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={out}", "--quiet"]
    options += [f"--extra-headers={headers}", f"--chrome-flags={BROWSER}"]
    argv = [str(VENV / "bin" / "node"), str(_program()), f"http://localhost:{port}{address}", *options]
    environment = {**os.environ, "CHROME_PATH": find_browser() or ""}
    best: Scores | None = None
    for _ in range(LOOKS):
        out.unlink(missing_ok=True)
        subprocess.run(argv, env=environment, capture_output=True, check=False, timeout=300)  # noqa: S603
        report = json.loads(out.read_text()) if out.exists() else {}
        if not report or "runtimeError" in report:
            continue
        found = _read(address, report)
        best = max(best or found, found, key=lambda each: min(each.scores))
        if best.is_good:
            break
    if best is None:
        raise SystemExit(f"Lighthouse could not look at {address}: {report.get('runtimeError')}")
    return best


def _read(address: str, report: dict[str, Any]) -> Scores:
    scores = tuple(round(report["categories"][name]["score"] * 100) for name in CATEGORIES)
    weighed = [one["id"] for name in CATEGORIES for one in report["categories"][name]["auditRefs"] if one["weight"]]
    audits = [report["audits"][name] for name in weighed]
    low = [each for each in audits if each["score"] is not None and each["score"] < 0.9]
    return Scores(address, scores, [f"{each['title']} {each.get('displayValue', '')}".strip() for each in low])


def report(found: list[Scores]) -> None:
    """A line for each page."""
    print(f"\n{'Lighthouse, on a phone: of 100':<48} {'speed':>7} {'access':>7} {'practice':>9}  goal")
    for page in found:
        speed, access, practice = page.scores
        verdict = "within" if page.is_good else f"UNDER {LEAST}: {'; '.join(page.remarks)}"
        print(f"{page.address[:48]:<48} {speed:>7} {access:>7} {practice:>9}  {verdict}")
    print(flush=True)
