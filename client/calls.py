"""The call that runs from this desk: who makes it, where it stands, how it ended. What the rep's
own softphone tells becomes the log's; what the company's phone system tells comes from there."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from app.domain import facts as f
from app.domain import reach
from app.domain.commands import StartTouch
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import CallState, Touch
from app.protocol.messages import Re
from client.call_check import checked
from client.hooks import Hooks, Pending, RunningCall
from client.ports import Dialer
from client.settings import CallBy, Settings
from client.system.links import E164
from client.system.softphone import CallEvent, OtherCall, Softphone

Via = Literal["", "company", "softphone"]
NOT_DIALLED = "The number was not dialled."
HANDED_OVER = "Nothing on this machine takes it. Choose a program in the settings."
_TOLD_SHORTEST = 7
"""Digits a caller's number must share with a lead's to be theirs, when it comes without its
country."""


class LogCall(Protocol):
    """The desk's verb of this name."""

    def __call__(
        self, lead_id: str, touch: str, state: CallState, at: Ms, seconds: int = 0, why: str = ""
    ) -> str: ...


class Way(Struct, frozen=True, kw_only=True):
    """How a touch's call is made; `ring`: the rep's own phone, rung first by the company's."""

    via: Via = ""
    ring: str = ""


class Calls:
    """`company()`: by whom the hub makes calls, "" if it makes none now. A call never waits, and
    there is one at a time."""

    def __init__(
        self,
        softphone: Softphone,
        *,
        dialer: Dialer,
        hooks: Hooks,
        log: LogCall,
        leads: Callable[[], Mapping[str, Lead]],
        me: Callable[[], str],
        now: Callable[[], Ms],
        company: Callable[[], str],
    ) -> None:
        self._softphone = softphone
        self._dialer = dialer
        self._hooks = hooks
        self._log = log
        self._leads = leads
        self._me = me
        self._clock = now
        self._company = company
        self._settings = Settings()
        self._begun: dict[str, str] = {}
        """By lead: the touch that was begun here last, its fact may be on its way."""
        self._now: RunningCall | None = None
        self._driven = ""
        """The touch last called from here: what the log says of it is what we told."""
        softphone.event = self._heard
        softphone.other = self._heard_other

    def resume(self) -> None:
        """After a start: a call that ran when this program was killed may run still."""
        me = self._me()
        open_ = [(t, one) for one in self._leads().values() if (t := _on_line(one, me)) is not None]
        open_ = [pair for pair in open_ if pair[0].id != self._driven]
        if self.call_by != "softphone" or self._now is not None or not open_:
            return
        touch, lead = max(open_, key=lambda pair: pair[0].call_at)
        talks = touch.call == "answered"
        self._driven = touch.id
        self._now = RunningCall(
            lead=lead.id,
            touch=touch.id,
            via="softphone",
            state=touch.call,
            since=touch.call_at,
            reached=talks,
        )
        since = max(0, self._clock() - touch.call_at) if talks else None
        self._softphone.resume(reach.address(lead, "call"), touch.id, since)

    # ---- which way -----------------------------------------------------------------------------

    def use(self, settings: Settings) -> None:
        """What the rep set, in force for the next call."""
        self._settings = settings
        driven = settings.call_by == "softphone"
        self._softphone.use(settings.sip_phone if driven else "", settings.sip_dials)
        self.resume()

    @property
    def call_by(self) -> CallBy:
        """Who makes the next call. The company's phone system only where the hub has one and knows
        which phone to ring here; else it is the computer's own, as ever."""
        if self._settings.call_by != "company":
            return self._settings.call_by
        able = bool(self._company()) and E164.fullmatch(self._settings.my_phone)
        return "company" if able else "tel"

    def begin(self, lead_id: str, touch: str) -> Way:
        """A call touch is about to be posted: how its call will be made."""
        self._begun[lead_id] = touch
        how = self.call_by
        if how == "company":
            self._show(RunningCall(lead=lead_id, touch=touch, via="company"))
            return Way(via="company", ring=self._settings.my_phone)
        return Way(via="softphone" if how == "softphone" else "")

    # ---- acts ----------------------------------------------------------------------------------

    def place(self, lead: Lead, e164: str) -> bool:
        """Call them, the way the touch begun for it says. False when nothing took it (said through
        `hooks.told`)."""
        how = self.call_by
        if how == "company":
            return True  # the hub rings: the touch that was posted asks for it
        if how == "softphone":
            return self._dial(lead, e164)
        taken = self._dialer.call(e164)
        if not taken:
            self._hooks.told(HANDED_OVER)
        return taken

    @property
    def running(self) -> RunningCall | None:
        """The call that runs now, where a phone tells us of it."""
        return self._now

    @property
    def may_hang_up(self) -> bool:
        """Is there a call that can be ended from here?"""
        return self._now is not None and self._now.via == "softphone"

    def hang_up(self) -> bool:
        """End the running call; False where there is none that is driven from here."""
        return self.may_hang_up and self._softphone.hang_up()

    def _dial(self, lead: Lead, e164: str) -> bool:
        running = lead.running()
        touch = self._begun.pop(lead.id, "") or (running.id if running is not None else "")
        no = self._softphone.dial(e164, touch)
        if no:
            self._hooks.told(f"{no} {NOT_DIALLED}")
            if touch:
                self._driven = touch
                self._log(lead.id, touch, "failed", self._clock(), why=no)
            return False
        self._driven = touch
        self._show(RunningCall(lead=lead.id, touch=touch, via="softphone"))
        return True

    async def test(self, how: CallBy, typed: str) -> str:
        """What would happen to a call made that way, in words. With a number typed, call it."""
        gateway = self._company()
        said, number = await checked(
            how, typed, self._settings, dialer=self._dialer, phone=self._softphone, gateway=gateway
        )
        if not number:
            return said
        no = self._softphone.dial(number, "")
        if no:
            return no
        self._show(RunningCall(lead="", touch="", via="softphone"))
        return f"{said} Dialling {number}: H hangs up."

    # ---- what is told --------------------------------------------------------------------------

    def _heard(self, event: CallEvent) -> None:
        """The softphone, of the call we dialled."""
        now = self._now
        if now is None or now.touch != event.id or now.via != "softphone":
            return
        if event.state == now.state:
            return  # a phone may ring on
        if now.touch:
            self._log(now.lead, now.touch, event.state, event.at_ms, event.seconds, event.why)
        self._step(now, event.state, event.at_ms, event.seconds)

    def fact(self, lead: Lead, fact: f.Fact) -> None:
        """The feed told something of `lead`: how a call of mine goes that the company makes."""
        now = self._now
        if isinstance(fact, f.CallProgress) and fact.touch != self._driven:
            if not any(t.id == fact.touch and t.rep == self._me() for t in lead.touches):
                return
            if now is None or now.touch != fact.touch:
                now = RunningCall(lead=lead.id, touch=fact.touch, via="company")
            self._step(now, fact.state, fact.at, fact.seconds)
        elif isinstance(fact, f.TouchEnded) and self._company_call(lead.id) is not None:
            self._show(None)

    def settled(self, act: Pending, re: Re) -> None:
        """The hub did not begin the touch of a call it was to make: nothing rings."""
        if act.do == StartTouch.do and not re.ok and self._company_call(act.lead) is not None:
            self._show(None)

    def _company_call(self, lead_id: str) -> RunningCall | None:
        now = self._now
        return now if now and (now.lead, now.via) == (lead_id, "company") else None

    def _step(self, now: RunningCall, state: CallState, at: Ms, seconds: int) -> None:
        reached = now.reached or state == "answered" or seconds > 0
        if state not in ("ended", "failed"):
            self._show(replace(now, state=state, since=at, reached=reached))
            return
        self._show(None)
        if now.lead:
            self._hooks.call_ended(now.lead, now.touch, seconds, reached)

    def _show(self, now: RunningCall | None) -> None:
        self._now = now
        self._hooks.call(now)

    def _heard_other(self, call: OtherCall) -> None:
        """Somebody called that phone, or it was used by hand."""
        if call.state == "coming_in":
            lead = self._who(call.number)
            self._hooks.called_in(lead.id if lead is not None else "", call.number)

    def _who(self, number: str) -> Lead | None:
        """The lead with this number: mine before others', the newest first."""
        mine = self._me()
        known = [one for one in self._leads().values() if _theirs(one, number)]
        return max(known, key=lambda one: (one.owner == mine, one.id), default=None)


def _on_line(lead: Lead, me: str) -> Touch | None:
    """My touch whose line stands, as far as the log knows."""
    touch = lead.running()
    mine = touch is not None and lead.owner == me and touch.rep == me
    return touch if mine and touch is not None and touch.call in ("ringing", "answered") else None


def _theirs(lead: Lead, number: str) -> bool:
    for known in {lead.person.phone, reach.address(lead, "call")}:
        if not known or not number:
            continue
        if number.startswith("+"):
            if number == known:
                return True
        elif len(bare := number.lstrip("0")) >= _TOLD_SHORTEST and known.endswith(bare):
            return True
    return False
