"""Resume or snapshot: the hub's decision for one stream. Pure: what it decides on is read
elsewhere, in one read transaction."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from app.protocol.messages import Cursor, Verdict

FAR = 5_000
"""Events behind the head from which a snapshot is cheaper than a replay."""
ALARMING = frozenset({"ahead", "fork"})
"""Verdicts that mean the store went back in time: the desk knows more than the hub."""

Why = Literal["epoch", "view", "ahead", "compacted", "fork", "far"]


class StreamHead(Struct, frozen=True, kw_only=True):
    """Where a stream stands. `min_seq` is the oldest event still kept; `eid` is the id of the event
    at the presented cursor, None when that event is not kept or nothing was presented."""

    epoch: str
    seq: int
    min_seq: int
    eid: str | None = None


_Rule = Callable[[Cursor, StreamHead, int], bool]

_TABLE: tuple[tuple[Why, _Rule], ...] = (
    ("epoch", lambda cursor, head, view: cursor.epoch != head.epoch),
    ("view", lambda cursor, head, view: cursor.view != view),
    ("ahead", lambda cursor, head, view: cursor.seq > head.seq),
    ("compacted", lambda cursor, head, view: cursor.seq < head.min_seq - 1),
    ("fork", lambda cursor, head, view: head.eid is not None and head.eid != cursor.eid),
    ("far", lambda cursor, head, view: head.seq - cursor.seq > FAR),
)


def judge(cursor: Cursor | None, head: StreamHead, view: int) -> Verdict:
    """The verdict on `cursor`: the first condition of the table that holds asks for a snapshot."""
    if cursor is None:
        return Verdict(mode="snapshot", why="first", head=head.seq, epoch=head.epoch, view=view)
    for why, holds in _TABLE:
        if holds(cursor, head, view):
            return Verdict(mode="snapshot", why=why, head=head.seq, epoch=head.epoch, view=view)
    after = cursor.seq + 1
    return Verdict(mode="resume", frm=after, head=head.seq, epoch=head.epoch, view=view)
