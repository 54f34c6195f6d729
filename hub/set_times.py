"""Somebody's own times, set: who may, what is kept. They belong to a rep and to no lead, so this
rule stands beside `decide` and not in it."""

from msgspec import Struct
from sqlalchemy import Connection

from app.domain import times_check
from app.domain.commands import Actor, SetTimes
from app.domain.fences import LEADERS
from app.domain.ids import Ms
from app.domain.refusals import Refused
from hub import standing, time_rows


class Kept(Struct, frozen=True):
    """Whose times they are, how often they were changed by now, and whether they just were."""

    rep: str
    v: int
    changed: bool


def set_times(
    conn: Connection, team: str, actor: Actor, command: SetTimes, now: Ms
) -> Kept | Refused:
    """Keep them, or say why not. The same again changes nothing. The caller holds the team's
    row."""
    whose = command.rep or actor.rep
    roster = standing.roster(conn, team)
    if actor.role == "marketing":
        return Refused(code="forbidden", msg="Marketing calls nobody and keeps no hours here.")
    if whose != actor.rep and actor.role not in LEADERS:
        return Refused(code="forbidden", msg="Only a team lead may set somebody else's hours.")
    if whose not in roster:
        return Refused(code="bad_field", msg="rep: nobody who calls on this team has that id.")
    if (no := times_check.impossible(command.times, whose, roster)) is not None:
        return no
    times = times_check.without_titles(command.times)
    before, v = time_rows.find(conn, team, whose), time_rows.version(conn, team, whose)
    if before == times:
        return Kept(whose, v, changed=False)
    time_rows.keep(conn, team, whose, times, actor.rep, now)
    return Kept(whose, v + 1, changed=True)
