"""What the operator decides when the hub starts, and where things lie in its data directory."""

from pathlib import Path

import msgspec
from msgspec import Struct


class HubConfig(Struct, frozen=True, kw_only=True):
    """The command line of `serve`. `port` 0 picks a free one; `database` "" is SQLite in `data`."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8470
    database: str = ""
    playbook: Path | None = None
    gateways: Path | None = None

    @property
    def address_file(self) -> Path:
        return address_file(self.data)

    @property
    def gateways_file(self) -> Path:
        """Where the gateways are set up; it need not be there."""
        return self.gateways or gateways_file(self.data)

    @property
    def admin_token_file(self) -> Path:
        return admin_token_file(self.data)


class Address(Struct, frozen=True):
    """`hub.json`: how the command line finds the running hub."""

    url: str
    pid: int


def address_file(data: Path) -> Path:
    return data / "hub.json"


def admin_token_file(data: Path) -> Path:
    return data / "admin.token"


def gateways_file(data: Path) -> Path:
    return data / "gateways.toml"


def callbacks_file(data: Path) -> Path:
    """The secret addresses that gateways send to what comes to our number; written at each start,
    for the operator to copy."""
    return data / "callbacks.txt"


def read_address(data: Path) -> Address | None:
    """Where the hub of `data` listens, or None when it does not say so."""
    try:
        return msgspec.json.decode(address_file(data).read_bytes(), type=Address)
    except (OSError, msgspec.MsgspecError):
        return None
