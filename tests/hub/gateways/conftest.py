"""A session with a keyring, for secrets that are kept there."""

from tests.rigs.fixtures import closed_keyring, no_bus, open_keyring, session

__all__ = ["closed_keyring", "no_bus", "open_keyring", "session"]
