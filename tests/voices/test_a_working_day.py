"""Clocks that are set, reminders without a hub, places without a zone, what is not to be seen any
more: the rest of a day at a desk."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.domain import board
from client.ports import Ability
from tests.fakes import turns
from tests.hub_process import HubProcess
from tests.rigs.processes import PATIENCE_S, soon
from tests.voices.desks import Seat, desk, paired_seat, post

DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000


# ---- clocks --------------------------------------------------------------------------------------


async def test_a_machine_whose_clock_is_set_keeps_hub_time_and_goes_on_claiming(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub)
        await anna.has(lead)
        for step in (DAY, -2 * DAY, 40 * DAY):
            before = anna.desk.now()
            anna.clock.ahead_wall += step
            assert abs(anna.desk.now() - before) < HOUR, "the wall clock is not asked"
            await anna.desk.tick()
            await soon(lambda: anna.desk.clock_known(), "measured again")
            await soon(lambda: anna.desk.armed_state.armed, "armed again")
        anna.desk.claim(lead)
        assert (await anna.answered("claim")).ok
        await anna.live()


async def test_a_wrong_clock_at_the_start_hides_no_lead_and_misdates_no_act(
    hub: HubProcess, tmp_path: Path
) -> None:
    """A laptop that thinks it is last month: everything waits for the hub's time."""
    anna = await paired_seat(hub, "Anna", tmp_path)
    anna.clock.ahead_wall = -40 * DAY
    await anna.start()
    lead = await post(hub)
    await soon(lambda: anna.rung()[lead] == 1, "it rings")
    anna.desk.note(lead, "dated by the hub")
    assert (await anna.answered("note")).ok
    anna.desk.claim(lead)
    assert (await anna.answered("claim")).ok
    await anna.desk.stop()
    assert anna.wrong == []


# ---- armed is proven, not remembered -------------------------------------------------------------


