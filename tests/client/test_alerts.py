"""What rings on this desk, how often, with what words, and when it stops."""

from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.lead import Lead
from app.protocol.messages import Ev
from client.alerts import BURST, Alerts
from client.hooks import Hooks, Ring
from client.mirror import Changed
from client.ring_rules import Rules
from tests import builders as b
from tests.fakes import FakeClock, FakeNotifier, FakeSound, turns


class Bench:
    """One desk's alerts, with facts going in as the inbox brings them."""

    def __init__(self, rep: str = b.ANNA.rep, role: Any = "rep") -> None:
        self.clock = FakeClock(wall=b.NOON)
        self.notifier, self.sound = FakeNotifier(), FakeSound()
        self.leads: dict[str, Lead] = {}
        self.rings: list[Ring] = []
        self.over: list[tuple[str, str]] = []
        self.seen: list[str] = []
        hooks = Hooks(_fail)
        hooks.ring.connect(self.rings.append)
        hooks.ring_over.connect(lambda lead, why: self.over.append((lead, why)))
        self.alerts = Alerts(
            hooks=hooks,
            notifier=self.notifier,
            sound=self.sound,
            clock=self.clock,
            now=self.clock.wall,
            leads=lambda: self.leads,
            seen=lambda lead, eid: self.seen.append(eid),
            soon=lambda work: work(),
            on_error=_fail,
        )
        self.notifier.closed = self.alerts.notices.closed
        self.alerts.rules = Rules(rep, role, b.a_playbook(burst=3))
        self.alerts.team = "West"

    def hear(self, lead_id: str, *facts: f.Fact, live: bool = True) -> None:
        for fact in facts:
            before = self.leads.get(lead_id)
            after = evolve(before, fact, lead_id)
            eid = f"{lead_id}-{after.v}"
            ev = Ev(
                s="team:1", seq=1, prev=0, eid=eid, ts=b.NOON, k=fact.k, lead=lead_id,
                v=after.v, b=Raw(b"{}"),
            )  # fmt: skip
            change = Changed(ev, fact, before, after, live)
            causes = self.alerts.causes([change])
            self.leads[lead_id] = after
            self.alerts.check(lead_id, "somebody took it")
            self.alerts.remind(after)
            self.alerts.ring(causes)

    def arrive(self, lead_id: str, **changes: Any) -> None:
        self.hear(lead_id, b.received(received=self.clock.wall(), **changes))

    def calm(self, lead_id: str) -> None:
        self.arrive(lead_id, lane="prepare_first", rank="B")

    async def seconds(self, count: int) -> None:
        for _ in range(count):
            self.clock.forward(1_000)
            self.alerts.tick()
            self.alerts.ring(self.alerts.fallen_due())
            await turns()


def _fail(wrong: BaseException) -> None:
    raise wrong


async def test_a_new_lead_rings_with_notification_sound_and_card() -> None:
    bench = Bench()
    bench.arrive("l1")
    await turns()
    notice = bench.notifier.up["l1"]
    assert notice.title == "Imogen Okafor, Kestrel Freight"
    first, read, device, why = notice.body.split("\n")
    assert first == "Book a demo, opted in 0 s ago. 1:00 to claim."
    assert read == "Read: Pricing, Webinar: Scaling payments."
    assert device.startswith("Chrome on Windows · 12:00 there, ")
    assert why == "Strike now: asked for a demo."
    assert [key for key, _ in notice.actions] == [
        "claim-call", "sms", "email", "later", "default"
    ]  # fmt: skip
    assert notice.urgent
    assert bench.sound.played == ["strike_now"]
    assert [ring.leads for ring in bench.rings] == [("l1",)]
    assert bench.seen == ["l1-1"]


async def test_it_sounds_again_until_a_human_acts() -> None:
    bench = Bench()
    bench.arrive("l1")
    repeats = b.a_playbook().lanes["strike_now"].repeats
    await bench.seconds(repeats[0])
    assert bench.sound.played == ["strike_now"] * 2
    bench.alerts.hush("l1")
    await bench.seconds(repeats[-1] + 5)
    assert bench.sound.played == ["strike_now"] * 2


