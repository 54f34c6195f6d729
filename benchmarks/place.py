"""A rep's machine: a screen with a window manager, notifications, an open keyring, and a hub."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hub_process import ROOT, HubProcess, hub_running
from tests.rigs.keyrings import unlocked_keyring
from tests.rigs.notifiers import xfce4_notifyd
from tests.rigs.screen import virtual_screen
from tests.rigs.session import Session, own_session


@dataclass
class Place:
    session: Session
    hub: HubProcess


@contextmanager
def place(accept: str = "") -> Iterator[Place]:
    """All of it on a private bus, for one benchmark. `accept`: another length of the offers."""
    with ExitStack() as up:
        session = up.enter_context(own_session())
        # As installed: no program is compiled anew at each start, whatever this shell says.
        session.env.pop("PYTHONDONTWRITEBYTECODE", None)
        screen = up.enter_context(virtual_screen(session, window_manager=True))
        up.enter_context(xfce4_notifyd(screen))
        up.enter_context(unlocked_keyring(session))
        arguments = ["--playbook", str(_playbook(session, accept))] if accept else []
        hub = up.enter_context(hub_running(session.folder / "h", session.env, arguments))
        yield Place(session, hub)


def _playbook(session: Session, accept: str) -> Path:
    """The playbook that ships, with offers of another length."""
    shipped = (ROOT / "resources/playbooks/default.toml").read_text(encoding="utf-8")
    path = session.folder / "playbook.toml"
    path.write_text(re.sub(r"(?m)^accept = .*$", f'accept = "{accept}"', shipped), "utf-8")
    return path
