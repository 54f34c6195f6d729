"""Real ways out of a hub, for tests that kill it or follow a message to the other end: what its
`gateways.toml` says of each, and how often the other end really has a message."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.message import Written
from tests.hub_process import HubProcess
from tests.rigs import carrier_server, dovecot, exim, kannel
from tests.rigs.carrier_server import ACCOUNT, NUMBER, PUBLIC_KEY, TOKEN, CarrierProcess, Fault
from tests.rigs.dovecot import Dovecot
from tests.rigs.exim import Exim
from tests.rigs.kannel import Kannel
from tests.rigs.processes import free_port

CARRIERS = ("twilio", "signalwire", "telnyx")
PLAYBOOK = Path(__file__).parents[2] / "resources" / "playbooks" / "default.toml"


class Way(Protocol):
    """`copies(word, to)`: how often the other end has a message with `word` in it for `to`."""

    name: str
    channel: Written

    def settings(self, folder: Path) -> str: ...

    def copies(self, word: str, to: str) -> int: ...

    def upset(self, faults: Sequence[Fault]) -> None:
        """What goes wrong with the next sends, where this end can be made to."""
        ...


@dataclass
class ByCarrier:
    name: str
    carrier: CarrierProcess
    channel: Written = "sms"
    calls: bool = False
    """Whether the same account makes the company's calls."""

    def settings(self, folder: Path) -> str:
        secret = _kept(folder, "carrier.token", TOKEN)
        common = f'kind = "{self.name}"\ntoken = {secret}\nfrom = "{NUMBER}"\n'
        if self.name == "telnyx":
            extra = f'public_key = "{PUBLIC_KEY}"\n'
        else:
            extra = f'account = "{ACCOUNT}"\n'
        if self.name == "signalwire":
            extra += f"signing_key = {secret}\n"
        rest = f'{common}{extra}base_url = "{self.carrier.url}"\n'
        return f"[sms]\n{rest}" + (f"[call]\n{rest}" if self.calls else "")

    def copies(self, word: str, to: str) -> int:
        return sum(word in one.body for one in self.carrier.taken() if one.to == to)

    def upset(self, faults: Sequence[Fault]) -> None:
        self.carrier.next(*faults)


@dataclass
class ByKannel:
    url: str
    running: Kannel | None = None
    name: str = "kannel"
    channel: Written = "sms"

    def settings(self, folder: Path) -> str:
        secret = _kept(folder, "kannel.password", kannel.PASSWORD)
        return (
            f'[sms]\nkind = "kannel"\nuser = "{kannel.USER}"\npassword = {secret}\n'
            f'from = "{kannel.NUMBER}"\nbase_url = "{self.url}"\n'
        )

    @classmethod
    def at(cls, url: str) -> "ByKannel":
        """Where none is running yet."""
        return cls(url)

    def copies(self, word: str, to: str) -> int:
        assert self.running is not None
        return sum(word in one.text for one in self.running.received())

    def upset(self, faults: Sequence[Fault]) -> None:
        """It does its work; only the hub dies."""


@dataclass
class ByExim:
    server: Exim
    inbox: Dovecot | None = None
    """Where answers to the company arrive."""
    name: str = "exim"
    channel: Written = "email"

    def settings(self, folder: Path) -> str:
        secret = _kept(folder, "mail.password", exim.PASSWORD)
        return (
            f'[email]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {self.server.port}\n'
            f'tls = "starttls"\nauth = "password"\nuser = "{exim.USER}"\npassword = {secret}\n'
            f'from = "{exim.COMPANY}"\nfrom_name = "Northwind"\nca_file = "{self.server.ca}"\n'
            f"{self._inbox(folder)}"
        )

    def _inbox(self, folder: Path) -> str:
        if self.inbox is None:
            return ""
        secret = _kept(folder, "inbox.password", dovecot.PASSWORD)
        return (
            f'[email.inbox]\nhost = "127.0.0.1"\nport = {self.inbox.port}\ntls = "starttls"\n'
            f'user = "{dovecot.USER}"\nauth = "password"\npassword = {secret}\n'
            f'ca_file = "{self.inbox.ca}"\n'
        )

    def copies(self, word: str, to: str) -> int:
        return sum(word.encode() in mail for mail in self.server.mails(to))

    def upset(self, faults: Sequence[Fault]) -> None:
        """It does its work; only the hub dies."""


@contextmanager
def way_out(name: str, folder: Path) -> Iterator[Way]:
    """The other end, running."""
    if name in CARRIERS:
        with carrier_server.carrier_process(folder) as carrier:
            yield ByCarrier(name, carrier)
    elif name == "kannel":
        with kannel.kannel(folder / "kannel") as running:
            yield ByKannel(running.url, running)
    else:
        with exim.exim() as server:
            yield ByExim(server)


@contextmanager
def sending_hub(
    folder: Path, ways: Sequence[Way], *, undo: str = "0 s", reachable: bool = True
) -> Iterator[HubProcess]:
    """A hub that sends by `ways` what people send, and no answers of its own; `undo` is the
    playbook's. `reachable`: gateways can call back."""
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / "playbook.toml"
    text = PLAYBOOK.read_text(encoding="utf-8")
    assert 'undo = "5 s"' in text
    assert 'answer_grace = "30 min"' in text
    text = re.sub(r"(?ms)^\[\[acks\]\].*?(?=^\[\[|^# ---)", "", text)
    assert "[[templates]]" in text
    assert "[[acks]]" not in text
    text = text.replace('undo = "5 s"', f'undo = "{undo}"')
    book.write_text(text, encoding="utf-8")
    port = free_port()
    settings = settled(folder, port, ways, reachable=reachable)
    arguments = ("--playbook", str(book), "--gateways", str(settings))
    hub = HubProcess(folder / "hub", arguments, port=port)
    hub.start()
    try:
        yield hub
    finally:
        hub.end()


def settled(folder: Path, port: int, ways: Sequence[Way], *, reachable: bool = True) -> Path:
    """The hub's gateway settings, as they are at its next start."""
    url = f'public_url = "http://127.0.0.1:{port}"\n' if reachable else ""
    settings = folder / "gateways.toml"
    settings.write_text(url + "".join(way.settings(folder) for way in ways), encoding="utf-8")
    return settings


def _kept(folder: Path, name: str, secret: str) -> str:
    file = folder / name
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(secret)
    return f'{{ file = "{name}" }}'
