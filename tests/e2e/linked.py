"""A hub that sends by a carrier, and the desk of somebody who texts links to people: for tests of
what a link does, and for the figure of how soon."""

import itertools
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desk_process import DeskProcess, Said, of
from tests.e2e.ways_out import ByCarrier, sending_hub, way_out
from tests.hub_process import DIRECT, HubProcess

MOBILES = (f"+4477009{number:05}" for number in itertools.count(142))
NOTES = itertools.count(1)
ALL_DAY = """
[rules.GB]
name = "Great Britain, for this test"
law = false
mon-sun = "00:00-24:00"
source = "a test is run at any hour"
checked = "2026-11-22"
"""


@dataclass
class Setting:
    """A hub that sends by a carrier, and Anna's desk."""

    hub: HubProcess
    way: ByCarrier
    anna: DeskProcess
    end: str = ""

    def enquiry(self) -> str:
        """From somebody new, whose number ends with `self.end`."""
        number = next(MOBILES)
        self.end = number[-3:]
        person = {"name": "Imogen Okafor", "phone": number, "email": ""}
        lead = self.hub.post(person, timezone="Europe/London")
        self.anna.wait(lambda said: is_fact(said, "lead.new", lead), "it arrives")
        return lead

    def claimed(self) -> str:
        lead = self.enquiry()
        self.anna.do("claim", lead=lead)
        self.anna.wait(lambda said: is_fact(said, "lead.claimed", lead), "it is Anna's")
        return lead

    def never(self, kind: str, lead: str) -> bool:
        """Whether the hub has told no such fact of this lead, up to a note made now."""
        note = f"note {next(NOTES)}"
        self.anna.do("note", lead=lead, text=note)
        self.anna.wait(
            lambda said: is_fact(said, "note.added", lead) and said["b"]["text"] == note, note
        )
        return not self.anna.facts(kind, lead)

    def link(self, lead: str) -> str:
        """Text them the question; the link as it came out at the carrier's end."""
        words = f"Kestrel {lead[-6:]}: choose a time {{good_time}}"
        self.anna.do("send", lead=lead, channel="sms", text=words)
        self.anna.wait(lambda said: is_fact(said, "message.sent", lead), "it is sent")
        (text,) = [one.body for one in self.way.carrier.taken() if lead[-6:] in one.body]
        found = re.fullmatch(r"Kestrel \w{6}: choose a time (http://\S+/t/[\w.-]{29})", text)
        assert found, text
        return found[1]


@contextmanager
def linked(folder: Path) -> Iterator[Setting]:
    """Anna's desk rings, and the hub knows it. People may be called and written to at any hour."""
    with way_out("twilio", folder) as way, sending_hub(folder / "h", [way]) as hub:
        assert isinstance(way, ByCarrier)
        hub.stop()
        with (folder / "h" / "playbook.toml").open("a") as book:
            book.write(ALL_DAY)
        hub.restart()
        anna = DeskProcess.start_for(hub, "Anna", folder / "anna")
        try:
            rings(anna)
            yield Setting(hub, way, anna)
        finally:
            anna.end()


def is_fact(said: Said, kind: str, lead: str) -> bool:
    return said.get("fact") == kind and of(said) == lead


def asks_now(said: Said, lead: str) -> bool:
    """A ring because they want to be called now."""
    ring = said.get("ring", {})
    return ring.get("why") == "now" and lead in ring["leads"]


def rings(anna: DeskProcess) -> None:
    """The hub knows that Anna's desk rings."""

    def proven(said: Said) -> bool:
        cards = said.get("presence") or ()
        return any(card["name"] == "Anna" and card["state"] == "armed" for card in cards)

    anna.wait(proven, "Anna's desk is armed")


def posted(url: str, choice: str) -> int:
    form = urllib.parse.urlencode({"a": choice}).encode()
    try:
        with DIRECT.open(urllib.request.Request(url, form), timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        return no.code
