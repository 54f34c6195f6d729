"""Their clock and their law, through a real hub: holidays of theirs, where they say they are, a
number from elsewhere."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.ids import Ms, at, ms
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.desks import Seat, desk, post

PARIS = ZoneInfo("Europe/Paris")


async def called(seat: Seat, lead: str, clue: str = "") -> None:
    seat.desk.claim(lead)
    assert (await seat.answered("claim")).ok
    touch = seat.desk.start_touch(lead, "call")
    seat.desk.end_touch(lead, touch, "no_answer", clue=clue)
    assert (await seat.answered("end_touch")).ok
    await soon(lambda: seat.desk.leads[lead].next_touch is not None, "a next touch")


async def test_a_desk_knows_their_holidays_and_the_hub_refuses_a_call_on_one_by_name(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub, phone="+33 1 99 00 27 53", message="Call me")
        await anna.has(lead)
        await called(anna, lead)
        assert anna.desk.playbook is not None
        christmas = _noon_of_next_christmas(anna.desk.now())
        assert christmas.date().isoformat() in anna.desk.playbook.rules["FR"].banned
        anna.settled.clear()
        anna.desk.move_touch(lead, ms(christmas))
        re = await anna.answered("move_touch")
        assert (re.ok, re.e.code) == (False, "outside_hours")
        assert "France does not allow sales calls on Christmas Day" in re.e.msg


def _noon_of_next_christmas(now: Ms) -> datetime:
    noon = at(now).astimezone(PARIS).replace(month=12, day=25, hour=11, minute=0)
    return noon if ms(noon) > now else noon.replace(year=noon.year + 1)


async def test_who_says_where_they_are_is_planned_by_that_clock_from_then_on(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub, phone="+1 206 555 0142", message="Call me")
        await anna.has(lead)
        assert anna.desk.leads[lead].where.regions == ("US-WA", "US-unknown")
        await called(anna, lead, clue="I'm in Denver")
        await soon(lambda: anna.desk.leads[lead].where.source == "said", "they said where")
        where, ahead = anna.desk.leads[lead].where, anna.desk.leads[lead].next_touch
        assert (where.zones, where.regions) == (("America/Denver",), ("US-CO",))
        assert ahead is not None
        local = at(ahead.at).astimezone(ZoneInfo("America/Denver"))
        assert timedelta(hours=8) <= timedelta(hours=local.hour, minutes=local.minute)
        assert local.hour < 21


async def test_a_number_that_may_have_moved_is_planned_when_it_is_day_in_the_whole_country(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub, phone="+1 206 555 0143", message="Call me")
        await anna.has(lead)
        await called(anna, lead)
        ahead = anna.desk.leads[lead].next_touch
        assert ahead is not None and ahead.channel == "call"
        for zone in (
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
        ):
            assert 9 <= at(ahead.at).astimezone(ZoneInfo(zone)).hour < 20
