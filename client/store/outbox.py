"""The outbox on disk: written before anything is sent, and the answers that came."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.ids import Ms
from client.pending import Act
from client.store.tables import outbox, result

RESULTS_KEPT_MS = 30 * 86_400_000

# A desk that stops while rows are on their way to the disk cannot know whether they came to it, and
# writes them again.
_insert = upsert(outbox).on_conflict_do_nothing(index_elements=["op"])
_update = (
    update(outbox)
    .where(outbox.c.op == bindparam("key"))
    .values({name: bindparam(f"to_{name}") for name in ("state", "tries", "error", "gen")})
)
_delete = delete(outbox).where(outbox.c.op == bindparam("key"))
_answer = upsert(result).on_conflict_do_nothing()


def load(conn: Connection) -> list[Act]:
    """Every act without a final answer, oldest first, ready to go again."""
    return [
        Act(
            op=row.op,
            do=row.do,
            lead=row.lead,
            b=msgspec.json.decode(row.body, type=dict),
            at=row.at,
            gen=row.gen,
            seen_v=row.seen_v,
            not_after=row.not_after,
            state="needs_user" if row.state == "needs_user" else "queued",
            tries=row.tries,
            error=row.error,
            saved=True,
            marked=row.state == "sent" or row.tries > 0,
        )
        for row in conn.execute(select(outbox).order_by(outbox.c.n))
    ]


def add(conn: Connection, acts: Iterable[Act]) -> None:
    """`marked` acts are stored as sent: the socket gets them right after this commit."""
    for act in acts:
        conn.execute(
            _insert,
            {
                "op": act.op,
                "do": act.do,
                "lead": act.lead,
                "body": msgspec.json.encode(act.b),
                "at": act.at,
                "gen": act.gen,
                "seen_v": act.seen_v,
                "not_after": act.not_after,
                "state": "sent" if act.marked else act.state,
                "tries": act.tries,
                "error": act.error,
            },
        )


def change(conn: Connection, acts: Iterable[Act]) -> None:
    """Bring the rows of `acts` up to what memory says."""
    for act in acts:
        conn.execute(
            _update,
            {
                "key": act.op,
                "to_state": "sent" if act.marked and act.state != "needs_user" else act.state,
                "to_tries": act.tries,
                "to_error": act.error,
                "to_gen": act.gen,
            },
        )


def settle(conn: Connection, act: Act, how: str, re: bytes, now: Ms) -> None:
    """Take `act` out, for good, and keep how it ended: done, refused, expired or discarded."""
    conn.execute(_delete, {"key": act.op})
    conn.execute(
        _answer,
        {"op": act.op, "do": act.do, "lead": act.lead, "at": now, "how": how, "re": re},
    )


def forget_old(conn: Connection, now: Ms) -> None:
    conn.execute(delete(result).where(result.c.at < now - RESULTS_KEPT_MS))
