"""A mail is threaded, can be stopped where it is no direct reply, and says where reports go."""

from functools import partial

from hub import inbound
from hub.gateways.port import Inbound
from hub.outgoing.letters import Letters, token
from tests.hub.outgoing.conftest import Sending


async def mail(sending: Sending, lead: str, text: str) -> str:
    desk = await sending.hub.desk()
    await sending.hub.do(desk, "claim", lead)
    held = await sending.lead(lead)
    message, told = await sending.send(
        desk, lead, held.gen, text, channel="email", subject="Your question"
    )
    assert told.ok, told.e
    sending.later(5)
    await sending.stands(lead, message, "sent")
    return message


async def test_a_reply_names_their_mail_and_the_thread_and_is_no_mailing(sending: Sending) -> None:
    sending.letters = Letters(
        public_url="https://hub.example",
        mail_domain="us.example",
        unsubscribe=lambda conn, lead, message: f"https://hub.example/u/{message.id}",
    )
    await sending.stop()
    sending.start()
    lead = await sending.hub.lead_id()
    first = await mail(sending, lead, "Thank you for asking")
    came = Inbound(
        kind="email", from_="p1@example.com", text="Tuesday?", ref="their-1@example.com",
        in_reply_to=(f"{first}@us.example",),
    )  # fmt: skip
    service = sending.hub.service
    await service.write(partial(inbound.heard, service.rulings, came))
    second = await mail(sending, lead, "Tuesday at three it is")
    opening, reply = sending.email.got
    assert opening.message_id == f"{first}@us.example"
    assert opening.unsubscribe == f"https://hub.example/u/{first}"
    assert (opening.in_reply_to, opening.references) == ("", ())
    assert reply.message_id == f"{second}@us.example"
    assert reply.in_reply_to == "their-1@example.com"
    assert reply.references == (f"{first}@us.example", "their-1@example.com")
    assert reply.unsubscribe == ""
    assert (reply.from_name, reply.to_name, reply.to) == ("Dana", "Person 1", "p1@example.com")
    assert not reply.automatic


async def test_an_out_of_office_reply_is_answered_with_a_way_out_all_the_same(
    sending: Sending,
) -> None:
    sending.letters = Letters(unsubscribe=lambda conn, lead, message: "https://hub.example/u/x")
    await sending.stop()
    sending.start()
    lead = await sending.hub.lead_id()
    await mail(sending, lead, "Thank you for asking")
    away = Inbound(
        kind="email", from_="p1@example.com", text="I am away", ref="away-1@example.com",
        about="away",
    )  # fmt: skip
    service = sending.hub.service
    await service.write(partial(inbound.heard, service.rulings, away))
    await mail(sending, lead, "Shall we say Thursday?")
    assert sending.email.got[1].unsubscribe == "https://hub.example/u/x"
    assert sending.email.got[1].in_reply_to == ""


async def test_reports_come_to_an_address_that_only_the_gateway_is_told(sending: Sending) -> None:
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    (letter,) = sending.sms.got
    assert letter.report_to.startswith(f"https://hub.example/v1/gw/sms/{message}/")
    events = await sending.hub.log.read(sending.hub.team, 0, 1000)
    proof = letter.report_to.rpartition("/")[2]
    assert not any(proof.encode() in event.body for event in events)
    assert proof != token(b"another key", "sms", message)
