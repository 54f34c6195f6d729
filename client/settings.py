"""What a rep set on this desk: one small JSON file in the profile, written whole or not at all.

Nothing secret and nothing about leads. A file that cannot be read is set aside, and defaults serve.
"""

import contextlib
import os
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

CallBy = Literal["tel", "softphone", "company"]
"""Who makes a call: a program of this computer that the number is handed to, a softphone driven
from here, or the company's phone system, which rings the rep first."""
FILE_NAME = "settings.json"


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every field has a default that rings: a fresh profile is never silent."""

    hub: str = ""
    """Address of the hub last signed in to."""
    account: str = ""
    """Device id of the account in use; the token itself is in the keyring."""
    look: Literal["system", "light", "dark"] = "system"
    reduce_motion: bool = False
    volume: int = 80
    """Percent."""
    sound_device: str = ""
    """Empty = the system's default output."""
    without_sound: bool = False
    """"I can see it, ring without sound": the sound check no longer makes this desk deaf."""
    quiet_lanes: tuple[str, ...] = ()
    """Lanes that ring without sound."""
    privacy: bool = False
    """Notifications show rank and age only."""
    softphone: str = "tel:{e164}"
    """How a number is handed over: {e164}, {digits} and {national} are filled in."""
    call_by: CallBy = "tel"
    sip_phone: str = "127.0.0.1:4444"
    """Where the softphone that is driven from here listens (baresip's ctrl_tcp)."""
    sip_dials: str = "{e164}"
    """What it is told to dial: {e164}, or sip:{e164}@domain."""
    my_phone: str = ""
    """The rep's own phone, E.164: the company's phone system rings it first."""
    start_at_login: bool = False
    start_hidden: bool = False
    close_explained: bool = False
    geometry: str = ""
    """Base64 of the window's geometry and state."""


def load(folder: Path) -> Settings:
    """The settings in `folder`; defaults when there are none or they cannot be read."""
    path = folder / FILE_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".unreadable"))
        return Settings()


def save(folder: Path, settings: Settings) -> None:
    """Write them so that a crash leaves the old file or the new one, never half of either."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    draft = path.with_suffix(".part")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=2))
    os.replace(draft, path)
