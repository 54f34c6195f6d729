"""Facts about one lead, folded and logged: its row and the log change together or not at all. Only
inside a write that holds the team's row."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from hub import event_log, lead_rows, message_rows
from hub.visibility import audience


def fold(lead: Lead, facts: Sequence[Fact]) -> Lead:
    """`lead` after `facts`."""
    for fact in facts:
        lead = evolve(lead, fact)
    return lead


def append(
    conn: Connection,
    lead: Lead,
    facts: Sequence[Fact],
    now: Ms,
    op: str = "",
    grant: bool = False,
) -> tuple[Lead | None, int]:
    """Fold `facts` into `lead`, change its row from exactly the version it was read at, log them.
    (None, 0) when the row would not have it."""
    if not facts:
        return lead, 0
    after = fold(lead, facts)
    took = lead_rows.claim(conn, lead, after, now) if grant else lead_rows.change(conn, lead, after)
    if not took:
        return None, 0
    message_rows.follow(conn, after, facts)
    seq = event_log.append(
        conn,
        team=lead.team,
        lead=lead.id,
        facts=facts,
        v=lead.v,
        now=now,
        vis=audience(after),
        op=op,
    )
    return after, seq


def add(conn: Connection, team: str, facts: Sequence[Fact], now: Ms) -> tuple[Lead, int]:
    first = facts[0]
    assert isinstance(first, f.LeadReceived)
    lead = evolve(None, first, new_id(now))
    for fact in facts[1:]:
        lead = evolve(lead, fact)
    lead_rows.add(conn, lead)
    message_rows.follow(conn, lead, facts)
    seq = event_log.append(
        conn, team=team, lead=lead.id, facts=facts, v=0, now=now, vis=audience(lead)
    )
    return lead, seq
