"""Who said stop is told everywhere at once, and no way out of the hub leads to them any more."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain.ids import new_id
from app.domain.lead import Consent, Where
from hub import inbound, suppression, wants
from hub.gateways.port import Inbound, Refused, Report
from hub.rulings import Done
from tests.hub.builders import problem
from tests.hub.outgoing.conftest import Sending, sending

__all__ = ["sending"]
NUMBER = "+49300000001"
"""Of the builders' first person."""


async def texts(sending: Sending, words: str, from_: str = NUMBER, ref: str = "SM-in-1") -> str:
    """Somebody texts us; what became of it."""
    came = Inbound(kind="sms", from_=from_, text=words, ref=ref, at=sending.hub.clock())
    service = sending.hub.service
    return (await service.write(partial(inbound.heard, service.rulings, came))).what


async def other_team(sending: Sending, n: int) -> tuple[str, str]:
    """The same person asked another team too: (team, lead)."""
    source, _ = await sending.hub.sources.add("form", "Other form", "Team East")
    delivery = sending.hub.delivery(n)
    made = c.ReceiveLead(
        **{
            name: getattr(delivery.made, name)
            for name in c.ReceiveLead.__struct_fields__
            if name != "team"
        },
        team=source.team,
    )
    moved = type(delivery)(
        **{
            **{name: getattr(delivery, name) for name in delivery.__struct_fields__},
            "source": source,
            "made": made,
            "key": "east",
        }
    )
    return source.team, (await sending.hub.service.receive(moved)).lead


async def lead_of(sending: Sending, team: str, lead: str) -> str:
    """What is known about texting them."""
    from hub import lead_rows

    found = await sending.hub.db.read(lambda conn: lead_rows.find(conn, team, lead))
    assert found is not None
    said = found.consent.get("sms")
    return said.state if said is not None else "unknown"


async def test_a_stop_concerns_every_lead_of_every_team_with_that_number(sending: Sending) -> None:
    _, lead, _ = await sending.mine(1)
    east, theirs = await other_team(sending, 1)
    heard: list[str] = []
    sending.hub.service.changed.append(lambda team, seq: heard.append(team))
    assert await texts(sending, "stop") == "known"
    assert await lead_of(sending, sending.hub.team, lead) == "refused"
    assert await lead_of(sending, east, theirs) == "refused"
    assert set(heard) == {sending.hub.team, east}, "both teams' desks are told at once"
    later = await sending.hub.lead_id(1, key="again and again", email="other@example.com")
    assert await lead_of(sending, sending.hub.team, later) == "refused"


async def test_start_takes_the_stop_off_everywhere_and_a_rep_cannot(sending: Sending) -> None:
    desk, lead, gen = await sending.mine(1)
    east, theirs = await other_team(sending, 1)
    await texts(sending, "STOP")
    told = await sending.hub.do(
        desk, "set_consent", lead, gen=gen, channel="sms", allowed=True, words="all fine"
    )
    assert problem(told).code == "no_consent"
    assert await texts(sending, "Start", ref="SM-in-2") == "known"
    assert await lead_of(sending, sending.hub.team, lead) == "allowed"
    assert await lead_of(sending, east, theirs) == "allowed"


