"""Reads `gateways.toml`: settings, or one error that names the line and the field and never quotes
a value, as somebody may have pasted a secret."""

import re
import tomllib
from pathlib import Path

import msgspec

from app.domain.playbook_file import dotted
from app.domain.playbook_lines import Path as Field
from app.domain.playbook_lines import line_of
from hub.gateways.settings import GatewaySettings, SettingsError
from hub.gateways.settings_checks import KEPT, SECRETS, missing, mistakes

LARGEST = 64 * 1024


def load(path: Path) -> GatewaySettings:
    """The settings in the file at `path`; none at all when there is no such file. Raises
    SettingsError."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return GatewaySettings(folder=str(path.parent))
    except OSError as wrong:
        raise SettingsError(f"{path} cannot be read: {wrong.strerror}.") from None
    if len(text) > LARGEST:
        raise SettingsError(
            f"{path} is larger than {LARGEST // 1024} KiB; that is not a settings file."
        )
    try:
        return read(text.decode(), path.parent)
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not text in UTF-8. Save it so.") from None
    except SettingsError as wrong:
        raise SettingsError(f"{path.name}, {wrong}") from None


def read(text: str, folder: Path) -> GatewaySettings:
    """The settings written in `text`. Raises SettingsError, and nothing else."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise SettingsError(f"this is not TOML: {_before_place(str(wrong))}") from None
    if "folder" in tree:
        raise _error(text, ("folder",), "unknown key")
    try:
        made = msgspec.convert({**tree, "folder": str(folder)}, GatewaySettings)
    except msgspec.ValidationError as wrong:
        raise _error(text, *_told(str(wrong))) from None
    for path, why in mistakes(made):
        raise _error(text, path, why)
    return msgspec.structs.replace(made, public_url=made.public_url.rstrip("/"))


def _error(text: str, path: Field, why: str) -> SettingsError:
    line = line_of(text, path)
    where = ", ".join(part for part in (f"line {line}" if line else "", dotted(path)) if part)
    return SettingsError(f"{where}: {why}" if where else why)


def _before_place(said: str) -> str:
    """A TOML error without anything quoted from the text: somebody may have pasted a secret."""
    place = re.search(r"\(at .*\)$", said)
    return f"something is not written right {place[0]}" if place else "it cannot be understood"


def _told(said: str) -> tuple[Field, str]:
    """A field and a sentence out of msgspec's own words, which never reach the operator: they may
    quote a value."""
    why, _, place = said.partition(" - at `$")
    path: Field = tuple(re.findall(r"[\w-]+", place.rstrip("`")))
    if named := re.search(r"(?:required|unknown) field `([^`]+)`", why):
        path = (*path, named[1])
        return path, missing(named[1]) if "required" in why else "unknown key"
    if path and path[-1] in SECRETS:
        return path, f"a secret is never written in this file; say where it is kept: {KEPT}"
    if path and path[-1] in _WORDS:
        return path, f"is one of {_WORDS[str(path[-1])]}"
    wanted = re.search(r"Expected `(\w+)", why)
    return path, f"expected {_TYPES.get(wanted[1] if wanted else '', 'something else')}"


_TYPES = {"int": "a whole number", "str": "a text in quotes", "object": "a table"}
_WORDS = {
    "kind": "twilio, signalwire, telnyx, kannel (sms), smtp (email), twilio, signalwire (call)",
    "tls": "starttls, tls, none",
    "auth": "password, xoauth2, none",
    "provider": "google, microsoft",
}
