"""The hub shot dead while leads come in: what got 200 is on every desk, once, however often."""

import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import StartDesk
from tests.hub_process import DIRECT, HubProcess
from tests.rigs.processes import until

ROUNDS = 20
SENDERS = 2
SOON_S = 0.02
"""Some moment of the next lead's way in: the disk's share of it is a few milliseconds here."""


def test_every_lead_that_got_200_is_on_every_desk_once_though_the_hub_died_twenty_times(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    seed = int(os.environ.get("LEADBELL_SEED", "") or time.time_ns() % 1_000_000)
    sys.stdout.write(f"seed {seed}: LEADBELL_SEED={seed} repeats the moments of the kills\n")
    moments = random.Random(seed)
    desks = [desk_of("Anna"), desk_of("Petra", role="team-lead")]
    senders = [Sender(hub.source(), n) for n in range(SENDERS)]
    cut_off = 0
    for _ in range(ROUNDS):
        streams = [threading.Thread(target=sender.send_until_cut_off) for sender in senders]
        enough = answered(senders) + moments.randint(0, 40)
        for stream in streams:
            stream.start()
        until(lambda enough=enough: answered(senders) >= enough, "leads are answered", 120)  # type: ignore[misc]
        time.sleep(moments.uniform(0.0, SOON_S))
        hub.kill()
        for stream in streams:
            stream.join()
        cut_off += sum(sender.unanswered is not None for sender in senders)
        hub.restart()
    for sender in senders:
        sender.send_what_was_cut_off()
    posted = [lead for sender in senders for lead in sender.answered]
    assert len(set(posted)) == len(posted) > ROUNDS, "one lead for each of them"
    assert cut_off > 0, "and some were cut off in the middle"
    for desk in desks:
        hear_of(desk, len(posted))
        assert leads_told(desk) == Counter(posted)
        assert leads_held(desk) == set(posted)


@dataclass
class Sender:
    """A form's server: each lead is sent until somebody answers 200, as real ones do."""

    url: str
    name: int
    count: int = 0
    answered: list[str] = field(default_factory=list)
    """Ids the hub answered with 200."""
    unanswered: bytes | None = None
    """The body that was on its way when the hub died; nobody knows whether it was kept."""

    def send_until_cut_off(self) -> None:
        """Returns when the hub is gone."""
        try:
            self.send_what_was_cut_off()
            while True:
                self.count += 1
                body = {"name": f"Lead {self.count}", "email": f"{self.count}@s{self.name}.example"}
                self.unanswered = json.dumps(body).encode()
                self.send_what_was_cut_off()
        except (OSError, HTTPException):
            return

    def send_what_was_cut_off(self) -> None:
        if self.unanswered is not None:
            self.answered.append(post(self.url, self.unanswered))
            self.unanswered = None


def answered(senders: list[Sender]) -> int:
    return sum(len(sender.answered) for sender in senders)


def post(url: str, body: bytes) -> str:
    """The id of the lead, from a 200. Raises OSError or HTTPException for anything else."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with DIRECT.open(request, timeout=60) as answer:
        assert answer.status == 200
        return str(json.loads(answer.read())["lead"])


def hear_of(desk: DeskProcess, leads: int) -> None:
    until(lambda: leads_told(desk).total() >= leads, "every lead arrives", 120)


def leads_told(desk: DeskProcess) -> Counter[str]:
    return Counter(of(fact) for fact in desk.facts("lead.new"))


def leads_held(desk: DeskProcess) -> set[str]:
    desk.do("leads")
    told = desk.next(lambda said: said.get("did") == "leads", "the leads")
    return {lead["id"] for lead in told["leads"]}
