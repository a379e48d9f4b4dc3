"""The demo's time-stamping server (RFC 3161): tells this machine's own time, signed by the test authority.

``python -m zenderen.local.tsa PORT FOLDER`` with the folder of a ``pki.Pki``.
"""

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

REQUEST, REPLY = "application/timestamp-query", "application/timestamp-reply"
MAX_BYTES = 10_000


class Server(ThreadingHTTPServer):
    """Answers on 127.0.0.1 with the certificate and key that lie in ``folder`` at that moment."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.folder = folder
        self._stamper: tuple[float, Any] = (0.0, None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def answer(self, request: bytes) -> bytes:
        """The reply to one request, DER as the request is."""
        from asn1crypto import tsp

        changed = (self.folder / "tsa.pem").stat().st_mtime
        if changed != self._stamper[0]:
            self._stamper = (changed, _stamper(self.folder))
        response = self._stamper[1].request_tsa_response(tsp.TimeStampReq.load(request))
        return cast(bytes, response.dump())


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """For whoever only looks whether somebody is there."""
        self._say(200, "text/plain; charset=utf-8", "TEST – geen echte zekerheid\n".encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Content-Type") != REQUEST or not 0 < length <= MAX_BYTES:
            self._say(400, "text/plain", b"Not a request for a timestamp\n")
            return
        self._say(200, REPLY, self.server.answer(self.rfile.read(length)))

    def _say(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- http.server's own name
        """Not a line for each timestamp."""


def _stamper(folder: Path) -> Any:
    from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    issuing = SimpleCertificateStore.from_certs([load_cert_from_pemder(str(folder / "issuing.pem"))])
    key = load_private_key_from_pemder(str(folder / "tsa-key.pem"), None)
    return DummyTimeStamper(load_cert_from_pemder(str(folder / "tsa.pem")), key, issuing)


def serve(port: int, folder: Path) -> None:
    server = Server(port, folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