async def test_what_a_rep_was_told_concerns_every_team_and_a_rep_can_take_it_back(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine(1)
    east, theirs = await other_team(sending, 1)
    say = partial(sending.hub.do, desk, "set_consent", lead, gen=gen, channel="sms")
    assert (await say(allowed=False, words="no texts please")).ok
    assert await lead_of(sending, east, theirs) == "refused"
    assert (await say(allowed=True, words="texts are fine again")).ok
    assert await lead_of(sending, east, theirs) == "allowed"


async def test_stop_all_ends_calls_and_mail_too_and_a_plain_stop_does_not(
    sending: Sending,
) -> None:
    _, lead, _ = await sending.mine(1)
    await texts(sending, "stop")
    consent = (await sending.lead(lead)).consent
    assert {ch for ch, said in consent.items() if said.state == "refused"} == {"sms"}
    await texts(sending, "STOP ALL", ref="SM-in-2")
    consent = (await sending.lead(lead)).consent
    assert {ch for ch, said in consent.items() if said.state == "refused"} == {
        "sms", "call", "email",
    }  # fmt: skip


async def test_a_stop_from_a_number_nobody_knows_makes_no_lead_and_counts_later(
    sending: Sending,
) -> None:
    await sending.hub.desk()
    assert await texts(sending, "Stop.", from_="+49300000077") == "stop"
    assert "lead.new" not in await sending.hub.kinds()
    lead = await sending.hub.lead_id(77)
    assert await lead_of(sending, sending.hub.team, lead) == "refused"


async def test_the_list_keeps_no_number_that_can_be_read(sending: Sending) -> None:
    await sending.mine(1)
    await texts(sending, "stop")
    rows = await sending.hub.db.read(
        lambda conn: conn.exec_driver_sql("SELECT * FROM suppression").fetchall()
    )
    assert len(rows) == 1
    assert NUMBER not in str(rows)
    assert NUMBER[1:] not in str(rows)


# ---- every path, and none leads there ----------------------------------------------------------


Path = Callable[[Sending, str, str], Awaitable[None]]
MOBILE = "+447700900142"


async def imogen(sending: Sending) -> str:
    """Somebody every path leads to: a mobile in London, at noon there, who said yes to texts."""
    delivery = sending.hub.delivery(1, email="")
    assert delivery.made is not None
    made = replace(
        delivery.made,
        person=replace(delivery.made.person, phone=MOBILE, phone_kind="mobile"),
        where=Where(zones=("Europe/London",), country="GB", confidence="high"),
        consent={"sms": Consent(state="allowed", why="ticked the box")},
    )
    return (await sending.hub.service.receive(replace(delivery, made=made))).lead


async def typed(sending: Sending, lead: str, when: str) -> None:
    desk = await sending.hub.desk("Typing")
    await sending.hub.do(desk, "claim", lead)
    held = await sending.lead(lead)
    await sending.send(desk, lead, held.gen, f"typed {when}")


async def one_key(sending: Sending, lead: str, when: str) -> None:
    desk = await sending.hub.desk("Pressing")
    answer = {
        "message": new_id(sending.hub.clock()),
        "channel": "sms",
        "text": f"one key {when}",
        "template": "hello",
    }
    await sending.hub.do(desk, "claim", lead, answer=answer)


async def retried(sending: Sending, lead: str, when: str) -> None:
    desk = await sending.hub.desk("Retrying")
    await sending.hub.do(desk, "claim", lead)
    held = await sending.lead(lead)
    failed = next((x.id for x in held.messages if x.state in ("failed", "refused")), "")
    assert failed, "something to retry"
    answer = {"message": new_id(sending.hub.clock()), "channel": "sms", "text": "hello"}
    await sending.hub.do(desk, "send_message", lead, gen=held.gen, answer=answer, retry_of=failed)


async def failed_once(sending: Sending, lead: str) -> None:
    """A text the gateway would not take, to be retried."""
    sending.sms.answers = [Refused(code="30003", why="The phone is off.")]
    desk = await sending.hub.desk("Retrying")
    await sending.hub.do(desk, "claim", lead)
    message, _ = await sending.send(desk, lead, (await sending.lead(lead)).gen, "hello")
    sending.later(5)
    await sending.stands(lead, message, "failed")
    sending.sms.got.clear()


async def automatic(sending: Sending, lead: str, when: str) -> None:
    await sending.hub.service.advance(sending.hub.clock.forward(60))


async def held_for_the_night(sending: Sending, lead: str, when: str) -> None:
    """Typed at three in the morning there: it waits for the hours to begin."""
    sending.hub.clock.forward(15 * 3600)
    await typed(sending, lead, when)


async def cadence(sending: Sending, lead: str, when: str) -> None:
    """A follow-up that fell due, sent from the agenda."""
    desk = await sending.hub.desk("Following up")
    await sending.hub.do(desk, "claim", lead)
    held = await sending.lead(lead)
    touch = new_id(sending.hub.clock())
    begin = {"touch": touch, "channel": "call"}
    await sending.hub.do(desk, "start_touch", lead, gen=held.gen, **begin)
    await sending.hub.do(
        desk, "end_touch", lead, gen=held.gen, touch=touch, disposition="no_answer"
    )
    sending.hub.clock.forward(24 * 3600)
    await sending.hub.service.advance(sending.hub.clock())
    await sending.send(desk, lead, held.gen, f"following up {when}", template="followup")


async def queued_directly(sending: Sending, lead: str, when: str) -> None:
    """As if a rule had been forgotten: the last gate stands alone."""
    from app.domain import facts as f
    from hub import event_log, lead_log, lead_rows

    service = sending.hub.service

    def queue(conn):  # type: ignore[no-untyped-def]
        team = sending.hub.team
        event_log.lock(conn, team)
        held, now = lead_rows.find(conn, team, lead), service.now()
        assert held is not None
        made = f.MessageQueued(
            message=new_id(now), channel="sms", to=MOBILE, text="smuggled", at=now, goes=now,
            rep=held.owner, rep_name="Dana",
        )  # fmt: skip
        _, seq = lead_log.append(conn, held, (made,), now)
        return Done(0, team, seq, post=True)

    await service.write(queue)


PATHS: dict[str, Path] = {
    "typed": typed,
    "one key": one_key,
    "retry": retried,
    "automatic": automatic,
    "after hours": held_for_the_night,
    "cadence": cadence,
    "past the first gate": queued_directly,
}


@pytest.mark.parametrize("stops", [False, True], ids=["said nothing", "said stop"])
@pytest.mark.parametrize("path", PATHS)
async def test_every_path_leads_a_gateway_to_them_and_none_does_after_a_stop(
    sending: Sending, path: str, stops: bool
) -> None:
    lead = await imogen(sending)
    if path == "retry":
        await failed_once(sending, lead)
    if stops:
        await texts(sending, "stop", from_=MOBILE)
    await PATHS[path](sending, lead, "after")
    for hours in (0.002, 1, 12, 12, 24):
        await sending.hub.service.advance(sending.hub.clock.forward(hours * 3600))
        sending.later(1)
        await sending.quiet()
    assert bool(sending.sms.got) is not stops, [letter.text for letter in sending.sms.got]


@pytest.mark.parametrize("path", ["typed", "one key"])
async def test_what_was_queued_before_the_stop_does_not_leave_after_it(
    sending: Sending, path: str
) -> None:
    lead = await imogen(sending)
    await PATHS[path](sending, lead, "before")
    sending.later(3)
    (waiting,) = (await sending.lead(lead)).messages
    assert waiting.state == "waiting"
    await texts(sending, "Stop", from_=MOBILE)
    sending.later(60)
    await sending.quiet()
    assert sending.sms.got == []
    stopped = await sending.message(lead, waiting.id)
    assert stopped.state == "refused"
    assert "stop" in stopped.why


async def test_a_message_the_gateway_held_back_does_not_go_again_after_a_stop(
    sending: Sending,
) -> None:
    sending.sms.answers = [Refused(code="429", why="Busy.", again_s=10)]
    desk, lead, gen = await sending.mine(1)
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "held")
    await texts(sending, "stop")
    sending.later(600)
    await sending.quiet()
    assert len(sending.sms.got) == 1
    assert (await sending.message(lead, message)).state == "refused"


