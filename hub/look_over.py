"""Looking leads over, read by read and off the loop: which have nothing due, which have something
due that may not stand any more, which are left with somebody on leave. `upkeep.py` mends them."""

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from app.domain import commands as c
from app.domain import standing
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.playbook import Playbook
from hub import absence, lead_rows, time_rows
from hub.policies import Policies
from hub.prepared import Prepared
from hub.tables import lead as t
from hub.tables import plan_model, team

PAGE = 200
"""Leads read at a time: nobody waits long for a reader."""

_ACTIVE = Prepared(
    select(t.c.id, t.c.doc)
    .where(t.c.id > bindparam("b_after"), t.c.state != "closed")
    .order_by(t.c.id)
    .limit(bindparam("b_limit"))
)
_OWNED = Prepared(
    select(t.c.doc).where(
        t.c.team_id == bindparam("b_team"),
        t.c.owner == bindparam("b_owner"),
        t.c.state != "closed",
    )
)
_LEARNT = Prepared(select(plan_model.c.as_of_ms).where(plan_model.c.team_id == bindparam("b_team")))
_TEAMS = Prepared(select(team.c.id).order_by(team.c.id))


class Amiss(Struct, frozen=True):
    """One lead that is not as it should be, why, and the order that mends it."""

    team: str
    lead: str
    why: str
    order: c.HubCommand | c.PullBackLead
    leak: bool


class Page(Struct, frozen=True):
    """What was found among the leads up to `last`; "" where there are no more."""

    amiss: tuple[Amiss, ...]
    last: str


def page(conn: Connection, after: str, policies: Policies, now: Ms, rules_too: bool) -> Page:
    """The next active leads of all teams. With `rules_too` also those planned for a time that
    hours, limits or consent do not allow, as the rules are now."""
    rows = _ACTIVE.rows(conn, b_after=after, b_limit=PAGE)
    read = (lead_rows.read(doc) for _, doc in rows)
    judged = (judge(lead, policies.playbook(lead.team), now, rules_too) for lead in read)
    return Page(
        tuple(one for one in judged if one is not None),
        rows[-1][0] if len(rows) == PAGE else "",
    )


def judge(lead: Lead, playbook: Playbook, now: Ms, rules_too: bool) -> Amiss | None:
    """What is amiss with `lead`, or None."""
    if why := leaks(lead, now):
        # What a lease should have ended is free again; the rest is planned.
        order = c.PullBackLead(reason=why) if lead.state == "claimed" else c.PlanAnew()
        return Amiss(lead.team, lead.id, why, order, leak=True)
    ahead = lead.next_touch
    if not rules_too or ahead is None or ahead.at <= now or lead.state == "claimed":
        return None
    if standing.held(lead, ahead, playbook) == ahead:
        return None
    order = c.PlanAnew(why="Calling hours changed")
    return Amiss(lead.team, lead.id, "Its next touch is not allowed any more.", order, leak=False)


def still_leaks(conn: Connection, one: Amiss, now: Ms) -> bool:
    """Has it nothing due even now?"""
    lead = lead_rows.find(conn, one.team, one.lead)
    return lead is not None and bool(leaks(lead, now))


def left_by(conn: Connection, team_id: str, rep: str, now: Ms) -> list[str]:
    """Ids of the leads a leave of `rep` leaves with nobody: promises first, then by rank."""
    times = time_rows.find(conn, team_id, rep)
    if times is None or not times.leave:
        return []
    rows = _OWNED.rows(conn, b_team=team_id, b_owner=rep)
    leads = [lead for (doc,) in rows if absence.concerns(lead := lead_rows.read(doc), times, now)]
    return [lead.id for lead in sorted(leads, key=_first)]


def _first(lead: Lead) -> tuple[bool, str, Ms, str]:
    ahead = lead.next_touch
    return not (ahead and ahead.pinned), lead.rank, lead.received, lead.id


def teams(conn: Connection) -> list[str]:
    """Ids of all teams."""
    return [row[0] for row in _TEAMS.rows(conn)]


def learnt(conn: Connection, team_id: str) -> Ms:
    """When what is known of the team's calls was worked out; 0: never."""
    row = _LEARNT.one(conn, b_team=team_id)
    return 0 if row is None else int(row[0])
