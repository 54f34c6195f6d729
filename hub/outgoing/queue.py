"""The sending queue: what is due leaves, at most once each, and what nobody knows about is asked.

A message is committed as "sending" before its gateway hears of it, and only whoever committed that
asks the gateway. After a crash nothing is sent again: the gateway is asked what it has."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from app.domain.ids import Ms
from app.domain.touch import Channel
from hub import message_rows
from hub.database import Busy, ReadOnly
from hub.gateways.port import Outcome, Refused, Report, TextGateway, Unknown
from hub.message_rows import MessageRow
from hub.outgoing import steps
from hub.outgoing.letters import Letters
from hub.outgoing.steps import Word
from hub.rulings import Done
from hub.service import Service
from hub.trouble import without_words

log = structlog.get_logger(__name__)
T = TypeVar("T")
AT_ONCE = 8
"""Messages with one gateway at the same time."""
LONGEST_SLEEP_S = 30.0
"""A lost wake-up costs at most this."""
AFTER_TROUBLE_S = 1.0
FAREWELL_S = 5.0
"""What is with a gateway when the hub stops may take this long to be answered."""
STUMBLED_MS = 30_000
NO_GATEWAY = Refused(code="no_gateway", why="This hub has no gateway for it any more.")


class Carrier(Protocol):
    """One channel's way out."""

    channel: Channel

    async def carry(self, row: MessageRow) -> None:
        """Take the next step with a message that is due. Raises Busy, ReadOnly or anything."""
        ...


class Outgoing:
    """All channels, each with its own queue: a slow gateway holds up nobody else."""

    def __init__(self, service: Service, carriers: list[Carrier]) -> None:
        self._queues = [Queue(service, carrier) for carrier in carriers]

    async def run(self, ready: asyncio.Event) -> None:
        """Until cancelled; what is with a gateway then is waited for a little."""
        await ready.wait()
        async with asyncio.TaskGroup() as group:
            for queue in self._queues:
                group.create_task(queue.run())


class Queue:
    """One channel's."""

    def __init__(self, service: Service, carrier: Carrier) -> None:
        self._service = service
        self._carrier = carrier
        self._news = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        self._service.posted.append(self._news.set)
        try:
            await self._insist(self._ask_what_was_left)
            while True:
                await self._insist(self._turn)
        finally:
            self._service.posted.remove(self._news.set)
            await self._farewell()

    async def _ask_what_was_left(self) -> None:
        channel, now = self._carrier.channel, self._service.now()
        left = await self._service.db.write(
            lambda conn: message_rows.left_behind(conn, channel, now)
        )
        if left:
            log.warning("messages were with a gateway when the hub ended", channel=channel, n=left)

    async def _turn(self) -> None:
        """Start what is due, then sleep until something else is, or somebody has news."""
        self._news.clear()
        channel, now = self._carrier.channel, self._service.now()
        most = AT_ONCE + len(self._busy)
        due, upcoming = await self._service.db.read(
            lambda conn: (
                message_rows.due(conn, channel, now, most),
                message_rows.next_wake(conn, channel, now),
            )
        )
        for row in due:
            if row.id not in self._busy and len(self._busy) < AT_ONCE:
                self._start(row)
        await self._sleep(upcoming)

    async def _sleep(self, upcoming: Ms | None) -> None:
        seconds = LONGEST_SLEEP_S
        if upcoming is not None:
            seconds = min(seconds, max(0.0, (upcoming - self._service.now()) / 1000))
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def _start(self, row: MessageRow) -> None:
        task = asyncio.create_task(self._carry(row))
        self._busy[row.id] = task
        task.add_done_callback(partial(self._done, row.id))

    def _done(self, message: str, task: asyncio.Task[None]) -> None:
        self._busy.pop(message, None)
        self._news.set()
        if not task.cancelled() and (wrong := task.exception()) is not None:
            log.error("the sending queue stumbled", message=message, **without_words(wrong))

    async def _carry(self, row: MessageRow) -> None:
        """One message that breaks something holds up none of the others."""
        try:
            await self._carrier.carry(row)
        except (Busy, ReadOnly):
            await asyncio.sleep(AFTER_TROUBLE_S)
        except Exception:
            await asyncio.sleep(AFTER_TROUBLE_S)
            later = self._service.now() + STUMBLED_MS
            await self._service.db.write(lambda conn: message_rows.wake(conn, row.id, later))
            raise

    async def _insist(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except Exception as wrong:
            if not isinstance(wrong, Busy | ReadOnly):
                log.error("the sending queue stumbled", **without_words(wrong))
            await asyncio.sleep(AFTER_TROUBLE_S)

    async def _farewell(self) -> None:
        tasks = list(self._busy.values())
        if tasks:
            await asyncio.wait(tasks, timeout=FAREWELL_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Post:
    """Texts, or emails."""

    def __init__(
        self, service: Service, channel: Channel, gateway: TextGateway | None, letters: Letters
    ) -> None:
        self.channel = channel
        self._service = service
        self._gateway = gateway
        self._letters = letters
        told = letters.reached_by(channel)
        self._follows = gateway is not None and gateway.keeps_track and not told
        """What becomes of what was sent has to be asked: nobody can tell us."""

    async def carry(self, row: MessageRow) -> None:
        if row.state in ("sending", "unknown") or (row.state == "sent" and self._follows):
            await self._ask(row)
        elif row.state == "sent":
            await self._service.db.write(lambda conn: message_rows.wake(conn, row.id, None))
        else:
            await self._send(row)

    async def _send(self, row: MessageRow) -> None:
        title = self._gateway.title if self._gateway is not None else "no gateway"
        letter = await self._service.write(
            partial(steps.begin, self._service.rulings, self._letters, row, title)
        )
        if letter is None:
            return
        # From here on it counts as sent by us, whatever comes back, and however this ends.
        outcome: Outcome = NO_GATEWAY
        if self._gateway is not None:
            try:
                outcome = await self._gateway.send(letter)
            except Exception as wrong:
                log.error("a gateway broke", message=row.id, **without_words(wrong))
                outcome = Unknown(why="Sending it broke off; nobody knows whether it left.")
        word = steps.of_outcome(row, outcome, self._service.now())
        await self._record(row, [word], letter.to)

    async def _ask(self, row: MessageRow) -> None:
        letter = await self._service.db.read(partial(steps.read_letter, self._letters, row))
        if letter is None:
            await self._service.db.write(lambda conn: message_rows.wake(conn, row.id, None))
            return
        report = Report(state="no_answer", why=NO_GATEWAY.why)
        if self._gateway is not None:
            try:
                report = await self._gateway.ask(letter, row.ref, row.at)
            except Exception as wrong:
                log.error("a gateway broke", message=row.id, **without_words(wrong))
                report = Report(state="no_answer", why="Asking the gateway broke off.")
        now = self._service.now()
        sent = row.state == "sent"
        words = steps.of_sent(row, report, now) if sent else [steps.of_report(row, report, now)]
        await self._record(row, words, letter.to)

    async def _record(self, row: MessageRow, words: list[Word], to: str) -> None:
        write = partial(steps.write, self._service.rulings, row, words, to, followed=self._follows)
        await recorded(self._service, write)


async def recorded(service: Service, fn: Callable[[Connection], Done[T]]) -> T:
    """What a gateway answered is written, however long the disk takes to take it."""
    while True:
        try:
            return await service.write(fn)
        except (Busy, ReadOnly):
            await asyncio.sleep(AFTER_TROUBLE_S)
