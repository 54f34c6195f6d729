"""Carries acts from the click to the disk, and from the disk to the link. Nothing is sent that is
not written first (C4), and nobody waits for the disk at the click."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from app.domain.ids import Ms
from app.protocol import codec
from app.protocol.flow import Bucket
from app.protocol.messages import MAX_FROM_DESK, Cmd
from client.hooks import Hooks
from client.pending import Act, Outbox
from client.ports import Clock
from client.store.errors import StoreFull

if TYPE_CHECKING:
    from client.store.keeper import Keeper

IDLE_MS = 3_600_000
RATE, BURST = 18, 36
"""Acts a second, a little under what the hub takes: an outbox filled over a day must not have the
desk cut off for sending it."""
TOO_LONG = "This is too long to be sent. Shorten it."


class Courier:
    def __init__(
        self,
        outbox: Outbox,
        *,
        keeper: "Keeper",
        send: Callable[[Cmd], None],
        clock: Clock,
        now: Callable[[], Ms],
        hooks: Hooks,
    ) -> None:
        self._outbox = outbox
        self._keeper = keeper
        self._send = send
        self._clock = clock
        self._now = now
        self._hooks = hooks
        self._number = 0
        self._pace = Bucket(RATE, BURST, clock.mono())
        self._held = 0
        """Milliseconds until the pace lets another act go."""
        self._wake = asyncio.Event()
        self.online = False

    def connected(self) -> None:
        """`ready` came: everything without an answer goes again."""
        self.online = True
        self._outbox.replay()
        self._wake.set()

    def disconnected(self) -> None:
        self.online = False

    def look(self) -> None:
        """Something may have become sendable."""
        self._wake.set()

    async def run(self) -> None:
        while True:
            waits = (self._held or None, self._outbox.next_wait(self._clock.mono()))
            wait = min((one for one in waits if one is not None), default=IDLE_MS)
            try:
                async with asyncio.timeout(max(1, wait) / 1000):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            await self.save()
            await self.pump()

    async def save(self) -> None:
        """Write what is not written yet; what the disk refuses is given back, visibly."""
        fresh = self._outbox.unsaved()
        if not fresh:
            return
        for act in fresh:
            act.marked = self.online
        try:
            await self._keeper.add(fresh)
        except StoreFull as wrong:
            for act in fresh:
                self._outbox.drop(act.op)
                self._hooks.pending_changed(act.lead)
            self._hooks.told(f"This was not kept, because the disk refused it: {wrong}")
            return
        for act in fresh:
            act.saved = True

    async def pump(self) -> None:
        """Send what may go. An act not yet marked as sent on disk is marked first, so that a crash
        cannot make a claim look as if it had never left."""
        self._held = 0
        while self.online and (ready := self._outbox.sendable(self._clock.mono())):
            unmarked = [act for act in ready if not act.marked]
            if unmarked:
                for act in unmarked:
                    act.marked = True
                # A full disk must not hold back what it already has.
                with suppress(StoreFull):
                    await self._keeper.change(unmarked)
                continue
            for act in ready:
                cmd = act.cmd(self._number + 1)
                if codec.size(cmd) > MAX_FROM_DESK:
                    await self._keep_back(act)
                    continue
                self._held = self._pace.take(self._clock.mono())
                if self._held:
                    return
                self._number += 1
                self._outbox.sent(act, self._clock.mono())
                self._send(cmd)
                self._hooks.pending_changed(act.lead)

    async def _keep_back(self, act: Act) -> None:
        """The hub hangs up on a frame this long, again and again: its writer decides instead."""
        act.state, act.error = "needs_user", TOO_LONG
        with suppress(StoreFull):
            await self._keeper.change([act])
        self._hooks.pending_changed(act.lead)

    async def expire(self) -> None:
        """Drop claims whose time passed before they could be sent, and say so."""
        for act in self._outbox.expire(self._now()):
            if act.saved:
                with suppress(StoreFull):
                    await self._keeper.end(act, "expired", self._now())
            self._hooks.pending_changed(act.lead)
            self._hooks.expired(act.shown())
