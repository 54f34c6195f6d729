"""The outbox in memory: order, replay, retries, expiry, and what is never dropped."""

from typing import Any

import pytest

from app.domain.refusals import RefusalCode, Retry
from app.protocol import messages as m
from client.pending import Act, Outbox
from tests.fakes import NOON


def act(op: str, do: str = "note", lead: str = "l1", **more: Any) -> Act:
    values: dict[str, Any] = {"b": {"text": op}, "at": NOON, "saved": True, "marked": True}
    return Act(op=op, do=do, lead=lead, **{**values, **more})


def outbox(*acts: Act) -> Outbox:
    return Outbox(acts, jitter=lambda low, high: high)


def refused(op: str, code: RefusalCode, retry: Retry = "no", **more: Any) -> m.Re:
    return m.Re(re=1, op=op, ok=False, e=m.Problem(code=code, msg="No.", retry=retry, **more))


def ops(acts: list[Act]) -> list[str]:
    return [a.op for a in acts]


def test_acts_on_one_lead_go_strictly_in_order() -> None:
    box = outbox(act("a"), act("b"), act("c", lead="l2"))
    assert ops(box.sendable(0)) == ["a", "c"]
    box.sent(box.sendable(0)[0], 0)
    assert ops(box.sendable(0)) == ["c"]
    box.answered(m.Re(re=1, op="a", ok=True), 0)
    assert ops(box.sendable(0)) == ["b", "c"]


def test_at_most_eight_are_on_their_way() -> None:
    box = outbox(*(act(f"a{n}", lead=f"l{n}") for n in range(12)))
    for ready in box.sendable(0):
        box.sent(ready, 0)
    assert sum(p.state == "sent" for p in box.overlay()) == 8
    assert box.sendable(0) == []


def test_nothing_goes_before_it_is_on_disk() -> None:
    box = outbox(act("a", saved=False))
    assert box.sendable(0) == []
    assert ops(box.unsaved()) == ["a"]


def test_a_new_link_replays_what_has_no_answer_with_the_same_op() -> None:
    box = outbox(act("a"))
    box.sent(box.sendable(0)[0], 0)
    assert box.sendable(0) == []
    box.replay()
    assert ops(box.sendable(0)) == ["a"]


def test_an_answer_that_does_not_come_is_asked_for_again() -> None:
    box = outbox(act("a"))
    box.sent(box.sendable(0)[0], 0)
    assert not box.overdue(14_999)
    assert box.overdue(15_000)
    assert ops(box.sendable(15_000)) == ["a"]


def test_busy_is_tried_again_after_a_growing_wait() -> None:
    box = outbox(act("a"))
    waits = []
    for _ in range(3):
        box.sent(box.sendable(10**6)[0], 0)
        box.answered(refused("a", "busy", "backoff"), 0)
        waits.append(box.next_wait(0))
    assert waits == [1_000, 2_000, 4_000]


def test_rate_limited_waits_as_long_as_the_hub_says() -> None:
    box = outbox(act("a"))
    box.sent(box.sendable(0)[0], 0)
    box.answered(refused("a", "rate_limited", "after", after_ms=7_000), 100)
    assert box.sendable(7_000) == []
    assert ops(box.sendable(7_100)) == ["a"]


def test_a_decision_is_final_and_a_repeat_of_it_changes_nothing() -> None:
    box = outbox(act("a", do="claim", b={}))
    assert box.answered(refused("a", "already_claimed"), 0) is not None
    assert box.answered(refused("a", "already_claimed"), 0) is None
    assert len(box) == 0


def test_words_that_were_refused_and_not_kept_wait_for_the_user() -> None:
    box = outbox(act("a"), act("b"))
    answered = box.answered(refused("a", "not_found"), 0)
    assert answered is not None
    assert not answered.final
    assert [(p.op, p.state) for p in box.overlay()] == [("a", "needs_user"), ("b", "queued")]
    assert ops(box.sendable(0)) == ["b"]
    assert box.retry("a") is not None
    assert ops(box.sendable(0)) == ["a"]


def test_words_the_hub_kept_are_done_with() -> None:
    box = outbox(act("a"))
    box.answered(refused("a", "stale_claim", kept=True), 0)
    assert len(box) == 0


def test_a_claim_never_sent_expires_after_its_time_and_not_before() -> None:
    box = outbox(act("a", do="claim", not_after=NOON + 30_000, marked=False), act("n", lead="l2"))
    assert box.expire(NOON + 30_000) == []
    assert ops(box.expire(NOON + 30_001)) == ["a"]
    assert [p.op for p in box.overlay()] == ["n"]


def test_a_claim_that_may_have_left_is_for_the_hub_to_judge() -> None:
    box = outbox(act("a", do="claim", not_after=NOON + 30_000, marked=True))
    assert box.expire(NOON + 60_000) == []


def test_a_granted_claim_gives_later_acts_its_fencing_token() -> None:
    box = outbox(act("c", do="claim", b={}), act("s", do="start_touch"), act("n"))
    answered = box.answered(m.Re(re=1, op="c", ok=True, r=m.Settled(gen=4)), 0)
    assert answered is not None
    assert ops(list(answered.refenced)) == ["s"]
    [start, note] = [box.get("s"), box.get("n")]
    assert start is not None
    assert note is not None
    assert (start.gen, note.gen) == (4, None)


@pytest.mark.parametrize(("do", "channel"), [("start_touch", "sms"), ("note", None)])
def test_the_overlay_says_channel_and_words(do: str, channel: str | None) -> None:
    body = {"text": "Hello", **({"channel": channel} if channel else {})}
    [shown] = outbox(act("a", do=do, b=body)).overlay("l1")
    assert (shown.channel, shown.text) == (channel, "Hello")
