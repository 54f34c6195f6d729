"""A hub that really sends, to a carrier that counts: what the complaints about answering are tried
on. `Office` makes each person somebody nobody has written to before, as one stop is everybody's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.lead import Lead
from app.domain.message import Message
from tests.e2e.ways_out import ByCarrier, ByExim, Way, settled
from tests.hub_process import HubProcess
from tests.rigs import dovecot
from tests.rigs.carrier_server import CarrierProcess, Taken, carrier_process
from tests.rigs.dovecot import Dovecot
from tests.rigs.processes import free_port, soon
from tests.voices.conftest import UNHURRIED, OwnTeams, playbook
from tests.voices.desks import Seat, post

PEOPLE = count(20_000)
RULE = """
[rules.GB]
name = "Great Britain, for this test"
law = false
mon-sun = "{hours}"
source = "a test is run at any hour"
checked = "2026-11-22"
"""
AT_ONCE = ('undo = "5 s"', 'undo = "0 s"')


@dataclass(frozen=True)
class Person:
    number: str
    mail: str
    name: str

    def form(self, **more: str) -> dict[str, str]:
        return {"name": self.name, "phone": self.number, "email": self.mail, **more}


def somebody() -> Person:
    n = next(PEOPLE)
    return Person(f"+4474001{n}", f"p{n}@lead.example", f"Person {n}")


@dataclass
class ByMail(ByExim):
    """With the mailbox that answers arrive in."""

    imap: Dovecot = field(kw_only=True)

    def settings(self, folder: Path) -> str:
        secret = folder / "inbox.password"
        if not secret.exists():
            secret.touch(0o600)
            secret.write_text(dovecot.PASSWORD)
        inbox = (
            f'[email.inbox]\nhost = "127.0.0.1"\nport = {self.imap.port}\ntls = "starttls"\n'
            f'user = "{self.imap.user}"\nca_file = "{self.imap.ca}"\n'
            'password = { file = "inbox.password" }\n'
        )
        return super().settings(folder) + inbox


@dataclass
class Office:
    hub: HubProcess
    carrier: CarrierProcess
    mail: ByMail | None = None
    _inbound: str = ""

    def own_teams(self) -> "Office":
        return Office(OwnTeams(self.hub), self.carrier, self.mail, self.inbound())

    def rule(self, before: str, after: str) -> None:
        """Changes the playbook; a hub started from then on goes by it."""
        book = Path(self.hub.arguments[1])
        text = book.read_text(encoding="utf-8")
        assert before in text
        book.write_text(text.replace(before, after), encoding="utf-8")

    def to(self, person: Person) -> list[Taken]:
        """What the carrier really took for them."""
        return [one for one in self.carrier.taken() if one.to == person.number]

    def inbound(self) -> str:
        """Where the carrier tells us of what comes to our number, as the operator is told."""
        if not self._inbound:
            told = self.hub.cli("gateway", "list", *self.hub.arguments[2:])
            assert told.returncode == 0, told.stderr
            (self._inbound,) = {w for w in told.stdout.split() if "/v1/gw/sms/in/" in w}
        return self._inbound


def shut_now() -> str:
    """Rules for this test: no text to Great Britain at this hour, and none for hours to come."""
    morning = datetime.now(ZoneInfo("Europe/London")).hour < 12
    return RULE.format(hours="20:00-22:00" if morning else "02:00-04:00")


@contextmanager
def office(
    folder: Path, *changed: tuple[str, str], rules: str = "", mail: Sequence[Way] = ()
) -> Iterator[Office]:
    """A carrier and a hub that sends by it. `changed`: what of the playbook that ships stands there
    otherwise; without it a text leaves at once."""
    folder.mkdir(parents=True, exist_ok=True)
    text = playbook({**UNHURRIED, **dict(changed or (AT_ONCE,))})
    book = folder / "playbook.toml"
    book.write_text(text + rules, encoding="utf-8")
    port = free_port()
    with carrier_process(folder) as carrier:
        settings = settled(folder, port, [ByCarrier("twilio", carrier), *mail])
        arguments = ("--playbook", str(book), "--gateways", str(settings))
        hub = HubProcess(folder / "hub", arguments, port=port)
        try:
            hub.start()
            yield Office(hub, carrier)
        finally:
            hub.end()


# ---- at a desk -----------------------------------------------------------------------------------


async def owned(seat: Seat, office: Office, person: Person, team: str = "West", **more: str) -> str:
    """A lead of theirs that this rep has claimed."""
    lead = await post(office.hub, team=team, **person.form(**more))
    await seat.has(lead)
    seat.desk.claim(lead)
    await soon(lambda: seat.desk.leads[lead].owner == seat.account.rep, "it is mine")
    return lead


def message(seat: Seat, lead: str, id_: str) -> Message | None:
    return seat.desk.leads[lead].message(id_)


async def stands(seat: Seat, lead: str, id_: str, *states: str) -> Message:
    """The message once it stands so at this desk."""

    def there() -> Message | None:
        found = message(seat, lead, id_)
        return found if found is not None and found.state in states else None

    found = await soon(there, f"{id_} is {' or '.join(states)}")
    assert found is not None
    return found


def ours(lead: Lead) -> list[Message]:
    return [one for one in lead.messages if one.direction == "outbound"]


def refusal(seat: Seat, do: str = "send_message") -> Any:
    """Why the last such act was refused, None when it was not."""
    re = seat.answer(do)
    return None if re is None or re.ok else re.e
