"""Leads as a web form sends them, and the sender: one kept connection, one POST at a time."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

FIRST = ("Ines", "Jonas", "Amara", "Kenji", "Sofia", "Mehmet", "Lucía", "Olu", "Freya", "Tomás")
LAST = ("Oliveira", "Brandt", "Okafor", "Tanaka", "Rossi", "Yildiz", "García", "Lindqvist")
TITLES = ("Heat pumps for rented houses", "Tariffs in 2026", "Before the installer comes")
KEPT_S = 2.0
"""An idle connection older than this may have been closed by the hub."""


@dataclass(frozen=True)
class Posted:
    """One POST that got its 200. Moments are time.monotonic() in seconds."""

    lead: str
    sent: float
    answered: float

    @property
    def ms(self) -> float:
        return (self.answered - self.sent) * 1000


def form(i: int, urgent: bool) -> dict[str, str]:
    """What person number `i` filled in; no two share an address or a number. An urgent one asks to
    be called, which the playbook answers at once; the other just left an address."""
    first, last = FIRST[i % len(FIRST)], LAST[i % len(LAST)]
    return {
        "name": f"{first} {last}",
        "email": f"person{i}@nordlicht{i % 97}.example",
        "phone": f"+49 1512 {3_000_000 + i}",
        "company": f"Nordlicht Energie {i % 97}",
        "message": "Please call me about the offer for our four houses." if urgent else "",
        "page": "/energy",
        "content": TITLES[i % len(TITLES)],
        "utm_source": "search",
        "utm_campaign": "spring",
    }


class Sender:
    """A form's server posting to one intake address of the hub."""

    def __init__(self, url: str, urgent: bool = True) -> None:
        self._urgent = urgent
        parts = urlsplit(url)
        self._path = parts.path
        self._line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        self._line.connect()
        self._used = time.monotonic()
        self._made = 0

    def post(self) -> Posted:
        """The next person's form. Raises RuntimeError for any answer but 200."""
        body = json.dumps(form(self._made, self._urgent))
        self._made += 1
        if time.monotonic() - self._used > KEPT_S:
            self._line.close()
            self._line.connect()
        sent = time.monotonic()
        self._line.request("POST", self._path, body, {"Content-Type": "application/json"})
        answer = self._line.getresponse()
        said = answer.read()
        answered = self._used = time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"the hub answered {answer.status}: {said[:200]!r}")
        return Posted(str(json.loads(said)["lead"]), sent, answered)

    def post_many(self, count: int) -> list[Posted]:
        """One after the other, as fast as they are answered."""
        return [self.post() for _ in range(count)]

    def post_at(
        self, rate: float, count: int, heard: Callable[[Posted], None] = lambda _: None
    ) -> list[Posted]:
        """`count` forms, one every 1/`rate` seconds by the clock, however long each takes."""
        start, sent = time.monotonic(), []
        for i in range(count):
            time.sleep(max(0.0, start + i / rate - time.monotonic()))
            sent.append(self.post())
            heard(sent[-1])
        return sent

    def close(self) -> None:
        self._line.close()


def answer_times(posts: Sequence[Posted]) -> list[float]:
    """Milliseconds from each POST to its 200."""
    return [post.ms for post in posts]
