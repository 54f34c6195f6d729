"""Who could make the call that somebody asks for, read in the caller's transaction."""

from sqlalchemy import Connection

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from hub import standing, time_rows
from hub.good_time.times import DAY, FAR_DAYS, Caller, Crew
from hub.plans import rows, slots


def crew(conn: Connection, lead: Lead, playbook: Playbook, now: Ms) -> Crew:
    """The owner; everybody who calls where nobody owns it, or its owner is away all along."""
    end = now + FAR_DAYS * DAY
    promised = rows.booked(conn, lead.team, "", lead.id, now, end)

    def caller(rep: str) -> Caller:
        times = slots.kept(time_rows.find(conn, lead.team, rep), playbook.planning)
        booked = rows.booked(conn, lead.team, rep, lead.id, now, end)
        return Caller(times=times, booked=booked)

    if lead.owner:
        owner = caller(lead.owner)
        if slots.free(owner.times, now, end):
            return Crew(callers=(owner,))
    members = standing.members(conn, lead.team)
    reps = [who.rep for who in members if who.role == "rep"]
    anybody = reps or [who.rep for who in members if who.role != "marketing"]
    return Crew(callers=tuple(caller(rep) for rep in anybody), promised=promised)
