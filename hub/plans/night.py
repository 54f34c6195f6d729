"""What a night's learning reads: every lead of a team, page by page, as the planner sees it, and
the times reps chose for themselves. Reading only; made for a reader's thread."""

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from app.domain.facts import NextTouchSet
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Touch
from hub.planner.posterior import History
from hub.plans import history, survey
from hub.prepared import Prepared
from hub.tables import event
from hub.tables import lead as t

PAGE = 200
HISTORY_DAYS = 365
"""Leads that came before teach nothing any more."""
DAY_MS = 86_400_000
NEAR_MS = 2 * 3_600_000
"""A call this near to the time a rep chose is the call it was chosen for."""

_leads = msgspec.json.Decoder(Lead)
_set = msgspec.json.Decoder(NextTouchSet)
_PAGE = Prepared(
    select(t.c.id, t.c.doc)
    .where(
        t.c.team_id == bindparam("b_team"),
        t.c.id > bindparam("b_after"),
        t.c.received_ms >= bindparam("b_since"),
        t.c.test == bindparam("b_test"),
    )
    .order_by(t.c.id)
    .limit(bindparam("b_limit"))
)
_CHOSEN = Prepared(
    select(event.c.lead_id, event.c.body)
    .where(
        event.c.team_id == bindparam("b_team"),
        event.c.kind == NextTouchSet.k,
        event.c.ts_ms >= bindparam("b_since"),
        event.c.body.like('%"instead"%'),
    )
    .order_by(event.c.seq)
)


class Chosen(Struct, frozen=True, kw_only=True):
    """A rep's own time against the plan's: what was known of the lead when that call was made."""

    before: History
    cell: int
    day: int
    reached: bool
    instead: float


class Page(Struct, frozen=True, kw_only=True):
    """Some leads in order of id: those still in hand whole, and what each teaches."""

    last: str
    open: tuple[Lead, ...]
    histories: tuple[History, ...]


def page(conn: Connection, team: str, after: str, now: Ms) -> Page | None:
    """The leads that follow id `after`; None when there are none."""
    since = now - HISTORY_DAYS * DAY_MS
    rows = _PAGE.rows(conn, b_team=team, b_after=after, b_since=since, b_test=False, b_limit=PAGE)
    if not rows:
        return None
    leads = [_leads.decode(doc) for _, doc in rows]
    return Page(
        last=rows[-1][0],
        open=tuple(lead for lead in leads if lead.owner and lead.next_touch is not None),
        histories=tuple(survey.facts(history.past(lead, now)) for lead in leads),
    )


def own_times(conn: Connection, team: str, now: Ms) -> list[Chosen]:
    """Calls of the last year made at a time a rep had chosen over the plan's, in order."""
    found: dict[tuple[str, str], Chosen] = {}  # chosen twice before the call: the last one counts
    for lead_id, body in _CHOSEN.rows(conn, b_team=team, b_since=now - HISTORY_DAYS * DAY_MS):
        made = _set.decode(body).next
        if made.instead is None or made.channel != "call":
            continue
        row = conn.execute(select(t.c.doc).where(t.c.id == lead_id, t.c.team_id == team)).first()
        if row is None:
            continue
        known = history.past(_leads.decode(row[0]), now)
        for n, fact in enumerate(known.because):
            if isinstance(fact, Touch) and abs(fact.started - made.at) <= NEAR_MS:
                found[lead_id, fact.id] = _chosen(known, n, made.instead.odds)
                break
    return list(found.values())


def _chosen(known: history.Past, call: int, instead: float) -> Chosen:
    sign = known.signs[call]
    return Chosen(
        before=History(segment=known.segment, since=known.since, signs=known.signs[:call]),
        cell=sign.cell,
        day=sign.day,
        reached=sign.kind in ("live", "refused"),
        instead=instead,
    )
