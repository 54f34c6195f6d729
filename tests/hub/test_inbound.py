"""What comes in finds the right lead, once; a stranger's text or call becomes one."""

from functools import partial

from app.domain.ids import new_id
from hub import inbound
from hub.gateways.port import Inbound, Report
from tests.hub.outgoing.conftest import Sending, sending

__all__ = ["sending"]
NUMBER = "+49300000001"


async def came(sending: Sending, **what: object) -> inbound.Heard:
    values = {"kind": "sms", "from_": NUMBER, "text": "Tuesday suits me", "ref": "SM-1"}
    told = Inbound(**{**values, "at": sending.hub.clock(), **what})  # type: ignore[arg-type]
    service = sending.hub.service
    return await service.write(partial(inbound.heard, service.rulings, told))


async def mailed(sending: Sending, n: int = 1) -> tuple[str, str]:
    """(lead, message) of a mail of ours that left."""
    desk, lead, gen = await sending.mine(n)
    message, told = await sending.send(
        desk, lead, gen, f"Hello {n}", channel="email", subject="Your question"
    )
    assert told.ok, told.e
    sending.later(5)
    await sending.stands(lead, message, "sent")
    return lead, message


async def test_an_answer_by_text_is_a_touch_of_theirs_and_the_next_thing_to_do(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    assert await came(sending) == inbound.Heard("known", lead)
    after = await sending.lead(lead)
    assert after.messages[-1].text == "Tuesday suits me"
    assert after.next_touch is not None
    assert after.next_touch.reason.startswith("They wrote: answer them")
    assert after.touches[-1].direction == "inbound"


async def test_the_same_message_told_twice_is_heard_once(sending: Sending) -> None:
    _, lead, _ = await sending.mine()
    assert (await came(sending)).what == "known"
    assert (await came(sending)).what == "again"
    assert len((await sending.lead(lead)).messages) == 1


async def test_a_reply_goes_to_the_lead_of_the_mail_it_answers_whatever_address_it_comes_from(
    sending: Sending,
) -> None:
    lead, message = await mailed(sending, 1)
    await mailed(sending, 2)
    told = await came(
        sending, kind="email", from_="secretary@elsewhere.example", ref="r1@elsewhere.example",
        in_reply_to=(f"{message}@us.example",),
    )  # fmt: skip
    assert told == inbound.Heard("known", lead)


async def test_a_text_goes_to_the_lead_that_was_texted_last(sending: Sending) -> None:
    older = await sending.hub.lead_id(1, key="older")
    sending.hub.clock.forward(90_000)
    desk, newer, gen = await sending.mine(1, key="newer")
    assert newer != older
    held = await sending.hub.do(desk, "claim", older)
    assert held.ok
    message, _ = await sending.send(desk, older, (await sending.lead(older)).gen)
    sending.later(5)
    await sending.stands(older, message, "sent")
    assert (await came(sending)).lead == older
    assert gen == 1


async def test_without_any_message_it_goes_to_the_newest_open_lead_with_that_number(
    sending: Sending,
) -> None:
    await sending.hub.lead_id(1, key="older")
    sending.hub.clock.forward(90_000)
    newest = await sending.hub.lead_id(1, key="newer")
    assert (await came(sending)).lead == newest


async def test_a_strangers_text_rings_as_a_new_lead_that_may_be_texted(sending: Sending) -> None:
    told = await came(sending, from_="+447700900155", text="Do you ship to Leeds?")
    assert told.what == "new"
    made = await sending.lead(told.lead)
    assert made.person.phone == "+447700900155"
    assert made.person.message == "Do you ship to Leeds?"
    assert (made.source.name, made.source.kind) == ("Our number", "sms")
    assert made.consent["sms"].state == "allowed"
    assert made.where.zones == ("Europe/London",) or made.where.country == "GB"
    again = await came(sending, from_="+447700900155", text="Do you ship to Leeds?")
    assert again.lead in ("", told.lead)
    assert (await sending.hub.kinds()).count("lead.new") == 1


async def test_a_missed_call_from_a_stranger_is_a_lead_and_from_somebody_known_is_due_now(
    sending: Sending,
) -> None:
    told = await came(sending, kind="call", from_="+447700900156", text="", ref="CA1")
    assert told.what == "new"
    assert (await sending.lead(told.lead)).source.kind == "missed_call"
    _, lead, _ = await sending.mine()
    known = await came(sending, kind="call", text="", ref="CA2")
    assert known == inbound.Heard("known", lead)
    assert (await came(sending, kind="call", text="", ref="CA2")).what == "again"
    due = (await sending.lead(lead)).next_touch
    assert due is not None
    assert due.at <= sending.hub.clock()
    assert due.reason.startswith("They called you at ")


async def test_a_strangers_mail_is_left_alone_and_so_is_a_withheld_number(
    sending: Sending,
) -> None:
    told = await came(sending, kind="email", from_="news@shop.example", ref="n1@shop.example")
    assert told.what == "stranger"
    assert (await came(sending, from_="Vodafone")).what == "stranger"
    assert (await came(sending, kind="call", from_="anonymous")).what == "stranger"
    assert "lead.new" not in await sending.hub.kinds()


async def test_somebody_who_writes_after_their_lead_was_closed_asks_anew(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    assert (await sending.hub.do(desk, "qualify", lead, gen=gen)).ok
    told = await came(sending, text="One more question")
    assert told.what == "new"
    assert told.lead != lead
    fresh = await sending.lead(told.lead)
    assert (fresh.state, fresh.person.name) == ("open", "Person 1")
    stopped = await came(sending, text="stop", ref="SM-2")
    assert stopped.what == "known"


async def test_a_report_is_believed_once_and_one_about_nothing_is_left_alone(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    sent = await sending.stands(lead, message, "sent")
    service = sending.hub.service

    async def told(**what: str) -> str:
        report = Report(**what)  # type: ignore[arg-type]
        return (await service.write(partial(inbound.reported, service.rulings, report))).what

    assert await told(state="delivered", ref=sent.ref) == "report"
    assert (await sending.message(lead, message)).state == "delivered"
    seq = len(await sending.hub.kinds())
    assert await told(state="delivered", message=message) == "report"
    assert await told(state="on_its_way", message=message) == "report"
    assert len(await sending.hub.kinds()) == seq
    assert await told(state="delivered", message=new_id(1)) == "lost"
    assert await told(state="failed", message=message, why="Handset gone.") == "report"
    failed = await sending.message(lead, message)
    assert (failed.state, failed.why) == ("failed", "Handset gone.")
    assert (await sending.lead(lead)).first_attempt is None


async def test_a_failure_that_comes_late_makes_the_attempt_undone_and_names_what_to_do(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    assert (await sending.lead(lead)).first_attempt is not None
    service = sending.hub.service
    late = Report(state="failed", message=message, code="30003", why="The phone is off.")
    await service.write(partial(inbound.reported, service.rulings, late))
    after = await sending.lead(lead)
    assert after.first_attempt is None
    assert after.next_touch is not None
    assert after.touches[-1].disposition == "not_sent"
