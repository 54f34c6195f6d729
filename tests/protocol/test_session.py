"""One connection at the hub, enumerated: no socket, no clock, no database."""

import json
from typing import Any

import msgspec
import pytest

from app.domain.lead import Entry
from app.protocol import codec
from app.protocol import messages as m
from app.protocol.outgoing import LEAD_BYTES, Snapshot, snapshot_frames
from app.protocol.session import (
    BACKLOG,
    Acknowledged,
    AskVerdict,
    HubSession,
    Reported,
    Shown,
    Submit,
    Tick,
)
from tests.protocol.desk_model import (
    EPOCH,
    PLAYBOOK,
    START,
    STREAM,
    Desk,
    Log,
    carry_out,
    kinds,
    lead,
    opening,
    pump,
    session,
)


def later(ms: int) -> Tick:
    return Tick(START.wall + ms, START.mono + ms)


def opened(log: Log, desk: Desk | None = None) -> tuple[HubSession, Desk]:
    """A session that is live with a desk that has heard everything."""
    hub, desk = session(), desk or Desk()
    carry_out(hub, hub.receive(opening(desk), START), log)
    for text in pump(hub, log):
        desk.hear(text)
    return hub, desk


def closed(hub: HubSession) -> int | None:
    """The code the connection is to be closed with, if it is."""
    return hub.closing.code if hub.closing else None


def grown(count: int) -> Log:
    log = Log()
    for _ in range(count):
        log.append()
    return log


def cmd(number: int = 1, **fields: Any) -> str:
    return codec.encode(m.Cmd(id=number, op=f"op-{number}", do="claim", lead="lead-1", **fields))


def replies(hub: HubSession, t: Tick = START) -> list[m.Re]:
    said = []
    while (text := hub.next_frame(t)) is not None:
        frame = codec.decode_from_hub(text)
        if isinstance(frame, m.Re):
            said.append(frame)
    return said


# ---- the greeting --------------------------------------------------------------------------------


def test_hello_is_the_first_thing_said_before_anything_is_asked() -> None:
    hub = session()
    frame = codec.decode_from_hub(hub.next_frame(START) or "")
    assert isinstance(frame, m.Hello)
    assert (frame.proto, frame.now, frame.max_in) == ("leadbell.v1", START.wall, 64 * 1024)


def test_a_connection_that_never_opens_is_closed_after_ten_seconds() -> None:
    hub = session()
    hub.tick(later(9_999))
    assert closed(hub) is None
    hub.tick(later(10_000))
    assert closed(hub) == 4401


def test_a_first_open_is_answered_with_ready_a_snapshot_and_live() -> None:
    hub, desk = session(), Desk()
    verdict = carry_out(hub, hub.receive(opening(desk), START), grown(3))
    assert verdict is not None
    assert verdict.why == "first"
    said = pump(hub, grown(3))
    assert kinds(said) == ["Hello", "Ready", "SnapBegin", "Snap", "SnapEnd", "Live"]


def test_a_resume_sends_only_what_came_after_the_cursor() -> None:
    log = grown(3)
    _, desk = opened(log)
    log.append()
    log.append()
    opened(log, desk)
    assert desk.applied == [4, 5]
    assert desk.live


def test_an_unknown_cursor_of_another_stream_counts_as_none() -> None:
    hub = session()
    frame = m.Open(id=1, app="1", install="i", session="s", streams={"team:9": None})
    assert hub.receive(codec.encode(frame), START) == AskVerdict(None)


def test_events_that_arrive_while_the_snapshot_is_read_follow_it_without_a_gap() -> None:
    log, hub, desk = grown(3), session(), Desk()
    effect = hub.receive(opening(desk), START)
    assert isinstance(effect, AskVerdict)
    hub.judged(None, log.stream_head(None), PLAYBOOK)
    taken = log.snapshot()
    log.append()
    assert hub.wants(log.head) is None
    hub.snapshot(taken)
    for text in pump(hub, log):
        desk.hear(text)
    assert desk.applied == [4]
    assert desk.live


# ---- the stream ----------------------------------------------------------------------------------


