"""Real desks' sockets that are cut, closed, or come back, while their message waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import uvicorn

from app.domain.ids import new_id
from app.domain.sending import GONE
from app.protocol import messages as m
from app.protocol.session import Node
from hub.feed import Feed
from hub.health import Metrics
from hub.runs import BACK_SOON_MS, BACK_WITHIN_MS, Runs
from hub.server import Doors, listen, uvicorn_config
from tests.feed_client import FeedClient
from tests.hub.outgoing.conftest import Sending
from tests.hub_process import Paired
from tests.rigs.processes import PATIENCE_S, soon

UNDO = 5


@dataclass
class Door:
    """The feed of a hub whose clock a test moves, on a real port."""

    sending: Sending
    feed: Feed
    url: str

    @property
    def runs(self) -> Runs:
        return self.sending.hub.service.rulings.runs

    def started_long_ago(self) -> None:
        self.sending.hub.clock.forward(BACK_WITHIN_MS / 1000)

    async def pair(self, rep: str = "Dana") -> Paired:
        accounts = self.sending.hub.accounts
        code = await accounts.invite(rep, "Team West", "rep")
        token, who = await accounts.redeem(code, "laptop", f"i-{code}", "127.0.0.1")
        return Paired(self.url, token, who.id, who.rep, rep, "rep", who.team, "h")

    async def ended(self, paired: Paired, run: str = "run-1", stand: str = "expected") -> None:
        await soon(lambda: self.runs.stands((paired.device, run)) == stand, f"it is {stand}")

    async def left(self, paired: Paired, run: str) -> None:
        """Its socket has ended, however."""
        await soon(lambda: self.runs.stands((paired.device, run)) != "here", "it has ended")


@pytest.fixture
async def door(sending: Sending) -> AsyncIterator[Door]:
    async with door_of(sending) as made:
        made.started_long_ago()
        yield made


@asynccontextmanager
async def door_of(sending: Sending) -> AsyncIterator[Door]:
    hub = sending.hub
    feed = Feed(
        node=Node(hub="h", node="n", boot="b"),
        accounts=hub.accounts,
        service=hub.service,
        log=hub.log,
        snapshots=hub.snapshots,
        policies=hub.service.rulings.policies,
        metrics=Metrics(),
        now=hub.clock,
    )
    sock = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn_config(Doors([], feed)))
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await soon(lambda: server.started, "it accepts")
        yield Door(sending, feed, f"http://127.0.0.1:{sock.getsockname()[1]}")
    finally:
        server.should_exit = True
        await serving
        sock.close()


@asynccontextmanager
async def desk(paired: Paired, run: str = "run-1") -> AsyncIterator[FeedClient]:
    """One connection of that start of the program."""
    async with FeedClient(paired) as made:
        streams = {made.stream: made.cursor}
        await made.send(m.Open(id=1, app="test", install="i", session=run, streams=streams))
        await made.hear(m.Live)
        yield made


async def said(at: FeedClient, door: Door, n: int = 1, text: str = "Hello") -> tuple[str, str]:
    """Claim a new lead and answer it by this desk: lead and message."""
    now = door.sending.hub.clock()
    lead, message = await door.sending.hub.lead_id(n), new_id(now)
    answer = {"message": message, "channel": "sms", "text": text}
    told = await at.order(n, new_id(now), "claim", lead, b={"answer": answer})
    assert told.ok, told.e
    return lead, message


async def shot(door: Door, paired: Paired) -> tuple[str, str]:
    """It answers a lead and is gone without a word: lead and message."""
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        anna.ws.transport.abort()
        await door.ended(paired)
    return lead, message


def words(door: Door) -> list[str]:
    """What the gateway was asked to carry."""
    return [letter.text for letter in door.sending.sms.got]


async def test_a_desk_that_is_shot_takes_its_message_with_it(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    lead, message = await shot(door, paired)
    assert (await sending.message(lead, message)).state == "waiting"
    sending.later(UNDO)
    back = await sending.stands(lead, message, "taken_back")
    assert (back.why, back.desk, back.text) == (GONE, paired.device, "Hello")
    assert words(door) == []
    after = await sending.lead(lead)
    assert after.owner == paired.rep
    assert after.next_touch is not None
    sending.later(3_600)
    await sending.quiet()
    assert words(door) == []


async def test_a_line_that_ends_without_a_goodbye_counts_as_shot(door: Door) -> None:
    """A FIN and no more: what the kernel sends for a process that was killed."""
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        anna.ws.transport.write_eof()
        await door.ended(paired)
    sending.later(UNDO)
    await sending.stands(lead, message, "taken_back")
    assert words(door) == []


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_desk_that_quits_leaves_its_message_to_go_as_its_rep_wished(
    code: int, door: Door
) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        await anna.ws.close(code)
    await door.ended(paired, stand="left")
    sending.later(UNDO)
    await sending.stands(lead, message, "sent")
    assert words(door) == ["Hello"]


async def test_a_line_that_was_cut_and_is_back_in_time_changes_nothing(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    lead, message = await shot(door, paired)
    async with desk(paired):
        assert door.runs.stands((paired.device, "run-1")) == "here"
        sending.later(UNDO)
        await sending.stands(lead, message, "sent")
    assert words(door) == ["Hello"]


async def test_cut_at_the_very_end_of_the_window_it_gets_a_moment_to_be_back(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        kept = await said(anna, door, 1, "Kept")
        sending.later(UNDO - 0.1)
        anna.ws.transport.abort()
        await door.ended(paired)
        sending.later(0.1)
        await sending.quiet()
        assert (await sending.message(*kept)).state == "waiting"
        async with desk(paired) as again:
            sending.later(1)
            await sending.stands(*kept, "sent")
            lost = await said(again, door, 2, "Lost")
            sending.later(UNDO - 0.1)
            again.ws.transport.abort()
            await door.ended(paired)
    sending.later(BACK_SOON_MS / 1000)
    await sending.stands(*lost, "taken_back")
    assert words(door) == ["Kept"]


async def test_a_program_started_again_is_not_the_one_that_was_shot(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    lead, message = await shot(door, paired)
    async with desk(paired, "run-2"):
        # Not when its window ends: nobody is to look at a message that will not go after all.
        await sending.stands(lead, message, "taken_back")
    sending.later(UNDO)
    await sending.quiet()
    assert words(door) == []


async def test_nor_is_it_where_the_hub_had_not_noticed_that_the_old_one_ended(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        async with desk(paired, "run-2"):
            assert await anna.closed() == m.CLOSE_REPLACED
            sending.later(UNDO)
            await sending.stands(lead, message, "taken_back")
    assert words(door) == []


async def test_a_program_that_quit_and_is_started_again_does_not_hold_its_message(
    door: Door,
) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
    await door.ended(paired, stand="left")
    async with desk(paired, "run-2") as again:
        held, other = await said(again, door, 2, "Of the second")
        sending.later(UNDO)
        await sending.stands(lead, message, "sent")
        await sending.stands(held, other, "sent")


async def test_of_two_desks_of_one_rep_each_answers_for_its_own_messages(door: Door) -> None:
    laptop, home, sending = await door.pair(), await door.pair(), door.sending
    assert laptop.rep == home.rep
    async with desk(laptop) as first, desk(home) as second:
        lost = await said(first, door, 1, "From the laptop")
        kept = await said(second, door, 2, "From home")
        first.ws.transport.abort()
        await door.ended(laptop)
        sending.later(UNDO)
        await sending.stands(*kept, "sent")
        assert (await sending.stands(*lost, "taken_back")).desk == laptop.device
    assert words(door) == ["From home"]


async def test_whom_the_hub_itself_sends_away_is_not_gone(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        door.feed._desks[paired.device].close(m.CLOSE_RESYNC, "resync")
        assert await anna.closed() == m.CLOSE_RESYNC
    await door.ended(paired, stand="left")
    sending.later(UNDO)
    await sending.stands(lead, message, "sent")


async def test_a_desk_that_only_hangs_sends_as_ever(door: Door) -> None:
    """No FIN is seen of a machine that froze, or of a line that swallows everything."""
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        anna.ws.transport.pause_reading()
        sending.later(UNDO)
        await sending.stands(lead, message, "sent")
        anna.ws.transport.resume_reading()


async def test_two_sockets_of_one_run_are_one_desk(door: Door) -> None:
    """The network changed: the new one is there before the hub notices that the old one is not."""
    paired, sending = await door.pair(), door.sending
    async with desk(paired) as older:
        lead, message = await said(older, door)
        async with desk(paired):
            assert await older.closed() == m.CLOSE_REPLACED
            sending.later(UNDO)
            await sending.stands(lead, message, "sent")


async def test_shot_after_the_message_had_begun_to_leave_it_is_sent_once(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    sending.sms.open.clear()
    async with desk(paired) as anna:
        lead, message = await said(anna, door)
        sending.later(UNDO)
        await sending.seen(sending.sms)
        anna.ws.transport.abort()
        await door.ended(paired)
    sending.sms.open.set()
    await sending.stands(lead, message, "sent")
    assert words(door) == ["Hello"]


async def test_shot_at_the_very_end_of_the_window_it_is_sent_or_taken_back_never_both(
    door: Door,
) -> None:
    """The gateway hears of exactly those that the log says were sent."""
    paired, sending = await door.pair(), door.sending
    ends: list[str] = []
    for n in range(1, 21):
        async with desk(paired, f"run-{n}") as anna:
            lead, message = await said(anna, door, n, f"Hello {n}")
            if n % 4 == 1:
                anna.ws.transport.abort()
                await door.left(paired, f"run-{n}")
            sending.later(UNDO)
            if n % 4 == 2:
                await sending.stands(lead, message, "sent")
            if n % 4 == 3:
                await asyncio.sleep(n / 4_000)
            anna.ws.transport.abort()
        await door.left(paired, f"run-{n}")
        sending.later(BACK_SOON_MS / 1000)
        ends.append(await over(sending, lead, message))
        assert words(door).count(f"Hello {n}") == (ends[-1] == "sent")
    assert set(ends) == {"sent", "taken_back"}


async def over(sending: Sending, lead: str, message: str) -> str:
    """How it ended, once it has."""
    news = asyncio.Event()
    hook = lambda team, seq: news.set()  # noqa: E731
    sending.hub.service.changed.append(hook)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                state = (await sending.message(lead, message)).state
                if state in ("sent", "taken_back"):
                    return state
                await news.wait()
                news.clear()
    finally:
        sending.hub.service.changed.remove(hook)


# ---- the hub itself was away ---------------------------------------------------------------------


async def restarted(sending: Sending, away: float) -> None:
    """As if the hub had been killed and started: it knows no socket."""
    await sending.stop()
    sending.hub.clock.forward(away)
    sending.hub.service.rulings.runs = Runs(sending.hub.clock)


@pytest.mark.parametrize("away", [1, 600])
async def test_a_hub_that_was_away_waits_for_the_desk_and_then_it_leaves_once(
    away: float, sending: Sending
) -> None:
    async with door_of(sending) as before:
        paired = await before.pair()
        async with desk(paired) as anna:
            lead, message = await said(anna, before)
    await restarted(sending, away)
    async with door_of(sending) as after:
        sending.start()
        sending.later(UNDO)
        await sending.quiet()
        assert (await sending.message(lead, message)).state == "waiting"
        assert words(after) == []
        async with desk(replace(paired, url=after.url)):
            sending.later(1)
            await sending.stands(lead, message, "sent")
        assert words(after) == ["Hello"]


async def test_a_desk_that_does_not_come_back_to_it_gets_its_words_back(sending: Sending) -> None:
    async with door_of(sending) as before:
        paired = await before.pair()
        async with desk(paired) as anna:
            lead, message = await said(anna, before)
    await restarted(sending, 1)
    sending.start()
    sending.later(BACK_WITHIN_MS / 1000 - 1)
    await sending.quiet()
    assert (await sending.message(lead, message)).state == "waiting"
    sending.later(2)
    await sending.stands(lead, message, "taken_back")
    assert sending.sms.got == []


async def test_a_desk_that_names_no_run_of_itself_sends_as_before(door: Door) -> None:
    paired, sending = await door.pair(), door.sending
    async with desk(paired, "") as anna:
        lead, message = await said(anna, door)
        anna.ws.transport.abort()
    sending.later(UNDO)
    await sending.stands(lead, message, "sent")


async def test_another_rep_cannot_hold_back_a_message_by_the_same_name(door: Door) -> None:
    anna, ben, sending = await door.pair("Anna"), await door.pair("Ben"), door.sending
    async with desk(anna) as hers:
        lead, message = await said(hers, door)
        async with desk(ben) as his:
            his.ws.transport.abort()
            await door.ended(ben)
        sending.later(UNDO)
        await sending.stands(lead, message, "sent")
