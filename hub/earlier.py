"""What a person got from us as earlier leads: a new lead of theirs carries it, so that nothing is
said to them twice."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Column, Connection, bindparam, select

from app.domain import memory
from app.domain.commands import ReceiveLead
from app.domain.lead import Lead
from hub import lead_rows
from hub.prepared import Prepared
from hub.tables import lead as t

LEADS = 10
"""Earlier leads of one number or address that are looked at, the newest first."""


def _with(key: Column[Any]) -> Prepared:
    return Prepared(
        select(t.c.doc)
        .where(
            t.c.team_id == bindparam("b_team"),
            key == bindparam("b_key"),
            t.c.test == bindparam("b_test"),
        )
        .order_by(t.c.received_ms.desc())
        .limit(LEADS)
    )


_EMAIL, _PHONE = _with(t.c.email_key), _with(t.c.phone_key)


def carried(conn: Connection, made: ReceiveLead) -> ReceiveLead:
    """`made`, with what they got as earlier leads of this team, open or closed."""
    person = made.person
    found: dict[str, Lead] = {}
    keys = ((_EMAIL, lead_rows.email_key(person)), (_PHONE, lead_rows.phone_key(person)))
    for query, key in keys:
        if key is None:
            continue
        for (doc,) in query.rows(conn, b_team=made.team, b_key=key, b_test=made.test):
            lead = lead_rows.read(doc)
            found[lead.id] = lead
    got = memory.got_from(found.values())
    return replace(made, got=got) if got else made
