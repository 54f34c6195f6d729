"""Answers already given. The same act asked again gets the same answer, and never happens twice."""

import hashlib

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, insert, select

from app.domain.ids import Ms, made_at
from app.domain.refusals import Refused
from app.protocol.messages import Cmd, Problem, Re
from hub.prepared import Prepared
from hub.tables import op_log as t

DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS
OLDEST_DAYS = 25
"""Refused from this age on, so that no act can outlive its record and run twice."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Re)
_FIND = Prepared(
    select(t.c.req_hash, t.c.response).where(
        t.c.device_id == bindparam("b_device"), t.c.op == bindparam("b_op")
    )
)
_STORE = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))


def request_hash(cmd: Cmd) -> str:
    """What makes two sendings the same request: everything but the frame's own id and times."""
    return hashlib.sha256(_encoder.encode((cmd.do, cmd.lead, cmd.gen, cmd.b))).hexdigest()


def answered(conn: Connection, device: str, cmd: Cmd) -> Re | None:
    """The answer this device got for `cmd.op` before, or None."""
    row = _FIND.one(conn, b_device=device, b_op=cmd.op)
    if row is None:
        return None
    if row[0] != request_hash(cmd):
        no = Problem(
            code="idem_mismatch", msg="This act was sent before with something else in it."
        )
        return Re(re=cmd.id, op=cmd.op, ok=False, e=no)
    return replace(_decoder.decode(row[1]), re=cmd.id, replayed=True)


def store(conn: Connection, device: str, cmd: Cmd, answer: Re, now: Ms) -> None:
    _STORE.run(
        conn,
        device_id=device,
        op=cmd.op,
        req_hash=request_hash(cmd),
        response=_encoder.encode(answer).decode(),
        seq=answer.seq,
        ts_ms=now,
    )


NO_ID = Refused(code="bad_op", msg="This act carries no usable id; update or check the clock.")


def nameless(op: str) -> bool:
    """Is `op` no UUIDv7 in its one plain form? Asked first: such an id is never looked up."""
    return len(op) != 36 or made_at(op) is None


def misdated(op: str, now: Ms) -> Refused | None:
    """Why a new act with this id cannot be taken at `now`, or None."""
    made = made_at(op)
    if made is None or made > now + DAY_MS:
        return NO_ID
    if made < now - OLDEST_DAYS * DAY_MS:
        return Refused(
            code="op_too_old",
            msg=f"This was done more than {OLDEST_DAYS} days ago and never arrived; do it again.",
        )
    return None
