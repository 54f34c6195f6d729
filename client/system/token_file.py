"""Device tokens in a file only its user may read. Only where the user chose it over a keyring."""

import os
import stat
import tempfile
from pathlib import Path

import msgspec

from client.ports import SecretsUnavailable

OPEN_TO_OTHERS = (
    "Others on this computer can read {path}. Make it yours alone (chmod 600), then try again."
)
UNREADABLE = "{path} cannot be used ({why}). Mend or remove it, then try again."


class FileSecrets:
    """`Secrets` in one JSON file of mode 0600, replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def get(self, account: str) -> str | None:
        return self._read().get(account)

    async def set(self, account: str, token: str) -> None:
        self._write(self._read() | {account: token})

    async def delete(self, account: str) -> None:
        tokens = self._read()
        if tokens.pop(account, None) is not None:
            self._write(tokens)

    def _read(self) -> dict[str, str]:
        try:
            with self._path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                    raise SecretsUnavailable(OPEN_TO_OTHERS.format(path=self._path))
                return msgspec.json.decode(file.read(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as wrong:
            raise self._unusable(wrong) from wrong

    def _write(self, tokens: dict[str, str]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # mkstemp makes it 0600 from the first byte on.
            number, name = tempfile.mkstemp(dir=self._path.parent, prefix=".tokens-")
            with os.fdopen(number, "wb") as file:
                file.write(msgspec.json.encode(tokens))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except OSError as wrong:
            raise self._unusable(wrong) from wrong

    def _unusable(self, wrong: Exception) -> SecretsUnavailable:
        return SecretsUnavailable(UNREADABLE.format(path=self._path, why=type(wrong).__name__))
