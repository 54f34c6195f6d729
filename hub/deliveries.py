"""Deliveries: what a source posted, kept as it came, and what became of it."""

from typing import Literal

from msgspec import Struct

from app.domain.commands import ReceiveLead
from app.domain.ids import Ms
from hub.sources import SourceRow

DeliveryStatus = Literal["mapped", "needs_mapping", "duplicate"]


class Delivery(Struct, frozen=True, kw_only=True):
    """One authentic post. `key`: the webhook id or external id, "" if it had none (then `body_hash`, hex
    SHA-256 of `body`, tells repeats apart). `made` is what intake mapped it to; None with `why` in words
    when nobody can be reached on it."""

    source: SourceRow
    key: str
    body_hash: str
    body: bytes
    content_type: str
    received: Ms
    made: ReceiveLead | None
    why: str = ""
    test: bool = False


class Receipt(Struct, frozen=True, kw_only=True):
    """`lead`: the lead it became, joined, or (replayed) had become before."""

    lead: str
    replayed: bool
    status: DeliveryStatus
