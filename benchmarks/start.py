"""Start, memory and idle work of the desktop with 1,000 live leads, and of a tab with the same.

Runs alternate, so that both meet the same minute of this machine."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks import machine
from benchmarks.benchmark import Pace
from benchmarks.figures import Figure, measured
from benchmarks.peer_tab.browser import RunningBrowser, chromium, running_browser
from benchmarks.peer_tab.server import PeerServer, serving
from tests.rigs.screen import virtual_screen
from tests.rigs.session import Session, own_session

ROWS = 1_000
SETTLE_S = 3.0
"""Memory is read this long after the rows are painted, the same for all."""


@dataclass
class Taken:
    """Samples of one contender: milliseconds, MB, percent of a core."""

    window: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)


def take(pace: Pace) -> Iterator[Figure]:
    with own_session() as session, virtual_screen(session, window_manager=True):
        with serving(ROWS) as peer:
            fresh, tab = Taken(), Taken()
            for run in range(pace.of(7, 2)):
                idle_s = pace.of(20, 5) if run < pace.of(2, 1) else 0
                fresh_window(session, peer, fresh, idle_s)
            yield from fresh_figures("fresh Chromium", fresh)
            careful = Taken()
            fresh_window(session, peer, careful, pace.of(20, 5), "?careful=1")
            yield measured(
                "careful tab: idle with ages ticking",
                "% core",
                careful.idle,
                note="a page that ticks only the rows in sight; most tick what they have",
            )
            with running_browser(session) as browser:
                time.sleep(SETTLE_S)
                for _ in range(pace.of(5, 2)):
                    extra_tab(browser, peer, tab)
            yield measured("extra tab: asked for -> rows painted", "ms", tab.rows)
            yield measured("extra tab: memory (PSS) on top", "MB", tab.memory)
            if machine.forget_files():
                cold = Taken()
                for _ in range(pace.of(3, 1)):
                    machine.forget_files()
                    fresh_window(session, peer, cold, 0)
                yield measured("fresh Chromium, cold: start -> rows painted", "ms", cold.rows)


def fresh_figures(who: str, taken: Taken) -> Iterator[Figure]:
    yield measured(f"{who}: start -> {ROWS:,} rows painted", "ms", taken.rows)
    yield measured(f"{who}: memory (PSS)", "MB", taken.memory)
    yield measured(f"{who}: idle with ages ticking", "% core", taken.idle)


def fresh_window(
    session: Session, peer: PeerServer, into: Taken, idle_s: float, query: str = ""
) -> None:
    """One browser from nothing to its rows, then its memory, then its idle work if asked for."""
    peer.forget()
    with chromium(session, f"--app={peer.url}{query}") as (tree, _):
        into.rows.append((peer.wait_painted() - tree.born) * 1000)
        time.sleep(SETTLE_S)
        into.memory.append(tree.pss())
        if idle_s:
            into.idle.append(tree.busy_share(idle_s))


def extra_tab(browser: RunningBrowser, peer: PeerServer, into: Taken) -> None:
    """One more tab in a browser that runs: its time, and what it adds to the memory of all."""
    peer.forget()
    before = browser.tree.pss()
    tab, asked = browser.open_tab(peer.url)
    into.rows.append((peer.wait_painted() - asked) * 1000)
    time.sleep(SETTLE_S)
    into.memory.append(browser.tree.pss() - before)
    browser.close_tab(tab)
    time.sleep(1)
