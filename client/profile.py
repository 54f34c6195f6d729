"""Profiles: a folder holding which hubs this desk is signed in to. No token lives here."""

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from app.domain.commands import Role
from app.domain.ids import Ms, new_id

INDEX = "accounts.json"
INSTALL = "install.id"


class Account(Struct, frozen=True, kw_only=True):
    """One signed-in device: which hub, as whom. `key` names its token in the keeper of secrets."""

    url: str
    """The hub's address, `http(s)://host[:port]`, without a trailing slash."""
    hub: str
    """The hub's own id: the same address may answer as another hub one day."""
    device: str
    install: str
    rep: str
    rep_name: str
    role: Role
    team: str
    team_name: str
    paired: Ms = 0

    @property
    def key(self) -> str:
        return f"{self.url}#{self.device}"


class _Index(Struct, frozen=True, kw_only=True):
    accounts: tuple[Account, ...] = ()
    current: str = ""
    """`Account.device` of the one used last."""


class Profile:
    """A folder (0700) with an index of accounts, and beside it one store file an account."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)

    def accounts(self) -> tuple[Account, ...]:
        """Every account, the one used last first. A damaged index counts as none."""
        index = self._read()
        return tuple(sorted(index.accounts, key=lambda a: a.device != index.current))

    def current(self) -> Account | None:
        """The account used last, or None before the first sign-in."""
        return next(iter(self.accounts()), None)

    def keep(self, account: Account) -> None:
        """Add or replace `account`, and make it the current one."""
        others = tuple(a for a in self._read().accounts if a.device != account.device)
        self._write(_Index(accounts=(*others, account), current=account.device))

    def forget(self, account: Account) -> None:
        """Take `account` out of the index. Its store file and token are the caller's to remove."""
        index = self._read()
        others = tuple(a for a in index.accounts if a.device != account.device)
        self._write(_Index(accounts=others, current=others[-1].device if others else ""))

    def install(self, now: Ms) -> str:
        """What names this profile to a hub, made once: pairing again replaces the older token."""
        path = self.folder / INSTALL
        try:
            return path.read_text(encoding="ascii").strip()
        except OSError:
            made = new_id(now)
            path.write_text(made, encoding="ascii")
            return made

    def store_file(self, account: Account) -> Path:
        """One SQLite file per hub id and device."""
        name = "".join(c if c.isalnum() else "-" for c in f"{account.hub}-{account.device}")
        return self.folder / f"desk-{name}.db"

    def _read(self) -> _Index:
        try:
            return msgspec.json.decode((self.folder / INDEX).read_bytes(), type=_Index)
        except (OSError, msgspec.DecodeError):
            return _Index()

    def _write(self, index: _Index) -> None:
        fresh = self.folder / f"{INDEX}.new"
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(index), indent=2))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.folder / INDEX)
