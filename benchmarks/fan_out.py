"""One lead to 1,000 desks, and what each connected desk costs the hub in memory."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.fleet import bare_publish, bare_server, fleet_of
from benchmarks.hub_process import hub_running
from benchmarks.intake import Sender

DESKS = 1_000
RATE = 2.0
BROKER_MS = {"p50": 10, "p99": 28}
"""NATS to 1,000 subscribers on a machine like this one, from trials; it is not run here."""


def take(pace: Pace) -> Iterator[Figure]:
    desks, count = pace.of(DESKS, DESKS // 4), pace.of(40, 10)
    with (
        tempfile.TemporaryDirectory(prefix="leadbell-") as folder,
        hub_running(Path(folder)) as hub,
    ):
        sender = Sender(hub.source())
        tokens = hub.pair_many(desks)
        sender.post_many(5)
        before = hub.tree.pss()
        with fleet_of(hub.feed, tokens) as fleet:
            time.sleep(3)
            each = (hub.tree.pss() - before) * 1_000_000 / 1024 / desks
            yield measured(f"memory at the hub for each of {desks:,} desks", "KiB", [each], Aim(40))
            sender.post_at(RATE, 4)
            fleet.report()
            sent = {post.lead: post.sent for post in sender.post_at(RATE, count)}
            heard = fleet.report(2)
        sender.close()
    ours = heard.last(sent, desks)
    with bare_server() as (server, url), fleet_of(url, tokens, bare=True) as fleet:
        bare_publish(server, heard.frame, 4, RATE)
        fleet.report()
        published = bare_publish(server, heard.frame, count, RATE)
        theirs = fleet.report(2).last(published, desks)
    yield measured(
        f"POST -> on the last of {desks:,} desks",
        "ms",
        ours,
        Aim(1.5 * BROKER_MS["p50"]),
        Aim(1.5 * BROKER_MS["p99"], "p99"),
        note=(
            "commit included; the aims are 1.5 times what a NATS server took in trials from "
            "publishing to the last subscriber (10 ms p50, 28 p99)"
        ),
    )
    yield measured(f"bare broadcast -> on the last of {desks:,}", "ms", theirs)
