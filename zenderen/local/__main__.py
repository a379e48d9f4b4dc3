"""``python -m zenderen.local demo|demo-reset|run|test|lint|messages|bench``: what the Makefile calls."""

import os
import subprocess
import sys
from pathlib import Path

from zenderen.local import checks, demo, messages, template
from zenderen.local.state import ROOT


def main(command: str = "", *arguments: str) -> int:
    arguments = tuple(argument for argument in arguments if argument != "--")
    match command:
        case "demo":
            return demo.start(development=False)
        case "run":
            return demo.start(development=True)
        case "demo-reset":
            return demo.reset()
        case "prepare":  # a step of `demo`, in a process that has its environment
            demo.prepare(Path(arguments[0]))
            return 0
        case "migrate":  # a step of a test run
            return _migrate()
        case "test":
            return checks.some(arguments) if arguments else checks.everything()
        case "lint":
            return checks.summary(checks.lint())
        case "messages" | "check-messages":
            return _messages(command)
        case "bench":
            return subprocess.run([sys.executable, "-m", "bench", *arguments], cwd=ROOT, check=False).returncode
    print(__doc__, file=sys.stderr)
    return 2


def _migrate() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zenderen.settings")
    django.setup()
    template.migrate()
    return 0


def _messages(command: str) -> int:
    import django

    os.environ.update(checks.NO_SERVERS)
    django.setup()
    if command == "messages":
        messages.update()
        return 0
    problems = messages.problems()
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
