"""The desk: sole owner of the leads in memory, and the only door the screen knocks on.

Only the hub's facts change `leads`; a verb writes one outbox row and nothing else. Everything here
runs on one asyncio loop and nothing blocks it.
"""

import asyncio
import platform
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from app.domain import commands as c
from app.domain.commands import Role
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel, Disposition
from app.protocol import messages as m
from app.protocol.subscriber import Heard, Sampled, Subscriber
from client.acknowledge import Acknowledge
from client.alerts import Alerts
from client.armed import EVERY_MS, Mode, Presence, Watch
from client.courier import Courier
from client.hooks import Armed, Hooks, LinkState, Pending
from client.hub_clock import HubClock
from client.inbox import Inbox
from client.link import Link
from client.mirror import Changed, Mirror, Step, Swapped
from client.over_words import over_words
from client.pending import FENCED, Act, Answered, Outbox
from client.ports import ActionKey, Clock, Dialer, Notifier, Secrets, Sound
from client.profile import Account, Profile
from client.ring_rules import Cause, Rules
from client.roster import Roster
from client.settings import Settings
from client.store.errors import StoreDamaged
from client.system.off_loop import OffLoop
from client.system.wake import WakeWatch
from client.tasks import Tasks

if TYPE_CHECKING:
    from client.store.keeper import Keeper

TICK_S = 1.0
LOAD_LIMIT_S = 60.0
APP = f"desk/{version('leadbell')} ({platform.system().lower()})"


class Me(Struct, frozen=True, kw_only=True):
    rep: str
    name: str
    role: Role
    team: str
    team_name: str


class Ports(Struct, frozen=True, kw_only=True):
    """What the desk needs of the machine it runs on."""

    clock: Clock
    notifier: Notifier
    dialer: Dialer
    secrets: Secrets
    sound: Sound