async def test_its_age_is_replaced_in_place_every_five_seconds() -> None:
    bench = Bench()
    bench.arrive("l1")
    await bench.seconds(11)
    assert "opted in 11 s ago. 0:49 to claim." in bench.notifier.up["l1"].body
    assert [notice.key for notice in bench.notifier.shown] == ["l1"] * 3


async def test_a_notification_the_user_closed_stays_closed_and_the_lead_stays() -> None:
    bench = Bench()
    bench.arrive("l1")
    await turns()
    bench.notifier.close("l1")
    await bench.seconds(12)
    assert bench.notifier.up == {}
    assert bench.over == []


async def test_it_is_withdrawn_when_somebody_takes_it() -> None:
    bench = Bench()
    bench.arrive("l1")
    await turns()
    bench.hear("l1", b.claimed(b.JONAS))
    await turns()
    assert bench.notifier.up == {}
    assert bench.over == [("l1", "somebody took it")]


async def test_a_fact_already_told_on_this_device_does_not_ring_again() -> None:
    bench = Bench()
    bench.alerts.told.add("new:l1")
    bench.arrive("l1")
    await turns()
    assert bench.rings == []


async def test_nothing_rings_for_a_rep_who_said_so_and_nothing_counts_as_told() -> None:
    bench = Bench()
    bench.alerts.on = False
    bench.arrive("l1")
    await turns()
    assert (bench.rings, bench.sound.played, bench.notifier.up) == ([], [], {})
    bench.alerts.on = True
    bench.alerts.ring(bench.alerts.catching_up(), caught_up=True)
    await turns()
    assert [ring.leads for ring in bench.rings] == [("l1",)]


async def test_marketing_is_not_rung() -> None:
    bench = Bench("rep-mara", "marketing")
    bench.arrive("l1")
    assert bench.rings == []


async def test_later_is_quiet_here_until_it_is_over() -> None:
    bench = Bench()
    bench.arrive("l1")
    later = f.LeadPassed(rep=b.ANNA.rep, rep_name="A", at=b.NOON, until=b.NOON + 60_000)
    bench.hear("l1", later)
    await turns()
    assert bench.notifier.up == {}
    await bench.seconds(59)
    assert len(bench.rings) == 1
    await bench.seconds(2)
    assert [ring.why for ring in bench.rings] == ["new", "again"]


async def test_later_on_a_touch_of_mine_rings_again_too_also_after_a_night_off() -> None:
    bench = Bench()
    due = f.NextTouchSet(next=_touch(b.NOON + 10_000), at=b.NOON)
    bench.hear("l1", b.received(), *b.tried("no_answer"), due)
    await bench.seconds(12)
    until = bench.clock.wall() + 60_000
    later = f.LeadPassed(rep=b.ANNA.rep, rep_name="A", at=bench.clock.wall(), until=until)
    bench.alerts.over("l1", "")
    bench.hear("l1", later)
    assert bench.alerts.catching_up() == []
    await bench.seconds(59)
    assert [ring.why for ring in bench.rings if ring.why != "new"] == ["due"]
    rested = Bench()
    rested.leads, rested.alerts.told = dict(bench.leads), set(bench.alerts.told)
    rested.clock.forward(600_000)
    assert [cause.why for cause in rested.alerts.catching_up()] == ["again"]
    assert rested.alerts.catching_up() == []
    await bench.seconds(2)
    assert [ring.why for ring in bench.rings if ring.why != "new"] == ["due", "again"]
    assert "You said later" in bench.notifier.up["l1"].body


async def test_a_later_of_last_week_does_not_hide_the_touch_that_is_due_now() -> None:
    bench = Bench()
    later = f.LeadPassed(rep=b.ANNA.rep, rep_name="A", at=b.NOON - 2, until=b.NOON - 1)
    due = f.NextTouchSet(next=_touch(b.NOON + 10_000), at=b.NOON)
    bench.hear("l1", b.received(), later, *b.tried("no_answer"), due, live=False)
    bench.alerts.told.add(f"later:l1:{b.NOON - 1}")
    bench.clock.forward(600_000)
    assert [cause.why for cause in bench.alerts.catching_up()] == ["due"]


