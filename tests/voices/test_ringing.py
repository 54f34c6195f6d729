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
from tests.hub_process import HubProcess, hub_in
from tests.rigs.processes import soon
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
    text = b.DEFAULT.read_text(encoding="utf-8")
    for slow, fast in QUICK.items():
        assert slow in text
        text = text.replace(slow, fast)
    (tmp_path / "quick.toml").write_text(text, encoding="utf-8")
    running = hub_in(tmp_path, "--playbook", str(tmp_path / "quick.toml"))
    try:
        yield running
    finally:
        running.end()


async def calm(hub: HubProcess) -> None:
    """From now on `post` makes leads of the lane that is prepared first."""
    address = await asyncio.to_thread(hub.source, "West", "", "trial")
    hub.sources["West"] = address.removeprefix(hub.url)


# ---- sound ---------------------------------------------------------------------------------------


async def test_a_fresh_profile_sounds_at_its_first_lead_within_a_second(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub)
        await soon(lambda: anna.sound.played, "the first lead sounds", 1.0)
        assert anna.sound.played == ["strike_now"]
        assert set(anna.notifier.up) == {lead}


async def test_a_lead_of_somebody_else_makes_no_sound_here(hub: HubProcess, tmp_path: Path) -> None:
    """Another team's lead, one assigned to Jonas, one Anna passed on, and what Jonas then does."""
    async with AsyncExitStack() as stack:
        petra, anna, jonas = [
            await stack.enter_async_context(desk(hub, rep, tmp_path, role=role))
            for rep, role in (("Petra", "team-lead"), ("Anna", "rep"), ("Jonas", "rep"))
        ]
        lead = await post(hub)
        await soon(lambda: anna.rung()[lead] == 1, "it is offered to all first")
        assert jonas.desk.me is not None
        petra.desk.assign(lead, jonas.desk.me.rep)
        await soon(lambda: "assigned" in jonas.whys(lead), "Jonas is told")
        await soon(lambda: lead not in anna.notifier.up, "and Anna left alone")
        played = len(anna.sound.played)
        await post(hub, team="East", email="east@lead.example", phone="")
        jonas.desk.start_touch(lead, "call")
        await soon(lambda: anna.desk.leads[lead].state == "engaged", "Anna's desk knows")
        petra.desk.nudge(lead)
        await soon(lambda: anna.desk.leads[lead].timeline[-1].kind == "lead.nudged", "heard")
        assert len(anna.sound.played) == played
        assert (lead, "Petra gave it to Jonas") in anna.over


async def test_a_desk_without_a_sound_device_is_deaf_and_says_which_check_failed(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        await soon(lambda: anna.desk.armed_state.armed, "armed")
        anna.sound.output = ""
        await soon(lambda: not anna.desk.armed_state.armed, "deaf", 3)
        assert anna.desk.armed_state.why == "No sound output"
        anna.sound.output = "speakers"
        await soon(lambda: anna.desk.armed_state.armed, "armed again", 3)


# ---- bursts and what stays -----------------------------------------------------------------------


async def test_twenty_low_ranks_are_one_summary_and_a_strike_now_among_them_rings_alone(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with desk(hub, "Anna", tmp_path) as anna:
        await calm(hub)
        low = await posted(hub, 10, "a")
        hot = await post(hub, email="hot@lead.example", message="Please call me back")
        low += await posted(hub, 10, "b")
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
        assert set(anna.notifier.up) == {lead}
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
        await anna.has(lead)
        petra.desk.assign(lead, anna.account.rep)
        await soon(lambda: "assigned" in anna.whys(lead), "assigned")
        petra.desk.nudge(lead)
        await soon(lambda: "nudged" in anna.whys(lead), "nudged")
        await post(hub, message="Are you there?")
        await soon(lambda: "again" in anna.whys(lead), "asked again")
        assert jonas.whys(lead) == ["new"]
        anna.desk.release(lead)
        await soon(lambda: "again" in jonas.whys(lead), "put back: it rings at the others")
        await soon(lambda: "again" in petra.whys(lead), "and at the team lead")
        assert anna.whys(lead)[-1] == "again"
        assert len(anna.whys(lead)) == 4, "not at who put it back"


async def test_an_offer_nobody_takes_and_a_lease_that_ends_ring_again(
    quick: HubProcess, tmp_path: Path
) -> None:
    async with (
        desk(quick, "Petra", tmp_path, role="team-lead") as petra,
        desk(quick, "Anna", tmp_path) as anna,
        desk(quick, "Jonas", tmp_path) as jonas,
    ):
        lead = await post(quick)
        await soon(lambda: "unclaimed" in petra.whys(lead), "nobody took it: the team lead", 6)
        assert "unclaimed" not in anna.whys(lead)
        anna.desk.claim(lead)
        await soon(lambda: jonas.desk.leads[lead].owner_name == "Anna", "Anna has it")
        await soon(lambda: "again" in jonas.whys(lead), "her lease ends: back in the pool", 8)
        assert jonas.desk.leads[lead].owner == ""
        assert jonas.desk.leads[lead].breached is None or anna.desk.leads[lead].breached
        await soon(lambda: jonas.desk.leads[lead].breached, "the promise is broken", 8)
        kept = jonas.desk.leads[lead]
        assert kept.breached == kept.due, "dated to the deadline, however late it was noticed"


async def test_the_first_touch_stops_the_clock_at_its_own_time(
    quick: HubProcess, tmp_path: Path
) -> None:
    async with desk(quick, "Anna", tmp_path) as anna:
        lead = await post(quick)
        await anna.has(lead)
        anna.desk.acted(lead, "claim-call")
        await soon(lambda: anna.desk.leads[lead].first_attempt, "answered")
        first = anna.desk.leads[lead].first_attempt
        await asyncio.sleep(6.5)  # past the deadline the touch came before
        assert anna.desk.leads[lead].breached is None
        assert anna.desk.leads[lead].first_attempt == first
        assert "sla" not in anna.whys(lead)


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
        nudged, back, asked = await posted(hub, 3)
        await soon(lambda: set(anna.rung()) >= {nudged, back, asked}, "all rang once")
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
            assert len(anna.rings) == before
            anna.desk.set_mode("on")
        later = lambda: {i for ring in anna.rings[before:] for i in ring.leads}  # noqa: E731
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
            anna.notifier.press(practice, action)  # type: ignore[arg-type]
        anna.notifier.acted("a lead that is gone", "claim-call")
        await asyncio.sleep(0.5)
        assert anna.desk.pending() == []
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
            await soon(lambda n=gap: len(anna.notifier.up) == n + 1, "it is up")
        oldest = next(iter(anna.notifier.up))
        anna.notifier.press(oldest, "claim-call")
        await soon(lambda: anna.dialer.taken, "dialled")
        assert anna.dialer.taken == [("call", "+442079460118", "")]
        assert anna.opened == [oldest]
