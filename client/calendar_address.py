"""Where a calendar is: a file, or an https address (webcal: means https). What may be one, and what
may be shown of it: a private address opens the calendar to whoever has it, so only its host is."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.domain.times_check import LABEL
from client.address import is_loopback


class Unreadable(Exception):
    """It could not be read. The text is a sentence for the user, and names no private address."""


class TooSlow(Unreadable):
    """The time allowed is over."""


def cleaned(source: str) -> str:
    """A source as it is kept: a full path, or an https address. Raises Unreadable where it is
    neither."""
    source = source.strip().strip('"')
    scheme = source.split(":", 1)[0].lower() if "://" in source else ""
    if scheme in ("webcal", "webcals"):
        return cleaned("https" + source[len(scheme) :])
    if scheme == "file":
        path = unquote(urlsplit(source).path)
        return path.lstrip("/") if os.name == "nt" else path
    if scheme in ("http", "https"):
        check(source)
        return source
    if scheme or "\n" in source or "\0" in source:
        raise Unreadable("A calendar is a file (.ics) or an address that begins with https://.")
    return str(Path(source).expanduser())


def is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def label(source: str) -> str:
    """The source as it may be shown to anybody: a file's name, an address's host."""
    if is_address(source):
        return urlsplit(source).hostname or ""
    name = "".join(letter if letter.isprintable() else " " for letter in Path(source).name)
    return name[:LABEL]


def shown(source: str) -> str:
    """The source as its owner sees it: a file's path, an address's host."""
    return f"https://{label(source)}/…" if is_address(source) else source


def check(address: str, said: str = "This address is not encrypted: it begins with http.") -> None:
    """Is it https, or http to this very machine, without a name and password in it? Raises
    Unreadable, with `said` where it is not encrypted."""
    try:
        parts = urlsplit(address)
        host, user, _ = parts.hostname, parts.username, parts.port
    except ValueError:
        raise Unreadable("This is not a web address.") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host or "")):
        raise Unreadable(said)
    if not host or user:
        raise Unreadable("A calendar's address is https://, a host and a path, without a password.")
