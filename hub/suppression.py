"""Who wants no more of us, by channel and keyed hash of number or address, whatever team or lead.
The list is the truth; what it says becomes facts on the leads it concerns in the same write, which
`rulings.py` sees to. Only inside a write."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.commands import ReceiveLead
from app.domain.ids import Ms
from app.domain.lead import Consent
from app.domain.touch import Channel
from hub import addresses, keys, message_rows
from hub.prepared import Prepared
from hub.tables import lead as lead_table
from hub.tables import suppression as t
from hub.tables import team as team_table

Said = Literal["stop", "page", "unsubscribe", "gateway", "bounce", "complaint", "rep"]
"""How it got onto the list. Who said stop themselves only they can take off."""
CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")
OWN_WORD: frozenset[str] = frozenset({"stop", "page", "unsubscribe", "complaint"})

_HERE = (t.c.channel == bindparam("b_channel"), t.c.who == bindparam("b_who"))
_FIND = Prepared(select(t.c.why, t.c.source).where(*_HERE))
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))
_REMOVE = Prepared(delete(t).where(*_HERE))
_TEAMS = Prepared(select(team_table.c.id).order_by(team_table.c.id))
_BY_EMAIL = Prepared(
    select(lead_table.c.id).where(
        lead_table.c.team_id == bindparam("b_team"),
        lead_table.c.email_key == bindparam("b_key"),
        lead_table.c.state != "closed",
    )
)
_BY_PHONE = Prepared(
    select(lead_table.c.id).where(
        lead_table.c.team_id == bindparam("b_team"),
        lead_table.c.phone_key == bindparam("b_key"),
        lead_table.c.state != "closed",
    )
)


def why(conn: Connection, channel: Channel, to: str) -> str:
    """Why the list says no, as the card shows it; "" where it does not."""
    row = _row(conn, channel, to)
    return "" if row is None else row[0]


def add(
    conn: Connection, channels: Iterable[Channel], to: str, reason: str, said: Said, now: Ms
) -> bool:
    """False when every one of them was on it for as strong a reason."""
    changed = False
    for channel in channels:
        before = _row(conn, channel, to)
        if before is not None and (before[1] in OWN_WORD or said not in OWN_WORD):
            continue
        who = _who(conn, channel, to)
        _REMOVE.run(conn, b_channel=channel, b_who=who)
        _ADD.run(
            conn, channel=channel, who=who, why=reason[:300] or "no more wanted", source=said,
            since_ms=now,
        )  # fmt: skip
        changed = True
    return changed


def remove(conn: Connection, channels: Iterable[Channel], to: str, own_word: bool) -> bool:
    """Take it off. Without their `own_word` what they said themselves stays. False: nothing was
    taken off."""
    taken = 0
    for channel in channels:
        before = _row(conn, channel, to)
        if before is not None and (own_word or before[1] not in OWN_WORD):
            taken += _REMOVE.run(conn, b_channel=channel, b_who=_who(conn, channel, to))
    return taken > 0


def own_word(conn: Connection, channel: Channel, to: str) -> bool:
    """Did they say it themselves?"""
    row = _row(conn, channel, to)
    return row is not None and row[1] in OWN_WORD


def leads(conn: Connection, channel: Channel, to: str) -> list[tuple[str, str]]:
    """(team, lead) of every open lead of any team with this number or address, and of every lead
    that was ever written to there; teams in one order."""
    query = _BY_EMAIL if channel == "email" else _BY_PHONE
    key = addresses.normal(channel, to)[: 320 if channel == "email" else 40]
    found = {
        (team, row[0])
        for (team,) in _TEAMS.rows(conn)
        for row in query.rows(conn, b_team=team, b_key=key)
    }
    return sorted(found | set(message_rows.leads_of(conn, channel, to)))


def applied(conn: Connection, made: ReceiveLead) -> ReceiveLead:
    """`made` with every channel refused that the list says no to: what a form claims does not undo
    what the person said."""
    consent = dict(made.consent)
    for channel in CHANNELS:
        to = made.person.email if channel == "email" else made.person.phone
        if to and (no := why(conn, channel, to)):
            consent[channel] = Consent(state="refused", why=no)
    return made if consent == made.consent else replace(made, consent=consent)


def _row(conn: Connection, channel: Channel, to: str) -> tuple[str, str] | None:
    row = _FIND.one(conn, b_channel=channel, b_who=_who(conn, channel, to))
    return None if row is None else (str(row[0]), str(row[1]))


def _who(conn: Connection, channel: Channel, to: str) -> str:
    return addresses.who(keys.key(conn, "address_key"), channel, to)