async def test_a_carriers_own_opt_out_closes_the_channel_for_every_lead(sending: Sending) -> None:
    sending.sms.answers = [Refused(code="21610", why="They opted out.", opted_out=True)]
    desk, lead, gen = await sending.mine(1)
    east, theirs = await other_team(sending, 1)
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "failed")
    assert await lead_of(sending, sending.hub.team, lead) == "refused"
    assert await lead_of(sending, east, theirs) == "refused"


async def test_a_late_report_of_an_opt_out_counts_as_soon_as_it_comes(sending: Sending) -> None:
    desk, lead, gen = await sending.mine(1)
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    service = sending.hub.service
    late = Report(
        state="failed", message=message, code="40300", why="They opted out.", opted_out=True
    )
    for _ in range(2):
        await service.write(partial(inbound.reported, service.rulings, late))
    assert await lead_of(sending, sending.hub.team, lead) == "refused"
    assert (await sending.message(lead, message)).state == "failed"
    _, told = await sending.send(desk, lead, gen, "And another thing")
    assert problem(told).code == "no_consent"


async def test_a_mailbox_that_does_not_exist_is_not_written_to_again_but_called(
    sending: Sending,
) -> None:
    desk, lead, gen = await sending.mine(1)
    message, told = await sending.send(
        desk, lead, gen, "Hello by mail", channel="email", subject="Hello"
    )
    assert told.ok, told.e
    sending.later(5)
    await sending.stands(lead, message, "sent")
    bounce = Inbound(
        kind="email", from_="mailer-daemon@example.com", about="bounce", final=True,
        in_reply_to=(f"{message}@us.example",), failed_to="p1@example.com", why="No such mailbox.",
    )  # fmt: skip
    service = sending.hub.service
    await service.write(partial(inbound.heard, service.rulings, bounce))
    after = await sending.lead(lead)
    assert (await sending.message(lead, message)).why == "No such mailbox."
    assert {ch for ch, said in after.consent.items() if said.state == "refused"} == {"email"}


