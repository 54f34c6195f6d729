"""What a desk tells the hub of its rep's times by itself, and when it keeps quiet."""

from msgspec import to_builtins
from msgspec.structs import replace

from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.protocol.messages import Times
from client.my_times import DO, FARTHER_MS, MyTimes
from client.pending import Act, Outbox
from tests.builders import NOON

HOUR, DAY = 3_600_000, 86_400_000
SHIFT = (Block(day=0, start=540, end=1020),)
TALK = Busy(start=NOON + HOUR, end=NOON + 2 * HOUR)
LATER = Busy(start=NOON + 9 * DAY, end=NOON + 9 * DAY + HOUR)
AHEAD = NOON + 28 * DAY


class Bench:
    def __init__(self, zone: str = "Europe/Helsinki", label: str = "work.ics") -> None:
        self.outbox = Outbox()
        self.zone, self.label, self.now = zone, label, NOON
        self.posted: list[RepTimes] = []
        self.told: list[str] = []
        self.my = MyTimes(
            self.outbox,
            now=lambda: self.now,
            zone=lambda: self.zone,
            label=lambda: self.label,
            post=self._post,
            keep_told=self.told.append,
        )

    def _post(self, times: RepTimes) -> None:
        op = f"op-{len(self.posted)}"
        body = {"times": to_builtins(times)}
        self.outbox.add(Act(op=op, do=DO, lead="", b=body, at=self.now))
        self.posted.append(times)
        self.my.asked(times)

    def hear(self, **times: object) -> None:
        """The hub answered everything, and tells."""
        for act in self.outbox.of(DO):
            self.outbox.drop(act.op)
        self.my.hear(Times(times=RepTimes(**times)))  # type: ignore[arg-type]

    def told_it(self) -> None:
        """The hub keeps what it was asked last."""
        last = self.posted[-1]
        for act in self.outbox.of(DO):
            self.outbox.drop(act.op)
        self.my.hear(Times(times=last))


def test_the_zone_of_my_clock_is_told_once_it_is_known_what_the_hub_knows() -> None:
    desk = Bench()
    desk.my.tell()
    assert desk.posted == []
    desk.hear(blocks=SHIFT)
    assert desk.posted == [RepTimes(zone="Europe/Helsinki", blocks=SHIFT)]
    assert desk.told == ["Europe/Helsinki"]
    desk.told_it()
    assert len(desk.posted) == 1


def test_a_zone_somebody_else_set_stays() -> None:
    desk = Bench()
    desk.hear(zone="America/Bogota")
    assert desk.posted == []


def test_a_rep_who_travels_takes_the_zone_along() -> None:
    desk = Bench()
    desk.my.zone_told = "Europe/Helsinki"
    desk.zone = "Asia/Tokyo"
    desk.hear(zone="Europe/Helsinki")
    assert [times.zone for times in desk.posted] == ["Asia/Tokyo"]
    assert desk.told == ["Asia/Tokyo"]


def test_a_desk_nobody_looks_at_tells_no_zone() -> None:
    desk = Bench(zone="")
    desk.hear()
    assert desk.posted == []


def test_the_calendars_busy_times_go_to_the_hub_with_everything_else_as_it_was() -> None:
    desk = Bench()
    desk.my.read((TALK,), AHEAD)
    assert desk.posted == []
    leave = (Leave(first="2026-12-21", last="2026-12-31"),)
    desk.hear(zone="Europe/Helsinki", blocks=SHIFT, leave=leave)
    [asked] = desk.posted
    assert asked == RepTimes(
        zone="Europe/Helsinki", blocks=SHIFT, leave=leave, busy=(TALK,), busy_until=AHEAD,
        calendar="work.ics",
    )  # fmt: skip


def test_the_same_meetings_again_are_no_news_nor_is_that_a_day_went_by() -> None:
    desk = Bench()
    desk.hear(zone="Europe/Helsinki", busy=(TALK, LATER), busy_until=AHEAD, calendar="work.ics")
    desk.my.read((TALK, LATER), AHEAD)
    desk.now += DAY
    desk.my.read((LATER,), AHEAD + DAY)
    far = Busy(start=AHEAD + HOUR, end=AHEAD + 2 * HOUR)
    desk.my.read((LATER, far), AHEAD + DAY)
    assert desk.posted == []
    desk.my.read((LATER, far), AHEAD + FARTHER_MS + 1)
    assert [times.busy for times in desk.posted] == [(LATER, far)]


def test_a_meeting_moved_taken_out_or_under_way_shortened_is_news() -> None:
    for changed in (
        (replace(TALK, end=TALK.end + HOUR), LATER),
        (LATER,),
        (TALK,),
    ):
        desk = Bench()
        desk.hear(zone="Europe/Helsinki", busy=(TALK, LATER), busy_until=AHEAD, calendar="work.ics")
        desk.my.read(changed, AHEAD)
        assert [times.busy for times in desk.posted] == [changed]


def test_a_calendar_taken_away_takes_its_meetings_along() -> None:
    desk = Bench(label="")
    desk.hear(zone="Europe/Helsinki", busy=(TALK,), busy_until=AHEAD, calendar="work.ics")
    desk.my.read((), 0)
    assert desk.posted == [RepTimes(zone="Europe/Helsinki")]


def test_what_waits_unanswered_is_what_the_next_wish_builds_on() -> None:
    desk = Bench()
    desk.hear(zone="Europe/Helsinki")
    desk._post(RepTimes(zone="Europe/Helsinki", blocks=SHIFT))
    desk.my.read((TALK,), AHEAD)
    assert desk.posted[-1].blocks == SHIFT and desk.posted[-1].busy == (TALK,)
    assert desk.my.current() == desk.posted[-1]


def test_between_the_answer_and_the_hubs_word_nothing_is_told_twice() -> None:
    desk = Bench()
    desk.hear()
    for act in desk.outbox.of(DO):
        desk.outbox.drop(act.op)
    desk.my.tell()
    assert len(desk.posted) == 1


def test_after_a_refusal_the_hubs_word_holds() -> None:
    desk = Bench()
    desk.hear(zone="Europe/Helsinki", blocks=SHIFT)
    desk._post(RepTimes(zone="Europe/Helsinki"))
    desk.outbox.drop("op-0")
    desk.my.refused()
    assert desk.my.current().blocks == SHIFT
