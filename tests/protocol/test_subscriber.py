"""The desk's side of the feed, frame by frame."""

import pytest
from msgspec import Raw

from app.protocol import messages as m
from app.protocol.codec import encode_body
from app.protocol.subscriber import (
    Abort,
    Dropped,
    Effect,
    Fresh,
    Heard,
    Moved,
    Replaced,
    Sampled,
    Send,
    Subscriber,
)
from tests import builders as b

S = "team:7"
AT_5 = m.Cursor(epoch="e", view=1, seq=5, eid="eid-5")


def ev(seq: int, prev: int | None = None, k: str = "lead.new") -> m.Ev:
    return m.Ev(
        s=S,
        seq=seq,
        prev=seq - 1 if prev is None else prev,
        eid=f"eid-{seq}",
        ts=b.NOON,
        k=k,
        lead=f"lead-{seq}",
        v=1,
        b=Raw(encode_body(b.received())),
    )


def ready(**streams: m.Verdict) -> m.Ready:
    return m.Ready(
        re=1,
        rep="r",
        rep_name="Anna",
        device="d",
        role="rep",
        team="7",
        team_name="West",
        streams={f"team:{name[1:]}": verdict for name, verdict in streams.items()},
        policy=b.a_playbook(),
    )


RESUME = m.Verdict(mode="resume", frm=6, head=9, epoch="e", view=1)
SNAPSHOT = m.Verdict(mode="snapshot", why="first", head=9, epoch="e", view=1)


def live_at_5(mono: int = 0) -> Subscriber:
    """A desk at position 5 whose replay has ended."""
    desk = Subscriber({S: AT_5})
    desk.connected(mono)
    desk.receive(ready(_7=RESUME), mono)
    desk.receive(m.Live(s=S, seq=5), mono)
    return desk


def sent(effects: list[Effect]) -> list[m.FromDesk]:
    return [e.frame for e in effects if isinstance(e, Send)]


def test_the_next_fact_is_accepted_and_is_news_once_live() -> None:
    desk = live_at_5()
    assert desk.receive(ev(6), 1) == [Fresh(ev(6), True)]
    assert desk.cursor(S) == m.Cursor(epoch="e", view=1, seq=6, eid="eid-6")


def test_a_fact_before_live_is_not_news() -> None:
    desk = Subscriber({S: AT_5})
    desk.connected(0)
    desk.receive(ready(_7=RESUME), 0)
    assert desk.receive(ev(6), 1) == [Fresh(ev(6), False)]


def test_a_fact_after_filtered_ones_is_accepted_by_its_prev() -> None:
    desk = live_at_5()
    assert desk.receive(ev(9, prev=5), 1) == [Fresh(ev(9, prev=5), True)]


def test_a_duplicate_is_ignored_and_counted() -> None:
    desk = live_at_5()
    assert desk.receive(ev(5), 1) == []
    assert desk.duplicates == 1


def test_a_gap_is_never_applied_and_reopens_once() -> None:
    desk = live_at_5()
    assert sent(desk.receive(ev(8), 1)) == [m.Reopen(s=S, cursor=AT_5)]
    assert desk.receive(ev(9), 2) == []
    assert desk.gaps == 1
    assert desk.cursor(S) == AT_5


def test_a_position_from_before_the_reopen_does_not_jump_over_the_hole() -> None:
    desk = live_at_5()
    desk.receive(ev(8), 1)
    assert desk.receive(m.Pos(s=S, seq=12, eid="x"), 2) == []
    assert desk.receive(m.Live(s=S, seq=12), 2) == []
    desk.receive(ready(_7=RESUME), 3)
    assert desk.receive(ev(6), 4) == [Fresh(ev(6), False)]


def test_a_gap_that_is_not_healed_in_five_seconds_drops_the_link() -> None:
    desk = live_at_5()
    desk.receive(ev(8), 1_000)
    assert desk.tick(5_900) == []
    assert desk.tick(6_100) == [Abort("the hub did not heal a gap")]


def test_a_position_moves_the_cursor_over_what_this_rep_may_not_see() -> None:
    desk = live_at_5()
    assert desk.receive(m.Pos(s=S, seq=8, eid="eid-8"), 1) == [Moved(S, 8, "eid-8")]
    assert desk.receive(ev(9), 2) == [Fresh(ev(9), True)]


def test_an_unknown_kind_advances_the_cursor_all_the_same() -> None:
    desk = live_at_5()
    assert desk.receive(ev(6, k="lead.sang"), 1) == [Fresh(ev(6, k="lead.sang"), True)]


def snapshot(desk: Subscriber, n: int, leads: int) -> list[Effect]:
    desk.receive(m.SnapBegin(s=S, epoch="e", view=1, as_of=9), 1)
    desk.receive(m.Snap(s=S, leads=tuple(b.a_lead(id=f"l{i}") for i in range(leads))), 1)
    return desk.receive(m.SnapEnd(s=S, n=n, eid="eid-9"), 1)


def test_a_snapshot_is_one_unit_at_its_end() -> None:
    desk = Subscriber({})
    desk.connected(0)
    desk.receive(ready(_7=SNAPSHOT), 0)
    [whole] = snapshot(desk, 2, 2)
    assert isinstance(whole, Replaced)
    assert whole.cursor == m.Cursor(epoch="e", view=1, seq=9, eid="eid-9")
    assert [lead.id for lead in whole.leads] == ["l0", "l1"]


