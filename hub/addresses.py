"""The keyed hash a number or address is kept under where it must be found again but not read: a
copy of the database without the key says nobody's number."""

import hashlib
import hmac

from app.domain.touch import Channel


def normal(channel: Channel, to: str) -> str:
    """One spelling for each: E.164 as it is, an email address without case or edges."""
    return to.strip().casefold() if channel == "email" else to.strip()


def who(key: bytes, channel: Channel, to: str) -> str:
    """64 hex digits. SMS and calls of one number are the same person."""
    family = b"email:" if channel == "email" else b"phone:"
    return hmac.new(key, family + normal(channel, to).encode(), hashlib.sha256).hexdigest()
