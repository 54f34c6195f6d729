"""The rigs as pytest fixtures. Import the wanted ones into a conftest.py.

A test that wants its own process inside the session calls `session.enter(monkeypatch)` itself,
after the fixtures it needs.
"""

from collections.abc import Iterator

import pytest

from tests.rigs.keyrings import locked_keyring, unlocked_keyring
from tests.rigs.notifiers import Dunst, Xfce
from tests.rigs.notifiers import dunst as dunst_running
from tests.rigs.notifiers import xfce4_notifyd as xfce_running
from tests.rigs.schemes import Handed, registered
from tests.rigs.screen import Screen, virtual_screen
from tests.rigs.session import Session, busless_session, own_session


@pytest.fixture
def session() -> Iterator[Session]:
    """A home and a private session bus with nothing on it."""
    with own_session() as session:
        yield session


@pytest.fixture
def no_bus() -> Iterator[Session]:
    """A home without a session bus."""
    with busless_session() as session:
        yield session


@pytest.fixture
def screen(session: Session) -> Iterator[Screen]:
    """A bare virtual screen, 1600 by 1000."""
    with virtual_screen(session) as screen:
        yield screen


@pytest.fixture
def managed_screen(session: Session) -> Iterator[Screen]:
    """A virtual screen with a window manager (openbox)."""
    with virtual_screen(session, window_manager=True) as screen:
        yield screen


@pytest.fixture
def xfce(screen: Screen) -> Iterator[Xfce]:
    """xfce4-notifyd on the bare screen."""
    with xfce_running(screen) as daemon:
        yield daemon


@pytest.fixture
def dunst(screen: Screen) -> Iterator[Dunst]:
    """dunst on the bare screen."""
    with dunst_running(screen) as daemon:
        yield daemon


@pytest.fixture
def open_keyring(session: Session) -> Iterator[Session]:
    """The session with an unlocked Secret Service."""
    with unlocked_keyring(session):
        yield session


@pytest.fixture
def closed_keyring(session: Session) -> Iterator[Session]:
    """The session with a locked Secret Service."""
    with locked_keyring(session):
        yield session


@pytest.fixture
def phone(session: Session) -> Handed:
    """What the session's handler for tel:, sms: and mailto: was given."""
    return registered(session, "tel", "sms", "mailto")
