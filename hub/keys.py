"""The hub's own secrets: made once, kept beside what they protect, so that a restored copy of the
database still knows who said stop. Only inside a write."""

import secrets
from typing import Literal

from sqlalchemy import Connection, bindparam, insert, select

from hub.prepared import Prepared
from hub.tables import meta

Name = Literal["address_key", "callback_key", "link_key"]
_FIND = Prepared(select(meta.c.value).where(meta.c.key == bindparam("b_key")))


def key(conn: Connection, name: Name) -> bytes:
    """256 bits, minted when first asked for."""
    row = _FIND.one(conn, b_key=name)
    if row is not None:
        return bytes.fromhex(row[0])
    made = secrets.token_bytes(32)
    conn.execute(insert(meta).values(key=name, value=made.hex()))
    return made
