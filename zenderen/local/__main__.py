"""``python -m zenderen.local test``: what the Makefile calls."""

import subprocess
import sys

from zenderen.local.state import ROOT


def main() -> int:
    command, *rest = sys.argv[1:]
    assert command == "test"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *[r for r in rest if r != "--"]], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