def test_filtered_events_are_skipped_by_prev_and_moved_over_by_pos() -> None:
    log = grown(1)
    hub, _ = opened(log)
    log.append(hidden=True)
    log.append()
    said = pump(hub, log)
    assert kinds(said) == ["Ev"]
    frame = codec.decode_from_hub(said[0])
    assert isinstance(frame, m.Ev)
    assert (frame.prev, frame.seq) == (1, 3)
    log.append(hidden=True)
    tail = pump(hub, log)
    assert [codec.decode_from_hub(text) for text in tail] == [
        m.Pos(s=STREAM, seq=4, eid=log.eid(4), prev=3)
    ]
    log.append()
    (after,) = [codec.decode_from_hub(text) for text in pump(hub, log)]
    assert isinstance(after, m.Ev)
    assert (after.prev, after.seq) == (4, 5)


def test_an_event_a_rep_may_not_see_never_leaves_the_hub() -> None:
    log = grown(2)
    log.append(hidden=True)
    hub, _ = opened(log)
    secret = log.append(hidden=True)
    log.append()
    assert not [text for text in pump(hub, log) if f"lead-{secret.seq}" in text]


def test_a_hole_in_the_log_stops_here_and_never_reaches_a_desk() -> None:
    log = grown(1)
    hub, _ = opened(log)
    log.append()
    third = log.append()
    with pytest.raises(ValueError, match="hole"):
        hub.feed([third], log.head, START)


def test_the_window_pauses_at_500_events_and_an_ack_lets_the_rest_through() -> None:
    log = grown(0)
    hub, desk = opened(log)
    for _ in range(700):
        log.append()
    said = pump(hub, log)
    assert len(said) == 500
    assert hub.wants(log.head) is None
    for text in said:
        desk.hear(text)
    assert hub.receive(codec.encode(m.Ack(s=STREAM, seq=300)), START) == Acknowledged(300)
    for text in pump(hub, log):
        desk.hear(text)
    assert desk.applied == list(range(1, 701))


def test_large_events_fill_the_window_by_their_bytes() -> None:
    hub, _ = opened(grown(0))
    wide = [
        msgspec.structs.replace(line, whole=line.whole.replace('"n":', '"n":' + " " * 200_000))
        for line in grown(20).lines
    ]
    hub.feed(wide, len(wide), START)
    sent = len(pump(hub, Log()))
    assert sent == 6  # the sixth passes one mebibyte
    assert hub.wants(len(wide)) is None


def test_an_ack_of_something_never_sent_opens_nothing() -> None:
    hub, _ = opened(grown(2))
    assert hub.receive(codec.encode(m.Ack(s=STREAM, seq=99)), START) == Acknowledged(2)
    assert hub.receive(codec.encode(m.Ack(s="team:9", seq=1)), START) is None


def test_a_desk_that_does_not_acknowledge_for_30_seconds_is_told_and_cut_off() -> None:
    log = grown(0)
    hub, _ = opened(log)
    log.append()
    pump(hub, log)
    hub.tick(later(30_000))
    assert closed(hub) is None
    hub.tick(later(30_001))
    assert closed(hub) == 4408
    assert kinds(pump(hub, log, later(30_001)))[-1] == "Notice"


def test_after_a_gap_the_stream_opens_again_on_the_same_connection() -> None:
    log = grown(3)
    hub, _ = opened(log)
    log.append(hidden=True)
    asked = m.Cursor(epoch=EPOCH, view=1, seq=1, eid=log.eid(1))
    effect = hub.receive(codec.encode(m.Reopen(s=STREAM, cursor=asked)), START)
    assert effect == AskVerdict(asked)
    carry_out(hub, effect, log)
    assert kinds(pump(hub, log)) == ["Ready", "Ev", "Ev", "Pos", "Live"]


# ---- commands ------------------------------------------------------------------------------------


def test_every_command_is_answered_exactly_once_and_before_events() -> None:
    log = grown(1)
    hub, _ = opened(log)
    log.append()
    hub.feed(log.after(1), log.head, START)
    effect = hub.receive(cmd(5), START)
    assert isinstance(effect, Submit)
    hub.answer(m.Re(re=5, op=effect.cmd.op, ok=True))
    assert kinds(pump(hub, log)) == ["Re", "Ev"]


