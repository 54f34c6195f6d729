"""Deliveries: what a source posted, kept as it came, and what became of it."""

import hashlib
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.domain.commands import ReceiveLead
from app.domain.ids import Ms
from app.domain.lead import Person, Source, Where
from hub.prepared import Prepared
from hub.sources import SourceRow
from hub.tables import ingest_log as t

DeliveryStatus = Literal["mapped", "needs_mapping", "duplicate"]
REMEMBERED_MS = 30 * 86_400_000
"""How long a repeat is told from a new enquiry with the same words."""


class Delivery(Struct, frozen=True, kw_only=True):
    """One authentic post. `key`: the webhook id or external id, "" if it had none (`body_hash`, hex
    SHA-256 of `body`, then tells repeats apart). `made`: what intake mapped it to; None when the
    body cannot be read. `why` says in words why it needs mapping, "" when it does not."""

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


_HERE = (t.c.source_id == bindparam("b_source"), t.c.key == bindparam("b_key"))
_FIND = Prepared(select(t.c.lead_id, t.c.received_ms).where(*_HERE))
_REPEAT = Prepared(update(t).where(*_HERE).values(repeats=t.c.repeats + 1))
_FORGET = Prepared(delete(t).where(*_HERE))
_STORE = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))


def repeated(conn: Connection, delivery: Delivery) -> str | None:
    """The lead this very delivery became before, counted as a repeat; None when it is new."""
    here = {"b_source": delivery.source.id, "b_key": _key(delivery)}
    row = _FIND.one(conn, **here)
    if row is None:
        return None
    if row[1] < delivery.received - REMEMBERED_MS:
        _FORGET.run(conn, **here)
        return None
    _REPEAT.run(conn, **here)
    return str(row[0])


def meaning(delivery: Delivery) -> ReceiveLead:
    """What intake made of it, or a lead that asks marketing to map its form."""
    source = delivery.source
    if delivery.made is not None:
        made = delivery.made
        return replace(made, team=source.team, test=made.test or delivery.test)
    return ReceiveLead(
        team=source.team,
        received=delivery.received,
        source=Source(id=source.id, name=source.name, kind=source.kind),
        person=Person(),
        where=Where(),
        consent={},
        opted_in=None,
        rank="D",
        rank_why=delivery.why or "nobody to reach on this form",
        lane="needs_mapping",
        test=delivery.test,
    )


def store(conn: Connection, delivery: Delivery, made: ReceiveLead, lead_id: str) -> DeliveryStatus:
    status: DeliveryStatus = "needs_mapping" if made.lane == "needs_mapping" else "mapped"
    _STORE.run(
        conn,
        source_id=delivery.source.id,
        key=_key(delivery),
        body_hash=delivery.body_hash,
        lead_id=lead_id,
        status=status,
        why=delivery.why,
        repeats=0,
        content_type=delivery.content_type[:200],
        body=delivery.body,
        received_ms=delivery.received,
    )
    return status


def _key(delivery: Delivery) -> str:
    """A sender's own id never collides with a body hash, nor a long id with its beginning."""
    if not delivery.key:
        return f"body:{delivery.body_hash}"
    if len(delivery.key) > 250 or not delivery.key.isprintable():
        return f"long:{hashlib.sha256(delivery.key.encode()).hexdigest()}"
    return f"id:{delivery.key}"
