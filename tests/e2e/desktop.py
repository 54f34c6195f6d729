"""Somebody's computer with the desktop program on it, seen and used from the outside: its window,
its notifications, what it handed to the softphone, what it said about itself."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pytest

from tests.hub_process import ROOT, HubProcess
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.notifiers import Daemon
from tests.rigs.processes import end, until
from tests.rigs.schemes import Handed, registered
from tests.rigs.screen import Screen, Window, virtual_screen
from tests.rigs.session import Session, own_session
from tests.rigs.sound import silent_loudspeaker

D = TypeVar("D", bound=Daemon)
TITLE = "^Leadbell$"


@dataclass
class Computer(Generic[D]):
    """A login session with everything a desk needs to be armed."""

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
    """One `python -m app` and its profile; started again with the same profile by `start`."""

    screen: Screen
    profile: Path
    hub: str
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        return self.profile.with_suffix(".stderr")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "--hub", self.hub, "--profile", str(self.profile)],
                cwd=ROOT,
                env={**self.screen.session.env, "LEADBELL_MOMENTS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until(self.windows, "the window opens", 30)

    def end(self) -> None:
        if self.process is not None:
            end(self.process)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        """Everything it wrote to stdout and stderr, over all its starts."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    # ---- its window ----------------------------------------------------------------------------

    def windows(self) -> list[Window]:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"the desktop ended:\n{self.said()[-3000:]}")
        return self.screen.windows(title=TITLE)

    def shot(self, name: str) -> Path:
        """Keeps a picture of the whole screen."""
        return self.screen.shot(name)

    def type_sign_in(self, code: str) -> None:
        """The hub's address is known from the command line; the invite code is typed, and Enter."""
        until(lambda: "moment window_painted" in self.said(), "the window is painted")
        self.screen.type(code)
        self.screen.key("Return")

    def sign_in(self, hub: HubProcess, rep: str, role: str = "rep") -> None:
        """Start, type an invite code, and be live."""
        self.start()
        self.type_sign_in(hub.invite(rep, role=role))
        self.until_live()

    # ---- what happened when --------------------------------------------------------------------

    def moments(self, name: str, about: str = "") -> list[float]:
        """CLOCK_MONOTONIC ms at which it said `name` (about that lead or act), in order."""
        rows = (line.split() for line in self.said().splitlines() if line.startswith("moment "))
        return [
            float(row[-1]) for row in rows if row[1] == name and (not about or row[2:-1] == [about])
        ]

    def until_live(self, times: int = 1) -> None:
        until(lambda: self.alive_and(len(self.moments("live")) >= times), "the desk is live", 30)

    def alive_and(self, so: bool) -> bool:
        assert self.alive(), f"the desktop ended:\n{self.said()[-3000:]}"
        return so