class Desk:
    """One signed-in account at work. `start()` opens the store and the link, `stop()` closes both.

    Hooks come in a fixed order: what the feed says, fact by fact, each after its commit; then the
    answers to acts; then what rings.
    """

    def __init__(
        self,
        account: Account,
        profile: Profile,
        ports: Ports,
        on_error: Callable[[BaseException], None],
        *,
        insecure_lan: bool = False,
    ) -> None:
        self.account = account
        self.hooks = Hooks(on_error)
        self.me: Me | None = Me(
            rep=account.rep,
            name=account.rep_name,
            role=account.role,
            team=account.team,
            team_name=account.team_name,
        )
        self.playbook: Playbook | None = None
        self._profile = profile
        self._ports = ports
        self._clock = ports.clock
        self._on_error = on_error
        self._insecure_lan = insecure_lan
        self._hub_clock = HubClock()
        self._outbox = Outbox()
        self._roster = Roster()
        self._grants: dict[str, int] = {}
        """Fencing tokens of claims granted by an answer whose fact is still on its way."""
        self._presence = Presence()
        self._mirror = Mirror({}, {}, {}, on_error)
        self._tasks = Tasks(on_error)
        self._inbox: Inbox | None = None
        self._link: Link | None = None
        self._courier: Courier | None = None
        self._keeper: Keeper | None = None
        self._subscriber = Subscriber({})
        self._full = False
        self._ack_planned = False
        self._session = new_id(self._clock.wall())
        self._alerts = Alerts(
            hooks=self.hooks,
            notifier=ports.notifier,
            sound=ports.sound,
            clock=ports.clock,
            now=self.now,
            leads=lambda: self.leads,
            seen=self._seen,
            soon=self._soon,
            on_error=on_error,
        )
        self._acknowledge = Acknowledge(
            self,
            dialer=ports.dialer,
            hooks=self.hooks,
            leads=lambda: self.leads,
            playbook=lambda: self.playbook,
            signature=self._signature,
            now=self.now,
            over=partial(self._alerts.over, always=True),
        )
        self._watch = Watch(
            notifier=ports.notifier,
            sound=ports.sound,
            link=self._link_proof,
            clock_known=self.clock_known,
            mono=self._clock.mono,
            now=self.now,
            presence=self._presence,
        )
        ports.notifier.acted = self._notice_acted
        ports.notifier.closed = self._alerts.notices.closed

    # ---- life --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Show what was known, then connect. The database is loaded off the loop, so that a first
        paint never waits for it."""
        keeper_type = await OffLoop("desk-store", LOAD_LIMIT_S)(_load_keeper)
        path = self._profile.store_file(self.account)
        self._keeper = keeper = await keeper_type.open(path, self._clock.wall())
        kept = await keeper.load()
        for act in kept.acts:
            self._outbox.add(act)
        self._presence.mode, self._presence.until = kept.presence.mode, kept.presence.until
        self._alerts.on = self._presence.mode == "on"
        self._alerts.told |= kept.told
        if kept.ready is not None:
            self._known(kept.ready)
        mirrored = kept.mirrored
        self._mirror = Mirror(mirrored.leads, mirrored.streams, mirrored.cursors, self._on_error)
        self._subscriber = Subscriber(dict(mirrored.cursors))
        self._wire(keeper)
        self._alerts.forget()
        self.hooks.reset()
        if keeper.rescued is not None:
            self.hooks.told(
                "This desk's store was damaged and is being fetched anew. "
                f"Unsent acts carried over: {keeper.rescued}."
            )
        self._run()

    async def stop(self) -> None:
        """Say goodbye to the hub, withdraw notifications, close the store. Nothing is lost."""
        await self._tasks.stop()
        await self._alerts.notices.finish()
        if self._courier is not None:
            self._courier.disconnected()
            await self._courier.save()
        if self._keeper is not None:
            await self._keeper.close()
            self._keeper = None

    async def sign_out(self) -> None:
        """Stop, and leave neither token nor leads on this machine (C9). Unsent acts go too: the
        caller warns first (C10)."""
        keeper, self._keeper = self._keeper, None
        await self._tasks.stop()
        await self._alerts.notices.finish()
        if keeper is not None:
            await keeper.erase()
        self._profile.forget(self.account)
        self.leads.clear()
        self.hooks.reset()
        await self._ports.secrets.delete(self.account.key)

    def reconnect_now(self) -> None:
        """The network is back, the machine woke, or the user asked: one immediate try."""
        if self._link is not None:
            self._link.woke()

    # ---- what is true ------------------------------------------------------------------------

    @property
    def leads(self) -> dict[str, Lead]:
        """Every lead this rep may see, by id. Read only."""
        return self._mirror.leads

    @property
    def link(self) -> LinkState:
        return self._link.state if self._link is not None else LinkState(state="off")

    @property
    def cards(self) -> tuple[m.RepCard, ...]:
        return self._roster.cards

    @property
    def armed_state(self) -> Armed:
        return self._watch.state

    def use(self, settings: Settings) -> None:
        """What the rep set: privacy, lanes without sound, a desk without sound. In force now."""
        self._alerts.privacy = settings.privacy
        self._alerts.quiet = frozenset(settings.quiet_lanes)
        self._watch.silent = settings.without_sound
        self._look()

    def now(self) -> Ms:
        """Hub time as well as it can be known here: a monotonic clock plus a measured offset."""
        return self._hub_clock.now(self._clock.mono(), self._clock.wall())

    def clock_known(self) -> bool:
        """False before the first answer of the hub, and after a jump until it is measured again:
        show times as ≈."""
        return self._hub_clock.known

    def pending(self, lead_id: str = "") -> list[Pending]:
        """The outbox as an overlay, oldest first; of one lead, or (empty) all."""
        return self._outbox.overlay(lead_id)

    def all_saved(self) -> bool:
        """Is every act on disk? What is not would be lost in a crash."""
        return not self._outbox.unsaved()

    # ---- verbs: one outbox row each, its op returned -----------------------------------------

    def claim(self, lead_id: str, then: Channel | None = None) -> str:
        """Ask for the lead. `then`: once granted, start that touch and hand it over. Never
        optimistic; a second click while the first is under way is the first."""
        under_way = self._outbox.claiming(lead_id)
        if under_way is not None:
            op = under_way.op
        else:
            op = self._post(c.ClaimLead(), lead_id, not_after=self.now() + m.INTENT_MS)
        self._alerts.hush(lead_id)
        if then is not None:
            self._acknowledge.after(op, lead_id, then)
        return op

    def release(self, lead_id: str, reason: str = "") -> str:
        return self._post(c.ReleaseLead(reason=reason), lead_id)

    def assign(self, lead_id: str, rep: str) -> str:
        lead = self.leads.get(lead_id)
        return self._post(c.AssignLead(rep=rep), lead_id, gen=lead.gen if lead else None)

    def pull_back(self, lead_id: str, reason: str = "") -> str:
        return self._post(c.PullBackLead(reason=reason), lead_id)

    def nudge(self, lead_id: str, rep: str = "") -> str:
        return self._post(c.NudgeLead(rep=rep), lead_id)

    def later(self, lead_id: str, minutes: int = 10) -> str:
        self._alerts.over(lead_id, "")
        return self._post(c.PassLead(minutes=minutes), lead_id)

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str:
        """The touch's id. Writes the touch only; handing it to the system is `hand_over`."""
        touch = new_id(self.now())
        self._alerts.over(lead_id, "")
        self._post(
            c.StartTouch(touch=touch, channel=channel, text=text, template=template), lead_id
        )
        return touch

    def hand_over(self, lead_id: str, channel: Channel, text: str = "", subject: str = "") -> bool:
        """Give number or mail to the system's handler; without `text` an SMS or email is filled
        from the playbook's first fitting template. False when nothing took it, or the person
        refused this channel (said through `hooks.told`)."""
        lead = self.leads[lead_id]
        if channel != "call" and not text:
            text, subject, _ = self._acknowledge.compose(lead, channel)
        return self._acknowledge.hand_over(lead, channel, text, subject)

    def end_touch(
        self,
        lead_id: str,
        touch: str,
        disposition: Disposition,
        note: str = "",
        clue: str = "",
        reason: str = "",
    ) -> str:
        ended = c.EndTouch(
            touch=touch, disposition=disposition, note=note, clue=clue, reason=reason
        )
        return self._post(ended, lead_id)

    def note(self, lead_id: str, text: str) -> str:
        return self._post(c.AddNote(text=text), lead_id, gen=self._my_gen(lead_id))

    def move_touch(self, lead_id: str, at: Ms, channel: Channel | None = None) -> str:
        return self._post(c.MoveNextTouch(at=at, channel=channel), lead_id)

    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str:
        return self._post(c.ReturnLead(reason=reason, text=text), lead_id)

    def qualify(self, lead_id: str, text: str = "") -> str:
        return self._post(c.QualifyLead(text=text), lead_id)

    def retry(self, op: str) -> None:
        """The user's decision about an act that needs one: try it again as it was."""
        act = self._outbox.retry(op)
        if act is not None and self._courier is not None:
            self._courier.look()
            self.hooks.pending_changed(act.lead)

    def discard(self, op: str) -> None:
        """The user's decision: drop an act that was never sent, or that needs a decision."""
        act = self._outbox.get(op)
        if act is None or (act.tries and act.state != "needs_user"):
            return
        self._outbox.drop(op)
        if act.saved and self._keeper is not None:
            self._tasks.once("discard", self._keeper.end(act, "discarded", self.now()))
        self.hooks.pending_changed(act.lead)

    # ---- the rep -----------------------------------------------------------------------------

    def set_mode(self, mode: Mode, until: Ms | None = None) -> None:
        """The rep's own word; survives restarts; a reconnect never changes it."""
        self._presence.mode, self._presence.until = mode, until
        self._mode_changed()

    def practice(self) -> None:
        """A practice ring: sound, notification and card; nobody is contacted, nothing written."""
        self._alerts.practice()

    def acted(self, lead_id: str, action: ActionKey) -> None:
        """A button of a notification or of the ring card was pressed for that very lead."""
        self._alerts.hush(lead_id)
        self._acknowledge.acted(lead_id, action)

    def closed_card(self, lead_id: str) -> None:
        """The ring card was closed: the sound stops, the lead stays where it is."""
        self._alerts.hush(lead_id)

    # ---- inside: acts ------------------------------------------------------------------------

    def _post(
        self,
        command: c.WireCommand,
        lead_id: str,
        *,
        gen: int | None = None,
        not_after: Ms | None = None,
    ) -> str:
        lead = self.leads.get(lead_id)
        body: dict[str, Any] = msgspec.to_builtins(command)
        act = Act(
            op=new_id(self.now()),
            do=command.do,
            lead=lead_id,
            b=body,
            at=self.now(),
            gen=self._my_gen(lead_id) if command.do in FENCED else gen,
            seen_v=lead.v if lead else None,
            not_after=not_after,
        )
        self._outbox.add(act)
        self.hooks.pending_changed(lead_id)
        if self._courier is not None:
            self._courier.look()
        return act.op

    def _my_gen(self, lead_id: str) -> int | None:
        """The fencing token I hold for this lead, if any."""
        lead = self.leads.get(lead_id)
        held = lead.gen if lead and self.me and lead.owner == self.me.rep else 0
        return max(held, self._grants.get(lead_id, 0)) or None

    def _answered(self, answered: Answered, re: m.Re) -> None:
        act, pending = answered.act, answered.act.shown()
        if act.do == "claim" and re.ok and re.r is not None:
            self._grants[act.lead] = re.r.gen
        self.hooks.pending_changed(act.lead)
        if answered.final or act.state == "needs_user":
            self.hooks.settled(pending, re)
            self._acknowledge.settled(pending, re)
        if self._courier is not None:
            self._courier.look()

    # ---- inside: the feed --------------------------------------------------------------------

    def _wire(self, keeper: "Keeper") -> None:
        self._inbox = Inbox(
            mirror=self._mirror,
            outbox=self._outbox,
            alerts=self._alerts,
            keeper=keeper,
            take=self._take,
            settled=self._answered,
            ring=self._after_facts,
            committed=self._committed,
            full=self._disk_full,
            mono=self._clock.mono,
            now=self.now,
        )
        self._link = Link(
            self.account.url,
            subscriber=self._subscriber,
            clock=self._clock,
            token=lambda: self._ports.secrets.get(self.account.key),
            opening=self._opening,
            deliver=self._inbox.deliver,
            sampled=self._sampled,
            settled=self._inbox.settle,
            changed=self._link_changed,
            now=self.now,
            insecure_lan=self._insecure_lan,
        )
        self._courier = Courier(
            self._outbox,
            keeper=keeper,
            send=self._link.send,
            clock=self._clock,
            now=self.now,
            hooks=self.hooks,
        )

    def _run(self) -> None:
        assert self._inbox and self._link and self._courier
        self._tasks.keep("inbox", self._inbox.run, self._mend)
        self._tasks.keep("courier", self._courier.run)
        self._tasks.keep("link", self._link.run)
        self._tasks.keep("ticker", self._tick_forever)
        self._tasks.keep("watch", self._watch_forever)

    def _opening(self) -> m.Open:
        return self._subscriber.opening(
            app=APP,
            install=self.account.install,
            session=self._session,
            outbox_n=len(self._outbox),
        )

    def _take(self, step: Step) -> None:
        """One step of the feed, already on disk."""
        match step:
            case Changed(after=after, fact=fact):
                self._mirror.adopt(step)
                self.hooks.fact(step.ev, self.leads.get(step.ev.lead))
                if after is None or fact is None:
                    return
                self._grants.pop(after.id, None)
                self.hooks.lead_changed(after, fact)
                if self._outbox.claiming(after.id) is None:
                    self._alerts.check(after.id, over_words(fact, self.account.rep))
                self._alerts.remind(after)
            case Swapped():
                self._mirror.adopt(step)
                self._grants.clear()
                self._alerts.forget()
                self.hooks.reset()
            case Heard(frame=frame):
                self._heard(frame)

    def _after_facts(self, causes: list[Cause]) -> None:
        self._alerts.ring(causes)
        self._report()

    def _heard(self, frame: m.FromHub) -> None:
        match frame:
            case m.Hello() if self.account.hub and frame.hub != self.account.hub:
                assert self._link is not None
                self._link.refuse("Another hub answers at this address. Pair this desk again.")
            case m.Ready():
                self._ready(frame)
            case m.Live():
                self._caught_up()
            case m.Presence() | m.PresenceDiff():
                self._roster.hear(frame)
                self.hooks.presence(self._roster.cards)
            case m.Notice(code="draining") if self._link is not None:
                self._link.draining(frame.after_ms)

    def _ready(self, ready: m.Ready) -> None:
        self._known(ready)
        if self._keeper is not None:
            self._tasks.once("keep-ready", self._keeper.put_ready(ready))
        self._watch.connected()
        self._report()
        if self._courier is not None:
            self._courier.connected()
        self.hooks.ready(ready)

    def _known(self, ready: m.Ready) -> None:
        self.me = Me(
            rep=ready.rep,
            name=ready.rep_name,
            role=ready.role,
            team=ready.team,
            team_name=ready.team_name,
        )
        self.playbook = ready.policy
        self._alerts.team = ready.team_name
        self._alerts.rules = Rules(ready.rep, ready.role, ready.policy)

    def _caught_up(self) -> None:
        if self._link is not None and self._subscriber.live():
            self._link.caught_up()
            self._look()
            self._tell_and_ring(self._alerts.catching_up(), caught_up=True)

    def _committed(self, cursors: dict[str, m.Cursor]) -> None:
        self._full = False
        for stream, cursor in cursors.items():
            self._subscriber.committed(stream, cursor)
        self._ack()

    def _ack(self) -> None:
        if self._link is None:
            return
        for ack in self._subscriber.acks(self._clock.mono()):
            self._link.send(ack)
        wait = self._subscriber.ack_due_in(self._clock.mono())
        if wait is not None and not self._ack_planned:
            self._ack_planned = True
            asyncio.get_running_loop().call_later(wait / 1000, self._planned_ack)

    def _planned_ack(self) -> None:
        self._ack_planned = False
        self._ack()

    async def _mend(self, wrong: Exception) -> None:
        """The inbox failed half-way: what was not committed comes again on a new connection."""
        assert self._inbox and self._link and self._keeper
        self._inbox.forget()
        if isinstance(wrong, StoreDamaged):
            for act in await self._keeper.rescue(self._clock.wall()):
                if act.op not in self._outbox:
                    self._outbox.add(act)
            self._subscriber.forget()
            self.hooks.told("This desk's store was damaged and is being fetched anew.")
        self._link.abort("starting over")

    def _disk_full(self) -> None:
        if not self._full:
            self._full = True
            self.hooks.told("The disk is full. What comes is shown, but not kept.")

    # ---- inside: time and link ---------------------------------------------------------------

    def _sampled(self, s: Sampled) -> None:
        rtt = self._hub_clock.sample(s.c0, s.s1, s.s2, s.c3)
        if self._link is not None:
            self._link.measured(rtt)

    def _link_changed(self, state: LinkState) -> None:
        if state.state not in ("live", "catching_up") and self._courier is not None:
            self._courier.disconnected()
        self.hooks.link(state)
        self._look()
        if self._link is not None and self._link.wiped:
            asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self.sign_out()))

    def _link_proof(self) -> tuple[bool, int, str]:
        state = self.link
        heard = self._link.heard_at if self._link is not None else 0
        return state.state == "live", heard, state.text or "Not connected"

    async def _tick_forever(self) -> None:
        watch = WakeWatch(self._clock.wall(), self._clock.mono())
        while True:
            await asyncio.sleep(TICK_S)
            await self.tick(watch)

    async def tick(self, watch: WakeWatch) -> None:
        """What one second brings."""
        assert self._link and self._courier
        if watch.tick(self._clock.wall(), self._clock.mono()) is not None:
            self._hub_clock.doubt()
            self._link.woke()
        self._link.tick()
        if self._presence.over(self.now()):
            self._mode_changed()
        await self._courier.expire()
        if self._courier.online and self._outbox.overdue(self._clock.mono()):
            self._courier.look()
        self._alerts.tick()
        self._tell_and_ring(self._alerts.fallen_due())
        self._look()

    async def _watch_forever(self) -> None:
        while True:
            ability = await self._watch.probe()
            self._alerts.renews = ability.actions
            self._look()
            await asyncio.sleep(EVERY_MS / 1000)

    def _look(self) -> None:
        if self._watch.look():
            self.hooks.armed(self._watch.state)
        self._report()

    def _report(self) -> None:
        if self._courier is None or self._link is None or not self._courier.online:
            return
        status = self._watch.report(self._on_call())
        if status is not None:
            self._link.send(status)

    def _on_call(self) -> str:
        me = self.me.rep if self.me else ""
        for lead in self.leads.values():
            if lead.owner == me and lead.state == "engaged":
                touch = lead.running()
                if touch is not None and touch.channel == "call" and touch.rep == me:
                    return lead.id
        return ""

    def _mode_changed(self) -> None:
        self._alerts.on = self._presence.mode == "on"
        if self._keeper is not None:
            self._tasks.once("keep-mode", _put_presence(self._keeper, self._presence))
        if self._alerts.on:
            self._tell_and_ring(self._alerts.catching_up(), caught_up=True)
        else:
            self._alerts.silence()
        self._look()

    # ---- inside: ringing ---------------------------------------------------------------------

    def _tell_and_ring(self, causes: list[Cause], *, caught_up: bool = False) -> None:
        if causes and self._keeper is not None:
            self._tasks.once("ring", self._told_first(self._keeper, causes, caught_up))

    async def _told_first(self, keeper: "Keeper", causes: list[Cause], caught_up: bool) -> None:
        """Written as told before it is: after a crash a toast is rather lost than repeated (C7)."""
        await keeper.tell([cause.key for cause in causes], self.now())
        self._alerts.ring(causes, caught_up=caught_up)

    def _seen(self, lead_id: str, eid: str) -> None:
        self.hooks.noticed(lead_id)
        if self._link is not None:
            self._link.send(m.Seen(lead=lead_id, eid=eid, shown_at=self.now()))

    def _notice_acted(self, key: str, action: ActionKey) -> None:
        lead_id = key if key in self.leads else self._alerts.hottest()
        if lead_id:
            self.acted(lead_id, action)

    def _soon(self, work: Callable[[], None]) -> object:
        return asyncio.get_running_loop().call_soon(work)

    def _signature(self) -> tuple[str, str, str]:
        me = self.me
        return (me.rep, me.name, me.team_name) if me is not None else ("", "", "")


def _load_keeper() -> "type[Keeper]":
    from client.store.keeper import Keeper

    return Keeper


async def _put_presence(keeper: "Keeper", presence: Presence) -> None:
    from client.store.keeper import SavedPresence

    await keeper.put_presence(SavedPresence(presence.mode, presence.until))
