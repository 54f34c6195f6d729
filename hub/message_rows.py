"""The rows of the message table: they follow the facts inside the same write, and say what the
queue has to look at next. A call by the company's phone system has a row too."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import BindParameter, Connection, bindparam, insert, or_, select, update

from app.domain import facts as f
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Channel
from hub import addresses, keys
from hub.prepared import Prepared, Row
from hub.tables import message as t

ASKED_AFTER = (10_000, 60_000, 600_000, 3_600_000)
"""When the gateway is asked about a message nobody knows about, or nobody tells us of: ms after it
was handed over."""
ANSWERED_WITHIN = 60_000
"""A gateway that has not answered by then will not: ms."""
MESSAGE_FACTS = (
    f.MessageQueued,
    f.MessageTakenBack,
    f.MessageHeld,
    f.MessageSending,
    f.MessageSent,
    f.MessageDelivered,
    f.MessageFailed,
    f.MessageUnknown,
    f.MessageReceived,
    f.CallMissed,
    f.CallProgress,
)


class MessageRow(Struct, frozen=True, kw_only=True):
    """One message as the queue sees it; `at` is when it was queued, later when it was handed
    over. `phone` and `to`: of a call, the rep's and the lead's. `device` and `run`: whose desk, and
    which start of it, has to be there still when the undo window of its message ends."""

    id: str
    team: str
    lead: str
    channel: Channel
    direction: str
    state: str
    gateway: str
    ref: str
    tries: int
    at: Ms
    phone: str = ""
    to: str = ""
    device: str = ""
    run: str = ""


class _Doc(Struct, frozen=True, omit_defaults=True):
    phone: str = ""
    to: str = ""
    device: str = ""
    run: str = ""


_COLUMNS = (
    t.c.id,
    t.c.team_id,
    t.c.lead_id,
    t.c.channel,
    t.c.direction,
    t.c.state,
    t.c.gateway,
    t.c.ref,
    t.c.tries,
    t.c.at_ms,
    t.c.doc,
)
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))
_HERE = t.c.id == bindparam("b_id")
_FIND = Prepared(select(*_COLUMNS).where(_HERE))
_BY_REF = Prepared(
    select(*_COLUMNS)
    .where(t.c.ref == bindparam("b_ref"), t.c.direction == bindparam("b_direction"))
    .order_by(t.c.at_ms.desc())
    .limit(1)
)
_LAST_TO = Prepared(
    select(*_COLUMNS)
    .where(
        t.c.who == bindparam("b_who"),
        t.c.direction == "outbound",
        t.c.state != "waiting",
        t.c.state != "held",
        t.c.state != "taken_back",
        t.c.state != "refused",
    )
    .order_by(t.c.at_ms.desc())
    .limit(1)
)
_LEADS_OF = Prepared(
    select(t.c.team_id, t.c.lead_id).where(t.c.who == bindparam("b_who")).distinct()
)
_DUE = Prepared(
    select(*_COLUMNS)
    .where(t.c.wake_ms <= bindparam("b_now"), t.c.channel == bindparam("b_channel"))
    .order_by(t.c.wake_ms)
    .limit(bindparam("b_limit"))
)
_WAITING = Prepared(select(*_COLUMNS).where(t.c.wake_ms > 0, t.c.state == "waiting"))
_NEXT = Prepared(
    select(t.c.wake_ms)
    .where(t.c.wake_ms > bindparam("b_after"), t.c.channel == bindparam("b_channel"))
    .order_by(t.c.wake_ms)
    .limit(1)
)
_LEFT = Prepared(
    update(t)
    .where(t.c.state == "sending", t.c.channel == bindparam("b_channel"))
    .values(wake_ms=bindparam("b_now"))
)
_WAKE = Prepared(update(t).where(_HERE).values(wake_ms=bindparam("b_wake")))
_CALL = Prepared(
    update(t)
    .where(_HERE, t.c.state == bindparam("b_was"))
    .values(state=bindparam("b_state"), wake_ms=bindparam("b_wake"), at_ms=bindparam("b_at"))
)


def _set(*names: str) -> Prepared:
    values: dict[str, BindParameter[object]] = {name: bindparam(f"b_{name}") for name in names}
    return Prepared(update(t).where(_HERE).values(values))


_STATE = _set("state", "wake_ms")
_TO_GATEWAY = Prepared(
    update(t)
    .where(_HERE, or_(t.c.state == "waiting", t.c.state == "held"))
    .values(
        state="sending",
        wake_ms=bindparam("b_wake"),
        at_ms=bindparam("b_at"),
        gateway=bindparam("b_gateway"),
        tries=t.c.tries + 1,
    )
)
_NAMED = _set("state", "wake_ms", "gateway", "ref")


# ---- written ---------------------------------------------------------------------------------


def follow(conn: Connection, lead: Lead, facts: Sequence[Fact]) -> None:
    """Let the rows say what `facts` said; `lead` is as they leave it."""
    for fact in facts:
        if isinstance(fact, MESSAGE_FACTS):
            _follow(conn, lead, fact)


def _follow(conn: Connection, lead: Lead, fact: Fact) -> None:
    if isinstance(fact, f.MessageQueued):
        state = "held" if fact.held_why else "waiting"
        _add(conn, lead, fact.message, fact.channel, state, fact.to, fact.at, wake=fact.goes)
    elif isinstance(fact, f.MessageHeld):
        _STATE.run(conn, b_id=fact.message, b_state="held", b_wake_ms=fact.until)
    elif isinstance(fact, f.MessageSending):
        _begun(conn, fact)
    elif isinstance(fact, f.MessageSent):
        _sent(conn, fact)
    elif isinstance(fact, f.MessageUnknown):
        was = find(conn, fact.message)
        when = _next_asked(was, fact.at) if was is not None else None
        _STATE.run(conn, b_id=fact.message, b_state="unknown", b_wake_ms=when)
    elif isinstance(fact, f.MessageReceived):
        _add(
            conn, lead, fact.message, fact.channel, "received", fact.from_, fact.at, ref=fact.ref,
            direction="inbound",
        )  # fmt: skip
    elif isinstance(fact, f.CallMissed):
        _add(
            conn, lead, fact.call, "call", "received", fact.from_, fact.at, ref=fact.call,
            direction="inbound",
        )  # fmt: skip
    else:
        _over(conn, fact)


def _over(conn: Connection, fact: Fact) -> None:
    """What nothing more is due for."""
    if isinstance(fact, f.CallProgress):
        state = {"failed": "failed", "ended": "delivered"}.get(fact.state, "sent")
        _STATE.run(conn, b_id=fact.touch, b_state=state, b_wake_ms=None)
    elif isinstance(fact, f.MessageTakenBack):
        _STATE.run(conn, b_id=fact.message, b_state="taken_back", b_wake_ms=None)
    elif isinstance(fact, f.MessageDelivered):
        _STATE.run(conn, b_id=fact.message, b_state="delivered", b_wake_ms=None)
    elif isinstance(fact, f.MessageFailed):
        state = "refused" if fact.refused else "failed"
        _STATE.run(conn, b_id=fact.message, b_state=state, b_wake_ms=None)


def _begun(conn: Connection, fact: f.MessageSending) -> None:
    begun = _TO_GATEWAY.run(
        conn,
        b_id=fact.message,
        b_at=fact.at,
        b_wake=fact.at + ANSWERED_WITHIN,
        b_gateway=fact.gateway[:80],
    )
    if begun != 1:
        # The last lock on "at most once": whatever the rules said, this row has left already.
        raise RuntimeError(f"message {fact.message} began twice")


def _sent(conn: Connection, fact: f.MessageSent) -> None:
    was = find(conn, fact.message)
    if was is None:
        return
    _NAMED.run(
        conn,
        b_id=fact.message,
        b_state="sent",
        b_wake_ms=None,
        b_gateway=fact.gateway[:80] or was.gateway,
        b_ref=fact.ref[:400] or was.ref,
    )


def _next_asked(row: MessageRow, now: Ms) -> Ms | None:
    return next((row.at + after for after in ASKED_AFTER if row.at + after > now), None)


def call(conn: Connection, lead: Lead, fact: f.TouchStarted, phone: str) -> None:
    """A call the company's phone system is to make. `phone` is the rep's, and stays here."""
    _add(
        conn, lead, fact.touch, "call", "waiting", fact.to, fact.at, wake=fact.at,
        doc=_Doc(phone=phone[:40], to=fact.to),
    )  # fmt: skip


def written_by(conn: Connection, device: str, run: str, facts: Sequence[Fact]) -> None:
    """What `facts` queued can be taken back for a while on that desk, which has to be there to do
    so. What is held, or leaves at once, needs nobody."""
    for fact in facts:
        if isinstance(fact, f.MessageQueued) and not fact.held_why and fact.goes > fact.at:
            doc = msgspec.json.encode(_Doc(device=device, run=run)).decode()
            _DOC.run(conn, b_id=fact.message, b_doc=doc)


def call_moves(
    conn: Connection, call: str, was: str, state: str, now: Ms, wake: Ms | None = None
) -> bool:
    """From state `was` and no other; False when it was not there."""
    return _CALL.run(conn, b_id=call, b_was=was, b_state=state, b_wake=wake, b_at=now) == 1


def wake(conn: Connection, message: str, when: Ms | None) -> None:
    """Look at it again then; None: not any more."""
    _WAKE.run(conn, b_id=message, b_wake=when)


def left_behind(conn: Connection, channel: Channel, now: Ms) -> int:
    """An earlier run handed these over and wrote no answer: ask about them at once. How many."""
    return _LEFT.run(conn, b_channel=channel, b_now=now)


def ask_again(conn: Connection, message: str, now: Ms, followed: bool = False) -> None:
    """It was asked about at `now`, and that made no fact: the next time is the next one due.
    `followed`: nobody tells us what became of one that was sent, so that is asked as well."""
    was = find(conn, message)
    open_ = ("sending", "unknown", "sent") if followed else ("sending", "unknown")
    if was is not None and was.state in open_:
        wake(conn, message, _next_asked(was, now))


def named(conn: Connection, message: str, ref: str) -> None:
    """What the gateway calls it."""
    _REF.run(conn, b_id=message, b_ref=ref[:400])


_REF = _set("ref")
_DOC = _set("doc")


def _add(
    conn: Connection,
    lead: Lead,
    message: str,
    channel: Channel,
    state: str,
    address: str,
    at: Ms,
    *,
    wake: Ms | None = None,
    ref: str = "",
    direction: str = "outbound",
    doc: _Doc | None = None,
) -> None:
    _ADD.run(
        conn,
        id=message,
        team_id=lead.team,
        lead_id=lead.id,
        channel=channel,
        direction=direction,
        state=state,
        gateway="",
        ref=ref[:400],
        who=addresses.who(keys.key(conn, "address_key"), channel, address),
        doc=msgspec.json.encode(doc or _Doc()).decode(),
        tries=0,
        at_ms=at,
        wake_ms=wake,
    )


# ---- read ------------------------------------------------------------------------------------


def find(conn: Connection, message: str) -> MessageRow | None:
    row = _FIND.one(conn, b_id=message)
    return None if row is None else _read(row)


def by_ref(conn: Connection, ref: str, direction: str = "outbound") -> MessageRow | None:
    """The newest that the gateway calls so."""
    row = _BY_REF.one(conn, b_ref=ref[:400], b_direction=direction) if ref else None
    return None if row is None else _read(row)


def last_to(conn: Connection, channel: Channel, address: str) -> MessageRow | None:
    """The newest of ours that left for this number or address, whatever team or lead."""
    who = addresses.who(keys.key(conn, "address_key"), channel, address)
    row = _LAST_TO.one(conn, b_who=who)
    return None if row is None else _read(row)


def leads_of(conn: Connection, channel: Channel, address: str) -> list[tuple[str, str]]:
    """(team, lead) of everything that ever went to or came from this number or address."""
    who = addresses.who(keys.key(conn, "address_key"), channel, address)
    return [(row[0], row[1]) for row in _LEADS_OF.rows(conn, b_who=who)]


def due(conn: Connection, channel: Channel, now: Ms, limit: int) -> list[MessageRow]:
    """What the queue has to look at by `now`, the longest due first."""
    return [_read(row) for row in _DUE.rows(conn, b_channel=channel, b_now=now, b_limit=limit)]


def left_by(conn: Connection, device: str, run: str) -> list[MessageRow]:
    """What waits that was written on `device` before `run` of the program began there."""
    every = (_read(row) for row in _WAITING.rows(conn))
    return [row for row in every if row.device == device and row.run != run]


def next_wake(conn: Connection, channel: Channel, after: Ms) -> Ms | None:
    """When something comes due that is not yet at `after`."""
    row = _NEXT.one(conn, b_channel=channel, b_after=after)
    return None if row is None else int(row[0])


def _read(row: Row) -> MessageRow:
    doc = msgspec.json.decode(row[10], type=_Doc)
    return MessageRow(
        id=row[0],
        team=row[1],
        lead=row[2],
        channel=row[3],
        direction=row[4],
        state=row[5],
        gateway=row[6],
        ref=row[7],
        tries=row[8],
        at=row[9],
        phone=doc.phone,
        to=doc.to,
        device=doc.device,
        run=doc.run,
    )
