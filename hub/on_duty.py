"""Who of a team is there to answer an enquiry now, and if nobody, who begins next: shifts as the
reps set them, desks as they prove that they ring. Asked only where an answer may be automatic."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from app.domain import shift
from app.domain.ids import Ms
from app.domain.playbook import Playbook
from app.domain.policy import Cover
from hub import standing, time_rows
from hub.plans import slots
from hub.prepared import Prepared
from hub.tables import lead as t
from hub.tables import team as team_table

AHEAD = 14 * 86_400_000
"""How far ahead the next shift is looked for: over a fortnight's holiday nobody promises."""
SOON = 30 * 60_000
"""Somebody is on shift but no desk rings: by then one should."""
TOGETHER = 60 * 60_000
"""Who begins within an hour of the first begins with them."""
_NAME = Prepared(select(team_table.c.name).where(team_table.c.id == bindparam("b_team")))
_PLANNED = Prepared(
    select(t.c.next_at_ms).where(
        t.c.team_id == bindparam("b_team"),
        t.c.next_at_ms >= bindparam("b_from"),
        t.c.next_at_ms < bindparam("b_until"),
    )
)


def cover(
    conn: Connection, team: str, book: Playbook, ringing: Collection[str] | None, now: Ms
) -> Cover:
    """`ringing`: the reps whose desks prove that they ring; None where nobody can know (a hub
    without its feed): then shifts alone count. A desk that rings out of hours may have somebody at
    it, who gets the time to answer, or may have been left on: a promise is made all the same where
    nobody does. A rep who set no hours, and whose zone nobody knows, is there whenever the desk
    rings, and begins at no time anybody could promise."""
    begins: dict[str, Ms] = {}
    names = standing.roster(conn, team)
    every = time_rows.of_team(conn, team)
    named = _NAME.one(conn, b_team=team)
    called = str(named[0]) if named is not None else ""
    here = ringing is not None and any(rep in ringing for rep in names)
    for rep in names:
        times = slots.kept(every.get(rep), book.planning)
        spans = shift.shifts(times, now, now + AHEAD)
        on = bool(spans) and spans[0][0] <= now
        if on and (rep in ringing if ringing is not None else bool(times.blocks)):
            return Cover(team=called)
        if times.blocks and spans:
            begins[rep] = now + SOON if on else spans[0][0]
    if not begins:
        return Cover(here=here, team=called)
    at = min(begins.values())
    there = {rep: names[rep] for rep, first in begins.items() if first < at + TOGETHER}
    planned = _PLANNED.rows(conn, b_team=team, b_from=at, b_until=at + AHEAD)
    promised = tuple(int(row[0]) for row in planned)
    return Cover(here=here, at=at, names=there, promised=promised, team=called)
