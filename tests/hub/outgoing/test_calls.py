"""A call by the company's phone system: placed once, followed by what the phone says."""

from typing import Any

from app.domain.ids import new_id
from app.domain.touch import Touch
from hub.gateways.port import Refused, Report, Unknown
from tests.hub.builders import problem
from tests.hub.outgoing.conftest import Sending
from tests.rigs.processes import soon

PHONE = "+14155550123"


async def called(sending: Sending, **more: Any) -> tuple[str, str]:
    desk, lead, gen = await sending.mine()
    touch = new_id(sending.hub.clock())
    told = await sending.hub.do(
        desk, "start_touch", lead, gen=gen, touch=touch, channel="call",
        **{"via": "company", "ring": PHONE, **more},
    )  # fmt: skip
    assert told.ok, told.e
    return lead, touch


async def the(sending: Sending, lead: str, touch: str) -> Touch:
    return next(t for t in (await sending.lead(lead)).touches if t.id == touch)


async def stands(sending: Sending, lead: str, touch: str, call: str) -> Touch:
    async def found() -> tuple[bool, Touch]:
        now = await the(sending, lead, touch)
        return now.call == call, now

    return await sending.comes(found, call)


async def test_a_call_is_placed_at_once_and_the_reps_own_number_is_in_no_fact(
    sending: Sending,
) -> None:
    lead, touch = await called(sending)
    await stands(sending, lead, touch, "ringing_rep")
    (ring,) = sending.call.rung
    assert (ring.rep_phone, ring.to, ring.id) == (PHONE, "+49300000001", touch)
    assert ring.report_to.startswith(f"https://hub.example/v1/gw/call/{touch}/")
    events = await sending.hub.log.read(sending.hub.team, 0, 1000)
    assert not any(PHONE.encode() in event.body for event in events)
    sending.later(3600)
    await sending.quiet()
    assert len(sending.call.rung) == 1


async def test_a_call_nobody_could_place_says_why_and_waits_for_its_outcome(
    sending: Sending,
) -> None:
    sending.call.answers = [Refused(code="21215", why="Calls there are not allowed.")]
    lead, touch = await called(sending)
    failed = await stands(sending, lead, touch, "failed")
    assert failed.ended is None
    assert (await sending.lead(lead)).running() is not None


async def test_a_call_whose_answer_got_lost_is_asked_about_and_never_placed_again(
    sending: Sending,
) -> None:
    sending.call.answers = [Unknown(why="The line broke.")]
    sending.call.reports = [Report(state="call", call="answered", ref="CA9")]
    lead, touch = await called(sending)
    await soon(lambda: len(sending.call.rung) == 1, "it is placed")
    await sending.quiet()
    sending.later(20)
    await stands(sending, lead, touch, "answered")
    assert len(sending.call.rung) == 1


async def test_a_call_the_hub_was_away_for_does_not_surprise_anybody_later(
    sending: Sending,
) -> None:
    await sending.stop()
    lead, touch = await called(sending)
    sending.hub.clock.forward(31)
    sending.start()
    await stands(sending, lead, touch, "failed")
    assert sending.call.rung == []


async def test_without_a_phone_system_such_a_call_is_refused(sending: Sending) -> None:
    sending.hub.service.rulings.gateways = frozenset({"sms"})
    desk, lead, gen = await sending.mine()
    told = await sending.hub.do(
        desk, "start_touch", lead, gen=gen, touch=new_id(sending.hub.clock()), channel="call",
        via="company", ring=PHONE,
    )  # fmt: skip
    assert problem(told).code == "bad_field"