async def test_a_lead_that_came_back_is_not_said_to_have_asked_again() -> None:
    bench = Bench()
    bench.arrive("l1")
    bench.hear("l1", b.claimed(b.JONAS))
    bench.hear("l1", f.LeaseExpired(rep=b.JONAS.rep, rep_name="Jonas", gen=1, at=b.NOON))
    await turns()
    assert "Asked again" not in bench.notifier.up["l1"].body
    assert "Free again: asked for a demo." in bench.notifier.up["l1"].body


@pytest.mark.parametrize("lane", ["strike_now", "nurture"])
async def test_a_promise_put_back_rings_everywhere_and_again_when_it_is_due(lane: Any) -> None:
    """Its owner is on leave and nobody stands in: a person waits by the phone."""
    rep, leader = Bench(), Bench(b.PETRA.rep, "team-lead")
    promise = f.NextTouchSet(next=replace(_touch(b.NOON + 60_000), pinned=True), at=b.NOON)
    freed = f.LeadReleased(rep=b.JONAS.rep, by="", by_name="Leadbell", at=b.NOON, reason="on leave")
    for bench in (rep, leader):
        bench.hear("l1", b.received(lane=lane), *b.tried("no_answer", by=b.JONAS), live=False)
        bench.hear("l1", promise, freed)
        bench.alerts.over("l1", "")
        bench.hear("l1", f.TouchFellDue(at=b.NOON + 60_000))
        await turns()
        assert [ring.why for ring in bench.rings] == ["again", "again"]


async def test_an_offer_nobody_took_rings_at_the_team_lead() -> None:
    rep, lead = Bench(), Bench(b.PETRA.rep, "team-lead")
    for bench in (rep, lead):
        bench.arrive("l1")
        bench.alerts.over("l1", "")
        bench.hear("l1", f.OfferEnded(at=b.NOON))
        await turns()
    assert [ring.why for ring in rep.rings] == ["new"]
    assert [ring.why for ring in lead.rings] == ["new", "unclaimed"]


async def test_what_is_given_to_me_rings_and_what_i_take_does_not() -> None:
    bench = Bench()
    bench.hear("l1", b.received(), b.claimed(b.JONAS))
    given = f.LeadAssigned(
        rep=b.ANNA.rep, rep_name="Anna", by=b.PETRA.rep, by_name="Petra", gen=2, at=b.NOON,
        lease_until=b.NOON + 120_000,
    )  # fmt: skip
    bench.hear("l1", given)
    bench.hear("l2", b.received(), b.claimed(b.ANNA))
    await turns()
    assert [(r.why, r.leads) for r in bench.rings if r.why != "new"] == [("assigned", ("l1",))]


async def test_a_nudge_rings_again_for_whom_it_names() -> None:
    anna, jonas = Bench(), Bench(b.JONAS.rep)
    for bench in (anna, jonas):
        bench.arrive("l1")
        bench.hear("l1", f.LeadNudged(by="p", by_name="Petra", at=b.NOON, rep=b.JONAS.rep))
        await turns()
    assert [ring.why for ring in anna.rings] == ["new"]
    assert [ring.why for ring in jonas.rings] == ["new", "nudged"]


async def test_the_owner_is_warned_at_eighty_percent_of_the_sla() -> None:
    bench = Bench()
    bench.hear("l1", b.received(), b.claimed(b.ANNA, lease_until=b.NOON + b.HOUR))
    await bench.seconds(239)
    assert "sla_80" not in bench.sound.played
    await bench.seconds(2)
    assert bench.sound.played[-1] == "sla_80"
    assert bench.rings[-1].why == "sla"


async def test_a_due_touch_rings_once_by_this_desks_own_clock() -> None:
    bench = Bench()
    soon = f.NextTouchSet(next=b.a_lead().next_touch or _touch(b.NOON + 10_000), at=b.NOON)
    bench.hear("l1", b.received(), *b.tried("no_answer"), soon)
    await bench.seconds(12)
    bench.hear("l1", f.TouchFellDue(at=b.NOON + 10_000))
    await turns()
    assert [ring.why for ring in bench.rings].count("due") == 1


