"""The real parts these tests run on."""

from tests.rigs.fixtures import (  # noqa: F401
    closed_keyring,
    dunst,
    managed_screen,
    no_bus,
    open_keyring,
    phone,
    screen,
    session,
    xfce,
)
