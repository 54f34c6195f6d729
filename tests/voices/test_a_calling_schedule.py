"""A promised minute is that minute on their clock and on mine, whatever the zones and over every
clock change; my day turns at my midnight; and every lead says what is next, when, by whom and why.

What else is complained about in schedules is tried where it is decided: overnight hours and a
window that closes in a batch in tests/domain/test_law.py and test_calling_hours.py, a time already
past in tests/domain/test_moving.py, leave in tests/hub/test_leave.py, holidays of theirs in
test_their_law.py."""

import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain import board
from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import decide
from app.domain.ids import at, ms
from app.domain.lead import Lead, Where
from app.domain.touch import Disposition, NextTouch
from app.domain.why import sentence
from tests.builders import a_lead, a_policy, an_order, claimed, fold, started
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.desks import Seat, desk, post
from ui.models.my_day import touches_on

MINUTE = 60_000
ZONES = (
    "Europe/London",
    "America/Los_Angeles",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Auckland",
)
TURNS = (
    date(2027, 3, 14),
    date(2027, 3, 28),
    date(2027, 4, 4),
    date(2027, 9, 26),
    date(2027, 10, 3),
    date(2027, 10, 31),
    date(2027, 11, 7),
)
"""Days on which the clocks of one of them change, and so the distance to all others."""


def promised(theirs: ZoneInfo, day: date, clock: str) -> Lead:
    """Somebody called two days before, who said: that day, at this time."""
    began = ms(datetime(day.year, day.month, day.day, 12, tzinfo=theirs) - timedelta(days=2))
    where = Where(zones=(theirs.key,), country="GB", confidence="high", source="form field")
    lead = a_lead(claimed(at=began), started(at=began), where=where)
    end = c.EndTouch(touch="touch-1", disposition="callback", clue=f"{day} {clock} works")
    made = decide(lead, an_order(end), a_policy(), began + MINUTE)
    assert isinstance(made, tuple)
    return fold(*made, lead=lead)


@pytest.mark.parametrize("theirs", ZONES)
def test_a_promise_falls_due_at_the_minute_shown_on_both_clocks_over_every_clock_change(
    theirs: str,
) -> None:
    there = ZoneInfo(theirs)
    for day, clock, mine in product(TURNS, ("09:05", "16:10", "20:45"), ZONES):
        lead = promised(there, day, clock)
        upcoming = lead.next_touch
        assert upcoming is not None
        local = at(upcoming.at).astimezone(there)
        assert (local.date(), f"{local:%H:%M}") == (day, clock)
        shown = sentence(upcoming, there, ZoneInfo(mine))
        assert shown.startswith(f"{day:%a} {clock} there")
        assert f"{at(upcoming.at).astimezone(ZoneInfo(mine)):%H:%M}" in shown.split(" - ")[0]
        due = an_order(c.TellTouchDue())
        assert decide(lead, due, a_policy(), upcoming.at - 1) == ()
        assert decide(lead, due, a_policy(), upcoming.at) == (f.TouchFellDue(at=upcoming.at),)


@pytest.fixture
def my_clock(request: pytest.FixtureRequest) -> Iterator[ZoneInfo]:
    """The rep's machine is in this zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield ZoneInfo(request.param)
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize("my_clock", ZONES, indirect=True)
def test_what_is_todays_turns_at_my_midnight_over_every_clock_change(my_clock: ZoneInfo) -> None:
    there = ZoneInfo("Europe/London")
    for day in TURNS:
        lead = promised(there, day, "16:10")
        assert lead.next_touch is not None
        mine = at(lead.next_touch.at).astimezone(my_clock).date()
        tomorrow = mine + timedelta(days=1)
        begins, ends = (
            ms(datetime(d.year, d.month, d.day, tzinfo=my_clock)) for d in (mine, tomorrow)
        )
        on = {
            now: [d for d in (mine - timedelta(days=1), mine, tomorrow)
                  if touches_on([lead], lead.owner, now, d)]
            for now in (begins - 1, begins, ends - 1, ends)
        }  # fmt: skip
        assert on == {
            begins - 1: [mine],
            begins: [mine],
            ends - 1: [mine],
            ends: [tomorrow],
        }, "overdue is today's from my midnight on"


async def test_every_lead_says_what_is_next_when_by_whom_and_why_in_one_order_at_every_desk(
    hub: HubProcess, tmp_path: Path
) -> None:
    endings: tuple[Disposition, ...] = (
        "no_answer",
        "voicemail",
        "busy",
        "gatekeeper",
        "connected",
    )
    async with (
        desk(hub, "Anna", tmp_path) as anna,
        desk(hub, "Petra", tmp_path, role="team-lead") as petra,
    ):
        leads = [
            await post(hub, email=f"{how}@lead.example", phone=f"+44 20 7946 01{n:02}",
                       timezone="Europe/London")
            for n, how in enumerate(endings)
        ]  # fmt: skip
        await anna.has(*leads)
        for lead, how in zip(leads, endings, strict=True):
            anna.desk.claim(lead)
            await soon(lambda: anna.desk.leads[lead].owner == anna.account.rep, "hers")  # noqa: B023
            touch = anna.desk.start_touch(lead, "call")
            anna.desk.end_touch(lead, touch, how)

        def planned(seat: Seat) -> list[tuple[str, str, NextTouch | None]]:
            held = [seat.desk.leads[lead] for lead in leads]
            rows = board.agenda(held, anna.account.rep, anna.desk.now())
            return [(lead.id, lead.owner_name, lead.next_touch) for lead in rows]

        await soon(lambda: not anna.desk.pending(), "all is answered")
        await soon(lambda: len(planned(anna)) == len(leads), "each has what is next")
        await soon(lambda: planned(petra) == planned(anna), "the team lead reads the same")
        times = []
        for _, owner, upcoming in planned(anna):
            assert owner == "Anna"
            assert upcoming is not None
            assert upcoming.channel in ("call", "sms", "email")
            assert upcoming.reason
            times.append((not upcoming.needs_time, upcoming.at))
        assert times == sorted(times)
