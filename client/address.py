"""The hub's address: what may be spoken to in the clear, and where its doors are."""

import ipaddress
from urllib.parse import urlsplit


class BadAddress(Exception):
    """The address cannot be used. The text is a sentence for the user."""


def checked(url: str, *, insecure_lan: bool = False) -> str:
    """`url` as `http(s)://host[:port]`, nothing after it. Plain http only to this very machine,
    unless `insecure_lan` says the network is trusted. Raises BadAddress."""
    text = url.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        port = parts.port
    except ValueError:
        raise BadAddress("The port in the hub's address is not a number.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BadAddress("The hub's address looks like https://hub.example.com.")
    if parts.scheme == "http" and not (insecure_lan or is_loopback(parts.hostname)):
        raise BadAddress("This address is not encrypted (http). Ask for one with https.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def desk_door(url: str) -> str:
    """Where the websocket is, for a checked `url`."""
    return f"ws{url.removeprefix('http')}/v1/desk"


def host(url: str) -> str:
    return urlsplit(url).hostname or ""
