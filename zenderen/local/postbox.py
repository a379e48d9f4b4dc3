"""The demo's mail server: takes every message and puts it in a folder, one .eml each; nothing leaves the machine.

``/demo/post/`` shows them. The name begins with the moment of arrival, so that sorting by name is sorting by time.
"""

import asyncio
import os
import secrets
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 500
MAX_BYTES = 30 * 1024 * 1024


class Postbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        partial = self.folder / f".{name}.partial"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(envelope.content)
        partial.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 Message accepted for delivery"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    loop = asyncio.get_running_loop()
    handler = Postbox(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", data_size_limit=MAX_BYTES, enable_SMTPUTF8=True),
        host="127.0.0.1",
        port=port,
    )
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
