"""The rows of the lead table: found, added, and changed only from the version they were read at."""

from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from app.domain.ids import Ms
from app.domain.lead import Lead, Person
from hub.prepared import Prepared
from hub.tables import lead as t
from hub.wake import wake_at

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Lead)

_NAMED = and_(t.c.id == bindparam("b_id"), t.c.team_id == bindparam("b_team"))
_FIND = Prepared(select(t.c.doc).where(_NAMED))
_ALL = Prepared(select(t.c.doc).where(t.c.team_id == bindparam("b_team")).order_by(t.c.received_ms))
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))


def _newest_with(key: Column[Any]) -> Prepared:
    # One query a key: an OR over both makes SQLite walk every lead of the team.
    return Prepared(
        select(t.c.received_ms, t.c.doc)
        .where(
            t.c.team_id == bindparam("b_team"),
            key == bindparam("b_key"),
            t.c.received_ms >= bindparam("b_since"),
            t.c.state != "closed",
            t.c.test == bindparam("b_test"),
        )
        .order_by(t.c.received_ms.desc())
        .limit(1)
    )


_SAME_EMAIL = _newest_with(t.c.email_key)
_SAME_PHONE = _newest_with(t.c.phone_key)
_SET: dict[str, BindParameter[Any]] = {
    name: bindparam(name)
    for name in (
        "state",
        "owner",
        "lease_until_ms",
        "due_ms",
        "claim_by_ms",
        "next_at_ms",
        "wake_ms",
        "doc",
    )
}
_CLAIM = Prepared(
    update(t)
    .where(
        _NAMED,
        t.c.version == bindparam("b_was"),
        or_(
            t.c.state == "open",
            and_(t.c.state == "claimed", t.c.lease_until_ms < bindparam("b_now")),
        ),
    )
    .values(**_SET, claim_gen=t.c.claim_gen + 1, version=t.c.version + bindparam("b_n"))
    .returning(t.c.claim_gen, t.c.version)
)
_CHANGE = Prepared(
    update(t)
    .where(_NAMED, t.c.version == bindparam("b_was"), t.c.claim_gen == bindparam("b_gen"))
    .values(**_SET, claim_gen=bindparam("claim_gen"), version=bindparam("version"))
)
_DUE = Prepared(
    select(t.c.id, t.c.team_id)
    .where(t.c.wake_ms <= bindparam("b_now"))
    .order_by(t.c.wake_ms)
    .limit(bindparam("b_limit"))
)
_NEXT = Prepared(select(t.c.wake_ms).where(t.c.wake_ms.is_not(None)).order_by(t.c.wake_ms).limit(1))
_SLEEP = Prepared(update(t).where(_NAMED).values(wake_ms=None))


def find(conn: Connection, team: str, lead_id: str) -> Lead | None:
    row = _FIND.one(conn, b_id=lead_id, b_team=team)
    return None if row is None else _decoder.decode(row[0])


def read(doc: str) -> Lead:
    """The lead as a row's `doc` has it."""
    return _decoder.decode(doc)


def every(conn: Connection, team: str) -> list[Lead]:
    """All leads of a team, oldest first."""
    return [_decoder.decode(doc) for (doc,) in _ALL.rows(conn, b_team=team)]


def same_person(conn: Connection, team: str, person: Person, since: Ms, test: bool) -> Lead | None:
    """The newest lead received since `since`, not closed, with the same email or number."""
    found = []
    for query, key in ((_SAME_EMAIL, email_key(person)), (_SAME_PHONE, phone_key(person))):
        if key is not None:
            row = query.one(conn, b_team=team, b_key=key, b_since=since, b_test=test)
            found += [row] if row is not None else []
    return _decoder.decode(max(found)[1]) if found else None


def add(conn: Connection, lead: Lead) -> None:
    _ADD.run(
        conn,
        id=lead.id,
        team_id=lead.team,
        version=lead.v,
        claim_gen=lead.gen,
        email_key=email_key(lead.person),
        phone_key=phone_key(lead.person),
        source_id=lead.source.id,
        received_ms=lead.received,
        test=lead.test,
        **_changing(lead),
    )


def claim(conn: Connection, was: Lead, lead: Lead, now: Ms) -> bool:
    """Grant it: the one statement that decides who has a lead. False when it was not free."""
    granted = _CLAIM.one(
        conn,
        b_id=was.id,
        b_team=was.team,
        b_was=was.v,
        b_now=now,
        b_n=lead.v - was.v,
        **_changing(lead),
    )
    if granted is None:
        return False
    if granted != (lead.gen, lead.v):
        raise RuntimeError(f"lead {lead.id}: row and facts disagree about the grant")
    return True


def change(conn: Connection, was: Lead, lead: Lead) -> bool:
    """Everything but a grant by claim. False when the row is not at the version read."""
    touched = _CHANGE.run(
        conn,
        b_id=was.id,
        b_team=was.team,
        b_was=was.v,
        b_gen=was.gen,
        claim_gen=lead.gen,
        version=lead.v,
        **_changing(lead),
    )
    return touched == 1


def due(conn: Connection, now: Ms, limit: int) -> list[tuple[str, str]]:
    """(lead id, team id) of leads that time has changed by `now`, the longest due first."""
    return [(row[0], row[1]) for row in _DUE.rows(conn, b_now=now, b_limit=limit)]


def next_wake(conn: Connection) -> Ms | None:
    row = _NEXT.one(conn)
    return None if row is None else int(row[0])


def let_sleep(conn: Connection, team: str, lead_id: str) -> None:
    """Take it off the clock until something else changes it."""
    _SLEEP.run(conn, b_id=lead_id, b_team=team)


def email_key(person: Person) -> str | None:
    return person.email.strip().casefold()[:320] or None


def phone_key(person: Person) -> str | None:
    return person.phone[:40] or None


def _changing(lead: Lead) -> dict[str, object]:
    return {
        "state": lead.state,
        "owner": lead.owner,
        "lease_until_ms": lead.lease_until,
        "due_ms": lead.due,
        "claim_by_ms": lead.claim_by,
        "next_at_ms": lead.next_touch.at if lead.next_touch else None,
        "wake_ms": wake_at(lead),
        "doc": _encoder.encode(lead).decode(),
    }
