"""What reps say of alerts: no sound until something was clicked, sound for others' leads, three
pings for one thing, assigned and never told, swiped away and lost. Real hub, whole desks."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.domain import board
from app.domain import commands as c
from app.domain import facts as f
from tests import builders as b
from tests.client.test_alerts import Bench
from tests.fakes import turns
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.conftest import hub_with
from tests.voices.desks import Seat, desk, post, posted, with_source
from tests.voices.fault_proxy import fault_proxy

QUICK = {
    'accept = "60 s"': 'accept = "2 s"',
    'lease = "120 s" ': 'lease = "3 s" ',
    'sla = "5 min"': 'sla = "6 s"',
}
"""The default playbook with seconds for minutes, so that the hub's own clock brings everything."""


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub whose offers last two seconds, leases three and promises six."""
    with hub_with(tmp_path, QUICK) as running:
        yield running


async def calm(hub: HubProcess) -> None:
    """From now on `post` makes leads of the lane that is prepared first."""
    address = await asyncio.to_thread(hub.source, "West", "", "trial")
    hub.sources["West"] = address.removeprefix(hub.url)


# ---- sound ---------------------------------------------------------------------------------------


async def test_a_fresh_profile_sounds_at_its_first_lead_before_its_clock_has_moved(
    hub: HubProcess, tmp_path: Path
) -> None:
    """At once, by the desk's own clock: a busy machine may take its time, the desk may not."""
    async with desk(hub, "Anna", tmp_path) as anna:
        anna.clock.stand_still()
        lead = await post(hub)
        await soon(lambda: anna.sound.played, "the first lead sounds")
        assert anna.sound.played == ["strike_now"]
        await soon(lambda: set(anna.notifier.up) == {lead}, "and is seen")


async def test_a_lead_of_somebody_else_makes_no_sound_here(hub: HubProcess, tmp_path: Path) -> None:
    """Another team's lead, one assigned to Jonas, one Anna passed on, and what Jonas then does."""
    async with AsyncExitStack() as stack:
        petra, anna, jonas = [
            await stack.enter_async_context(desk(hub, rep, tmp_path, role=role))
            for rep, role in (("Petra", "team-lead"), ("Anna", "rep"), ("Jonas", "rep"))
        ]
        lead = await post(hub)
        await soon(lambda: lead in anna.notifier.up, "it is offered to all first")
        await petra.has(lead)
        assert jonas.desk.me is not None
        petra.desk.assign(lead, jonas.desk.me.rep)
        await soon(lambda: "assigned" in jonas.whys(lead), "Jonas is told")
        await soon(lambda: lead not in anna.notifier.up, "and Anna left alone")
        played = len(anna.sound.played)
        await post(hub, team="East", email="east@lead.example", phone="")
        jonas.desk.start_touch(lead, "call")
        await soon(lambda: anna.desk.leads[lead].state == "engaged", "Anna's desk knows")
        petra.desk.nudge(lead)
        await soon(lambda: "lead.nudged" in _kinds(anna, lead), "heard")
        await anna.until_here(lead)
        assert len(anna.sound.played) == played
        assert (lead, "Petra gave it to Jonas") in anna.over


def _kinds(seat: Seat, lead: str) -> list[str]:
    return [line.kind for line in seat.desk.leads[lead].timeline]