def test_a_command_before_open_is_refused_and_not_lost_in_silence() -> None:
    hub = session()
    hub.next_frame(START)
    assert hub.receive(cmd(), START) is None
    (re,) = replies(hub)
    assert re.e is not None
    assert (re.e.code, re.e.retry) == ("not_open_yet", "reopen")


def test_more_than_forty_commands_at_once_are_told_to_wait() -> None:
    hub, _ = opened(grown(0))
    effects = [hub.receive(cmd(n), START) for n in range(1, 43)]
    assert sum(isinstance(effect, Submit) for effect in effects) == 40
    refused = [re for re in replies(hub) if re.e and re.e.code == "rate_limited"]
    assert [re.re for re in refused] == [41, 42]
    assert all(re.e and re.e.retry == "after" and re.e.after_ms > 0 for re in refused)
    assert closed(hub) is None
    assert isinstance(hub.receive(cmd(43), later(1_000)), Submit)


def test_three_bursts_over_the_rate_within_a_minute_close_the_connection() -> None:
    hub, _ = opened(grown(0))
    for second in range(3):
        assert closed(hub) is None
        for n in range(1, 100):
            hub.receive(cmd(n), later(second * 2_000))
    assert closed(hub) == 4429


def test_a_flood_of_any_frames_closes_the_connection() -> None:
    hub, _ = opened(grown(0))
    for _ in range(500):
        hub.receive(codec.encode(m.Time(c0=1)), START)
    assert closed(hub) == 4429


def test_commands_in_the_making_count_towards_the_backlog_that_stops_reading() -> None:
    hub, _ = opened(grown(0))
    for n in range(1, 31):
        hub.receive(cmd(n), START)
    assert hub.backlog() == 30 < BACKLOG
    hub.answer(m.Re(re=1, op="op-1", ok=True))
    assert hub.backlog() == 30
    replies(hub)
    assert hub.backlog() == 29


# ---- what is not ours ----------------------------------------------------------------------------

DEEP = '{"t":"cmd","id":1,"op":"o","do":"claim","b":' + '{"a":' * 10_000 + "1" + "}" * 10_001


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\x00\x01", 4400),
        ("not json", 4400),
        ("", 4400),
        ('{"t":"cmd","id":NaN}', 4400),
        (DEEP, 4400),
        ('{"t":"open"', 4400),
        ('{"t":"cmd","b":{"x":"' + "a" * 65_536 + '"}}', 4413),
    ],
    ids=["binary", "words", "empty", "nan", "deep", "cut", "too big"],
)
def test_what_is_no_frame_closes_with_its_code(message: str | bytes, code: int) -> None:
    hub, _ = opened(grown(0))
    hub.receive(message, START)
    assert closed(hub) == code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"t": "dance", "id": 4, "op": "o"}, "unknown_type"),
        ({"t": "cmd", "id": 4, "op": "o", "do": 7}, "bad_field"),
        ({"t": "cmd", "id": 4, "op": "o"}, "bad_field"),
        ({"t": "cmd", "id": 4, "op": "o", "do": "claim", "gen": 10**30}, "bad_field"),
    ],
)
def test_a_frame_we_do_not_understand_is_answered_when_it_says_where(
    frame: dict[str, Any], code: str
) -> None:
    hub, _ = opened(grown(0))
    assert hub.receive(json.dumps(frame), START) is None
    (re,) = replies(hub)
    assert (re.re, re.op, re.ok) == (4, "o", False)
    assert re.e is not None
    assert (re.e.code, re.e.retry) == (code, "no")
    assert closed(hub) is None


@pytest.mark.parametrize("frame", ['{"t":"dance"}', '{"t":"ack","s":4}', "[]", '{"id":"x"}'])
def test_the_third_frame_that_cannot_even_be_answered_closes(frame: str) -> None:
    hub, _ = opened(grown(0))
    hub.receive(frame, START)
    hub.receive(frame, START)
    assert closed(hub) is None
    hub.receive(frame, START)
    assert closed(hub) == 4400


