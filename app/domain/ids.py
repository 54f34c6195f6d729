"""Ids and instants. Ids are UUIDv7 (RFC 9562 §5.7): they sort by the millisecond of their
making."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

Ms = Annotated[int, Meta(ge=0, le=221_845_392_000_000)]
"""An instant: UTC epoch milliseconds. Unambiguous in facts, on the wire and in storage; becomes an
aware datetime only where a calendar matters. Read from outside it must lie before the year 9000, so
that no calendar and no database chokes on it."""


def new_id(now: Ms, entropy: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh UUIDv7 whose first 48 bits are `now`."""
    value = (now & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(entropy(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def made_at(identifier: str) -> Ms | None:
    """The instant inside a UUIDv7, or None when `identifier` is not one."""
    try:
        uuid = UUID(identifier)
    except ValueError:
        return None
    return uuid.int >> 80 if uuid.version == 7 else None


def at(instant: Ms) -> datetime:
    """`instant` as an aware UTC datetime."""
    return datetime.fromtimestamp(instant / 1000, UTC)


def ms(moment: datetime) -> Ms:
    """An aware datetime as `Ms`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone has no place here")
    return round(moment.timestamp() * 1000)
