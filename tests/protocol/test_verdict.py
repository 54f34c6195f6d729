"""Every row of the resume-or-snapshot table, and that the rows are tried in their order."""

import pytest

from app.protocol.messages import Cursor
from app.protocol.verdict import FAR, StreamHead, judge

HEAD = StreamHead(epoch="e", seq=9_000, min_seq=101, eid="x")


def cursor(epoch: str = "e", view: int = 3, seq: int = 8_999, eid: str = "x") -> Cursor:
    return Cursor(epoch=epoch, view=view, seq=seq, eid=eid)


@pytest.mark.parametrize(
    ("presented", "head", "why"),
    [
        (None, HEAD, "first"),
        (cursor(epoch="other"), HEAD, "epoch"),
        (cursor(view=2), HEAD, "view"),
        (cursor(seq=9_001), HEAD, "ahead"),
        (cursor(seq=99), HEAD, "compacted"),
        (cursor(eid="y"), HEAD, "fork"),
        (cursor(eid=""), HEAD, "fork"),
        (cursor(seq=9_000 - FAR - 1), HEAD, "far"),
        # several at once: the first row of the table speaks
        (cursor(epoch="other", view=2, seq=9_001), HEAD, "epoch"),
        (cursor(view=2, seq=9_001), HEAD, "view"),
        (cursor(seq=99, eid="y"), HEAD, "compacted"),
        (cursor(seq=200, eid="y"), HEAD, "fork"),
    ],
)
def test_a_snapshot_is_sent_for_the_first_reason_that_holds(
    presented: Cursor | None, head: StreamHead, why: str
) -> None:
    verdict = judge(presented, head, view=3)
    assert (verdict.mode, verdict.why) == ("snapshot", why)


@pytest.mark.parametrize("seq", [9_000, 8_999, 9_000 - FAR])
def test_a_cursor_on_the_same_history_resumes_after_itself(seq: int) -> None:
    verdict = judge(cursor(seq=seq), HEAD, view=3)
    assert (verdict.mode, verdict.why, verdict.frm) == ("resume", "", seq + 1)


def test_the_event_just_before_the_oldest_kept_one_needs_no_proof() -> None:
    head = StreamHead(epoch="e", seq=200, min_seq=101, eid=None)
    assert judge(cursor(seq=100, eid="gone"), head, view=3).mode == "resume"


def test_an_empty_stream_resumes_an_empty_cursor() -> None:
    head = StreamHead(epoch="e", seq=0, min_seq=1, eid=None)
    assert judge(cursor(seq=0, eid=""), head, view=3).mode == "resume"
