"""Somebody's computer with the desktop program on it, seen and used from the outside: its window,
its notifications, what it handed to the softphone, what it keeps, what it said about itself."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from tests.hub_process import ROOT, HubProcess
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.notifiers import Daemon
from tests.rigs.processes import PATIENCE_S, end, until
from tests.rigs.schemes import Handed, registered
from tests.rigs.screen import Screen, Window, virtual_screen
from tests.rigs.session import Session, own_session
from tests.rigs.sound import silent_loudspeaker
from ui.tokens import LIGHT

D = TypeVar("D", bound=Daemon)


@dataclass
class Computer(Generic[D]):
    """A login session with what a desk needs to be armed; `phone` is its softphone."""

    session: Session
    screen: Screen
    daemon: D
    phone: Handed


@contextmanager
def computer(
    daemon: Callable[[Screen], AbstractContextManager[D]], *, keyring: bool = True
) -> Iterator[Computer[D]]:
    """`daemon` is `xfce4_notifyd` or `dunst`; `keyring` an unlocked Secret Service."""
    with ExitStack() as parts:
        session = parts.enter_context(own_session())
        screen = parts.enter_context(virtual_screen(session, window_manager=True))
        parts.enter_context(silent_loudspeaker(session))
        if keyring:
            parts.enter_context(unlocked_keyring(session))
        notifier = parts.enter_context(daemon(screen))
        yield Computer(session, screen, notifier, registered(session, "tel", "sms", "mailto"))


@dataclass
class Desktop:
    """`python -m app` with one profile; started again with the same one by `start`."""

    screen: Screen
    profile: Path
    hub: HubProcess
    arguments: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None

    # ---- its life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Returns when its window is painted."""
        before = len(self.moments("window_painted"))
        command = [sys.executable, "-m", "app", "--profile", str(self.profile)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--hub", self.hub.url, *self.arguments],
                cwd=ROOT,
                env={**self.screen.session.env, "LEADBELL_MOMENTS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.until(lambda: len(self.moments("window_painted")) > before, "the window is painted")

    def sign_in(self, rep: str, role: str = "rep") -> None:
        """Start it, type an invite code into its first page, and wait until it is live."""
        self.start()
        self.type_code(self.hub.invite(rep, role=role))
        self.until(lambda: self.moments("live"), "the desk is live")

    def type_code(self, code: str) -> None:
        """The hub's address is known from the command line; the field of the code has the focus."""
        self.until(self.signs_in, "the sign-in page is up")
        self.until(self.focused, "it has the focus")
        self.screen.type(code)
        self.screen.key("Return")

    def end(self) -> None:
        """As a logout does (SIGTERM)."""
        if self.process is not None:
            end(self.process)

    def until(self, seen: Callable[[], Any], what: str, seconds: float = 2 * PATIENCE_S) -> None:
        """Wait for it; fails at once when the program has ended."""

        def so() -> bool:
            assert self.alive(), f"the desktop ended before {what}:\n{self.said()[-3000:]}"
            return bool(seen())

        until(so, f"{what}\n{self.said()[-2000:]}", seconds)

    # ---- what is to be seen of it --------------------------------------------------------------

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        """Everything it wrote to stdout and stderr, over all its starts."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def crashes(self) -> Path:
        return self.profile / "crash.log"

    def windows(self) -> list[Window]:
        return self.screen.windows(title="^Leadbell$")

    def signs_in(self) -> bool:
        """Is the sign-in page up? Its button is the only large thing in the accent colour then."""
        windows = self.windows()
        return bool(windows) and self.painted(windows[0], LIGHT.accent) > 4_000

    def focused(self) -> bool:
        """Do keys go to one of its windows?"""
        told = self.screen.run("xdotool", "getwindowfocus", check=False).strip()
        return told.decode() in {str(window.id) for window in self.windows()}

    def painted(self, window: Window, colour: QColor) -> int:
        """How many pixels of the window have exactly this colour."""
        rgb = np.frombuffer(self.screen.pixels(window)[2], np.uint8).reshape(-1, 3)
        wanted = (colour.red(), colour.green(), colour.blue())
        return int((rgb == wanted).all(axis=1).sum())

    def moments(self, name: str, about: str = "") -> list[float]:
        """CLOCK_MONOTONIC ms at which it said `name` (about that lead or act), in order."""
        rows = (line.split() for line in self.said().splitlines() if line.startswith("moment "))
        return [float(row[-1]) for row in rows if row[1] == name and about in ("", *row[2:-1])]

    def lead(self, lead: str) -> dict[str, Any]:
        """The lead as this desktop keeps it on its own disk; {} when it does not."""
        for store in self.profile.glob("desk-*.db"):
            with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60)) as opened:
                for (row,) in opened.execute("SELECT json FROM mirror_lead WHERE id=?", [lead]):
                    found: dict[str, Any] = msgspec.json.decode(row)
                    return found
        return {}

    @property
    def _log(self) -> Path:
        return self.profile.with_suffix(".stderr")
