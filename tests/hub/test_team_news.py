"""What a desk has not heard yet: its own times, the others' shifts and leave, the figures."""

from typing import TypeVar

from app.domain.playbook import Published
from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.protocol import codec
from app.protocol.messages import MAX_FROM_HUB, Pickup, Times
from hub.team_news import TeamNews, Told

SHIFT = (Block(day=0, start=540, end=1020),)
AWAY = (Leave(first="2026-12-01", last="2026-12-10", cover="jonas"),)
F = TypeVar("F")


def figures(calls: int) -> Pickup:
    return Pickup(
        as_of=1, days=90, calls=calls, reached=0, cells=(), published=Published(), trust=1
    )


class Desk:
    """What one desk of `rep` has heard."""

    def __init__(self, news: TeamNews, rep: str) -> None:
        self.news, self.rep, self.told = news, rep, Told()

    def hear(self, kind: type[F]) -> F:
        text, self.told = self.news.since(self.rep, self.told)
        frame = codec.decode_from_hub(text)
        assert isinstance(frame, kind)
        return frame

    def quiet(self) -> bool:
        return self.news.since(self.rep, self.told) == ("", self.told)


def test_a_desk_hears_its_times_once_also_when_nothing_was_ever_set() -> None:
    desk = Desk(TeamNews(), "dana")
    assert desk.hear(Times) == Times(times=RepTimes())
    assert desk.quiet()


def test_meetings_reach_their_owner_only_shifts_and_leave_everybody() -> None:
    news = TeamNews()
    busy = (Busy(start=1, end=2),)
    theirs = RepTimes(zone="Asia/Kolkata", blocks=SHIFT, leave=AWAY, busy=busy, calendar="a.ics")
    assert news.set_times({"dana": theirs})
    assert Desk(news, "dana").hear(Times) == Times(times=theirs)
    shown = RepTimes(zone="Asia/Kolkata", blocks=SHIFT, leave=AWAY)
    assert Desk(news, "jonas").hear(Times) == Times(times=RepTimes(), team={"dana": shown})


def test_another_meeting_is_news_to_its_owner_alone() -> None:
    news = TeamNews()
    dana, jonas = Desk(news, "dana"), Desk(news, "jonas")
    dana.hear(Times)
    jonas.hear(Times)
    assert not news.set_times({})
    assert news.set_times({"dana": RepTimes(busy=(Busy(start=1, end=2),))})
    dana.hear(Times)
    jonas.hear(Times)  # that she set any at all is news to all
    assert news.set_times({"dana": RepTimes(busy=(Busy(start=5, end=6),))})
    assert dana.hear(Times).times.busy == (Busy(start=5, end=6),)
    assert jonas.quiet()


def test_a_slow_desk_hears_the_newest_and_nothing_in_between() -> None:
    news = TeamNews()
    desk = Desk(news, "dana")
    for day in range(7):
        news.set_times({"dana": RepTimes(blocks=(Block(day=day, start=0, end=60),))})
        news.set_pickup(figures(day))
    assert desk.hear(Times).times.blocks == (Block(day=6, start=0, end=60),)
    assert desk.hear(Pickup).calls == 6
    assert desk.quiet()
    assert not news.set_pickup(figures(6)), "the same figures again are no news"
    assert desk.quiet()


def test_no_frame_is_larger_than_a_desk_takes() -> None:
    news = TeamNews()
    week = tuple(
        Block(day=day, start=h * 60, end=h * 60 + 59) for day in range(7) for h in range(6)
    )
    reps = {f"rep-{n}": RepTimes(blocks=week, leave=AWAY) for n in range(400)}
    news.set_times(reps)
    text, _ = news.since("rep-7", Told())
    assert len(text) <= MAX_FROM_HUB
    frame = codec.decode_from_hub(text)
    assert isinstance(frame, Times)
    assert frame.times == reps["rep-7"]
    assert frame.team["rep-8"] == RepTimes(leave=AWAY), "who is away matters most"
