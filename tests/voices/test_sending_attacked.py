"""What somebody would try who wants a message twice, a wrong one, or a false report of it."""

import asyncio
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.ways_out import ByCarrier, settled
from tests.hub_process import DIRECT
from tests.rigs.carrier_ledger import form_signature
from tests.rigs.carrier_server import ACCOUNT, TOKEN, Fault
from tests.rigs.processes import PATIENCE_S, soon
from tests.voices.answering import (
    Office,
    message,
    office,
    owned,
    refusal,
    somebody,
    stands,
)
from tests.voices.desks import desk, post


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("attacked")) as made:
        yield made


@pytest.fixture
def at_work(running: Office) -> Office:
    return running.own_teams()


def forged(url: str, fields: dict[str, str], signature: str) -> int:
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode())
    request.add_header("Content-Type", "application/x-www-form-urlencoded")
    request.add_header("X-Twilio-Signature", signature)
    try:
        with DIRECT.open(request, timeout=2 * PATIENCE_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        return no.code


async def test_forged_reports_and_stops_change_nothing(at_work: Office, tmp_path: Path) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane, jim = somebody(), somebody()
        hers, his = [await owned(anna, at_work, person) for person in (jane, jim)]
        one = anna.desk.send_message(hers, "sms", "Hello Jane")
        other = anna.desk.send_message(his, "sms", "Hello Jim")
        await stands(anna, hers, one, "sent")
        await stands(anna, his, other, "sent")
        (to_her,), (to_him,) = at_work.to(jane), at_work.to(jim)
        fields = {"MessageSid": to_her.sid, "MessageStatus": "failed", "AccountSid": ACCOUNT}
        swapped = to_her.callback.rsplit("/", 1)[0] + "/" + to_him.callback.rsplit("/", 1)[1]
        stop = {"MessageSid": "SMx", "SmsStatus": "received", "From": jane.number, "Body": "STOP"}
        assert forged(to_her.callback, fields, "") == 403
        assert (
            forged(to_her.callback, fields, form_signature("guess", to_her.callback, fields)) == 403
        )
        assert forged(swapped, fields, form_signature(TOKEN, swapped, fields)) == 404
        assert (
            forged(to_her.callback, fields, form_signature(TOKEN, to_him.callback, fields)) == 403
        )
        assert (
            forged(at_work.inbound(), stop, form_signature("guess", at_work.inbound(), stop)) == 403
        )
        await anna.until_here(hers)
        assert message(anna, hers, one).state == "sent"  # type: ignore[union-attr]
        # A good one, and an old one played again after it.
        await asyncio.to_thread(at_work.carrier.report, to_her.sid, "undelivered", "30003")
        await stands(anna, hers, one, "failed")
        for _ in range(3):
            await asyncio.to_thread(at_work.carrier.report, to_her.sid, "delivered")
        await asyncio.to_thread(at_work.carrier.report, to_him.sid, "delivered")
        await stands(anna, his, other, "delivered")
        assert message(anna, hers, one).state == "failed"  # type: ignore[union-attr]
        assert anna.desk.leads[hers].consent.get("sms") is None


async def test_strange_words_leave_as_they_were_written_or_say_why_not(
    at_work: Office, tmp_path: Path
) -> None:
    words = ["Hi 👩‍👩‍👧‍👦🏴 ok", "\u202eevil\u202c مرحبا שלום", "Line\nbreak & <b> \u2028 x"]
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_work, jane)
        for text in words:
            await stands(anna, lead, anna.desk.send_message(lead, "sms", text), "sent")
        assert [one.body for one in at_work.to(jane)] == words
        for text, why in (
            ("x" * 5_000, "1,600"),
            ("  \n ", "empty"),
            ("Dear {first_name}", "filled"),
        ):
            anna.settled.clear()
            anna.desk.send_message(lead, "sms", text)
            await soon(lambda: refusal(anna), "refused")
            assert why in refusal(anna).msg
            await soon(lambda: not [a for a in anna.desk.pending() if a.state != "needs_user"], "")
        one = anna.desk.send_message(lead, "sms", "A {good_time} or B {good_time}")
        sent = await stands(anna, lead, one, "sent")
        assert "{" not in sent.text
        assert at_work.to(jane)[-1].body == sent.text
        assert sent.text.count("http://") == 2


async def test_a_number_changed_by_a_new_enquiry_gets_nothing_meant_for_the_old_one(
    tmp_path: Path,
) -> None:
    with office(tmp_path / "h", ('undo = "5 s"', 'undo = "2 s"')) as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            jane, new = somebody(), somebody()
            lead = await owned(anna, work, jane)
            one = anna.desk.send_message(lead, "sms", "To the number you gave")
            await stands(anna, lead, one, "waiting", "sent")
            assert await post(work.hub, **jane.form() | {"phone": new.number}) == lead
            ended = await stands(anna, lead, one, "sent", "refused")
            assert len(work.to(jane)) == (ended.state == "sent")
            assert work.to(new) == []


async def test_a_hub_killed_with_a_slow_carrier_or_another_carrier_after_it_sends_nothing_twice(
    tmp_path: Path,
) -> None:
    with office(tmp_path / "h") as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            jane, jim = somebody(), somebody()
            hers, his = [await owned(anna, work, person) for person in (jane, jim)]
            work.carrier.next(Fault("late", 600), Fault("late", 600))
            one = anna.desk.send_message(hers, "sms", "A slow one")
            await soon(lambda: work.to(jane), "the carrier has it, and has not said so")
            await asyncio.to_thread(work.hub.kill)
            await asyncio.to_thread(work.hub.restart)
            anna.desk.reconnect_now()
            await stands(anna, hers, one, "sent")
            assert len(work.to(jane)) == 1, "found in the carrier's own list"
            two = anna.desk.send_message(his, "sms", "Another slow one")
            await soon(lambda: work.to(jim), "the carrier has it, and has not said so")
            await asyncio.to_thread(work.hub.kill)
            by = ByCarrier("telnyx", work.carrier)
            settled(tmp_path / "h", work.hub.port, [by])
            await asyncio.to_thread(work.hub.restart)
            anna.desk.reconnect_now()
            await stands(anna, his, two, "unknown", "sent")
            assert len(work.to(jim)) == 1
            told = work.hub.cli("serve", "--port", "0", *work.hub.arguments)
            assert told.returncode != 0, "no second hub on the same data"
