"""Teams and their people as rows: made when first named, found again whatever the capitals."""

import unicodedata
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from app.domain.commands import Role
from app.domain.ids import Ms, new_id
from app.domain.refusals import RefusalCode
from hub import event_log
from hub.tables import membership, rep, team, team_stream

NAME_MAX = 80


class Refusal(Exception):
    """A rule said no. `str()` is a sentence for the user; `after_ms`: when to try again (0: no)."""

    def __init__(self, code: RefusalCode, msg: str, after_ms: int = 0) -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.after_ms = after_ms


def tidy(name: str, what: str) -> str:
    """`name`, single-spaced and printable. Raises Refusal when nothing, or too much, is left."""
    text = _printable(name)
    if not 0 < len(text) <= NAME_MAX:
        raise Refusal("bad_field", f"{what}: a name of 1 to {NAME_MAX} characters, please.")
    return text


def tidy_or_empty(text: str) -> str:
    """As `tidy`, cut instead of refused: for what a program says of itself."""
    return _printable(text)[:NAME_MAX]


def _printable(text: str) -> str:
    """An accent may come as a character of its own: what looks the same is the same."""
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())


def ensure_team(conn: Connection, name: str, now: Ms) -> str:
    """The id of the team called `name`, made with an empty stream when new."""
    key = name.casefold()
    found = conn.execute(select(team.c.id).where(team.c.name_key == key)).scalar_one_or_none()
    if found is not None:
        return str(found)
    made = new_id(now)
    conn.execute(insert(team).values(id=made, name=name, name_key=key, created_ms=now))
    stream = {"team_id": made, "epoch": str(uuid4()), "head_seq": 0, "min_seq": 1}
    conn.execute(insert(team_stream).values(stream))
    return made


def ensure_rep(conn: Connection, team_id: str, name: str, role: Role | None, now: Ms) -> str:
    """The id of that team's rep called `name`, made when new. Without a `role` somebody known keeps
    theirs and somebody new is a rep. A new role raises `view`, so that every desk of theirs starts
    over from what they may see now."""
    event_log.lock(conn, team_id)
    key = name.casefold()
    here = membership.c.team_id == team_id
    query = (
        select(rep.c.id, membership.c.role)
        .join(membership, membership.c.rep_id == rep.c.id)
        .where(here, rep.c.name_key == key)
    )
    found = conn.execute(query).one_or_none()
    if found is None:
        made = new_id(now)
        conn.execute(insert(rep).values(id=made, name=name, name_key=key, created_ms=now))
        member = {"team_id": team_id, "rep_id": made, "role": role or "rep", "view": 1}
        conn.execute(insert(membership).values(member))
        return made
    if role is not None and found.role != role:
        conn.execute(
            update(membership)
            .where(here, membership.c.rep_id == found.id)
            .values(role=role, view=membership.c.view + 1)
        )
    return str(found.id)
