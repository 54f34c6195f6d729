"""A rep with hours, leave and a calendar; one with none; one whose calendar cannot be read."""

from __future__ import annotations

from msgspec.structs import replace

from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.protocol.messages import RepCard, Times
from client.hooks import CalendarState
from tests.ui.scenes import DAY, HOUR, JONAS, MINUTE, NOW, FakeDesk, board, offered

WEEK = tuple(
    block
    for day in range(5)
    for block in (Block(day=day, start=540, end=750), Block(day=day, start=810, end=1080))
)
BUSY = (Busy(start=NOW + HOUR, end=NOW + 2 * HOUR), Busy(start=NOW + DAY, end=NOW + DAY + HOUR))


def _cards() -> tuple[RepCard, ...]:
    return board().cards


def bare() -> FakeDesk:
    """Nothing is set."""
    desk = offered()
    desk.cards = _cards()
    desk.times = Times(times=RepTimes(zone="Europe/Helsinki"))
    return desk


def set_up() -> FakeDesk:
    """A split day, two leaves, meetings from the web."""
    desk = bare()
    leave = (
        Leave(first="2026-12-21", last="2027-01-02", cover=JONAS.rep),
        Leave(first="2026-12-04", last="2026-12-04"),
    )
    times = RepTimes(
        zone="Europe/Helsinki", blocks=WEEK, leave=leave, busy=BUSY, busy_until=NOW + 28 * DAY,
        calendar="calendar.google.com",
    )  # fmt: skip
    desk.times = Times(times=times)
    desk.calendar = CalendarState(
        source="https://calendar.google.com/…", read_at=NOW - 4 * MINUTE, meetings=14
    )
    return desk


def troubled() -> FakeDesk:
    """Set elsewhere in another zone; the calendar's address stopped working."""
    desk = set_up()
    assert desk.times is not None
    desk.times = Times(times=replace(desk.times.times, zone="America/Bogota"))
    wrong = "calendar.google.com does not let this address in."
    desk.calendar = replace(desk.calendar, wrong=wrong)
    return desk
