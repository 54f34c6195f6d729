"""A desk at work: store, feed, outbox and link wired to one another, once the store is open."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.domain.ids import Ms
from app.protocol import messages as m
from app.protocol.subscriber import Sampled, Subscriber
from client.alerts import Alerts
from client.courier import Courier
from client.hooks import Hooks, LinkState
from client.hub_clock import HubClock
from client.inbox import Inbox
from client.link import Link
from client.mirror import Mirror, Step
from client.pending import Answered, Outbox
from client.ports import Clock, Secrets
from client.profile import Account
from client.ring_rules import Cause
from client.store.errors import StoreDamaged
from client.system.wake import WakeWatch
from client.tasks import Tasks

if TYPE_CHECKING:
    from client.store.keeper import Keeper


class Running:
    """`start()` sets its tasks going; whoever owns `tasks` stops them, then calls `close()`."""

    def __init__(
        self,
        account: Account,
        keeper: "Keeper",
        mirror: Mirror,
        subscriber: Subscriber,
        outbox: Outbox,
        *,
        alerts: Alerts,
        clock: Clock,
        hub_clock: HubClock,
        secrets: Secrets,
        hooks: Hooks,
        app: str,
        session: str,
        now: Callable[[], Ms],
        take: Callable[[Step], None],
        answered: Callable[[Answered, m.Re], None],
        ring: Callable[[list[Cause]], None],
        link_changed: Callable[[LinkState], None],
        insecure_lan: bool,
    ) -> None:
        self.keeper = keeper
        self._subscriber = subscriber
        self._outbox = outbox
        self._clock = clock
        self._hub_clock = hub_clock
        self._hooks = hooks
        self._link_changed = link_changed
        self._wake = WakeWatch(clock.wall(), clock.mono())
        self._full = False
        self._ack_planned = False
        self.inbox = Inbox(
            mirror=mirror,
            outbox=outbox,
            alerts=alerts,
            keeper=keeper,
            take=take,
            settled=answered,
            ring=ring,
            committed=self._committed,
            full=self._disk_full,
            mono=clock.mono,
            now=now,
        )
        self.link = Link(
            account.url,
            subscriber=subscriber,
            clock=clock,
            token=partial(secrets.get, account.key),
            opening=lambda: subscriber.opening(
                app=app, install=account.install, session=session, outbox_n=len(outbox)
            ),
            deliver=self.inbox.deliver,
            sampled=self._sampled,
            settled=self.inbox.settle,
            changed=self._changed,
            now=now,
            insecure_lan=insecure_lan,
        )
        self.courier = Courier(
            outbox, keeper=keeper, send=self.link.send, clock=clock, now=now, hooks=hooks
        )

    def start(self, tasks: Tasks) -> None:
        tasks.keep("inbox", self.inbox.run, self._mend)
        tasks.keep("courier", self.courier.run, self._mend)
        tasks.keep("link", self.link.run)

    async def close(self) -> None:
        """Write what is not written yet, and close the store."""
        self.courier.disconnected()
        await self.courier.save()
        await self.keeper.close()

    @property
    def caught_up(self) -> bool:
        return self._subscriber.live()

    async def tick(self) -> None:
        """What one second brings to clock, link and outbox."""
        if self._wake.tick(self._clock.wall(), self._clock.mono()) is not None:
            self._hub_clock.doubt()
            self.link.woke()
        self.link.tick()
        await self.courier.expire()
        if self.courier.online and self._outbox.overdue(self._clock.mono()):
            self.courier.look()

    def _committed(self, cursors: dict[str, m.Cursor]) -> None:
        """These are on disk. Only from here do acks take their numbers (C8)."""
        self._full = False
        for stream, cursor in cursors.items():
            self._subscriber.committed(stream, cursor)
        self._ack()

    def _ack(self) -> None:
        for ack in self._subscriber.acks(self._clock.mono()):
            self.link.send(ack)
        wait = self._subscriber.ack_due_in(self._clock.mono())
        if wait is not None and not self._ack_planned:
            self._ack_planned = True
            asyncio.get_running_loop().call_later(wait / 1000, self._planned_ack)

    def _planned_ack(self) -> None:
        self._ack_planned = False
        self._ack()

    async def _mend(self, wrong: Exception) -> None:
        """Something failed half-way: what was not committed comes again on a new connection."""
        self.inbox.forget()
        if isinstance(wrong, StoreDamaged):
            rescued = await self.keeper.rescue(self._clock.wall())
            for act in rescued:
                if act.op not in self._outbox:
                    self._outbox.add(act)
            self._outbox.on_disk({act.op for act in rescued})
            self.courier.look()
            self._subscriber.forget()
            self._hooks.told("This desk's store was damaged and is being fetched anew.")
        self.link.abort("starting over")

    def _disk_full(self) -> None:
        if not self._full:
            self._full = True
            self._hooks.told("The disk is full. What comes is shown, but not kept.")

    def _sampled(self, s: Sampled) -> None:
        self.link.measured(self._hub_clock.sample(s.c0, s.s1, s.s2, s.c3))

    def _changed(self, state: LinkState) -> None:
        if state.state not in ("live", "catching_up"):
            self.courier.disconnected()
        self._link_changed(state)