async def test_a_notification_service_that_hangs_makes_the_desk_deaf(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        await soon(lambda: anna.desk.armed_state.armed, "armed")
        asked = asyncio.Event()

        async def never() -> Ability:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        anna.notifier.probe = never  # type: ignore[method-assign]
        await asyncio.wait_for(asked.wait(), PATIENCE_S)
        anna.clock.ahead_mono += 16_000
        anna.clock.ahead_wall += 16_000
        await anna.desk.tick()
        check = anna.desk.armed_state.checks["notification"]
        assert (check.ok, check.text) == (False, "The notification service does not answer")


# ---- without a hub -------------------------------------------------------------------------------


async def test_a_reminder_rings_by_the_desks_own_clock_while_the_hub_is_away(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    anna = await paired_seat(own_hub, "Anna", tmp_path)
    await anna.start()
    lead = await post(own_hub)
    await anna.has(lead)
    await called(anna, lead, "busy")
    ahead = anna.desk.leads[lead].next_touch
    assert ahead is not None
    assert ahead.at > anna.desk.now()
    own_hub.kill()
    await soon(lambda: anna.desk.link.state != "live", "the hub is away")
    before = len(anna.rings)
    anna.clock.ahead_mono += ahead.at - anna.desk.now() - MINUTE
    await anna.desk.tick()
    await turns()
    assert len(anna.rings) == before, "not before its time"
    anna.clock.ahead_mono += MINUTE + 1_000
    await anna.desk.tick()
    await soon(lambda: anna.whys(lead)[-1:] == ["due"], "at its time")
    assert board.agenda(anna.desk.leads.values(), anna.account.rep, anna.desk.now())[0].id == lead
    await anna.desk.stop()


async def called(seat: Seat, lead: str, disposition: Any, **more: Any) -> None:
    """Claimed, called, and ended so."""
    seat.desk.claim(lead)
    await seat.answered("claim")
    touch = seat.desk.start_touch(lead, "call")
    await seat.answered("start_touch")
    seat.desk.end_touch(lead, touch, disposition, **more)
    await soon(lambda: any(act.do == "end_touch" for act, _ in seat.settled), "answered")
    await soon(lambda: seat.desk.leads[lead].running() is None, "ended")
    await soon(lambda: seat.desk.leads[lead].next_touch, "and planned")


# ---- times ---------------------------------------------------------------------------------------


async def test_no_touch_can_be_put_into_the_past_or_into_their_night(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub)
        await anna.has(lead)
        await called(anna, lead, "no_answer")
        planned = anna.desk.leads[lead].next_touch
        assert planned is not None
        assert planned.at > anna.desk.now()
        assert planned.reason
        midnight = (anna.desk.now() // DAY + 2) * DAY
        for bad, code in (
            (anna.desk.now() - MINUTE, "bad_field"),
            (anna.desk.now() - 30 * DAY, "bad_field"),
            (anna.desk.now() + 400 * DAY, "bad_field"),
            (midnight + 3 * HOUR, "outside_hours"),
        ):
            anna.settled.clear()
            anna.desk.move_touch(lead, bad)
            re = await anna.answered("move_touch")
            assert (re.ok, re.e.code) == (False, code)
            assert anna.desk.leads[lead].next_touch == planned, "it stays where it was"
        for minutes in (0, -5, 1_441, 10**9):
            anna.settled.clear()
            anna.desk.later(lead, minutes)
            assert not (await anna.answered("pass")).ok


async def test_where_the_zone_is_not_known_a_time_is_asked_for_and_never_guessed(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub, phone="+1 800 555 0199", message="Call me")
        await anna.has(lead)
        assert anna.desk.leads[lead].where.zones == ()
        await called(anna, lead, "no_answer", clue="after 15:00")
        ahead = anna.desk.leads[lead].next_touch
        assert ahead is not None
        assert ahead.needs_time
        agenda = board.agenda(anna.desk.leads.values(), anna.account.rep, anna.desk.now())
        assert agenda[0].id == lead, "and it stands first until somebody says when"


async def test_every_lead_alive_has_one_next_touch_or_waits_for_its_first(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        for n, ending in enumerate(("connected", "voicemail", "busy", "gatekeeper", "callback")):
            lead = await post(hub, email=f"{n}@lead.example", phone=f"+44 20 7946 0{n}27")
            await anna.has(lead)
            anna.settled.clear()
            await called(anna, lead, ending)
        for one in anna.desk.leads.values():
            assert one.next_touch is not None, one.timeline[-1]
            assert one.next_touch.at > 0
            assert one.next_touch.reason
            assert one.owner_name == "Anna"


# ---- what is not to be seen any more -------------------------------------------------------------


async def test_leads_a_narrowed_role_may_not_see_leave_memory_and_disk(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Petra", tmp_path, role="team-lead") as petra:
        hidden = await post(hub, name="Ottilie Zwanziger", email="", phone="")
        seen = await post(hub)
        await petra.has(hidden, seen)
        await asyncio.to_thread(hub.invite, "Petra", "West", "rep")
        await soon(lambda: hidden not in petra.desk.leads, "gone from memory")
        await petra.live()
        assert seen in petra.desk.leads
        await petra.desk.stop()
        assert holding(petra.profile.folder.iterdir(), b"Ottilie Zwanziger") == []


def holding(paths: Iterable[Path], words: bytes) -> list[str]:
    return [path.name for path in paths if words in path.read_bytes()]


async def test_a_desk_signed_in_again_elsewhere_is_told_and_does_not_fight_for_the_line(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        twin = Seat(hub, "Anna", anna.account, anna.profile, secrets=anna.secrets)
        twin.profile = type(anna.profile)(tmp_path / "twin")
        twin.__post_init__()
        await twin.start()
        await soon(lambda: anna.desk.link.state == "refused", "the older stops")
        for _ in range(5):
            await anna.desk.tick()
        lead = await post(hub)
        await twin.has(lead)
        assert anna.states == ["connecting", "catching_up", "live", "refused"]
        assert twin.states == ["connecting", "catching_up", "live"]
        assert not anna.desk.armed_state.armed
        assert "connected" in anna.desk.armed_state.why
        await twin.desk.stop()
