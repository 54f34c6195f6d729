"""A phone company of the demo's own, on loopback, where no text leaves this machine: it takes texts
as Twilio documents it, reports them delivered, and lets the people of the story write back."""

import base64
import hmac
import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from backstage import DIRECT, until

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "a-demo-has-no-secrets", "+14155550199"
SETTINGS = """public_url = "{hub}"

[sms]
kind = "twilio"
account = "{account}"
from = "{number}"
base_url = "{here}"
token = {{ file = "{token}" }}
"""
DELIVERED_S = 0.6


@dataclass
class Text:
    to: str
    words: str


@dataclass
class PhoneCompany:
    url: str
    sent: list[Text] = field(default_factory=list)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["PhoneCompany"]:
        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                self._answer(201, made._take(form))

            def do_GET(self) -> None:
                self._answer(200, {"sid": ACCOUNT, "status": "active", "messages": []})

            def _answer(self, status: int, body: object) -> None:
                said = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
            made = cls(f"http://127.0.0.1:{server.server_port}")
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield made
            finally:
                server.shutdown()

    def settings(self, folder: Path, hub: str) -> Path:
        """The hub's `gateways.toml`, for a hub that will be at `hub`."""
        token = folder / "phone.token"
        token.write_text(TOKEN)
        token.chmod(0o600)
        file = folder / "gateways.toml"
        file.write_text(
            SETTINGS.format(hub=hub, account=ACCOUNT, number=NUMBER, here=self.url, token=token)
        )
        return file

    def text_in(self, data: Path, from_: str, words: str) -> None:
        """`from_` writes to the company's number."""
        kept = until(lambda: (data / "callbacks.txt").read_text(), "the hub says where to call")
        [url] = [line.split()[1] for line in kept.splitlines() if line.startswith("sms")]
        sid = f"SM{len(self.sent) + 1000:032x}"
        fields = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": from_, "To": NUMBER}
        fields |= {"SmsStatus": "received", "NumMedia": "0", "NumSegments": "1"}
        _tell(url, {**fields, "Body": words})

    def _take(self, form: dict[str, str]) -> dict[str, object]:
        self.sent.append(Text(form["To"], form["Body"]))
        sid = f"SM{len(self.sent):032x}"
        report = form.get("StatusCallback")
        if report:
            said = {"MessageSid": sid, "AccountSid": ACCOUNT, "To": form["To"], "From": NUMBER}
            said["MessageStatus"] = "delivered"
            threading.Timer(DELIVERED_S, _tell, (report, said)).start()
        return {"sid": sid, "status": "queued", "num_segments": "1"}


def _tell(url: str, fields: dict[str, str]) -> None:
    """Call the hub back, signed as Twilio signs."""
    told = url + "".join(name + fields[name] for name in sorted(fields))
    mark = base64.b64encode(hmac.digest(TOKEN.encode(), told.encode(), "sha1")).decode()
    body = urllib.parse.urlencode(fields).encode()
    with DIRECT.open(urllib.request.Request(url, body, {"X-Twilio-Signature": mark}), timeout=60):
        pass
