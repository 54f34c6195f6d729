"""Device tokens in the operating system's keyring, and for one run in memory. No files here."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from client.ports import SecretsUnavailable
from client.system.off_loop import OffLoop, Silent

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "leadbell"
LIMIT_S = 5.0

ABSENT = (
    "This computer has no keyring for your sign-in. Install one (GNOME Keyring or KWallet) and "
    "begin a new session, or start Leadbell with --secrets memory and sign in each time."
)
LOCKED = (
    "Your keyring is locked and could not ask for its password. Unlock it "
    "(“Passwords and Keys” or KWallet Manager), then try again."
)
NOT_MADE = (
    "Your keyring has not been set up yet, or the question to set it up was dismissed. Open "
    "“Passwords and Keys” or KWallet Manager once, then try again."
)
SILENT = (
    "Your keyring did not answer within {limit:g} seconds. It may be asking for its password in "
    "another window: answer there, then try again."
)
UNSAFE = (
    "The keyring chosen on this computer ({name}) keeps secrets unprotected. Choose another one, "
    "or start Leadbell with --secrets memory and sign in each time."
)
FAILED = "Your keyring could not do it ({name}). Unlock or restart it, then try again."

# Plain text on disk, and one that forgets what it is given: neither may be taken for a keyring.
REFUSED = ("keyrings.alt", "keyring.backends.null")


class Keychain:
    """`Secrets` on `keyring`. Every call runs off the loop: a locked keyring may never answer."""

    def __init__(self, service: str = SERVICE, limit_s: float = LIMIT_S) -> None:
        self._service = service
        self._limit_s = limit_s
        self._ask = OffLoop("keyring", limit_s)

    async def get(self, account: str) -> str | None:
        return await self._do(lambda ring: ring.get_password(self._service, account))

    async def set(self, account: str, token: str) -> None:
        await self._do(lambda ring: ring.set_password(self._service, account, token))

    async def delete(self, account: str) -> None:
        """Deleting what is not there is fine."""

        def remove(ring: "KeyringBackend") -> None:
            if ring.get_password(self._service, account) is not None:
                ring.delete_password(self._service, account)

        await self._do(remove)

    async def _do(self, act: Callable[["KeyringBackend"], "str | None"]) -> "str | None":
        try:
            return await self._ask(lambda: act(_backend()))
        except Silent:
            raise SecretsUnavailable(SILENT.format(limit=self._limit_s)) from None
        except SecretsUnavailable:
            raise
        except Exception as wrong:  # each keyring backend has errors of its own
            raise SecretsUnavailable(_words(wrong)) from wrong


def _backend() -> "KeyringBackend":
    """The system's keyring. Raises SecretsUnavailable for one that protects nothing."""
    import keyring  # late: the first window does not need it

    if getattr(keyring.core, "_keyring_backend", None) is None:
        _prefer_secret_service()
    ring = keyring.get_keyring()
    for each in [ring, *getattr(ring, "backends", [])]:
        if type(each).__module__.startswith(REFUSED):
            raise SecretsUnavailable(UNSAFE.format(name=type(each).__module__))
    return ring


def _prefer_secret_service() -> None:
    """What keyring would come to by itself, off KDE and with nothing configured, after asking every
    keyring there is: 0.1 s of each start. Where there is none it does ask them all."""
    from keyring import core

    if sys.platform != "linux" or "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return
    with suppress(Exception):  # not there, or a configuration that keyring itself complains about
        if core.load_env() is None and core.load_config() is None:
            core.set_keyring(core.load_keyring("keyring.backends.SecretService.Keyring"))


def _words(wrong: Exception) -> str:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(wrong, NoKeyringError):
        return ABSENT
    if isinstance(wrong, KeyringLocked):
        return LOCKED
    if isinstance(wrong, InitError):
        return NOT_MADE
    return FAILED.format(name=type(wrong).__name__)


class MemorySecrets:
    """`Secrets` that last as long as the program: the user signs in at each start."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    async def get(self, account: str) -> str | None:
        return self._tokens.get(account)

    async def set(self, account: str, token: str) -> None:
        self._tokens[account] = token

    async def delete(self, account: str) -> None:
        self._tokens.pop(account, None)
