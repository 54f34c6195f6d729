"""What is behind a link, read in one transaction: the link, the lead, who reads, what to offer."""

from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from app.domain import reach
from app.domain.ids import Ms
from app.domain.lead import Lead
from hub import choosing, lead_rows
from hub.good_time import links, times
from hub.good_time.crew import crew
from hub.good_time.links import Bad, Kind, Link
from hub.good_time.page import Asked
from hub.good_time.reader import Reader, anybody, reader
from hub.planning import Plans
from hub.policies import Policies
from hub.prepared import Prepared
from hub.tables import team as t

Armed = Callable[[str], frozenset[str]]
"""The reps of a team, by id, whose desks are proven able to ring."""
_TEAM = Prepared(select(t.c.name).where(t.c.id == bindparam("b_team")))


class Opened(Struct, frozen=True, kw_only=True):
    """`asked` is None where there is nothing to choose: the link is bad, or nothing is due any
    more. Of a link that is none nobody and nothing is known."""

    found: Link | Bad
    reader: Reader
    lead: Lead | None = None
    asked: Asked | None = None

    def known(self) -> bool:
        """Is it one of ours, used or old as it may be?"""
        return self.lead is not None


class Desk(Struct, frozen=True, kw_only=True):
    """What the page has to ask the hub."""

    policies: Policies
    plans: Plans | None
    armed: Armed


def opened(conn: Connection, kind: Kind, token: str, desk: Desk, now: Ms) -> Opened:
    found = links.read(conn, kind, token, now)
    link = found.link if isinstance(found, Bad) else found
    lead = lead_rows.find(conn, link.team, link.lead) if link is not None else None
    if lead is None:
        return Opened(found=Bad(why="unknown"), reader=anybody(desk.policies.default))
    row = _TEAM.one(conn, b_team=lead.team)
    known = reader(lead, desk.policies.playbook(lead.team), row[0] if row else "", now)
    if kind == "stop" or isinstance(found, Bad) or lead.state == "closed":
        return Opened(found=found, reader=known, lead=lead)
    asked = _asked(conn, lead, desk, now)
    return Opened(found=found, reader=known, lead=lead, asked=asked)


def _asked(conn: Connection, lead: Lead, desk: Desk, now: Ms) -> Asked:
    playbook, plans = desk.policies.playbook(lead.team), desk.plans
    choose = choosing.sound(plans.choose(conn, lead.team)) if plans is not None else None
    return Asked(
        now=now,
        offers=times.offers(lead, crew(conn, lead, playbook, now), playbook, now, choose),
        may_call_now=times.may_call_now(lead, playbook, now) and _rings(lead, desk.armed),
        may_email=reach.usable(lead, "email"),
    )


def _rings(lead: Lead, armed: Armed) -> bool:
    """Is there a desk to ring: the owner's, or anybody's?"""
    ready = armed(lead.team)
    return lead.owner in ready if lead.owner else bool(ready)