def test_nothing_is_heard_after_the_close() -> None:
    hub, _ = opened(grown(0))
    hub.close(4401, "revoked")
    hub.close(4503, "draining")
    assert hub.receive(cmd(), START) is None
    assert closed(hub) == 4401


# ---- time, presence, farewell --------------------------------------------------------------------


def test_heartbeats_come_every_15_seconds_and_say_how_far_the_desk_should_be() -> None:
    log = grown(2)
    hub, _ = opened(log)
    beats = []
    for second in range(1, 46):
        t = later(second * 1_000)
        hub.tick(t)
        beats += [codec.decode_from_hub(text) for text in pump(hub, log, t)]
    assert [b.n for b in beats if isinstance(b, m.Heartbeat)] == [1, 2, 3]
    assert all(isinstance(b, m.Heartbeat) and b.pos == {STREAM: 2} for b in beats)


def test_the_first_heartbeat_is_jittered() -> None:
    early, late = session(jitter=0.0), session(jitter=1.0)
    for hub in (early, late):
        carry_out(hub, hub.receive(opening(Desk()), START), grown(0))
        pump(hub, grown(0))
        hub.tick(later(5_000))
    assert kinds(pump(early, grown(0))) == ["Heartbeat"]
    assert kinds(pump(late, grown(0))) == []


def test_a_question_about_the_time_is_answered_even_before_open() -> None:
    hub = session()
    hub.next_frame(START)
    hub.receive(codec.encode(m.Time(c0=77)), later(5))
    answer = codec.decode_from_hub(hub.next_frame(later(5)) or "")
    assert answer == m.Time(c0=77, s1=START.wall + 5, s2=START.wall + 5)


def test_status_and_seen_are_passed_on() -> None:
    hub, _ = opened(grown(1))
    status = m.Status(armed=True)
    seen = m.Seen(lead="lead-1", eid="e", shown_at=1)
    assert hub.receive(codec.encode(status), START) == Reported(status)
    assert hub.receive(codec.encode(seen), START) == Shown(seen)


def test_a_narrowed_view_sends_the_desk_back_for_a_snapshot() -> None:
    log = grown(1)
    hub, desk = opened(log)
    hub.view_changed()
    assert kinds(pump(hub, log)) == ["Notice"]
    assert closed(hub) == 4410
    again = session(view=2)
    verdict = carry_out(again, again.receive(opening(desk), START), log)
    assert verdict is not None
    assert verdict.why == "view"


def test_draining_is_announced_and_the_stream_goes_on_until_the_close() -> None:
    log = grown(1)
    hub, _ = opened(log)
    hub.drain((0, 10_000))
    log.append()
    assert kinds(pump(hub, log)) == ["Notice", "Ev"]


# ---- snapshots -----------------------------------------------------------------------------------


def test_no_page_of_a_snapshot_has_more_than_200_leads_or_passes_the_frame_limit() -> None:
    leads = [lead(n, "x" * (n % 7) * 500) for n in range(1, 1_001)]
    snapshot = Snapshot(epoch=EPOCH, view=1, as_of=9, eid="e", leads=leads)
    frames = list(snapshot_frames(STREAM, snapshot))
    assert all(len(text.encode()) < m.MAX_FROM_HUB for text in frames)
    pages = [codec.decode_from_hub(text) for text in frames]
    counts = [len(page.leads) for page in pages if isinstance(page, m.Snap)]
    assert sum(counts) == 1_000
    assert max(counts) <= 200


def test_a_lead_with_an_endless_timeline_still_fits_into_one_frame() -> None:
    entries = tuple(Entry(at=n, kind="lead.note", text="é" * 4_000) for n in range(200))
    long = msgspec.structs.replace(lead(1), timeline=entries)
    snapshot = Snapshot(epoch=EPOCH, view=1, as_of=9, eid="e", leads=[long])
    page = codec.decode_from_hub(list(snapshot_frames(STREAM, snapshot))[1])
    assert isinstance(page, m.Snap)
    assert codec.size(page.leads[0]) <= LEAD_BYTES
    assert page.leads[0].timeline[-1] == entries[-1]
