"""A web server on this machine that hands out one calendar, over https with a certificate of its
own. It counts what it is asked."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class CalendarServer:
    """`body` is what stands at every path; `redirects` sends a path elsewhere."""

    def __init__(self, folder: Path | None) -> None:
        self.body = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
        self.tag = '"1"'
        self.status = 200
        self.endless = False
        self.redirects: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.context: ssl.SSLContext | None = None
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if folder is not None:
            ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            ours.load_cert_chain(*_certificate(folder))
            self._server.socket = ours.wrap_socket(self._server.socket, server_side=True)
            self.context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
        scheme = "https" if folder is not None else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def answer(self, ask: BaseHTTPRequestHandler) -> None:
        self.asked.append(dict(ask.headers.items()))
        self.paths.append(ask.path)
        if ask.path in self.redirects:
            ask.send_response(302)
            ask.send_header("Location", self.redirects[ask.path])
            ask.end_headers()
            return
        if self.tag and ask.headers.get("If-None-Match") == self.tag:
            ask.send_response(304)
            ask.end_headers()
            return
        ask.send_response(self.status)
        if self.tag:
            ask.send_header("ETag", self.tag)
        ask.end_headers()
        ask.wfile.write(self.body)
        while self.endless and not self._over.wait(0.02):
            try:
                ask.wfile.write(b" " * 1024)
                ask.wfile.flush()
            except OSError:
                return


@contextmanager
def serving(folder: Path | None = None) -> Iterator[CalendarServer]:
    """Over https with a folder to keep the certificate in, else http."""
    server = CalendarServer(folder)
    try:
        yield server
    finally:
        server.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private
