"""From a desk's key to the other end of a real gateway and back, with a real hub between."""

import asyncio
import smtplib
import ssl
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.ids import new_id
from app.protocol import messages as m
from tests.e2e.ways_out import ByCarrier, ByExim, ByKannel, sending_hub, settled, way_out
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess
from tests.rigs import dovecot, exim, kannel
from tests.rigs.processes import soon

MOBILE = "+447700900142"


def now() -> int:
    return time.time_ns() // 1_000_000


async def answered(
    desk: FeedClient, lead: str, text: str, channel: str = "sms", number: int = 7, **more: Any
) -> str:
    """Claim and answer in one; the message's id."""
    message = new_id(now())
    answer = {"message": message, "channel": channel, "text": text, **more}
    told = await desk.order(number, new_id(now()), "claim", lead, b={"answer": answer})
    assert told.ok, told.e
    return message


def body(ev: m.Ev) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(ev.b)
    return told


async def fact(desk: FeedClient, kind: str, **wanted: Any) -> m.Ev:
    """The fact `kind`, with these fields."""

    def fits(ev: m.Ev) -> bool:
        told = body(ev) if ev.k == kind else {}
        return ev.k == kind and all(told.get(key) == value for key, value in wanted.items())

    return await desk.hear(m.Ev, fits)


@pytest.mark.real
async def test_a_text_goes_out_by_kannel_its_report_comes_back_and_so_does_a_stop(
    tmp_path: Path,
) -> None:
    nowhere = ByKannel.at("http://127.0.0.1:9")
    with sending_hub(tmp_path / "h", [nowhere]) as hub:
        inbound = address(hub, "sms")
        hub.stop()
        with kannel.kannel(tmp_path / "kannel", inbound) as running:
            way = ByKannel(running.url, running)
            settled(tmp_path / "h", hub.port, [way])
            hub.restart()
            async with FeedClient(hub.pair("Anna")) as desk, FeedClient(hub.pair("Ben")) as other:
                ready, _ = await desk.open(), await other.open()
                assert ready.gateways.sms == "Kannel"
                lead = hub.post(phone=MOBILE, email="")
                message = await answered(desk, lead, "Kestrel calling, when suits?")
                for each in (desk, other):
                    await fact(each, "message.sent", message=message)
                    await fact(each, "message.delivered", message=message)
                assert way.copies("Kestrel calling", MOBILE) == 1
                await asyncio.to_thread(running.sends_in, "Stopp!", MOBILE)
                for each in (desk, other):
                    await fact(each, "message.received", channel="sms")
                    said = await fact(each, "lead.consent", channel="sms")
                    assert body(said)["consent"]["state"] == "refused"
                await refused(desk, lead)
                assert len(running.received()) == 1


async def refused(desk: FeedClient, lead: str) -> None:
    """Words of the owner's that the gate does not let pass."""
    answer = {"message": new_id(now()), "channel": "sms", "text": "One more thing"}
    told = await desk.order(9, new_id(now()), "send_message", lead, gen=1, b={"answer": answer})
    assert not told.ok
    assert told.e is not None
    assert told.e.code == "no_consent"


@pytest.mark.real
async def test_a_stop_by_text_reaches_every_desk_and_no_gateway_is_asked_again(
    tmp_path: Path,
) -> None:
    with way_out("twilio", tmp_path) as way, sending_hub(tmp_path / "h", [way]) as hub:
        assert isinstance(way, ByCarrier)
        async with FeedClient(hub.pair("Anna")) as desk, FeedClient(hub.pair("Ben")) as other:
            await desk.open()
            await other.open()
            lead = hub.post(phone=MOBILE, email="")
            message = await answered(desk, lead, "Kestrel here, when suits?")
            await fact(desk, "message.sent", message=message)
            (taken,) = way.carrier.taken()
            assert way.carrier.report(taken.sid, "delivered") == 200
            await fact(other, "message.delivered", message=message)
            status = await asyncio.to_thread(
                way.carrier.text_in, address(hub, "sms"), MOBILE, "S T O P!"
            )
            assert status == 200
            for each in (desk, other):
                said = await fact(each, "lead.consent", channel="sms")
                assert body(said)["consent"]["state"] == "refused"
            before = way.carrier.attempts()
            await refused(desk, lead)
            assert way.carrier.attempts() == before


async def test_a_hub_without_gateways_says_so_and_sends_nothing(hub: HubProcess) -> None:
    async with FeedClient(hub.pair("Anna")) as desk:
        ready = await desk.open()
        assert ready.gateways == m.Gateways()
        lead = hub.post()
        answer = {"message": new_id(now()), "channel": "sms", "text": "Hello"}
        told = await desk.order(7, new_id(now()), "claim", lead, b={"answer": answer})
        assert told.ok
        assert told.r is not None