def _touch(at: int) -> Any:
    from app.domain.touch import NextTouch

    return NextTouch(at=at, channel="call", attempt=2, of=6, reason="second try")


async def test_calm_leads_in_a_burst_share_one_ring_and_strike_now_rings_alone() -> None:
    bench = Bench()
    for number in range(20):
        bench.calm(f"calm-{number}")
    bench.arrive("hot")
    await turns()
    assert set(bench.notifier.up) == {BURST, "hot"}
    assert bench.notifier.up[BURST].title == "20 leads for West"
    assert bench.sound.played.count("burst") == 1
    assert bench.sound.played[-1] == "strike_now"
    assert bench.rings[-1].leads == ("hot",)


async def test_five_strike_now_leads_ring_singly_and_with_a_sixth_all_share_one_card() -> None:
    bench = Bench()
    hot = [f"hot-{number}" for number in range(6)]
    for lead in hot[:5]:
        bench.arrive(lead)
        await turns()
        bench.clock.forward(1_000)
    assert set(bench.notifier.up) == set(hot[:5])
    assert bench.sound.played.count("strike_now") >= 5
    bench.arrive(hot[5])
    await turns()
    assert set(bench.notifier.up) == {BURST}
    assert bench.rings[-1].leads == tuple(hot)
    assert bench.rings[-1].urgent


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ({"phone": ""}, ["claim-call", "email", "later", "default"]),
        ({"email": ""}, ["claim-call", "sms", "later", "default"]),
    ],
)
async def test_a_notification_has_no_button_that_could_do_nothing(
    changed: dict[str, str], keys: list[str]
) -> None:
    bench = Bench()
    bench.hear("l", b.received(person=b.a_person(**changed)))
    await turns()
    notice = bench.notifier.up["l"]
    assert [key for key, _ in notice.actions] == keys
    words = dict(notice.actions)
    assert words["claim-call"] == ("Claim & call" if "sms" in keys else "Claim & read")


async def test_a_burst_goes_when_its_last_lead_is_taken() -> None:
    bench = Bench()
    for number in range(6):
        bench.arrive(f"hot-{number}")
    await turns()
    for number in range(6):
        bench.hear(f"hot-{number}", b.claimed(b.JONAS))
    await turns()
    assert bench.notifier.up == {}


async def test_catching_up_rings_five_at_most_and_one_for_the_rest_never_as_if_new() -> None:
    bench = Bench()
    for number in range(12):
        bench.hear(f"l{number}", b.received(received=b.NOON - b.HOUR), live=False)
    await turns()
    assert bench.rings == []
    bench.alerts.ring(bench.alerts.catching_up(), caught_up=True)
    await turns()
    assert len(bench.notifier.up) == 6
    assert bench.notifier.up[BURST].title == "7 leads for West"
    assert all("55:00" not in n.body and "60 min ago" in n.body
               for key, n in bench.notifier.up.items() if key != BURST)  # fmt: skip
    assert len(bench.sound.played) == 1
    assert bench.alerts.catching_up() == []


async def test_privacy_shows_rank_and_time_only() -> None:
    bench = Bench()
    bench.alerts.privacy = True
    bench.arrive("l1")
    await turns()
    notice = bench.notifier.up["l1"]
    assert (notice.title, notice.body) == (
        "Lead for West",
        "A, Strike now, 0 s ago, 1:00 to claim.",
    )


async def test_an_unconfirmed_notification_is_not_reported_as_seen() -> None:
    bench = Bench()
    bench.notifier.confirms = False
    bench.arrive("l1")
    await turns()
    assert bench.seen == []


async def test_a_practice_ring_touches_no_lead() -> None:
    bench = Bench()
    bench.alerts.practice()
    await turns()
    assert [(r.why, r.leads) for r in bench.rings] == [("practice", ())]
    assert bench.sound.played == ["strike_now"]


async def test_a_lead_not_to_be_called_yet_rings_when_its_time_has_come() -> None:
    bench = Bench()
    bench.arrive("l1", not_before=b.NOON + 30_000)
    await bench.seconds(29)
    assert bench.rings == []
    await bench.seconds(2)
    assert [ring.leads for ring in bench.rings] == [("l1",)]