async def test_a_desk_without_a_sound_device_is_deaf_and_says_which_check_failed(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        await soon(lambda: anna.desk.armed_state.armed, "armed")
        anna.sound.output = ""
        await soon(lambda: not anna.desk.armed_state.armed, "deaf")
        assert anna.desk.armed_state.why == "No sound output"
        anna.sound.output = "speakers"
        await soon(lambda: anna.desk.armed_state.armed, "armed again")


# ---- bursts and what stays -----------------------------------------------------------------------


async def test_twenty_low_ranks_are_one_summary_and_a_strike_now_among_them_rings_alone(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        await calm(hub)
        net.hold()
        low = await posted(hub, 10, "a")
        hot = await post(hub, email="hot@lead.example", message="Please call me back")
        low += await posted(hub, 10, "b")
        net.let_go()
        await anna.has(*low, hot)
        await soon(
            lambda: set(anna.notifier.up) == {"burst", hot}, "one summary and one of its own"
        )
        await soon(lambda: set(anna.rung()) == {*low, hot}, "everyone is in it")
        bursts = [ring for ring in anna.rings if ring.id == "burst"]
        assert set(bursts[-1].leads) == set(low)
        assert anna.rung()[hot] == 1
        assert anna.sound.played.count("strike_now") == 1
        assert len(anna.sound.played) <= 4


async def test_dismissing_a_toast_never_drops_the_lead(hub: HubProcess, tmp_path: Path) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        first, second = await posted(hub, 2)
        await soon(lambda: {first, second} <= set(anna.notifier.up), "both are up")
        oldest = min((first, second), key=lambda i: (anna.desk.leads[i].due or 0, i))
        anna.notifier.close(oldest)
        await anna.desk.tick()
        pool = board.pool(anna.desk.leads.values(), anna.account.rep, anna.desk.now())
        assert pool[0].id == oldest
        assert pool[0].state == "open"
        assert oldest not in anna.notifier.up
        anna.desk.claim(oldest)
        await soon(lambda: anna.desk.leads[oldest].owner_name == "Anna", "it can still be claimed")


async def test_the_same_person_twice_at_once_is_one_lead_one_alert_and_history(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        await with_source(hub)
        people = [{"message": f"asked {n}", "email": "same@lead.example"} for n in range(8)]
        leads = set(await asyncio.gather(*(post(hub, **each) for each in people)))
        again = await asyncio.gather(*(post(hub, **people[0]) for _ in range(3)))
        assert leads == set(again)
        [lead] = leads
        await soon(lambda: len(_asked(anna, lead)) >= 8, "every enquiry is history")
        assert len(_asked(anna, lead)) == 8
        assert anna.desk.leads[lead].enquiries == 8
        await soon(lambda: set(anna.notifier.up) == {lead}, "one notification")
        assert {notice.key for notice in anna.notifier.shown} == {lead}
        assert len(anna.desk.leads) == 1


def _asked(seat: Seat, lead: str) -> list[str]:
    if lead not in seat.desk.leads:
        return []
    return [e.kind for e in seat.desk.leads[lead].timeline if e.direction == "inbound"]


# ---- whoever becomes responsible is told ---------------------------------------------------------


async def test_whatever_makes_me_responsible_rings_here(hub: HubProcess, tmp_path: Path) -> None:
    """Assigned, nudged, asked again, put back: each is an alert at the right desk."""
    async with AsyncExitStack() as stack:
        petra, anna, jonas = [
            await stack.enter_async_context(desk(hub, rep, tmp_path, role=role))
            for rep, role in (("Petra", "team-lead"), ("Anna", "rep"), ("Jonas", "rep"))
        ]
        lead = await post(hub)
        for seat in (petra, anna, jonas):
            await soon(lambda one=seat: one.whys(lead) == ["new"], "offered to all")  # type: ignore[misc]
        petra.desk.assign(lead, anna.account.rep)
        await soon(lambda: "assigned" in anna.whys(lead), "assigned")
        petra.desk.nudge(lead)
        await soon(lambda: "nudged" in anna.whys(lead), "nudged")
        await post(hub, message="Are you there?")
        await soon(lambda: "again" in anna.whys(lead), "asked again")
        await jonas.until_here(lead)
        assert jonas.whys(lead) == ["new"]
        anna.desk.release(lead)
        await soon(lambda: "again" in jonas.whys(lead), "put back: it rings at the others")
        await soon(lambda: "again" in petra.whys(lead), "and at the team lead")
        await anna.until_here(lead)
        assert anna.desk.leads[lead].owner == ""
        assert anna.whys(lead) == ["new", "assigned", "nudged", "again"], "not at who put it back"


async def test_an_offer_nobody_takes_and_a_lease_that_ends_ring_again(
    quick: HubProcess, tmp_path: Path
) -> None:
    async with (
        desk(quick, "Petra", tmp_path, role="team-lead") as petra,
        desk(quick, "Anna", tmp_path) as anna,
        desk(quick, "Jonas", tmp_path) as jonas,
    ):
        lead = await post(quick)
        await soon(lambda: "unclaimed" in petra.whys(lead), "nobody took it: the team lead")
        await anna.until_here(lead)
        assert "unclaimed" not in anna.whys(lead)
        anna.desk.claim(lead)
        await soon(lambda: "lead.claimed" in _heard(jonas, lead), "Anna has it")
        await soon(lambda: "again" in jonas.whys(lead), "her lease ends: back in the pool")
        assert jonas.desk.leads[lead].owner == ""
        await soon(lambda: jonas.desk.leads[lead].breached, "the promise is broken")
        kept = jonas.desk.leads[lead]
        assert kept.breached == kept.due, "dated to the deadline, however late it was noticed"


def _heard(seat: Seat, lead: str) -> list[str]:
    return [fact.k for i, fact in seat.facts if i == lead]


async def test_the_first_touch_stops_the_clock_at_its_own_time(
    quick: HubProcess, tmp_path: Path
) -> None:
    async with desk(quick, "Anna", tmp_path) as anna:
        lead = await touched_in_time(anna, quick)
        first = anna.desk.leads[lead].first_attempt
        # Whose promise is broken was promised later.
        waits = await post(quick, email="waits@lead.example", phone="")
        await anna.has(waits)
        await soon(lambda: anna.desk.leads[waits].breached, "the other's promise is broken")
        assert (anna.desk.leads[waits].due or 0) > (anna.desk.leads[lead].due or 0)
        await anna.until_here(waits)
        assert anna.desk.leads[lead].breached is None
        assert anna.desk.leads[lead].first_attempt == first
        assert "sla" not in anna.whys(lead)


async def touched_in_time(seat: Seat, hub: HubProcess) -> str:
    """A lead whose first touch came while its clock was still far from red. A machine that was busy
    with something else all that time is asked again: what it does then is another test's."""
    for n in range(10):
        lead = await post(hub, email=f"{n}@lead.example", phone=f"+44 20 7946 0{n}27")
        await seat.has(lead)
        seat.desk.acted(lead, "claim-call")
        await soon(lambda i=lead: seat.desk.leads[i].first_attempt, "answered")  # type: ignore[misc]
        now = seat.desk.leads[lead]
        if (now.first_attempt or 0) < (now.due or 0) - 2_000:
            return lead
    raise AssertionError("none of ten was answered within four seconds")


# ---- through a drop, an hour of quiet, a restart: never swallowed --------------------------------


@pytest.mark.parametrize("away", ["link", "dnd"])
async def test_what_would_have_rung_meanwhile_rings_on_coming_back(
    hub: HubProcess, tmp_path: Path, away: str
) -> None:
    """A nudge, a lead put back and one asked about again: all told as new once already."""
    async with (
        fault_proxy(hub.url) as net,
        desk(hub, "Petra", tmp_path, role="team-lead") as petra,
        desk(hub, "Anna", tmp_path, url=net.url) as anna,
    ):
        nudged, back, asked, left = await posted(hub, 4)
        await soon(lambda: set(anna.rung()) >= {nudged, back, asked, left}, "all rang once")
        await petra.has(nudged, back, asked)
        petra.desk.claim(back)
        await soon(lambda: anna.desk.leads[back].owner, "Petra takes one")
        before = len(anna.rings)
        if away == "link":
            net.up = net.down = False
        else:
            anna.desk.set_mode("dnd")
        petra.desk.nudge(nudged)
        petra.desk.release(back)
        for act in ("nudge", "release"):
            assert (await petra.answered(act)).ok
        await asyncio.to_thread(_ask_again, hub, petra, asked)
        if away == "link":
            net.up = net.down = True
            net.reset()
            anna.desk.reconnect_now()
        else:
            await soon(lambda: anna.desk.leads[asked].enquiries == 2, "heard, and kept quiet")
            await anna.until_here(left)
            assert len(anna.rings) == before
            anna.desk.set_mode("on")

        def later() -> set[str]:
            return {i for ring in anna.rings[before:] for i in ring.leads}

        await soon(lambda: later() >= {nudged, back, asked}, "each rings now")


def _ask_again(hub: HubProcess, seat: Seat, lead: str) -> None:
    email = seat.desk.leads[lead].person.email
    assert hub.post(email=email, phone="", message="Hello?") == lead


async def test_a_later_that_ends_while_the_desk_is_off_rings_when_it_is_on_again() -> None:
    bench = Bench()
    bench.arrive("l1")
    until = b.NOON + 60_000
    bench.hear("l1", f.LeadPassed(rep=b.ANNA.rep, rep_name="Anna", at=b.NOON, until=until))
    restarted = Bench()
    restarted.leads, restarted.alerts.told = bench.leads, set(bench.alerts.told)
    restarted.clock.forward(61_000)
    restarted.alerts.forget()
    restarted.alerts.ring(restarted.alerts.catching_up(), caught_up=True)
    await turns()
    assert [(ring.why, ring.leads) for ring in restarted.rings] == [("again", ("l1",))]
    restarted.alerts.ring(restarted.alerts.catching_up(), caught_up=True)
    assert len(restarted.rings) == 1


async def test_a_later_and_an_sla_that_fall_into_do_not_disturb_ring_after_it() -> None:
    bench = Bench()
    bench.arrive("mine")
    bench.arrive("later")
    bench.hear("mine", b.claimed(b.ANNA, at=b.NOON))
    until = b.NOON + 60_000
    bench.hear("later", f.LeadPassed(rep=b.ANNA.rep, rep_name="Anna", at=b.NOON, until=until))
    told = len(bench.rings)
    bench.alerts.on = False
    bench.alerts.silence()
    await bench.seconds(250)
    assert len(bench.rings) == told, "nothing while it is quiet"
    bench.alerts.on = True
    bench.alerts.ring(bench.alerts.catching_up(), caught_up=True)
    await bench.seconds(2)
    assert sorted((r.why, r.leads) for r in bench.rings[told:]) == [
        ("again", ("later",)),
        ("sla", ("mine",)),
    ]


async def test_what_i_dealt_with_while_it_was_quiet_does_not_ring_afterwards() -> None:
    bench = Bench()
    bench.arrive("given")
    bench.arrive("asked")
    bench.hear("asked", b.claimed(b.ANNA))
    bench.hear("asked", b.started(), b.ended())
    bench.alerts.on = False
    bench.alerts.silence()
    told = len(bench.rings)
    bench.hear("given", given_to(b.ANNA))
    bench.hear("given", b.started("touch-2"), b.ended("touch-2"))
    source = b.a_lead().source
    again = f.LeadReenquired(at=b.NOON, source=source, message="Hello?", content=())
    bench.hear("asked", again)
    bench.alerts.on = True
    bench.alerts.ring(bench.alerts.catching_up(), caught_up=True)
    await turns()
    assert [(ring.why, ring.leads) for ring in bench.rings[told:]] == [("again", ("asked",))]


def given_to(who: c.Actor) -> f.LeadAssigned:
    return f.LeadAssigned(
        rep=who.rep, rep_name=who.name, by=b.PETRA.rep, by_name="Petra", gen=1, at=b.NOON,
        lease_until=b.NOON + 120_000,
    )  # fmt: skip


# ---- a button acts on its own lead, or on nobody -------------------------------------------------


async def test_a_practice_ring_claims_and_dials_nobody_even_while_real_leads_ring(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        leads = await posted(hub, 6)
        await soon(lambda: "burst" in anna.notifier.up, "a burst is up")
        anna.desk.practice()
        await soon(lambda: [k for k in anna.notifier.up if k.startswith("practice")], "practice")
        [practice] = [k for k in anna.notifier.up if k.startswith("practice")]
        for action in ("claim-call", "sms", "email", "later"):
            anna.notifier.press(practice, action)
        anna.notifier.acted("a lead that is gone", "claim-call")
        assert anna.desk.pending() == []
        await anna.until_here(leads[0])
        assert [act.do for act, _ in anna.settled] in ([], ["note"])
        assert anna.dialer.taken == []
        assert all(not anna.desk.leads[i].owner for i in leads)


async def test_the_button_of_the_oldest_of_three_opens_and_dials_that_one(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        numbers = [f"+44 20 7946 0{n}" for n in (118, 218, 318)]
        for gap, number in enumerate(numbers):
            person = {"name": f"N {gap}", "email": f"{gap}@lead.example", "phone": number}
            await post(hub, **person, message="How much is it?")
            await soon(lambda n=gap: len(anna.notifier.up) == n + 1, "it is up")  # type: ignore[misc]
        oldest = next(iter(anna.notifier.up))
        anna.notifier.press(oldest, "claim-call")
        await soon(lambda: anna.dialer.taken, "dialled")
        assert anna.dialer.taken == [("call", "+442079460118", "")]
        assert anna.opened == [oldest]