@pytest.mark.real
async def test_a_mail_of_a_follow_up_can_be_stopped_and_a_settings_mistake_stops_the_start(
    tmp_path: Path,
) -> None:
    with way_out("exim", tmp_path) as way, sending_hub(tmp_path / "h", [way]) as hub:
        async with FeedClient(hub.pair("Anna")) as desk:
            await desk.open()
            lead = hub.post(phone="", email="jane@lead.example")
            message = await answered(
                desk, lead, "Thank you, when suits?", "email", subject="Your question"
            )
            await fact(desk, "message.sent", message=message)
            got = await soon(lambda: mails(way, "jane@lead.example"), "the mail is delivered")
            assert f"Message-ID: <{message}@northwind.example>".encode() in got[0]
            assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in got[0]
        (tmp_path / "h" / "gateways.toml").write_text('[sms]\nkind = "telnyx"\ntoken = "oops"\n')
        hub.stop()
        assert "secret is never written" in refused_start(hub)


def mails(way: Any, to: str) -> list[bytes]:
    found: list[bytes] = way.server.mails(to)
    return found


def refused_start(hub: HubProcess) -> str:
    told = hub.cli("serve", "--port", str(hub.port), *hub.arguments)
    assert told.returncode == 2
    return told.stderr


def address(hub: HubProcess, channel: str) -> str:
    """Where the gateway is to send what comes to our number, as the operator is told."""
    told = hub.cli("gateway", "list", *hub.arguments[2:])
    assert told.returncode == 0
    found = [word for word in told.stdout.split() if f"/v1/gw/{channel}/in/" in word]
    assert found, told.stdout + told.stderr
    assert ("%b" in found[0]) is ("kannel" in told.stdout), "Kannel wants to be told how to call"
    return found[0].partition("?")[0]


@pytest.mark.real
async def test_a_reply_by_mail_rings_its_lead_and_a_mail_that_comes_back_is_red(
    tmp_path: Path,
) -> None:
    with exim.exim() as server, dovecot.dovecot(server.home / "mail") as inbox:
        way = ByExim(server, inbox)
        with sending_hub(tmp_path / "h", [way]) as hub:
            async with FeedClient(hub.pair("Anna")) as desk:
                await desk.open()
                lead = hub.post(phone="", email="jane@lead.example")
                message = await answered(
                    desk, lead, "Thank you, when suits?", "email", subject="Your question"
                )
                await fact(desk, "message.sent", message=message)
                await asyncio.to_thread(reply, server, message)
                came = await fact(desk, "message.received", channel="email")
                assert came.lead == lead
                assert body(came)["text"].strip() == "Thursday at three, please."
                gone = hub.post(name="Max Example", phone="", email=exim.BOUNCES)
                second = await answered(
                    desk, gone, "Thank you, Max.", "email", number=8, subject="Your question"
                )
                failed = await fact(desk, "message.failed", message=second)
                assert body(failed)["why"]
                said = await fact(desk, "lead.consent", channel="email")
                assert said.lead == gone


def reply(server: exim.Exim, message: str) -> None:
    """Jane answers from her own mail program, by the same server."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Jane <jane@lead.example>", exim.COMPANY
    mail["Subject"], mail["Message-ID"] = "Re: Your question", "<jane-1@lead.example>"
    mail["In-Reply-To"] = f"<{message}@northwind.example>"
    mail.set_content("Thursday at three, please.\n")
    trusted = ssl.create_default_context(cafile=str(server.ca))
    with smtplib.SMTP("127.0.0.1", server.port, timeout=60) as line:
        line.starttls(context=trusted)
        line.login(exim.USER, exim.PASSWORD)
        line.send_message(mail)


@pytest.mark.real
async def test_the_companys_phone_rings_the_rep_then_the_lead_and_the_log_follows(
    tmp_path: Path,
) -> None:
    with way_out("twilio", tmp_path) as way:
        assert isinstance(way, ByCarrier)
        way.calls = True
        with sending_hub(tmp_path / "h", [way]) as hub:
            async with FeedClient(hub.pair("Anna")) as desk, FeedClient(hub.pair("Ben")) as other:
                ready, _ = await desk.open(), await other.open()
                assert ready.gateways.call == "Twilio"
                lead = hub.post(phone=MOBILE, email="")
                assert (await desk.order(1, new_id(now()), "claim", lead)).ok
                touch = new_id(now())
                begun = await desk.order(
                    2, new_id(now()), "start_touch", lead, gen=1,
                    b={"touch": touch, "channel": "call", "via": "company", "ring": "+14155550123"},
                )  # fmt: skip
                assert begun.ok, begun.e
                await fact(desk, "call.progress", touch=touch, state="ringing_rep")
                (taken,) = [one for one in way.carrier.taken() if one.kind == "call"]
                assert taken.to == "+14155550123"
                await asyncio.to_thread(way.carrier.call, taken.sid)
                for each in (desk, other):
                    await fact(each, "call.progress", touch=touch, state="answered")
                    over = await fact(each, "call.progress", touch=touch, state="ended")
                assert body(over)["seconds"] == 42
                missed = await asyncio.to_thread(way.carrier.call_in, address(hub, "call"), MOBILE)
                assert missed == 200
                assert (await fact(other, "call.missed")).lead == lead
