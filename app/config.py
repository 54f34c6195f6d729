"""What the desktop is told on its command line, and where it keeps its things."""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct


class Options(Struct, frozen=True, kw_only=True):
    """The desktop's command line, resolved."""

    profile: Path
    hub: str = ""
    temporary: bool = False
    hidden: bool = False
    secrets: Literal["keyring", "file", "memory"] = "keyring"
    """Where the device token lives. Anything but the keyring only because the user said so."""
    moments: bool = False
    """Say on stderr when the window was painted, a row drawn, a notification confirmed."""


def parse(arguments: Sequence[str] | None = None) -> Options:
    """The options in force. Exits with a usage line on a wrong one."""
    parser = argparse.ArgumentParser(
        prog="leadbell", description="The desk: rings when a lead arrives."
    )
    parser.add_argument("--hub", default="", metavar="URL", help="address of the hub to sign in to")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--profile", type=Path, metavar="DIR", help="keep everything in this folder")
    where.add_argument(
        "--temp-profile", action="store_true", help="a profile that is thrown away at the end"
    )
    parser.add_argument("--hidden", action="store_true", help="start in the tray, as at login")
    parser.add_argument(
        "--secrets",
        choices=("keyring", "file", "memory"),
        default="keyring",
        help="where the sign-in is kept; in memory means signing in at each start",
    )
    told = parser.parse_args(arguments)
    return Options(
        profile=_folder(told.profile, told.temp_profile),
        hub=told.hub,
        temporary=told.temp_profile,
        hidden=told.hidden,
        secrets=told.secrets,
        moments=bool(os.environ.get("LEADBELL_MOMENTS")),
    )


def _folder(named: Path | None, temporary: bool) -> Path:
    if named is not None:
        return named.expanduser().resolve()
    if temporary:
        return Path(tempfile.mkdtemp(prefix="leadbell-profile-"))
    from platformdirs import user_data_path

    return user_data_path("Leadbell", appauthor=False)
