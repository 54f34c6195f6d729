"""Calls by the company's phone system: it rings the rep, then the lead. A call never waits; its row
is moved on by the queue, what the phone says becomes facts of the running touch."""

from functools import partial

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain.ids import Ms
from app.domain.touch import CallState, Channel
from hub import lead_rows, message_rows
from hub.gateways.port import CallGateway, Outcome, Refused, Report, Ring, Sent, Unknown
from hub.message_rows import MessageRow
from hub.outgoing.letters import Letters
from hub.outgoing.queue import NO_GATEWAY, recorded
from hub.outgoing.steps import NEVER_CAME_MS
from hub.rulings import Done, Rulings
from hub.service import Service
from hub.trouble import without_words

log = structlog.get_logger(__name__)
TOO_LATE_MS = 30_000
"""A rep's phone that rings later than this after the click surprises them."""
LOOK_AGAIN_MS = 3_000
"""How often the phone system is asked how a call stands where it cannot tell us by itself."""
LONGEST_MS = 2 * 3_600_000


class Step(Struct, frozen=True, kw_only=True):
    """Where the line stands. `ref`: what the phone system calls it."""

    state: CallState | None
    why: str = ""
    seconds: int = 0
    ref: str = ""


class Calls:
    channel: Channel = "call"

    def __init__(self, service: Service, gateway: CallGateway | None, letters: Letters) -> None:
        self._service = service
        self._gateway = gateway
        self._letters = letters

    async def carry(self, row: MessageRow) -> None:
        if row.state == "waiting":
            await self._place(row)
        else:
            await self._ask(row)

    async def _place(self, row: MessageRow) -> None:
        rulings = self._service.rulings
        ring = await self._service.write(partial(begin, rulings, self._letters, row))
        if ring is None:
            return
        outcome: Outcome = NO_GATEWAY
        if self._gateway is not None:
            try:
                outcome = await self._gateway.ring(ring)
            except Exception as wrong:
                log.error("a gateway broke", message=row.id, **without_words(wrong))
                outcome = Unknown(why="Placing the call broke off.")
        await self._record(row, of_outcome(outcome))

    async def _ask(self, row: MessageRow) -> None:
        ring = await self._service.db.read(partial(_ring, self._letters, row))
        report = Report(state="no_answer", why=NO_GATEWAY.why)
        if self._gateway is not None and ring is not None:
            try:
                report = await self._gateway.ask(ring, row.ref, row.at)
            except Exception as wrong:
                log.error("a gateway broke", message=row.id, **without_words(wrong))
        await self._record(row, of_report(row, report, self._service.now()))

    async def _record(self, row: MessageRow, step: Step) -> None:
        watched = not self._letters.public_url
        await recorded(self._service, partial(write, self._service.rulings, row, step, watched))


def begin(
    rulings: Rulings, letters: Letters, row: MessageRow, conn: Connection
) -> Done[Ring | None]:
    """It counts as placed from here on. None: it may not be placed any more."""
    now = rulings.now()
    ring = _ring(letters, row, conn)
    if not message_rows.call_moves(
        conn, row.id, "waiting", "sending", now, now + LOOK_AGAIN_MS * 5
    ):
        return Done(None)
    if ring is not None and now - row.at <= TOO_LATE_MS:
        return Done(ring)
    why = "The hub was away when it should have rung." if ring is not None else ""
    return Done(None, *_log(rulings, conn, row, Step(state="failed", why=why)))


def write(
    rulings: Rulings, row: MessageRow, step: Step, watched: bool, conn: Connection
) -> Done[int]:
    """What is known of the call now. `watched`: the phone system cannot call us back."""
    now = rulings.now()
    if step.ref:
        message_rows.named(conn, row.id, step.ref)
    if step.state is None:
        message_rows.call_moves(conn, row.id, "sending", "unknown", row.at)
        message_rows.ask_again(conn, row.id, now)
        return Done(0, post=True)
    team, seq = _log(rulings, conn, row, step)
    if watched and step.state not in ("ended", "failed") and now - row.at < LONGEST_MS:
        message_rows.wake(conn, row.id, now + LOOK_AGAIN_MS)
    return Done(1, team, seq, post=True)


def _log(rulings: Rulings, conn: Connection, row: MessageRow, step: Step) -> tuple[str, int]:
    assert step.state is not None
    now = rulings.now()
    said = c.LogCall(touch=row.id, state=step.state, at=now, seconds=step.seconds, why=step.why)
    ruled = rulings.ruled(conn, row.team, row.lead, said)
    if not ruled.facts:
        # Nothing new, or the touch is over: the row follows by itself.
        over = step.state in ("ended", "failed")
        message_rows.call_moves(conn, row.id, row.state, "delivered" if over else "sent", row.at)
    return row.team, ruled.seq


def _ring(letters: Letters, row: MessageRow, conn: Connection) -> Ring | None:
    """None when its touch is over."""
    lead = lead_rows.find(conn, row.team, row.lead)
    touch = next((t for t in lead.touches if t.id == row.id), None) if lead is not None else None
    if lead is None or touch is None or touch.ended is not None:
        return None
    return Ring(
        id=row.id,
        rep_phone=row.phone,
        to=row.to,
        to_name=lead.person.name,
        report_to=letters.report_to(conn, "call", row.id),
    )


def of_outcome(outcome: Outcome) -> Step:
    if isinstance(outcome, Sent):
        return Step(state="ringing_rep", ref=outcome.ref)
    if isinstance(outcome, Refused):
        return Step(state="failed", why=outcome.why)
    return Step(state=None, why=outcome.why)


def of_report(row: MessageRow, report: Report, now: Ms) -> Step:
    if report.state == "call" and report.call is not None:
        return Step(state=report.call, seconds=report.seconds, why=report.why, ref=report.ref)
    if report.state == "failed":
        return Step(state="failed", why=report.why or "The call did not come about.")
    if report.state == "not_known" and now - row.at >= NEVER_CAME_MS:
        return Step(state="failed", why="The phone system never got it.")
    return Step(state=None, why=report.why)
