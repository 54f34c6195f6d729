"""A gateway's secrets, read from where `gateways.toml` says they are kept, and written there by
`gateway secret` and by a sign-in. They are held in memory only, and are in no log and no error."""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hub.gateways.port import GatewayTrouble
from hub.gateways.settings import Secret

SERVICE = "leadbell-hub"
"""The keyring's name for all of them; `keyring = "NAME"` is the account under it."""
LIMIT_S = 5.0
LARGEST = 64 * 1024


class Credentials:
    """`folder` is where the settings lie; `limit_s` how long a keyring may think."""

    def __init__(
        self, folder: Path, environ: Mapping[str, str] = os.environ, limit_s: float = LIMIT_S
    ) -> None:
        self._folder = folder
        self._environ = environ
        self._limit_s = limit_s

    async def read(self, secret: Secret, field: str) -> str:
        """The secret itself, without the line break an editor leaves. Raises GatewayTrouble naming
        `field` and what to do."""
        if secret.env:
            found = self._environ.get(secret.env, "").strip()
            why = f"the environment variable {secret.env} is not set. Set it where the hub starts."
        elif secret.file:
            found, why = self._file(secret.file, field), f"the file {secret.file} is empty."
        else:
            found = await self._keyring(field, lambda: _get(secret.keyring)) or ""
            why = (
                f"the keyring has nothing named {secret.keyring}. Put it there: "
                f"python -m hub gateway secret {secret.keyring}"
            )
        if not found:
            raise GatewayTrouble(f"{field}: {why}")
        return found

    async def write(self, secret: Secret, field: str, value: str) -> None:
        """Keep `value` where `secret` says; a file is made readable by its owner alone. Raises
        GatewayTrouble."""
        if secret.env:
            raise GatewayTrouble(f"{field}: nothing can be kept in an environment variable.")
        if secret.keyring:
            await self._keyring(field, lambda: _set(secret.keyring, value))
        else:
            self._keep(secret.file, field, value)

    def _keep(self, name: str, field: str, value: str) -> None:
        path = self._folder / Path(name).expanduser()
        fresh = path.with_name(path.name + ".new")
        try:
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                file.write(value + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as wrong:
            raise GatewayTrouble(f"{field}: {path} cannot be written: {wrong.strerror}.") from None

    def _file(self, name: str, field: str) -> str:
        path = self._folder / Path(name).expanduser()
        try:
            with path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                if os.name == "posix" and mode & 0o077:
                    raise GatewayTrouble(
                        f"{field}: others on this machine can read {path}. Run: chmod 600 {path}"
                    )
                return file.read(LARGEST).decode().strip()
        except OSError as wrong:
            raise GatewayTrouble(f"{field}: {path} cannot be read: {wrong.strerror}.") from None
        except UnicodeDecodeError:
            raise GatewayTrouble(f"{field}: {path} is not text.") from None

    async def _keyring(self, field: str, act: Callable[[], str | None]) -> str | None:
        try:
            return await _off_loop(act, self._limit_s)
        except TimeoutError:
            why = f"the keyring did not answer within {self._limit_s:g} seconds. Unlock it"
        except _Unsafe as wrong:
            why = f"the keyring here ({wrong}) keeps secrets unprotected. Choose another one"
        except (
            Exception
        ) as wrong:  # each keyring has errors of its own, and their words are its own
            why = f"the keyring could not do it ({type(wrong).__name__}). Unlock or install one"
        raise GatewayTrouble(f'{field}: {why}, or use {{ file = "PATH" }} or {{ env = "NAME" }}.')


class _Unsafe(Exception):
    """A keyring that keeps plain text, or forgets what it is given."""


def _get(name: str) -> str | None:
    import keyring  # late: most hubs have none

    _safe()
    return keyring.get_password(SERVICE, name)


def _set(name: str, value: str) -> None:
    import keyring

    _safe()
    keyring.set_password(SERVICE, name, value)


def _safe() -> None:
    import keyring

    ring = keyring.get_keyring()
    for each in (ring, *getattr(ring, "backends", ())):
        if type(each).__module__.startswith(("keyrings.alt", "keyring.backends.null")):
            raise _Unsafe(type(each).__module__)


async def _off_loop(act: Callable[[], str | None], limit_s: float) -> str | None:
    """What `act` returns or raises. It runs on a *daemon* thread: a locked keyring may never
    answer, and an executor's threads would hold the hub's end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str | None] = loop.create_future()

    def settle(value: str | None, wrong: Exception | None) -> None:
        if answer.done():
            return
        if wrong is not None:
            answer.set_exception(wrong)
        else:
            answer.set_result(value)

    def run() -> None:
        value, wrong = None, None
        try:
            value = act()
        except Exception as raised:
            wrong = raised
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
            loop.call_soon_threadsafe(settle, value, wrong)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    async with asyncio.timeout(limit_s):
        return await answer


class Key:
    """One secret of one gateway, read when it is first needed and then held in memory."""

    def __init__(self, credentials: Credentials, secret: Secret, field: str) -> None:
        self._credentials = credentials
        self._secret = secret
        self._field = field
        self._value = ""

    async def __call__(self) -> str:
        """The secret. Raises GatewayTrouble."""
        if not self._value:
            self._value = await self._credentials.read(self._secret, self._field)
        return self._value
