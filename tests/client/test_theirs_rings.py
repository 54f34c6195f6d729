"""They wrote, called, or asked to be called: it rings whoever has the lead, else everybody."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.lead import Consent
from app.domain.touch import NextTouch
from tests import builders as b
from tests.client.test_alerts import Bench
from tests.fakes import turns


def wrote(text: str = "Two is fine", **more: Any) -> f.MessageReceived:
    values = {"message": "m9", "channel": "sms", "from_": "+44", "at": b.NOON + 60_000, **more}
    return f.MessageReceived(text=text, **values)


def missed(**more: Any) -> f.CallMissed:
    return f.CallMissed(call="c1", from_="+44", at=b.NOON + 60_000, **more)


def mine(bench: Bench, rep: Any = b.ANNA) -> None:
    bench.clock.forward(60_000)
    bench.leads["l1"] = replace(evolve(b.a_lead(), b.claimed(rep)), id="l1")


async def test_a_reply_rings_its_owner_in_their_words() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", wrote())
    await turns()
    notice = bench.notifier.up["l1"]
    assert notice.title == "Imogen Okafor, Kestrel Freight replied"
    assert notice.body.splitlines()[0] == "“Two is fine”"
    assert notice.body.splitlines()[-1] == "Answer by SMS now."
    assert [ring.why for ring in bench.rings] == ["reply"]


async def test_a_missed_call_rings_urgently_with_call_back() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", missed())
    await turns()
    notice = bench.notifier.up["l1"]
    assert notice.title == "Imogen Okafor, Kestrel Freight called you 12:01 their time"
    assert notice.body.splitlines()[-1] == "Call them now."
    assert notice.actions[0] == ("claim-call", "Call back")
    assert notice.urgent
    assert bench.sound.played == ["strike_now"]


async def test_what_is_planned_for_later_is_not_said_while_they_may_be_answered_now() -> None:
    bench = Bench()
    mine(bench)
    reason = "They wrote: answer them, held to Mon 23 Nov, 10:00 there: quiet hours"
    later = NextTouch(at=b.NOON + 86_400_000, channel="sms", attempt=1, of=6, reason=reason)
    bench.hear("l1", wrote(), f.NextTouchSet(next=later, at=b.NOON + 60_000))
    await bench.seconds(6)
    body = bench.notifier.up["l1"].body
    assert "held to" not in body
    assert body.endswith("Answer by SMS now.")


async def test_a_way_they_refused_is_not_proposed_and_the_planned_one_is() -> None:
    bench = Bench()
    mine(bench)
    no = Consent(state="refused", why="said stop")
    one = bench.leads["l1"]
    bench.leads["l1"] = replace(one, consent={**one.consent, "sms": no})
    due = NextTouch(at=b.NOON, channel="email", attempt=1, of=6, reason="They wrote: answer them")
    bench.hear("l1", wrote(), f.NextTouchSet(next=due, at=b.NOON + 60_000))
    await bench.seconds(6)
    assert bench.notifier.up["l1"].body.endswith("Answer by email now.")


async def test_a_choice_without_words_is_not_shown_as_their_words() -> None:
    bench = Bench()
    mine(bench)
    chosen = f.GoodTimeAnswered(at=b.NOON + 61_000, choice="time", when=b.NOON + 86_400_000)
    bench.hear("l1", wrote(), chosen)
    await turns()
    assert bench.notifier.up["l1"].body.splitlines()[0] == "“Two is fine”"


async def test_an_out_of_office_reply_rings_nobody() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", wrote("I am away", away=True))
    await turns()
    assert bench.rings == []


@pytest.mark.parametrize("said", ["stop", "start"])
async def test_a_stop_and_nothing_more_asks_for_no_answer_and_rings_nobody(said: Any) -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", wrote("STOP", said=said))
    await turns()
    assert bench.rings == []


async def test_it_does_not_ring_on_the_desk_of_somebody_else() -> None:
    bench = Bench(rep=b.JONAS.rep)
    mine(bench)
    bench.hear("l1", wrote(), missed())
    await turns()
    assert bench.rings == []


@pytest.mark.parametrize("lane", ["strike_now", "let_settle", "nurture"])
async def test_while_nobody_has_it_it_rings_everybody_whatever_the_lane(lane: str) -> None:
    bench = Bench()
    bench.arrive("l1", lane=lane)
    before = len(bench.rings)
    bench.hear("l1", wrote())
    await turns()
    assert [ring.why for ring in bench.rings[before:]] == ["reply"]


async def test_in_privacy_nothing_of_it_is_told() -> None:
    bench = Bench()
    bench.alerts.privacy = True
    mine(bench)
    bench.hear("l1", wrote("my secret"))
    await turns()
    notice = bench.notifier.up["l1"]
    assert "Imogen" not in notice.title + notice.body
    assert "secret" not in notice.title + notice.body


async def test_the_touch_that_falls_due_with_their_words_does_not_ring_a_second_time() -> None:
    bench = Bench()
    mine(bench)
    due = NextTouch(at=b.NOON + 60_000, channel="sms", attempt=1, of=6, reason="They wrote")
    bench.hear("l1", wrote(), f.NextTouchSet(next=due, at=b.NOON + 60_000))
    bench.hear("l1", f.TouchFellDue(at=b.NOON + 60_000))
    await bench.seconds(3)
    assert [ring.why for ring in bench.rings] == ["reply"]
