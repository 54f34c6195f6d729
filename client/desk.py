"""The desk: sole owner of the leads in memory, and the only door the screen knocks on.

Only the hub's facts change `leads`; a verb writes one outbox row and nothing else. Everything here
runs on one asyncio loop and nothing blocks it.
"""

import asyncio
import platform
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from app.domain.commands import Actor, Role, SendMessage, SetTimes
from app.domain.facts import Fact, MessageQueued, MessageTakenBack
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.memory import digest
from app.domain.message import Message, Written
from app.domain.playbook import Playbook
from app.domain.rep_times import Busy, RepTimes
from app.domain.touch import NextTouch
from app.protocol import messages as m
from app.protocol.subscriber import Heard, Subscriber
from client.acknowledge import Acknowledge
from client.acts import Acts
from client.alerts import BURST, Alerts
from client.armed import EVERY_MS, Mode, Presence, Watch
from client.calendar import Calendar
from client.calls import Calls
from client.drafts import BACK_WITHIN_MS, Drafts, Unsaved, words_of
from client.drafts import Kept as Draft
from client.foreseen import Foreseen
from client.hooks import Armed, CalendarState, Hooks, LinkState, Pending, RunningCall
from client.hub_clock import HubClock
from client.mirror import Changed, Mirror, Step, Swapped
from client.my_times import MyTimes
from client.over_words import over_words
from client.pending import Answered, Outbox
from client.ports import ActionKey, Clock, Dialer, Notifier, Secrets, Sound
from client.profile import Account, Profile
from client.ring_rules import Cause, Rules
from client.roster import Roster
from client.running import Running
from client.settings import CallBy, Settings
from client.store.errors import StoreDamaged, StoreFull
from client.store.kept import SavedPresence
from client.store.last_look import last_look
from client.store.late import late
from client.system.off_loop import OffLoop
from client.system.softphone import Softphone
from client.tasks import Tasks
from client.verbs import Verbs

if TYPE_CHECKING:
    from client.store.keeper import Keeper

TICK_S = 1.0
LOAD_LIMIT_S = 60.0
EXPIRED = "There was no link for too long."
BACK = "back:"
"""How the keys begin under which it is kept that the words of a message came back."""


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


