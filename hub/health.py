"""How the hub is: figures for a scraper, and what a supervisor asks. No lead data here."""

import time
from collections.abc import Awaitable, Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.commands import VERBS
from app.domain.ids import Ms
from app.protocol.messages import Cmd, Re
from hub.accounts import Device
from hub.deliveries import Delivery, Receipt
from hub.service import Service

_COMMIT_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """Every figure the hub keeps, in a registry of its own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.received = Counter(
            "leadbell_intake_received", "Deliveries stored for the first time", registry=registry
        )
        self.duplicates = Counter(
            "leadbell_intake_duplicates", "Deliveries that had come before", registry=registry
        )
        self.rejected = Counter(
            "leadbell_intake_rejected", "Deliveries turned away", ["reason"], registry=registry
        )
        self.needs_mapping = Counter(
            "leadbell_intake_needs_mapping",
            "Deliveries nobody can be reached on",
            registry=registry,
        )
        self.facts = Counter("leadbell_facts", "Facts committed", registry=registry)
        self.claims = Counter("leadbell_claims", "Answered claims", ["outcome"], registry=registry)
        self.commands = Counter(
            "leadbell_commands", "Answered commands of desks", ["do", "outcome"], registry=registry
        )
        self.commit_seconds = Histogram(
            "leadbell_commit_seconds",
            "From order to committed answer",
            ["door"],
            buckets=_COMMIT_BUCKETS,
            registry=registry,
        )
        self.desks = Gauge("leadbell_desks_connected", "Desks with an open feed", registry=registry)
        self.unacked = Gauge(
            "leadbell_acks_outstanding", "Events sent and not acknowledged", registry=registry
        )
        self.gaps = Counter(
            "leadbell_feed_gaps", "Holes met while reading a log; must stay 0", registry=registry
        )
        self.verdicts = Counter(
            "leadbell_feed_verdicts", "Streams opened", ["mode", "why"], registry=registry
        )
        self.closed = Counter(
            "leadbell_feed_closed", "Feeds the hub closed", ["code"], registry=registry
        )
        self.shown = Histogram(
            "leadbell_ring_shown_seconds",
            "From the fact to the ring a desk reports as shown",
            buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0),
            registry=registry,
        )
        self.clock_steps = Gauge(
            "leadbell_clock_steps",
            "Times the wall clock stepped back by over 1 s",
            registry=registry,
        )

        self.leaks = Counter(
            "leadbell_leaks",
            "Active leads found with nothing due next, and planned again; must stay 0",
            registry=registry,
        )
        self.leaking = Gauge(
            "leadbell_leads_without_next_touch",
            "Of those, how many the last look could not mend; must be 0",
            registry=registry,
        )

        self.good_time = Counter(
            "leadbell_good_time_requests",
            "Requests of the page where they choose a time, by what became of them",
            ["outcome"],
            registry=registry,
        )

        self.queue = Gauge(
            "leadbell_messages_open",
            "Messages that have not come to their end, by where they stand",
            ["channel", "state"],
            registry=registry,
        )
        self.oldest = Gauge(
            "leadbell_messages_oldest_seconds",
            "Since when the oldest of them stands so",
            ["channel", "state"],
            registry=registry,
        )
        self.callbacks = Counter(
            "leadbell_gateway_callbacks",
            "What gateways and the mailbox told us, by what became of it",
            ["outcome"],
            registry=registry,
        )

    def in_queue(self, rows: list[tuple[str, str, int, Ms]], now: Ms) -> None:
        """(channel, state, how many, the oldest) of every message that has not come to its end."""
        self.queue.clear()
        self.oldest.clear()
        for channel, state, count, oldest in rows:
            self.queue.labels(channel, state).set(count)
            self.oldest.labels(channel, state).set(max(0, now - oldest) / 1000)

    def called_back(self, outcome: str) -> None:
        """What became of something a gateway or the mailbox told us."""
        self.callbacks.labels(outcome).inc()

    def looked_over(self, leaked: int, left: int) -> None:
        """What the upkeep found."""
        self.leaks.inc(leaked)
        self.leaking.set(left)

    def chose(self, outcome: str) -> None:
        """What became of a request of the page where they choose a time."""
        self.good_time.labels(outcome).inc()

    def delivered(self, outcome: str) -> None:
        """What became of one post: the intake's word for it."""
        if outcome == "received":
            self.received.inc()
        elif outcome == "replayed":
            self.duplicates.inc()
        elif outcome == "needs_mapping":
            self.needs_mapping.inc()
        else:
            self.rejected.labels(outcome).inc()

    def wrote(self) -> Callable[[str, int], None]:
        """A hook for `Service.changed` that counts facts."""
        last: dict[str, int] = {}

        def count(team: str, seq: int) -> None:
            self.facts.inc(max(0, seq - last.get(team, seq - 1)))
            last[team] = max(seq, last.get(team, 0))

        return count


class MeteredService(Service):
    """The service with a stop-watch at its two doors."""

    metrics: Metrics

    async def submit(self, who: Device, cmd: Cmd) -> Re:
        begun = time.perf_counter()
        re = await super().submit(who, cmd)
        self.metrics.commit_seconds.labels("desk").observe(time.perf_counter() - begun)
        # A desk may say anything here: every word would be a series of its own, kept for good.
        do = cmd.do if cmd.do in VERBS else "unknown"
        self.metrics.commands.labels(do, "granted" if re.ok else "refused").inc()
        if cmd.do == "claim":
            self.metrics.claims.labels("granted" if re.ok else "refused").inc()
        return re

    async def receive(self, delivery: Delivery) -> Receipt:
        begun = time.perf_counter()
        receipt = await super().receive(delivery)
        self.metrics.commit_seconds.labels("intake").observe(time.perf_counter() - begun)
        return receipt


def routes(metrics: Metrics, ready: Callable[[], Awaitable[str]]) -> list[Route]:
    """`ready` says in words what is wrong, or nothing."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def readyz(_request: Request) -> Response:
        wrong = await ready()
        return JSONResponse({"ok": not wrong, "why": wrong}, status_code=503 if wrong else 200)

    async def figures(_request: Request) -> Response:
        return Response(
            generate_latest(metrics.registry), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", figures, methods=["GET"]),
    ]
