"""A real Kannel (bearerbox, smsbox, two of its own fake SMSCs) on free loopback ports.

`received()` is what the telephone network's end got; `sends_in()` is a person texting us. Numbers
that begin with `REJECTED` are refused by a second network, those with `FAILING` are taken by it and
reported undelivered, those with `DENIED` are on the gateway's own list. The fake SMSC speaks in
lines: a plain Latin text with a line break in it arrives cut there (one with any other character
does not).
"""

import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from os import environ
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, quote_plus, unquote_to_bytes, urlencode, urlsplit

import pytest

from tests.rigs.processes import absent, end, free_port, needs, until

USER, PASSWORD, NUMBER = "leads", "kannel-9d2f-pw", "+14155550199"
REJECTED, FAILING, DENIED = "+1900", "+1901", "+1902"
FAKESMSC = Path("/usr/lib/kannel/test/fakesmsc")
TRIES = 3

CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = rig
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
dlr-storage = internal
log-file = {folder}/bearerbox.log
log-level = 1

group = smsc
smsc = fake
smsc-id = NETWORK
port = {network}
connect-allow-ip = 127.0.0.1
denied-prefix = "{rejected};{failing}"

group = smsc
smsc = fake
smsc-id = PEOPLE
port = {people}
connect-allow-ip = 127.0.0.1
allowed-smsc-id = PEOPLE

group = smsc
smsc = http
system-type = generic
smsc-id = STRICT
port = {strict}
send-url = "http://127.0.0.1:{sink}/take?to=%p&mid=%I"
status-success-regex = "taken"
status-permfail-regex = "refused"
generic-foreign-id-regex = "<id>(.+)</id>"
allowed-prefix = "{rejected};{failing}"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
log-file = {folder}/smsbox.log
log-level = 1

group = sendsms-user
username = {user}
password = {password}
max-messages = 10
concatenation = true
black-list-regex = "^[+]{denied_digits}"