class Desk(Verbs):
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
        zone: Callable[[], str] = lambda: "",
        insecure_lan: bool = False,
    ) -> None:
        """`zone`: of the clock its rep looks at (IANA); a desk nobody looks at says nothing."""
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
        self.gateways = m.Gateways()
        """What the hub itself can send, as it last said."""
        self.pickup: m.Pickup | None = None
        """How often calls are picked up, as the hub last told it."""
        self._profile = profile
        self._ports = ports
        self._clock = ports.clock
        self._on_error = on_error
        self._insecure_lan = insecure_lan
        self._hub_clock = HubClock()
        self._outbox = Outbox()
        self._roster = Roster()
        self._presence = Presence()
        self._mirror = Mirror({}, {}, {}, on_error)
        self._drafts, self._unsaved = Drafts(self._save_draft), Unsaved()
        self._tasks = Tasks(on_error)
        self._calendar = Calendar(
            secrets=ports.secrets,
            key=f"{account.key}#calendar",
            clock=ports.clock,
            now=self.now,
            zone=lambda: self._my.where(),
            changed=self.hooks.calendar,
            read=lambda spans, until: self._my.read(spans, until),
        )
        self._my = MyTimes(
            self._outbox,
            now=self.now,
            zone=zone,
            label=lambda: self._calendar.label,
            post=self.set_times,
            keep_told=lambda zone: self._keep("zone", lambda keeper: keeper.put_zone_told(zone)),
        )
        self._running: Running | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._acts = Acts(
            self._outbox,
            hooks=self.hooks,
            now=self.now,
            leads=lambda: self.leads,
            me=lambda: self._signature()[0],
        )
        self._foreseen = Foreseen(
            self._outbox,
            leads=lambda: self.leads,
            actor=self._actor,
            playbook=lambda: self.playbook,
            now=self.now,
        )
        self._alerts = Alerts(
            hooks=self.hooks,
            notifier=ports.notifier,
            sound=ports.sound,
            clock=ports.clock,
            now=self.now,
            leads=lambda: self._foreseen,
            seen=self._seen,
            soon=self._soon,
            on_error=on_error,
        )
        self._softphone = Softphone(now=self.now, mono=ports.clock.mono)
        self._calls = Calls(
            self._softphone,
            dialer=ports.dialer,
            hooks=self.hooks,
            log=self.log_call,
            leads=lambda: self.leads,
            me=lambda: self._signature()[0],
            now=self.now,
            company=lambda: self.gateways.call if self.link.state == "live" else "",
        )
        self.hooks.lead_changed.connect(self._calls.fact)
        self.hooks.settled.connect(self._calls.settled)
        self._acknowledge = Acknowledge(
            self,
            dialer=ports.dialer,
            call=self._calls.place,
            hooks=self.hooks,
            leads=lambda: self.leads,
            playbook=lambda: self.playbook,
            signature=self._signature,
            now=self.now,
            over=partial(self._alerts.over, always=True),
            gateways=lambda: self.gateways,
        )
        self.hooks.expired.connect(self._acknowledge.expired)
        self.hooks.expired.connect(lambda act: self._came_back(act, EXPIRED))
        self.hooks.settled.connect(self._message_settled)
        self.hooks.lead_changed.connect(self._queued)
        self.hooks.lead_changed.connect(self._taken_back)
        self.hooks.lead_changed.connect(self._acknowledge.changed)
        self.hooks.pending_changed.connect(self._remind)
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

    # ---- the rep's times ---------------------------------------------------------------------

    @property
    def times(self) -> m.Times | None:
        """My working times and who else is on, as the hub last told."""
        return self._my.heard

    @property
    def my_times(self) -> RepTimes:
        """My working times as they will be once everything on its way is answered."""
        return self._my.current()

    def set_times(self, times: RepTimes, rep: str = "") -> str:
        """My working times, or (team lead) those of `rep`. Belongs to no lead."""
        rep = "" if rep == self.account.rep else rep
        op = super().set_times(times, rep)
        if not rep:
            self._my.asked(times)
        return op

    @property
    def meetings(self) -> tuple[Busy, ...]:
        """What my calendar keeps me busy with, titles included: they never leave this desk. Until
        it is read here, when I am busy as the hub knows it."""
        read = self._calendar.meetings
        return read if read is not None else self.my_times.busy

    @property
    def calendar(self) -> CalendarState:
        """Where my busy times come from, and whether they could be read."""
        return self._calendar.state

    def set_calendar(self, source: str) -> None:
        """Read busy times from this file or https address from now on; empty: from none."""
        self._calendar.set(source)

    def read_calendar(self) -> None:
        """Read it now, whenever it was read last."""
        self._calendar.read_now()

    def next_touch(self, lead_id: str) -> NextTouch | None:
        """What is due next: the hub's word, or, where I ended a touch it does not know of yet, a
        provisional time by the cadence."""
        return self._foreseen.next_touch(lead_id, live=self.link.state == "live")

    # ---- drafts ------------------------------------------------------------------------------

    def draft(self, lead_id: str, channel: Written) -> Draft | None:
        """What was begun for this lead on this channel and not sent."""
        return self._drafts.of(lead_id, channel)

    def keep_draft(self, lead_id: str, channel: Written, draft: Draft) -> None:
        self._drafts.keep(lead_id, channel, draft)

    def drop_draft(self, lead_id: str, channel: Written | None = None) -> None:
        self._drafts.drop(lead_id, channel)

    def _save_draft(self, lead_id: str, channel: Written, draft: Draft | None) -> None:
        self._unsaved.waiting[lead_id, channel] = draft
        self._keep("draft", lambda keeper: self._unsaved.write(keeper.put_draft))

    def _queued(self, lead: Lead, fact: Fact) -> None:
        """These words are on their way now: what was typed since is a draft, and they are not."""
        if isinstance(fact, MessageQueued) and fact.rep == self.account.rep:
            draft = self._drafts.of(lead.id, fact.channel)
            if draft is not None and digest(draft.text) == digest(fact.text):
                self._drafts.drop(lead.id, fact.channel)

    def _message_settled(self, act: Pending, re: m.Re) -> None:
        if act.do == SendMessage.do and not re.ok:
            self._came_back(act, re.e.msg if re.e is not None else "The hub refused it.")

    def _came_back(self, act: Pending, why: str) -> None:
        """Words that did not leave are a draft again."""
        if act.do == SendMessage.do and act.answer is not None:
            self._drafts.give_back(act.lead, act.answer, why, self.now())
            self.hooks.pending_changed(act.lead)
            self.hooks.told(f"Not sent: {why} Your words are back where you wrote them.")

    def _taken_back(self, lead: Lead, fact: Fact) -> None:
        if isinstance(fact, MessageTakenBack):
            self._give_back([lead])

    def _give_back(self, leads: Iterable[Lead]) -> None:
        """What was on its way when this desk ended or was cut off, and has not left, is a draft
        again, once: on this lead and beside what was typed since."""
        since = self.now() - BACK_WITHIN_MS
        for lead, message in self._drafts.lost(leads, self.account.device, since):
            self._drafts.back.add(message.id)
            why = f"Not sent: {message.why}."
            self._drafts.give_back(lead.id, words_of(message), why, self.now())
            self._keep("back", partial(self._put_back, message))
            self.hooks.pending_changed(lead.id)
            whom = lead.person.name or "this person"
            self.hooks.told(f"To {whom}: not sent. {message.why}. Your words are a draft again.")

    async def _put_back(self, message: Message, keeper: "Keeper") -> None:
        """The draft first: a crash between the two gives the same words back once more."""
        await self._unsaved.write(keeper.put_draft)
        await keeper.tell([f"{BACK}{message.id}"], self.now())

    # ---- life --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Show what was known, then connect. Where a look into the store is enough for that, the
        store itself is opened behind it, when something is first to be written."""
        kept, rescued = last_look(self._profile.store_file(self.account)), None
        keeper = late(self._open_keeper)
        if kept is None:
            keeper = await self._open_keeper()
            kept, rescued = await keeper.load(), keeper.rescued
        for act in kept.acts:
            self._outbox.add(act)
        self._presence.mode, self._presence.until = kept.presence.mode, kept.presence.until
        self._alerts.on = self._presence.mode == "on"
        self._alerts.told |= kept.told
        self._my.heard, self._my.zone_told = kept.times, kept.zone_told
        self.pickup = kept.pickup
        self._drafts.load(kept.drafts)
        self._drafts.back |= {k.removeprefix(BACK) for k in kept.told if k.startswith(BACK)}
        if kept.ready is not None:
            self._known(kept.ready)
        mirrored = kept.mirrored
        self._mirror = Mirror(mirrored.leads, mirrored.streams, mirrored.cursors, self._on_error)
        self._running = running = self._wire(keeper, Subscriber(dict(mirrored.cursors)))
        self._acts.posted = running.courier.look
        self._alerts.forget()
        self.hooks.reset()
        if rescued is not None:
            self.hooks.told(
                "This desk's store was damaged and is being fetched anew. "
                f"Unsent acts carried over: {rescued}."
            )
        self._calls.resume()
        running.start(self._tasks)
        self._tasks.keep("ticker", self._tick_forever)
        self._tasks.keep("watch", self._watch_forever)
        self._tasks.keep("calendar", self._calendar.run)
        self._tasks.keep("softphone", self._softphone.run)

    async def _open_keeper(self) -> "Keeper":
        """The database is loaded off the loop, so that no paint waits for it."""
        keeper_type = await OffLoop("desk-store", LOAD_LIMIT_S)(_load_keeper)
        return await keeper_type.open(self._profile.store_file(self.account), self._clock.wall())

    async def stop(self) -> None:
        """Say goodbye to the hub, withdraw notifications, close the store. Nothing is lost."""
        await self._tasks.stop()
        await self._alerts.notices.finish()
        running, self._running = self._running, None
        if running is not None:
            await running.close()

    async def sign_out(self) -> None:
        """Stop, and leave neither token nor leads on this machine (C9). Unsent acts go too: the
        caller warns first (C10)."""
        running, self._running = self._running, None
        await self._tasks.stop()
        await self._alerts.notices.finish()
        if running is not None:
            await running.keeper.erase()
        self._profile.forget(self.account)
        self.leads.clear()
        self.hooks.reset()
        await self._calendar.forget()
        await self._ports.secrets.delete(self.account.key)

    def reconnect_now(self) -> None:
        """The network is back, the machine woke, or the user asked: one immediate try."""
        if self._running is not None:
            self._running.link.woke()

    # ---- what is true ------------------------------------------------------------------------

    @property
    def leads(self) -> dict[str, Lead]:
        """Every lead this rep may see, by id. Read only."""
        return self._mirror.leads

    @property
    def link(self) -> LinkState:
        return self._running.link.state if self._running is not None else LinkState(state="off")

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
        self._calls.use(settings)
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

    # ---- pending acts ------------------------------------------------------------------------

    def retry(self, op: str) -> None:
        """The user's decision about an act that needs one: try it again as it was."""
        self._acts.retry(op)

    def discard(self, op: str) -> None:
        """The user's decision: drop an act that never left, or that needs a decision."""
        act = self._acts.discard(op)
        if act is not None and act.do == SetTimes.do:
            self._my.refused()
        if act is not None and act.saved and self._running is not None:
            self._tasks.once("discard", self._running.keeper.end(act, "discarded", self.now()))

    # ---- the rep -----------------------------------------------------------------------------

    def set_mode(self, mode: Mode, until: Ms | None = None) -> None:
        """The rep's own word; survives restarts; a reconnect never changes it."""
        self._presence.mode, self._presence.until = mode, until
        self._mode_changed()

    @property
    def call(self) -> RunningCall | None:
        """The call that runs from this desk, where a phone tells us of it."""
        return self._calls.running

    def test_call(self, how: CallBy, number: str = "") -> None:
        """Say through `hooks.call_tested` what would become of a call made that way; with a number,
        call it."""
        self._tasks.once("test-call", self._test_call(how, number))

    async def _test_call(self, how: CallBy, number: str) -> None:
        self.hooks.call_tested(await self._calls.test(how, number))

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

    # ---- inside: the feed --------------------------------------------------------------------

    def _wire(self, keeper: "Keeper", subscriber: Subscriber) -> Running:
        return Running(
            self.account,
            keeper,
            self._mirror,
            subscriber,
            self._outbox,
            alerts=self._alerts,
            clock=self._clock,
            hub_clock=self._hub_clock,
            secrets=self._ports.secrets,
            hooks=self.hooks,
            app=_app(),
            session=new_id(self._clock.wall()),
            now=self.now,
            take=self._take,
            answered=self._answered,
            ring=self._after_facts,
            link_changed=self._link_changed,
            insecure_lan=self._insecure_lan,
        )

    def _take(self, step: Step) -> None:
        """One step of the feed, already on disk."""
        match step:
            case Changed(after=after, fact=fact):
                self._mirror.adopt(step)
                self.hooks.fact(step.ev, self.leads.get(step.ev.lead))
                if after is None or fact is None:
                    return
                self._acts.caught_up(after.id)
                self.hooks.lead_changed(after, fact)
                if self._outbox.claiming(after.id) is None:
                    self._alerts.check(after.id, over_words(fact, self.account.rep))
                self._alerts.remind(after)
            case Swapped():
                self._mirror.adopt(step)
                self._acts.caught_up()
                self._alerts.forget()
                self.hooks.reset()
            case Heard(frame=frame):
                self._heard(frame)

    def _after_facts(self, causes: list[Cause]) -> None:
        self._alerts.ring(causes)
        self._report()

    def _heard(self, frame: m.FromHub) -> None:
        match frame:
            case m.Hello() if self._running and frame.hub != (self.account.hub or frame.hub):
                self._running.link.refuse(
                    "Another hub answers at this address. Pair this desk again."
                )
            case m.Ready():
                self._ready(frame)
            case m.Live():
                self._caught_up()
            case m.Presence() | m.PresenceDiff():
                self._roster.hear(frame)
                self.hooks.presence(self._roster.cards)
            case m.Times():
                self._my.hear(frame)
                self._keep("times", lambda keeper: keeper.put_times(frame))
                self.hooks.times(frame)
            case m.Pickup():
                self.pickup = frame
                self._keep("pickup", lambda keeper: keeper.put_pickup(frame))
                self.hooks.pickup(frame)
            case m.Notice(code="draining") if self._running:
                self._running.link.draining(frame.after_ms)

    def _answered(self, answered: Answered, re: m.Re) -> None:
        act, pending = answered.act, answered.act.shown()
        self._acts.granted(act, re)
        if act.do == SetTimes.do and not re.ok:
            self._my.refused()
        self.hooks.pending_changed(act.lead)
        if answered.final or act.state == "needs_user":
            self.hooks.settled(pending, re)
            self._acknowledge.settled(pending, re)
        self._acts.posted()

    def _ready(self, ready: m.Ready) -> None:
        self._known(ready)
        self._watch.connected()
        self._keep("ready", lambda keeper: keeper.put_ready(ready))
        if self._running is not None:
            self._running.courier.connected()
        self._report()
        self.hooks.ready(ready)

    def _known(self, ready: m.Ready) -> None:
        self.me = Me(
            rep=ready.rep,
            name=ready.rep_name,
            role=ready.role,
            team=ready.team,
            team_name=ready.team_name,
        )
        self.playbook, self.gateways = ready.policy, ready.gateways
        self._alerts.team = ready.team_name
        self._alerts.rules = Rules(ready.rep, ready.role, ready.policy)

    def _caught_up(self) -> None:
        if self._running is not None and self._running.caught_up:
            self._running.link.caught_up()
            self._drafts.only(self.leads)
            self._give_back(self.leads.values())
            self._look()
            self._tell_and_ring(self._alerts.catching_up(), caught_up=True)

    # ---- inside: time and link ---------------------------------------------------------------

    def _link_changed(self, state: LinkState) -> None:
        self.hooks.link(state)
        self._look()
        if self._running is not None and self._running.link.wiped and self._leaving is None:
            self._leaving = asyncio.create_task(self._taken_out(state.text), name="sign-out")

    async def _taken_out(self, why: str) -> None:
        try:
            await self.sign_out()
        except Exception as wrong:  # the token means nothing any more; the leads are gone already
            self._on_error(wrong)
        self.hooks.signed_out(why)

    def _link_proof(self) -> tuple[bool, int, str]:
        state = self.link
        heard = self._running.link.heard_at if self._running is not None else 0
        return state.state == "live", heard, state.text or "Not connected"

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self.tick()

    async def tick(self) -> None:
        """What one second brings."""
        if self._running is not None:
            await self._running.tick()
        if self._presence.over(self.now()):
            self._mode_changed()
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
        if self._running is not None and self._running.courier.online:
            status = self._watch.report(self._on_call())
            if status is not None:
                self._running.link.send(status)

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
        if self._running is not None:
            self._tasks.once("keep-mode", _put_presence(self._running.keeper, self._presence))
        if self._alerts.on:
            self._tell_and_ring(self._alerts.catching_up(), caught_up=True)
        else:
            self._alerts.silence()
        self._look()

    # ---- inside: ringing ---------------------------------------------------------------------

    def _tell_and_ring(self, causes: list[Cause], *, caught_up: bool = False) -> None:
        if causes and self._running is not None:
            self._tasks.once("ring", self._told_first(self._running, causes, caught_up))

    async def _told_first(self, running: Running, causes: list[Cause], caught_up: bool) -> None:
        """Written as told before it is: after a crash a toast is rather lost than repeated (C7).
        A disk that takes nothing must not make this desk deaf: it rings all the same."""
        keys = [cause.key for cause in causes]
        try:
            await running.keeper.tell(keys, self.now())
        except (StoreFull, StoreDamaged):
            running.inbox.owe(keys)
        self._alerts.ring(causes, caught_up=caught_up)

    def _seen(self, lead_id: str, eid: str) -> None:
        self.hooks.noticed(lead_id)
        if self._running is not None:
            self._running.link.send(m.Seen(lead=lead_id, eid=eid, shown_at=self.now()))

    def _remind(self, lead_id: str) -> None:
        """What was done here may be due again before the hub hears of it."""
        if lead_id in self._foreseen:
            self._alerts.remind(self._foreseen[lead_id])

    def _notice_acted(self, key: str, action: ActionKey) -> None:
        """A button acts on the lead it stood under, or on nobody."""
        lead_id = self._alerts.hottest() if key == BURST else key
        if lead_id in self.leads:
            self.acted(lead_id, action)

    def _keep(self, what: str, put: "Callable[[Keeper], Awaitable[None]]") -> None:
        """Remember it for the next start, soon."""
        if self._running is not None:
            self._tasks.once(f"keep-{what}", put(self._running.keeper))

    def _soon(self, work: Callable[[], None]) -> object:
        return asyncio.get_running_loop().call_soon(work)

    def _actor(self) -> Actor | None:
        me = self.me
        return Actor(rep=me.rep, name=me.name, role=me.role) if me is not None else None

    def _signature(self) -> tuple[str, str, str]:
        me = self.me
        return (me.rep, me.name, me.team_name) if me is not None else ("", "", "")


def _app() -> str:
    from importlib.metadata import version

    return f"desk/{version('leadbell')} ({platform.system().lower()})"


def _load_keeper() -> "type[Keeper]":
    from client.store.keeper import Keeper

    return Keeper


async def _put_presence(keeper: "Keeper", presence: Presence) -> None:
    await keeper.put_presence(SavedPresence(presence.mode, presence.until))