@pytest.mark.parametrize("about", ["bounce", "complaint"])
async def test_what_names_no_mail_of_ours_puts_nobody_on_the_list(
    sending: Sending, about: Literal["bounce", "complaint"]
) -> None:
    """Anybody can write to our inbox that somebody's mail came back."""
    desk, lead, gen = await sending.mine(1)
    message, _ = await sending.send(desk, lead, gen, "Hello by mail", channel="email", subject="Hi")
    sending.later(5)
    await sending.stands(lead, message, "sent")
    forged = Inbound(
        kind="email", from_="mallory@example.net", about=about, final=True,
        in_reply_to=("guessed@us.example",), failed_to="p1@example.com", why="No such mailbox.",
    )  # fmt: skip
    service = sending.hub.service
    await service.write(partial(inbound.heard, service.rulings, forged))
    assert all(said.state != "refused" for said in (await sending.lead(lead)).consent.values())


async def test_an_out_of_office_reply_that_says_stop_by_is_no_stop(sending: Sending) -> None:
    desk, lead, gen = await sending.mine(1)
    message, _ = await sending.send(desk, lead, gen, "Hello by mail", channel="email", subject="Hi")
    sending.later(5)
    await sending.stands(lead, message, "sent")
    away = Inbound(
        kind="email", from_="p1@example.com", about="away", text="stop", ref="away-1@example.com",
        in_reply_to=(f"{message}@us.example",),
    )  # fmt: skip
    service = sending.hub.service
    done = await service.write(partial(inbound.heard, service.rulings, away))
    assert (done.what, done.lead) == ("known", lead)
    assert all(said.state != "refused" for said in (await sending.lead(lead)).consent.values())


async def test_a_weaker_reason_never_takes_the_place_of_their_own_word(sending: Sending) -> None:
    service = sending.hub.service

    def both(conn):  # type: ignore[no-untyped-def]
        suppression.add(conn, ("sms",), NUMBER, "said stop by SMS", "stop", service.now())
        suppression.add(conn, ("sms",), NUMBER, "told Dana", "rep", service.now())
        assert wants.change(service.rulings, conn, ("sms",), NUMBER, True, "told us", "rep") == ()
        return suppression.why(conn, "sms", NUMBER)

    assert await sending.hub.db.write(both) == "said stop by SMS"
