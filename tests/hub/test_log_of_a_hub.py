"""What a running hub writes down beside its data, while people say things about themselves: none of
it, whatever is understood, refused or broken on the way."""

import asyncio
from typing import Any

from app.domain.ids import new_id
from app.domain.lead import Lead
from app.protocol import messages as m
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, hub

__all__ = ["hub"]
SECRET = "zq7canary"
HOUR = 3_600_000


async def test_clues_wishes_and_the_names_of_meetings_stay_out_of_the_log(hub: HubProcess) -> None:
    form = {
        "name": f"Jane {SECRET}",
        "email": "jane@example.com",
        "phone": "+44 20 7946 0018",
        "message": f"I am {SECRET}",
        "Best time to call": f"after 3, not Fri, ask for {SECRET}",
    }
    lead = await asyncio.to_thread(hub.post, form)
    dana = await asyncio.to_thread(hub.pair, f"Dana {SECRET}")
    async with FeedClient(dana) as desk:
        await desk.open()
        told = next(one for f in desk.frames if isinstance(f, m.Snap) for one in f.leads)
        assert isinstance(told, Lead)
        assert SECRET in told.clues[0].text, "it was heard"
        now = told.received
        answers = [
            await _order(desk, n, do, where, now, body)
            for n, (do, where, body) in enumerate(_orders(lead, now), 10)
        ]
        assert [answer.ok for answer in answers] == [True] * 6 + [False] * 5
    await asyncio.to_thread(hub.post, name=SECRET, phone=SECRET, email=f"{SECRET}@", when=SECRET)
    doctor = await asyncio.to_thread(hub.cli, "doctor")
    assert SECRET not in hub.get("/metrics")
    assert SECRET not in doctor.stdout + doctor.stderr
    await asyncio.to_thread(hub.stop)
    assert SECRET not in hub.log()
    titles = f"{SECRET} interview".encode()
    kept = [file.name for file in hub.data.iterdir() if titles in file.read_bytes()]
    assert kept == [], "the names of meetings are for their owner alone"


def _orders(lead: str, now: int) -> list[tuple[str, str, dict[str, Any]]]:
    touch, busy = new_id(now), {"start": now + HOUR, "end": now + 2 * HOUR}
    meeting = {**busy, "title": f"{SECRET} interview"}
    ends = {"touch": touch, "disposition": "no_answer"}
    return [
        ("set_times", "", {"times": {"busy": [meeting], "calendar": "work.ics"}}),
        ("claim", lead, {}),
        ("start_touch", lead, {"touch": touch, "channel": "call"}),
        ("clue", lead, {"text": f"front desk {SECRET} says mornings"}),
        ("end_touch", lead, {**ends, "note": SECRET, "clue": f"ask for {SECRET}"}),
        ("clue", lead, {"text": f"{SECRET} \u202e\x00 " + SECRET * 600}),
        ("clue", lead, {"text": SECRET * 2000}),
        ("clue", lead, {"text": [SECRET]}),
        ("set_times", "", {"times": {"busy": [meeting, meeting]}}),
        ("set_times", "", {"times": {"zone": SECRET, "calendar": f"{SECRET}\n"}}),
        ("set_times", "", {"times": {"leave": [{"first": SECRET, "last": SECRET}]}}),
    ]


async def _order(
    desk: FeedClient, number: int, do: str, lead: str, now: int, body: dict[str, Any]
) -> m.Re:
    gen = 1 if lead and do != "claim" else None
    return await desk.order(number, new_id(now), do, lead, gen=gen, b=body)