group = sms-service
keyword = default
get-url = "{inbound}"
max-messages = 0
"""
INBOUND = "from=%q&to=%Q&text=%b&id=%I&coding=%c&charset=%C"
"""%b, not %a: that one squeezes spaces, and tears UTF-16 apart with them."""


class Text(NamedTuple):
    """A text as the network got it, long ones put together."""

    from_: str
    to: str
    text: str


class Kannel:
    """A running gateway. `url` is what `[sms] base_url` is to be."""

    def __init__(self, folder: Path, ports: dict[str, int], inbound: str) -> None:
        self.folder = folder
        self.ports = ports
        self.url = f"http://127.0.0.1:{ports['send']}"
        self._inbound = inbound
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._number = count(1)
        self._rcvd = 0

    def received(self) -> list[Text]:
        """Every text the network got, in order."""
        log = self.folder / "network.log"
        found = log.read_text("utf-8", errors="replace") if log.exists() else ""
        return _texts(re.findall(r"Got message \d+: <(.*?)>\n(?=20\d\d-|\Z)", found, re.DOTALL))

    def sends_in(self, text: str, from_: str, to: str = NUMBER) -> None:
        """Somebody texts us; returns when Kannel has it."""
        log = self.folder / f"person-{next(self._number)}.log"
        coded = quote_plus(text.encode("utf-16-be"))
        message = f"{from_} {to} ucs2 {coded}"
        if text.isascii():
            message = f"{from_} {to} text {text}"
        command = [_fakesmsc(), "-H", "127.0.0.1", "-r", str(self.ports["people"])]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "-i", "0.01", "-m", "1", message], stdout=output, stderr=output
            )
        try:
            until(lambda: b"sent message 1" in log.read_bytes(), "the person's text is sent")
            before = self._rcvd
            until(lambda: self._people() > before, "Kannel has the person's text")
            self._rcvd = self._people()
        finally:
            end(process)

    def network_down(self) -> None:
        """The link to the network is lost: texts are queued, or refused."""
        end(self._running.pop("network"))
        until(lambda: not self._online("NETWORK"), "Kannel has noticed that the network is gone")

    def network_up(self) -> None:
        with (self.folder / "network.log").open("ab") as log:
            command = [_fakesmsc(), "-H", "127.0.0.1", "-r", str(self.ports["network"])]
            self._running["network"] = subprocess.Popen(
                [*command, "-m", "0", "1 2 text none"], stdout=log, stderr=log
            )
        until(lambda: self._online("NETWORK"), "Kannel is linked to the network")

    def hang(self) -> None:
        """Its heart stands still: smsbox takes a text and cannot say what became of it."""
        self._running["bearerbox"].send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._running["bearerbox"].send_signal(signal.SIGCONT)

    def die(self) -> None:
        """Its heart is killed; smsbox finds out in its own time, and then ends too."""
        self._running["bearerbox"].kill()
        self._running["bearerbox"].wait()

    def stop(self) -> None:
        """The whole gateway is gone: nobody listens any more."""
        for name in ("smsbox", "bearerbox", "network"):
            if name in self._running:
                end(self._running.pop(name))

    def start(self) -> bool:
        """Whether it came up; not when somebody took a port in between."""
        settings = self.folder / "kannel.conf"
        settings.write_text(
            CONFIG.format(
                **self.ports,
                folder=self.folder,
                inbound=self._inbound,
                user=USER,
                password=PASSWORD,
                rejected=REJECTED,
                failing=FAILING,
                denied_digits=DENIED.removeprefix("+"),
            )
        )
        if not self._begin("bearerbox", settings, lambda: bool(self._status())):
            return False
        if not self._begin(
            "smsbox", settings, lambda: self._answers() and "smsbox:" in self._status()
        ):
            return False
        self.network_up()
        return True

    def _begin(self, name: str, settings: Path, ready: Callable[[], bool]) -> bool:
        command = [needs(name, "kannel"), "-v", "4", str(settings)]
        with (self.folder / f"{name}.out").open("ab") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env=dict(environ))
        self._running[name] = process
        until(lambda: process.poll() is not None or ready(), f"{name} is ready")
        return process.poll() is None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/", timeout=10):
                return True
        except urllib.error.HTTPError as said:
            said.close()
            return True
        except OSError:
            return False

    def _status(self) -> str:
        url = f"http://127.0.0.1:{self.ports['admin']}/status.txt?password=rig"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                told: bytes = answer.read()
            return told.decode(errors="replace")
        except OSError:
            return ""

    def _online(self, smsc: str) -> bool:
        return bool(re.search(rf"{smsc}\[{smsc}\] .*\(online", self._status()))

    def _people(self) -> int:
        found = re.search(r"PEOPLE\[PEOPLE\] .*?rcvd: sms (\d+)", self._status())
        return int(found[1]) if found else -1


@contextmanager
def kannel(folder: Path, inbound: str = "http://127.0.0.1:9/none") -> Iterator[Kannel]:
    """A gateway whose files are in `folder`. Texts from people are called in at `inbound`, with
    from, to, text, id, coding and charset added."""
    _fakesmsc()
    folder.mkdir(parents=True, exist_ok=True)
    inbound += ("&" if "?" in inbound else "?") + INBOUND
    with ExitStack() as stack:
        for _ in range(TRIES):
            ports = _free_ports("admin", "boxes", "network", "people", "strict", "send")
            sink = stack.enter_context(_strict_network(ports["strict"]))
            one = Kannel(folder, {**ports, "sink": sink}, inbound)
            stack.callback(one.stop)
            if one.start():
                break
            one.stop()
        else:
            pytest.fail(f"Kannel did not start:\n{(folder / 'bearerbox.out').read_text()[-2000:]}")
        yield one


def _fakesmsc() -> str:
    if not FAKESMSC.exists():
        absent("fakesmsc", "kannel-extras")
    return str(FAKESMSC)


def _free_ports(*names: str) -> dict[str, int]:
    """Free when asked, and all different."""
    first = free_port(len(names))
    return {name: first + n for n, name in enumerate(names)}


@contextmanager
def _strict_network(port: int) -> Iterator[int]:
    """The network behind Kannel's HTTP SMSC: refuses some numbers, reports others undelivered."""
    over = threading.Event()

    class Take(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            to, known = asked.get("to", [""])[0], asked.get("mid", [""])[0]
            refused = to.startswith(REJECTED)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"refused" if refused else f"taken <id>{known}</id>".encode())
            if not refused:
                report = (port, known, to, over)
                threading.Thread(target=_undelivered, args=report, daemon=True).start()

        def log_message(self, *_: object) -> None:
            """Quiet: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(30)


def _undelivered(port: int, known: str, to: str, over: threading.Event) -> None:
    """Tell Kannel that a text it handed on could not be delivered; again until it knows of it, or
    until nobody asks any more."""
    query = urlencode({"dlr-mask": 2, "dlr-mid": known, "from": NUMBER, "to": to})

    def told() -> bool:
        with (
            suppress(OSError, HTTPException),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/?{query}", timeout=10) as answer,
        ):
            return b"Unknown" not in answer.read()
        return False

    while not told() and not over.wait(0.01):
        pass


def _texts(lines: list[str]) -> list[Text]:
    """The network's own log lines as texts: `from to kind words`, long ones in parts."""
    found: list[Text] = []
    halves: dict[tuple[str, str, int], dict[int, bytes | str]] = {}
    for line in lines:
        from_, to, kind, rest = line.split(" ", 3)
        if kind != "udh":
            found.append(Text(from_, to, _words(kind, rest)))
            continue
        header, kind, rest = rest.split(" ", 2)
        mark = unquote_to_bytes(header)
        key, total, number = (from_, to, mark[3]), mark[4], mark[5]
        raw = unquote_to_bytes(rest.replace("+", " ")) if kind != "text" else rest
        halves.setdefault(key, {})[number] = raw
        if len(halves[key]) == total:
            found.append(Text(from_, to, _joined(halves.pop(key))))
    return found


def _joined(halves: dict[int, bytes | str]) -> str:
    ordered = [halves[number] for number in sorted(halves)]
    if all(isinstance(half, bytes) for half in ordered):
        raw = b"".join(half for half in ordered if isinstance(half, bytes))
        # A pair of surrogates, or of bytes, may be torn between two parts: joined first.
        try:
            return raw.decode("utf-16-be" if b"\0" in raw else "utf-8")
        except UnicodeDecodeError:
            return raw.decode("utf-16-be")
    return "".join(str(half) for half in ordered)


def _words(kind: str, rest: str) -> str:
    if kind == "ucs-2":
        return unquote_to_bytes(rest.replace("+", " ")).decode("utf-16-be")
    if kind == "data":
        return unquote_to_bytes(rest.replace("+", " ")).decode("utf-8", errors="replace")
    return rest
