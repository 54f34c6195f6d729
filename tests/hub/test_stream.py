"""The shared ring over the log: wake-ups are hints, order is not."""

import asyncio
from collections.abc import Callable
from typing import cast

from hub.event_log import EventLog, Head, StoredEvent
from hub.stream import KEPT, Hole, TeamStream
from tests.rigs.processes import soon


class PaperLog:
    """A log in memory that counts its reads and can be told to lie."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []
        self.reads = 0
        self.at_once = 0
        self.most_at_once = 0

    def append(self, count: int = 1) -> None:
        for _ in range(count):
            seq = len(self.events) + 1
            self.events.append(
                StoredEvent(
                    seq=seq, eid=f"e{seq}", ts=1, k="x", lead="l", v=1, body=b"{}", op="", vis="all"
                )
            )

    async def head(self, team: str) -> Head:
        return Head(epoch="e", seq=len(self.events), min_seq=1)

    async def read(self, team: str, after: int, limit: int = 500) -> list[StoredEvent]:
        self.reads += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        return [e for e in self.events if e.seq > after][:limit]


async def reading(
    log: PaperLog, alarm: Callable[[str, BaseException], None] = lambda *_: None
) -> TeamStream:
    stream = TeamStream("7", cast(EventLog, log), alarm)
    await stream.start()
    return stream


async def moved(stream: TeamStream, to: int) -> None:
    await soon(lambda: stream.head >= to, f"the stream reaches {to}")


async def test_a_wake_up_brings_everything_there_is_and_wakes_every_connection() -> None:
    log = PaperLog()
    stream = await reading(log)
    woken: list[str] = []
    stream.wakers |= {lambda: woken.append("a"), lambda: woken.append("b")}
    log.append(1_200)
    stream.mark_dirty()
    await moved(stream, 1_200)
    assert {"a", "b"} == set(woken)
    assert [line.seq for line in await stream.after(1_190, 100)] == list(range(1_191, 1_201))


async def test_many_wake_ups_at_once_are_one_reader() -> None:
    log = PaperLog()
    stream = await reading(log)
    log.append(3)
    for _ in range(50):
        stream.mark_dirty()
    await moved(stream, 3)
    assert log.most_at_once == 1
    assert log.reads < 5


async def test_a_wake_up_during_a_read_is_not_lost() -> None:
    log = PaperLog()
    stream = await reading(log)
    log.append()
    stream.mark_dirty()
    await asyncio.sleep(0)
    log.append()
    stream.mark_dirty()
    await moved(stream, 2)


async def test_new_lines_come_from_the_ring_and_old_ones_from_the_table() -> None:
    log = PaperLog()
    log.append(10)
    stream = await reading(log)
    log.append(KEPT)
    stream.mark_dirty()
    await moved(stream, KEPT + 10)
    reads = log.reads
    assert [line.seq for line in await stream.after(10, 2)] == [11, 12]
    assert log.reads == reads
    assert [line.seq for line in await stream.after(9, 2)] == [10, 11]
    assert log.reads == reads + 1
    assert await stream.after(KEPT + 10, 5) == []


async def test_a_missing_number_stops_the_stream_there_and_raises_the_alarm() -> None:
    log = PaperLog()
    alarms: list[BaseException] = []
    stream = await reading(log, lambda _team, wrong: alarms.append(wrong))
    log.append(3)
    missing = log.events.pop(1)
    stream.mark_dirty()
    await soon(lambda: alarms, "the alarm")
    assert isinstance(alarms[0], Hole)
    assert stream.head == 1
    log.events.insert(1, missing)
    stream.mark_dirty()
    await moved(stream, 3)
    assert [line.seq for line in await stream.after(0, 9)] == [1, 2, 3]
