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
from urllib.error import HTTPError

import pytest

from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import WIDE_S, StartDesk
from tests.hub_process import DIRECT, HubProcess
from tests.rigs.processes import until

ROUNDS = 20
SENDERS = 2
MOST = 20
"""Leads answered in one life of the hub, at most."""
SOON_S = 0.02
"""Then it is shot: at once, should an answer come before its lead is on disk, or at most so long
after, anywhere on the next leads' way in. Nothing is waited for by it."""


@pytest.mark.timeout(2 * WIDE_S)  # the hub starts twenty-one times
def test_every_lead_that_got_200_is_on_every_desk_once_though_the_hub_died_twenty_times(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    seed = int(os.environ.get("LEADBELL_SEED", "") or time.time_ns() % 1_000_000)
    sys.stdout.write(f"seed {seed}: LEADBELL_SEED={seed} aims the kills alike\n")
    moments = random.Random(seed)
    desks = [desk_of("Anna"), desk_of("Petra", role="team-lead")]
    senders = [Sender(hub.source(), n) for n in range(SENDERS)]
    cut_off = 0
    for _ in range(ROUNDS):
        heard = threading.Semaphore(0)
        streams = [
            threading.Thread(target=sender.send_until_cut_off, args=[heard]) for sender in senders
        ]
        for stream in streams:
            stream.start()
        for _ in range(moments.randint(0, MOST)):
            assert heard.acquire(timeout=120), "leads are answered"
        time.sleep(moments.choice([0.0, moments.uniform(0.0, SOON_S)]))
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

    def send_until_cut_off(self, heard: threading.Semaphore) -> None:
        """Returns when the hub is gone; `heard` counts its answers."""
        try:
            self.send_what_was_cut_off()
            while True:
                self.count += 1
                body = {"name": f"Lead {self.count}", "email": f"{self.count}@s{self.name}.example"}
                self.unanswered = json.dumps(body).encode()
                self.send_what_was_cut_off()
                heard.release()
        except (OSError, HTTPException):
            return

    def send_what_was_cut_off(self) -> None:
        if self.unanswered is not None:
            self.answered.append(post(self.url, self.unanswered))
            self.unanswered = None


def post(url: str, body: bytes) -> str:
    """The id of the lead, from a 200; sent again when a hub that is too busy says so. Raises
    OSError or HTTPException where it is cut off, and AssertionError for any other answer."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    while True:
        try:
            with DIRECT.open(request, timeout=60) as answer:
                assert answer.status == 200
                return str(json.loads(answer.read())["lead"])
        except HTTPError as no:
            no.close()
            if no.code not in (429, 503):
                raise AssertionError(f"answered {no.code}") from no
            time.sleep(float(no.headers["Retry-After"]))


def hear_of(desk: DeskProcess, leads: int) -> None:
    until(lambda: leads_told(desk).total() >= leads, "every lead arrives", 120)


def leads_told(desk: DeskProcess) -> Counter[str]:
    return Counter(of(fact) for fact in desk.facts("lead.new"))


def leads_held(desk: DeskProcess) -> set[str]:
    desk.do("leads")
    told = desk.next(lambda said: said.get("did") == "leads", "the leads")
    return {lead["id"] for lead in told["leads"]}