def test_a_snapshot_short_of_a_page_is_not_applied() -> None:
    desk = Subscriber({})
    desk.connected(0)
    desk.receive(ready(_7=SNAPSHOT), 0)
    assert snapshot(desk, 3, 2) == [Abort("a snapshot of 3 came with 2")]


def test_facts_before_the_promised_snapshot_are_left_alone() -> None:
    desk = Subscriber({S: AT_5})
    desk.connected(0)
    desk.receive(ready(_7=SNAPSHOT), 0)
    assert desk.receive(ev(6), 1) == []
    assert desk.gaps == 0


def test_a_stream_this_rep_lost_is_dropped() -> None:
    desk = Subscriber({S: AT_5, "team:8": AT_5})
    desk.connected(0)
    effects = desk.receive(ready(_7=RESUME), 0)
    assert Dropped("team:8") in effects


def test_after_a_drop_only_what_was_committed_counts() -> None:
    desk = live_at_5()
    desk.receive(ev(6), 1)
    desk.receive(ev(7), 1)
    desk.committed(S, m.Cursor(epoch="e", view=1, seq=6, eid="eid-6"))
    desk.connected(10)
    opening = desk.opening(app="a", install="i", session="s", outbox_n=0)
    assert opening.streams == {S: m.Cursor(epoch="e", view=1, seq=6, eid="eid-6")}


def test_only_committed_facts_are_acknowledged_and_at_most_every_100_ms() -> None:
    desk = live_at_5()
    first = desk.acks(1_000)
    desk.receive(ev(6), 1_000)
    assert first == [m.Ack(s=S, seq=5)]
    assert desk.acks(1_200) == []
    desk.committed(S, m.Cursor(epoch="e", view=1, seq=6, eid="eid-6"))
    assert desk.acks(1_050) == []
    assert desk.ack_due_in(1_050) == 50
    assert desk.acks(1_100) == [m.Ack(s=S, seq=6)]
    assert desk.ack_due_in(1_100) is None


def test_a_heartbeat_is_answered_and_a_tail_that_does_not_come_reopens_after_two_seconds() -> None:
    desk = live_at_5()
    effects = desk.receive(m.Heartbeat(n=3, now=b.NOON, pos={S: 7}), 1_000)
    assert sent(effects) == [m.Heartbeat(n=3, c_mono=1_000)]
    assert desk.tick(2_900) == []
    assert sent(desk.tick(3_000)) == [m.Reopen(s=S, cursor=AT_5)]


def test_a_desk_that_is_catching_up_is_not_behind() -> None:
    desk = live_at_5()
    desk.receive(m.Heartbeat(pos={S: 7}), 1_000)
    desk.receive(ev(6), 1_500)
    assert desk.tick(3_000) == []
    desk.receive(ev(7), 3_500)
    assert desk.tick(6_000) == []


def test_silence_for_35_seconds_drops_the_link_and_any_frame_is_a_sign_of_life() -> None:
    desk = live_at_5()
    desk.receive(None, 20_000)
    assert desk.tick(54_000) == []
    assert desk.tick(55_000) == [Abort("nothing heard for 35 s")]


def test_after_a_jump_only_an_answer_to_that_question_proves_the_link() -> None:
    desk = live_at_5()
    assert sent(desk.probe(100_000)) == [m.Time(c0=100_000)]
    desk.receive(ev(6), 100_500)
    desk.receive(m.Time(c0=90_000, s1=1, s2=1), 100_600)
    assert desk.tick(102_900) == []
    assert desk.tick(103_000) == [Abort("no answer to a probe after the clock jumped")]


def test_an_answered_probe_keeps_the_link() -> None:
    desk = live_at_5()
    desk.probe(100_000)
    effects = desk.receive(m.Time(c0=100_000, s1=7, s2=8), 100_020)
    assert Sampled(100_000, 7, 8, 100_020) in effects
    assert desk.tick(104_000) == []


def test_the_clock_is_asked_five_times_at_once_and_then_each_minute() -> None:
    desk = Subscriber({S: AT_5})
    desk.connected(0)
    asked = sent(desk.receive(ready(_7=RESUME), 0))
    for number in range(1, 6):
        asked += sent(desk.receive(m.Time(c0=number, s1=1, s2=1), number))
    assert len(asked) == 5
    desk.receive(None, 30_000)
    assert sent(desk.tick(30_000)) == []
    desk.receive(None, 60_005)
    assert len(sent(desk.tick(60_005))) == 1


def test_frames_that_move_no_cursor_are_passed_on() -> None:
    desk = live_at_5()
    answer = m.Re(re=1, op="o", ok=True)
    assert desk.receive(answer, 1) == [Heard(answer)]


@pytest.mark.parametrize("frame", [ev(6), m.Pos(s="team:9", seq=1), m.Live(s="team:9", seq=1)])
def test_a_stream_nobody_opened_changes_nothing(frame: m.FromHub) -> None:
    desk = Subscriber({})
    desk.connected(0)
    assert desk.receive(frame, 1) == []


def test_a_position_that_begins_beyond_the_cursor_is_a_gap() -> None:
    desk = live_at_5()
    effects = desk.receive(m.Pos(s=S, seq=8, eid="eid-8", prev=6), 1)
    assert sent(effects) == [m.Reopen(s=S, cursor=AT_5)]
