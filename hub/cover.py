"""Somebody stands in: what `absence.py` orders for a lead, decided and folded inside one write."""

from bisect import bisect_left
from collections.abc import Callable

import structlog
from sqlalchemy import Connection, bindparam, select

from app.domain import commands as c
from app.domain.bounds import Choose
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.policy import Policy
from app.domain.refusals import Refused
from hub import absence, standing, time_rows
from hub.absence import Team
from hub.prepared import Prepared
from hub.tables import lead as t

log = structlog.get_logger(__name__)
GONE = "{} has no desk any more"
_BOOKED = Prepared(
    select(t.c.next_at_ms)
    .where(
        t.c.team_id == bindparam("b_team"),
        t.c.owner == bindparam("b_owner"),
        t.c.next_at_ms.is_not(None),
    )
    .order_by(t.c.next_at_ms)
)


def absent(conn: Connection, lead: Lead, now: Ms) -> bool:
    """Is `lead` left with nobody by a leave of its owner? One small query, and none for a lead
    that is free."""
    if not lead.owner or lead.state == "closed":
        return False
    times = time_rows.find(conn, lead.team, lead.owner)
    return absence.concerns(lead, times, now) is not None


def stand_in(
    conn: Connection, lead: Lead, playbook: Playbook, choose: Choose | None, now: Ms
) -> tuple[Fact, ...]:
    """The facts that put `lead` into hands that are there, or on a day when its owner is back;
    none where nothing is amiss. The caller holds the team's row."""
    if not absent(conn, lead, now):
        return ()
    team = _team(conn, lead.team, playbook)
    policy = Policy(
        playbook=playbook,
        roster=team.roster,
        choose=absence.sparing(choose, lead.owner, team, now),
    )
    return carried_out(lead, absence.orders(lead, team, now), policy, now)


def without_desk(conn: Connection, lead: Lead, playbook: Playbook, now: Ms) -> tuple[Fact, ...]:
    """What puts a lead back whose owner left for good: off the team, or signed out of every desk.
    Asked when its touch falls due, for that would ring nowhere."""
    if not lead.owner or lead.running() is not None:
        return ()
    if standing.has_desk(conn, lead.team, lead.owner):
        return ()
    reason = GONE.format(lead.owner_name or "Its owner")
    policy = Policy(playbook=playbook, roster={})
    return carried_out(lead, (c.PullBackLead(reason=reason),), policy, now)


def carried_out(
    lead: Lead, orders: tuple[c.Command, ...], policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    """The facts of all `orders`, each decided after the one before; none when one is refused, for
    half a hand-over would be worse than none."""
    facts: list[Fact] = []
    for command in orders:
        made = decide(lead, c.Order(actor=c.HUB, command=command), policy, now)
        if isinstance(made, Refused):
            log.error("the hub refused itself", lead=lead.id, code=made.code)
            return ()
        for fact in made:
            lead = evolve(lead, fact)
            facts.append(fact)
    return tuple(facts)


def _team(conn: Connection, team: str, playbook: Playbook) -> Team:
    return Team(
        times=time_rows.of_team(conn, team),
        roster=standing.roster(conn, team),
        planning=playbook.planning,
        booked=_booked(conn, team),
    )


def _booked(conn: Connection, team: str) -> Callable[[str, Ms, Ms], int]:
    """Counts next touches, one query a rep."""
    known: dict[str, list[Ms]] = {}

    def count(rep: str, start: Ms, end: Ms) -> int:
        if rep not in known:
            known[rep] = [int(row[0]) for row in _BOOKED.rows(conn, b_team=team, b_owner=rep)]
        return bisect_left(known[rep], end) - bisect_left(known[rep], start)

    return count
