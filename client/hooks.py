"""What a desk tells whoever listens: typed lists of plain callbacks. No Qt, no names as strings.

A callback that raises is reported and its neighbours still hear. Callbacks run
on the loop that owns the desk.
"""

from collections.abc import Callable
from typing import Generic, Literal, ParamSpec

from msgspec import Struct

from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Answer
from app.domain.touch import CallState, Channel
from app.protocol.messages import Check, Ev, Pickup, Re, Ready, RepCard, Times

P = ParamSpec("P")


class CalendarState(Struct, frozen=True):
    """The calendar my busy times come from. `source` is a file's path, or the host of an https
    address (the rest of it is a secret), empty for none; `wrong` says in a sentence why it could
    not be read last time (what was read before still counts)."""

    source: str = ""
    read_at: Ms = 0
    meetings: int = 0
    wrong: str = ""


class Hook(Generic[P]):
    """One thing that can be heard."""

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self._heard_by: list[Callable[P, None]] = []
        self._on_error = on_error

    def connect(self, callback: Callable[P, None]) -> None:
        self._heard_by.append(callback)

    def disconnect(self, callback: Callable[P, None]) -> None:
        self._heard_by.remove(callback)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for callback in tuple(self._heard_by):
            try:
                callback(*args, **kwargs)
            except Exception as wrong:  # a hook that raises must not silence the others
                self._on_error(wrong)


class LinkState(Struct, frozen=True, kw_only=True):
    """How things stand with the hub. `text` is for the status bar; `since` is hub or local ms."""

    state: Literal["off", "connecting", "catching_up", "live", "waiting", "portal", "refused"]
    text: str = ""
    since: Ms = 0
    rtt_ms: int | None = None
    retry_at: Ms | None = None


class Ring(Struct, frozen=True, kw_only=True):
    """One alarm. `leads` has one id, or several in a burst (hottest first).

    `urgent` = strike now."""

    id: str
    leads: tuple[str, ...]
    urgent: bool
    why: Literal[
        "new", "again", "assigned", "nudged", "unclaimed", "due", "sla", "reply", "missed", "now",
        "practice",
    ]  # fmt: skip
    sound: Literal["strike_now", "prepare", "burst", "sla_80", "tick", "none"]
    repeats: tuple[int, ...] = ()
    """Seconds after the ring at which the sound comes again while nobody has acted."""
    at: Ms = 0


class Armed(Struct, frozen=True, kw_only=True):
    """Can this desk ring? Only what `checks` prove: link, notification, sound, clock."""

    armed: bool
    mode: Literal["on", "dnd", "away", "off"]
    why: str
    since: Ms
    proven: Ms
    checks: dict[str, Check]


class Pending(Struct, frozen=True, kw_only=True):
    """An act of the user the hub has not answered yet: overlay for the screen, never truth (C6)."""

    op: str
    do: str
    lead: str
    made: Ms
    state: Literal["queued", "sent", "needs_user"]
    channel: Channel | None = None
    text: str = ""
    error: str = ""
    answer: Answer | None = None
    """The words of a message on their way."""
    retry_of: str = ""


class RunningCall(Struct, frozen=True, kw_only=True):
    """A call a phone tells us about. `state` None: asked for, nothing rings yet; `since` of that
    state; `reached`: somebody answered."""

    lead: str
    touch: str
    via: Literal["company", "softphone"]
    state: CallState | None = None
    since: Ms = 0
    reached: bool = False


class Hooks:
    """Every hook of a desk."""

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self.ready: Hook[[Ready]] = Hook(on_error)
        """Signed in and answered: who I am, my role, the playbook."""
        self.reset: Hook[[]] = Hook(on_error)
        """All leads changed at once (start, snapshot): read `desk.leads` again."""
        self.fact: Hook[[Ev, Lead | None]] = Hook(on_error)
        """Every fact in the feed's order as it came, after its commit, also of kinds this version
        does not know; with the lead as it stands then."""
        self.lead_changed: Hook[[Lead, Fact]] = Hook(on_error)
        """After the commit; `Fact` is what changed it."""
        self.lead_gone: Hook[[str]] = Hook(on_error)
        self.pending_changed: Hook[[str]] = Hook(on_error)
        """The outbox of one lead changed (id), "" for several."""
        self.settled: Hook[[Pending, Re]] = Hook(on_error)
        """The hub answered an act, granted or refused."""
        self.expired: Hook[[Pending]] = Hook(on_error)
        """A claim or a message waited too long for the link and was dropped here."""
        self.link: Hook[[LinkState]] = Hook(on_error)
        self.presence: Hook[[tuple[RepCard, ...]]] = Hook(on_error)
        self.armed: Hook[[Armed]] = Hook(on_error)
        self.ring: Hook[[Ring]] = Hook(on_error)
        self.ring_over: Hook[[str, str]] = Hook(on_error)
        """(lead id, why in words: "Jonas took it, 0.3 s before you"): withdraw alarms about it."""
        self.noticed: Hook[[str]] = Hook(on_error)
        """The notification service confirmed that it has this lead's notification."""
        self.open_lead: Hook[[str]] = Hook(on_error)
        """Bring this lead to the front (a notification was clicked)."""
        self.compose: Hook[[str, str, str]] = Hook(on_error)
        """(lead id, sms or email, why nothing was sent, if so): write to this lead now."""
        self.call: Hook[[RunningCall | None]] = Hook(on_error)
        """Where the running call stands (also `desk.call`); None once it is over."""
        self.call_ended: Hook[[str, str, int, bool]] = Hook(on_error)
        """(lead id, touch, seconds they talked, was it answered): the outcome is to be said now."""
        self.called_in: Hook[[str, str]] = Hook(on_error)
        """(lead id or "", number): somebody calls this desk's softphone."""
        self.call_tested: Hook[[str]] = Hook(on_error)
        """What the test of a way to call found, in words."""
        self.times: Hook[[Times]] = Hook(on_error)
        """My working times as the hub keeps them (also `desk.times`)."""
        self.pickup: Hook[[Pickup]] = Hook(on_error)
        """How often calls are picked up (also `desk.pickup`)."""
        self.calendar: Hook[[CalendarState]] = Hook(on_error)
        """My calendar was read, or could not be."""
        self.signed_out: Hook[[str]] = Hook(on_error)
        """The hub took this desk out, and nothing of it is left here; why, for the sign-in page."""
        self.told: Hook[[str]] = Hook(on_error)
        """One sentence for the user that belongs to no lead."""
