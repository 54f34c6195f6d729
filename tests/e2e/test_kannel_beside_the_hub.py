"""Kannel on the hub's own machine reaches it although nobody else does."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.test_sending import MOBILE, address, answered, fact
from tests.e2e.ways_out import ByKannel, sending_hub, settled
from tests.feed_client import FeedClient
from tests.rigs import kannel


@pytest.mark.real
async def test_without_a_public_url_its_reports_and_answers_come_all_the_same(
    tmp_path: Path,
) -> None:
    nowhere = ByKannel.at("http://127.0.0.1:9")
    with sending_hub(tmp_path / "h", [nowhere], reachable=False) as hub:
        inbound = address(hub, "sms")
        assert inbound.startswith(f"http://127.0.0.1:{hub.port}/v1/gw/sms/in/")
        hub.stop()
        with kannel.kannel(tmp_path / "kannel", inbound) as running:
            settled(tmp_path / "h", hub.port, [ByKannel(running.url, running)], reachable=False)
            hub.restart()
            async with FeedClient(hub.pair("Anna")) as desk:
                ready = await desk.open()
                assert ready.gateways.link == ""
                lead = hub.post(phone=MOBILE, email="")
                message = await answered(desk, lead, "Kestrel calling, when suits?")
                await fact(desk, "message.delivered", message=message)
                await asyncio.to_thread(running.sends_in, "Tuesday please", MOBILE)
                assert (await fact(desk, "message.received", channel="sms")).lead == lead
                gone = hub.post(phone=f"{kannel.FAILING}5550142", email="", name="Max Example")
                lost = await answered(desk, gone, "Kestrel calling, Max", number=8)
                await fact(desk, "message.failed", message=lost)
