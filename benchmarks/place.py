"""A rep's machine: a screen with a window manager, notifications, an open keyring, and a hub."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.hub_process import HubProcess, hub_running
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.notifiers import xfce4_notifyd
from tests.rigs.screen import virtual_screen
from tests.rigs.session import Session, own_session


@dataclass
class Place:
    session: Session
    hub: HubProcess


@contextmanager
def place() -> Iterator[Place]:
    """All of it on a private bus, for one benchmark."""
    with ExitStack() as up:
        session = up.enter_context(own_session())
        screen = up.enter_context(virtual_screen(session, window_manager=True))
        up.enter_context(xfce4_notifyd(screen))
        up.enter_context(unlocked_keyring(session))
        hub = up.enter_context(hub_running(session.folder / "h", session.env))
        yield Place(session, hub)
