"""What the queue writes about one message: handed over, answered, asked about. Each is one write of
the hub's, and the first of them is committed before any gateway hears of the message."""

from collections.abc import Sequence

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.message import IN_HAND
from app.domain.touch import Channel
from hub import lead_rows, message_rows, wants
from hub.gateways.port import Letter, Outcome, Refused, Report, Sent
from hub.message_rows import MessageRow
from hub.outgoing.letters import Letters
from hub.rulings import Done, Rulings

log = structlog.get_logger(__name__)
BACKOFF_S = (5, 15, 60, 300, 900)
"""Seconds before a message that was not taken goes again, by how often it was tried."""
STUMBLED_MS = 5_000
LOOK_AGAIN_MS = 500
"""How soon a message is looked at again whose desk is expected back."""
NEVER_CAME_MS = 600_000
"""A gateway that has not heard of a message so long after it was handed over never will."""


class Word(Struct, frozen=True, kw_only=True):
    """What is to be written about a message. `opted_out`: the gateway says they want no more."""

    command: c.HubCommand | c.LogCall
    opted_out: bool = False


def begin(
    rulings: Rulings, letters: Letters, row: MessageRow, gateway: str, conn: Connection
) -> Done[Letter | None]:
    """The gate once more; then it counts as sending, and here is its letter. None: it does not
    leave now, and its row says when to look again. Whether its desk is there is asked in this very
    write: nobody can be told it was taken back and see it leave."""
    stand = rulings.runs.stands((row.device, row.run)) if row.run else "left"
    if row.state == "waiting" and stand == "expected":
        message_rows.wake(conn, row.id, rulings.now() + LOOK_AGAIN_MS)
        return Done(None)
    gone = row.device if stand == "gone" else ""
    order = c.BeginSending(message=row.id, gateway=gateway, gone=gone)
    ruled = rulings.ruled(conn, row.team, row.lead, order)
    lead = ruled.lead
    message = lead.message(row.id) if lead is not None else None
    begun = any(isinstance(x, f.MessageSending) and x.message == row.id for x in ruled.facts)
    if begun and lead is not None and message is not None:
        letter = letters.letter(conn, lead, message)
        return Done(letter, row.team, ruled.seq, also=ruled.also)
    if not ruled.facts:
        if message is None or message.state not in IN_HAND:
            message_rows.wake(conn, row.id, None)
        else:
            message_rows.wake(conn, row.id, max(message.goes, rulings.now() + STUMBLED_MS))
    return Done(None, row.team, ruled.seq, also=ruled.also, post=bool(ruled.facts))


def look_again(rulings: Rulings, device: str, run: str, conn: Connection) -> Done[int]:
    """The program was started anew on `device`, as `run`: what waits of a run that was shot is
    looked at now, not when its undo window ends. How many."""
    left = [
        row
        for row in message_rows.left_by(conn, device, run)
        if rulings.runs.stands((row.device, row.run)) == "gone"
    ]
    for row in left:
        message_rows.wake(conn, row.id, rulings.now())
    return Done(len(left), post=bool(left))


def read_letter(letters: Letters, row: MessageRow, conn: Connection) -> Letter | None:
    """The letter once more, to ask about it; nothing is minted for it."""
    lead = lead_rows.find(conn, row.team, row.lead)
    message = lead.message(row.id) if lead is not None else None
    if lead is None or message is None:
        return None
    return Letter(
        id=message.id,
        to=message.to,
        text=message.text,
        subject=message.subject,
        message_id=letters.message_id(message.id),
    )


def write(
    rulings: Rulings,
    row: MessageRow,
    words: Sequence[Word],
    to: str,
    conn: Connection,
    followed: bool = False,
) -> Done[int]:
    """Everything that is known of it now; how many facts that made. `followed`: what becomes of it
    once it is sent has to be asked."""
    seq, count, also = 0, 0, list[tuple[str, int]]()
    for word in words:
        if word.opted_out:
            also += opted_out(rulings, conn, row.channel, to)
        ruled = rulings.ruled(conn, row.team, row.lead, word.command)
        seq, count, also = ruled.seq or seq, count + len(ruled.facts), [*also, *ruled.also]
        if ruled.refused is not None:
            log.warning("not written", message=row.id, code=ruled.refused.code)
    message_rows.ask_again(conn, row.id, rulings.now(), followed)
    return Done(count, row.team, seq, also=tuple(also), post=True)


def opted_out(
    rulings: Rulings, conn: Connection, channel: Channel, to: str
) -> tuple[tuple[str, int], ...]:
    """The gateway refuses to carry anything to them any more: nobody asks it again."""
    why = f"said stop to {'the mobile network' if channel == 'sms' else 'the mail network'}"
    return wants.change(rulings, conn, (channel,), to, False, why, "gateway")


# ---- what an answer means --------------------------------------------------------------------


def of_outcome(row: MessageRow, outcome: Outcome, now: Ms) -> Word:
    if isinstance(outcome, Sent):
        return Word(command=c.RecordSent(message=row.id, ref=outcome.ref, parts=outcome.parts))
    if isinstance(outcome, Refused):
        if outcome.again_s is not None and not outcome.opted_out:
            wait = max(outcome.again_s, BACKOFF_S[min(row.tries, len(BACKOFF_S) - 1)])
            until = now + wait * 1000
            return Word(command=c.RecordHeld(message=row.id, until=until, why=outcome.why))
        failed = c.RecordFailed(message=row.id, why=outcome.why, code=outcome.code)
        return Word(command=failed, opted_out=outcome.opted_out)
    return Word(command=c.RecordUnknown(message=row.id, why=outcome.why))


def of_sent(row: MessageRow, report: Report, now: Ms) -> list[Word]:
    """What a gateway says of one that it took for certain: only how it ended is news."""
    return [of_report(row, report, now)] if report.state in ("delivered", "failed") else []


def of_report(row: MessageRow, report: Report, now: Ms) -> Word:
    """What a gateway says of a message it was given, asked or unasked."""
    if report.state == "delivered":
        return Word(command=c.RecordDelivered(message=row.id))
    if report.state == "failed":
        failed = c.RecordFailed(
            message=row.id, why=report.why or "It was not delivered.", code=report.code
        )
        return Word(command=failed, opted_out=report.opted_out)
    if report.state == "on_its_way":
        return Word(command=c.RecordSent(message=row.id, ref=report.ref))
    if report.state == "not_known" and now - row.at >= NEVER_CAME_MS:
        why = report.why or "The gateway never got it."
        return Word(command=c.RecordFailed(message=row.id, why=why, code="not_known"))
    why = report.why or (
        "The gateway has not heard of it so far."
        if report.state == "not_known"
        else "The gateway cannot say what became of it."
    )
    return Word(command=c.RecordUnknown(message=row.id, why=why))
