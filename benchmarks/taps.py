"""From a tap on the page behind the link of a real text to the desk it is for."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Aim, Figure, measured
from tests.e2e.linked import Setting, asks_now, is_fact, linked, posted

WARM_UP = 2
AIM = Aim(1_000.0, of="p99")
"""The promise: within a second."""


def taps(count: int) -> Iterator[Figure]:
    """`count` people of each kind, one after another."""
    with tempfile.TemporaryDirectory(prefix="leadbell-") as name, linked(Path(name)) as setting:
        rang = [_rang(setting) for _ in range(WARM_UP + count)][WARM_UP:]
        told = [_told(setting) for _ in range(WARM_UP + count)][WARM_UP:]
    yield measured("“Call me now” tapped -> the owner's desk rings", "ms", rang, AIM)
    yield measured("“Stop” tapped -> it is on the desk", "ms", told, AIM)


def _rang(setting: Setting) -> float:
    lead = setting.claimed()
    url = setting.link(lead)
    began = time.monotonic()
    assert posted(url, "now") == 200
    setting.anna.next(lambda said: asks_now(said, lead), "it rings")
    return (time.monotonic() - began) * 1000


def _told(setting: Setting) -> float:
    lead = setting.claimed()
    url = setting.link(lead)
    began = time.monotonic()
    assert posted(url, "stop-sure") == 200
    setting.anna.next(lambda said: is_fact(said, "lead.consent", lead), "it is told")
    return (time.monotonic() - began) * 1000
