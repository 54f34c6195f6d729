"""Start, memory and idle work of the desktop with 1,000 live leads, and of a tab with the same.

Runs alternate, so that both meet the same minute of this machine."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import machine
from benchmarks.benchmark import Pace
from benchmarks.desktop import desktop_running, paired_profile
from benchmarks.figures import Aim, Figure, left_out, measured, ratios
from benchmarks.hub_process import HubProcess
from benchmarks.intake import Sender
from benchmarks.peer_tab.browser import RunningBrowser, chromium, running_browser
from benchmarks.peer_tab.server import PeerServer, serving
from benchmarks.place import place
from tests.rigs.session import Session

ROWS = 1_000
SETTLE_S = 3.0
"""Memory is read this long after the rows are painted, the same for all."""


@dataclass
class Taken:
    """Samples of one contender: milliseconds, MB, percent of a core."""

    window: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    """Rows painted, of this session or of the last."""
    rows: list[float] = field(default_factory=list)
    """Rows painted and live."""
    memory: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)


@dataclass
class Contest:
    """Where the contenders meet: one screen, the page, and a hub with the leads."""

    session: Session
    peer: PeerServer
    hub: HubProcess
    profile: Path

    def tab_window(self, into: Taken, idle_s: float, query: str = "") -> None:
        """One browser from nothing to its rows, then its memory, then its idle work."""
        self.peer.forget()
        with chromium(self.session, f"--app={self.peer.url}{query}") as (tree, _):
            into.rows.append((self.peer.wait_painted() - tree.born) * 1000)
            time.sleep(SETTLE_S)
            into.memory.append(tree.pss())
            if idle_s:
                into.idle.append(tree.busy_share(idle_s))

    def desktop(self, into: Taken, idle_s: float) -> None:
        """The same of the desktop, with its first painted window on the way."""
        with desktop_running(self.session, self.hub, self.profile) as desktop:
            into.rows.append(desktop.live_rows())
            into.stored.append(desktop.since_start("rows_painted"))
            into.window.append(desktop.since_start("window_painted"))
            time.sleep(SETTLE_S)
            into.memory.append(desktop.tree.pss())
            if idle_s:
                into.idle.append(desktop.tree.busy_share(idle_s))

    def extra_tab(self, browser: RunningBrowser, into: Taken) -> None:
        """One more tab in a browser that runs: its time, and what it adds to all memory."""
        self.peer.forget()
        before = browser.tree.pss()
        tab, asked = browser.open_tab(self.peer.url)
        into.rows.append((self.peer.wait_painted() - asked) * 1000)
        time.sleep(SETTLE_S)
        into.memory.append(browser.tree.pss() - before)
        browser.close_tab(tab)
        time.sleep(1)


@contextmanager
def contest() -> Iterator[Contest]:
    # Offers end at once and promises last an hour: no news disturbs what is measured.
    with place(accept="1 s") as at, serving(ROWS) as peer:
        sender = Sender(at.hub.source(), urgent=False)
        sender.post_many(ROWS)
        sender.close()
        time.sleep(SETTLE_S)
        yield Contest(at.session, peer, at.hub, paired_profile(at.session, at.hub))


def take(pace: Pace) -> Iterator[Figure]:
    with contest() as at:
        at.desktop(Taken(), 0)  # neither file nor snapshot is new from here on
        at.tab_window(Taken(), 0)
        ours, tab = Taken(), Taken()
        for run in range(pace.of(6, 1)):
            idle_s = pace.of(20, 5) if run < 2 else 0
            at.desktop(ours, idle_s)
            at.tab_window(tab, idle_s)
        yield from alone(ours, tab)
        yield from against_fresh(ours, tab)
        yield careful(at, pace)
        extra = Taken()
        with running_browser(at.session) as browser:
            time.sleep(SETTLE_S)
            for _ in range(pace.of(6, 1)):
                at.extra_tab(browser, extra)
        yield from against_extra(ours, extra)
        yield from cold(at, pace)


def alone(ours: Taken, tab: Taken) -> Iterator[Figure]:
    """What was measured, side by side."""
    yield measured("start -> first window painted, warm", "ms", ours.window, Aim(250))
    yield measured("start -> rows painted, from the disk if need be, warm", "ms", ours.stored)
    yield measured(f"start -> {ROWS:,} live rows painted, warm", "ms", ours.rows)
    yield measured(f"fresh Chromium: start -> {ROWS:,} rows painted, warm", "ms", tab.rows)
    yield measured("memory (PSS)", "MB", ours.memory)
    yield measured("fresh Chromium: memory (PSS)", "MB", tab.memory)
    yield measured("idle, ages ticking at 1 Hz", "% core", ours.idle)
    yield measured("fresh Chromium: idle, ages ticking at 1 Hz", "% core", tab.idle)


def against_fresh(ours: Taken, tab: Taken) -> Iterator[Figure]:
    who = "against a fresh Chromium"
    yield measured(f"rows painted, {who}", "x", ratios(ours.rows, tab.rows), Aim(0.6))
    yield measured(f"memory, {who}", "x", ratios(ours.memory, tab.memory), Aim(0.27))
    yield measured(f"idle, {who}", "x", ratios(ours.idle, tab.idle), Aim(0.15))


def careful(at: Contest, pace: Pace) -> Figure:
    """The same tab written to tick only what is in sight."""
    tab = Taken()
    at.tab_window(tab, pace.of(20, 5), "?careful=1")
    return measured(
        "a careful page's idle, ages ticking at 1 Hz",
        "% core",
        tab.idle,
        note="it ticks only the rows in sight, as the desktop does; the plain page ticks all",
    )


def against_extra(ours: Taken, extra: Taken) -> Iterator[Figure]:
    """A browser that is open anyway is the hardest to beat."""
    yield measured("extra tab: asked for -> rows painted", "ms", extra.rows)
    yield measured("extra tab: memory (PSS) it adds", "MB", extra.memory)
    who = "against an extra tab"
    yield measured(f"rows painted, {who}", "x", ratios(ours.rows, extra.rows), Aim(2))
    yield measured(f"memory, {who}", "x", ratios(ours.memory, extra.memory), Aim(1.1))


def cold(at: Contest, pace: Pace) -> Iterator[Figure]:
    """With nothing of either in the page cache."""
    if pace.quick:
        yield left_out("cold starts", "left out of a quick run")
        return
    if not machine.forget_files():
        yield left_out("cold starts", "emptying the page cache is root's right")
        return
    ours, tab = Taken(), Taken()
    for _ in range(3):
        machine.forget_files()
        at.desktop(ours, 0)
        machine.forget_files()
        at.tab_window(tab, 0)
    yield measured("start -> first window painted, cold", "ms", ours.window, Aim(400))
    yield measured(f"start -> {ROWS:,} live rows painted, cold", "ms", ours.rows)
    yield measured(f"fresh Chromium: start -> {ROWS:,} rows painted, cold", "ms", tab.rows)
    yield measured(
        "rows painted, cold, against a fresh Chromium", "x", ratios(ours.rows, tab.rows), Aim(0.6)
    )
