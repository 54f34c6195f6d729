"""A desk's hooks as Qt signals, and its verbs as plain calls. The only file that knows both sides.

Views connect to the signals and never hold a desk; what they want they ask for here.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.commands import How, Role
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Answer, Written
from app.domain.playbook import Playbook
from app.domain.rep_times import Busy, RepTimes
from app.domain.touch import Channel, Disposition, NextTouch
from app.protocol.messages import Gateways, Pickup, Ready, RepCard, Times
from client.drafts import Kept
from client.hooks import Armed, CalendarState, Hooks, LinkState, Pending, RunningCall
from client.ports import ActionKey
from client.settings import CallBy
from client.system.clock import SystemClock

Mode = Literal["on", "dnd", "away", "off"]


class Me(Protocol):
    """Who is signed in."""

    @property
    def rep(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def team(self) -> str: ...
    @property
    def team_name(self) -> str: ...


class DeskLike(Protocol):
    """What the screen needs of a desk (`client.desk.Desk` is one). Named here so that the window
    can paint before the desk is even imported."""

    hooks: Hooks

    @property
    def leads(self) -> dict[str, Lead]: ...
    @property
    def me(self) -> Me | None: ...
    @property
    def playbook(self) -> Playbook | None: ...
    @property
    def link(self) -> LinkState: ...
    @property
    def cards(self) -> tuple[RepCard, ...]: ...
    @property
    def armed_state(self) -> Armed: ...
    @property
    def times(self) -> Times | None: ...
    @property
    def my_times(self) -> RepTimes: ...
    @property
    def pickup(self) -> Pickup | None: ...
    @property
    def meetings(self) -> tuple[Busy, ...]: ...
    @property
    def calendar(self) -> CalendarState: ...
    def now(self) -> Ms: ...
    def clock_known(self) -> bool: ...
    def reconnect_now(self) -> None: ...
    def pending(self, lead_id: str = "") -> list[Pending]: ...
    @property
    def gateways(self) -> Gateways: ...
    def claim(
        self, lead_id: str, then: Channel | None = None, answer: Answer | None = None
    ) -> str: ...
    def send_message(
        self,
        lead_id: str,
        channel: Written,
        text: str,
        subject: str = "",
        template: str = "",
        variant: int = 0,
        language: str = "",
        retry_of: str = "",
    ) -> str: ...
    def take_back(self, lead_id: str, message: str) -> str: ...
    def ask_message(self, lead_id: str, message: str) -> str: ...
    def set_consent(
        self, lead_id: str, channel: Channel, allowed: bool, words: str = ""
    ) -> str: ...
    def draft(self, lead_id: str, channel: Written) -> Kept | None: ...
    def keep_draft(self, lead_id: str, channel: Written, draft: Kept) -> None: ...
    def drop_draft(self, lead_id: str, channel: Written | None = None) -> None: ...
    def release(self, lead_id: str, reason: str = "") -> str: ...
    def assign(self, lead_id: str, rep: str) -> str: ...
    def pull_back(self, lead_id: str, reason: str = "") -> str: ...
    def nudge(self, lead_id: str, rep: str = "") -> str: ...
    def later(self, lead_id: str, minutes: int = 10) -> str: ...
    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str: ...
    def hand_over(
        self, lead_id: str, channel: Channel, text: str = "", subject: str = ""
    ) -> bool: ...
    def end_touch(
        self,
        lead_id: str,
        touch: str,
        disposition: Disposition,
        note: str = "",
        clue: str = "",
        reason: str = "",
    ) -> str: ...
    def note(self, lead_id: str, text: str) -> str: ...
    def move_touch(
        self, lead_id: str, at: Ms, channel: Channel | None = None, how: How = "moved"
    ) -> str: ...
    def skip_touch(self, lead_id: str, reason: str) -> str: ...
    def keep_clue(self, lead_id: str, text: str) -> str: ...
    def nurture(self, lead_id: str, text: str = "") -> str: ...
    def set_times(self, times: RepTimes, rep: str = "") -> str: ...
    def set_calendar(self, source: str) -> None: ...
    def read_calendar(self) -> None: ...
    def next_touch(self, lead_id: str) -> NextTouch | None: ...
    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str: ...
    def qualify(self, lead_id: str, text: str = "") -> str: ...
    def retry(self, op: str) -> None: ...
    def discard(self, op: str) -> None: ...
    def set_mode(self, mode: Mode, until: Ms | None = None) -> None: ...
    def practice(self) -> None: ...
    def acted(self, lead_id: str, action: ActionKey) -> None: ...
    def closed_card(self, lead_id: str) -> None: ...
    @property
    def call(self) -> RunningCall | None: ...
    def hang_up(self) -> bool: ...
    def test_call(self, how: CallBy, number: str = "") -> None: ...


class Bridge(QObject):
    """Signals carry domain values; `desk` is None until somebody is signed in."""

    ready = Signal(object)  # Ready
    reset = Signal()
    lead_changed = Signal(object, object)  # Lead, Fact
    lead_gone = Signal(str)
    pending_changed = Signal(str)
    settled = Signal(object, object)  # Pending, Re
    expired = Signal(object)  # Pending
    link = Signal(object)  # LinkState
    presence = Signal(object)  # tuple[RepCard, ...]
    armed = Signal(object)  # Armed
    ring = Signal(object)  # Ring
    ring_over = Signal(str, str)
    noticed = Signal(str)
    open_lead = Signal(str)
    times = Signal(object)  # Times
    pickup = Signal(object)  # Pickup
    calendar = Signal(object)  # CalendarState
    call = Signal(object)  # RunningCall or None
    call_ended = Signal(str, str, int, bool)
    called_in = Signal(str, str)
    compose = Signal(str, str, str)
    call_tested = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk: DeskLike | None = None
        self._clock = SystemClock()
        self._heard: list[tuple[object, Callable[..., None]]] = []

    def now(self) -> Ms:
        """Hub time as the desk estimates it; this machine's clock while there is no desk."""
        return self.desk.now() if self.desk is not None else self._clock.wall()

    def lead(self, lead_id: str) -> Lead | None:
        """The lead as it stands, None when the desk does not have it (any more)."""
        return self.desk.leads.get(lead_id) if self.desk is not None else None

    @property
    def rep(self) -> str:
        """My rep id, empty while nobody is signed in."""
        me = self.desk.me if self.desk is not None else None
        return me.rep if me is not None else ""

    def attach(self, desk: DeskLike) -> None:
        """Listen to `desk`, and only to it, from now on."""
        self._unhear()
        self.desk = desk
        for name in _HOOKS:
            hook = getattr(desk.hooks, name)
            emit = partial(_emit, getattr(self, name))
            hook.connect(emit)
            self._heard.append((hook, emit))
        self.reset.emit()

    def detach(self) -> None:
        """Listen to nobody: signed out."""
        self._unhear()
        had, self.desk = self.desk, None
        if had is not None:
            self.reset.emit()

    def _unhear(self) -> None:
        for hook, emit in self._heard:
            hook.disconnect(emit)  # type: ignore[attr-defined]
        self._heard.clear()


def _emit(signal: Signal, *values: object) -> None:
    signal.emit(*values)  # type: ignore[attr-defined]


_HOOKS = (
    "ready",
    "reset",
    "lead_changed",
    "lead_gone",
    "pending_changed",
    "settled",
    "expired",
    "link",
    "presence",
    "armed",
    "ring",
    "ring_over",
    "noticed",
    "open_lead",
    "times",
    "pickup",
    "calendar",
    "call",
    "call_ended",
    "called_in",
    "compose",
    "call_tested",
    "told",
)
__all__ = ["Bridge", "DeskLike", "Me", "Ready"]
