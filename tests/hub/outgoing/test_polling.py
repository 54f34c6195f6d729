"""Where no gateway can call back, what became of a text is asked: a few times, then never more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hub.gateways.port import Report
from hub.message_rows import ASKED_AFTER
from hub.outgoing.letters import Letters
from tests.hub.gateways.carriers import text_gateway
from tests.hub.outgoing.conftest import Sending
from tests.rigs.carrier_server import Carrier, carrier
from tests.rigs.processes import soon

AT = [after / 1000 for after in ASKED_AFTER]


async def told(sending: Sending, letters: Letters, *reports: Report) -> tuple[str, str]:
    """A text by a gateway that keeps track of what it took and will say so, in turn."""
    await sending.stop()
    sending.letters, sending.sms.keeps_track = letters, True
    sending.sms.reports = list(reports)
    sending.start()
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    return lead, message


async def asked(sending: Sending, times: int) -> None:
    await soon(lambda: len(sending.sms.asked) == times, f"it is asked {times} times")
    await sending.quiet()
    assert len(sending.sms.asked) == times


async def test_a_text_that_arrived_says_so_without_any_callback(sending: Sending) -> None:
    on_its_way = Report(state="on_its_way")
    lead, message = await told(sending, Letters(), on_its_way, Report(state="delivered"))
    sending.later(AT[0])
    await asked(sending, 1)
    assert (await sending.message(lead, message)).state == "sent"
    sending.later(AT[1] - AT[0])
    await sending.stands(lead, message, "delivered")
    sending.later(AT[-1])
    await asked(sending, 2)


async def test_one_that_did_not_is_red_and_no_attempt_after_all(sending: Sending) -> None:
    failed = Report(state="failed", code="30005", why="There is no such number.")
    lead, message = await told(sending, Letters(), failed)
    assert (await sending.lead(lead)).first_attempt is not None
    sending.later(AT[0])
    stands = await sending.stands(lead, message, "failed")
    assert (stands.code, stands.why) == ("30005", "There is no such number.")
    assert (await sending.lead(lead)).first_attempt is None


@pytest.mark.parametrize("state", ["on_its_way", "not_known", "no_answer"])
async def test_it_is_asked_four_times_and_what_says_nothing_changes_nothing(
    state: str, sending: Sending
) -> None:
    silent = Report(state=state, why="Nothing.")  # type: ignore[arg-type]
    lead, message = await told(sending, Letters(), *[silent] * 9)
    for n, (at, before) in enumerate(zip(AT, [0.0, *AT], strict=False), 1):
        sending.later(at - before - 0.5)
        await asked(sending, n - 1)
        sending.later(0.5)
        await asked(sending, n)
    sending.later(7 * 86_400)
    await asked(sending, len(AT))
    assert (await sending.message(lead, message)).state == "sent"
    kinds = [kind for kind in await sending.hub.kinds() if kind.startswith("message.")]
    assert kinds == ["message.queued", "message.sending", "message.sent"]


async def test_where_it_calls_back_or_keeps_no_track_nobody_asks(sending: Sending) -> None:
    public = Letters(public_url="https://hub.example")
    await told(sending, public, Report(state="delivered"))
    sending.later(AT[-1])
    await asked(sending, 0)
    sending.sms.keeps_track = False
    await sending.stop()
    sending.letters = Letters()
    sending.start()
    desk, lead, gen = await sending.mine(2)
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    sending.later(AT[-1])
    await asked(sending, 0)


async def test_a_hub_that_was_away_goes_on_asking_unless_it_can_be_reached_now(
    sending: Sending,
) -> None:
    lead, message = await told(sending, Letters(), Report(state="delivered"))
    await sending.stop()
    sending.letters = Letters(public_url="https://hub.example")
    sending.start()
    sending.later(AT[0])
    await asked(sending, 0)
    sending.letters = Letters()
    again, other = await told_anew(sending)
    await sending.stop()
    sending.hub.clock.forward(AT[0])
    sending.start()
    await sending.stands(again, other, "delivered")
    assert (await sending.message(lead, message)).state == "sent"


async def told_anew(sending: Sending) -> tuple[str, str]:
    await sending.stop()
    sending.start()
    desk, lead, gen = await sending.mine(2)
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    return lead, message


@asynccontextmanager
async def by(company: str, sending: Sending) -> AsyncIterator[Carrier]:
    """Texts go by that company, which cannot call back."""
    await sending.stop()
    async with carrier() as network:
        gateway = text_gateway(network.url, company)
        sending.sms = gateway  # type: ignore[assignment]
        sending.letters = Letters()
        sending.start()
        try:
            yield network
        finally:
            await sending.stop()
            await gateway.close()


@pytest.mark.parametrize("company", ["twilio", "signalwire", "telnyx"])
@pytest.mark.parametrize("end", ["delivered", "undelivered"])
async def test_each_company_is_asked_in_its_own_way(
    end: str, company: str, sending: Sending
) -> None:
    kept = sending.sms
    async with by(company, sending) as network:
        desk, lead, gen = await sending.mine()
        message, _ = await sending.send(desk, lead, gen)
        sending.later(5)
        await sending.stands(lead, message, "sent")
        (one,) = network.taken
        assert one.callback == ""
        failed = "delivery_failed" if company == "telnyx" else "undelivered"
        one.status = "delivered" if end == "delivered" else failed
        sending.later(AT[0])
        await sending.stands(lead, message, "delivered" if end == "delivered" else "failed")
        assert network.attempts == 1
    sending.sms = kept
