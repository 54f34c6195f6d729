"""A desk's hooks as Qt signals, and its verbs as plain calls. The only file that knows both sides.

Views connect to the signals and never hold a desk; what they want they ask for here.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel, Disposition
from app.protocol.messages import Ready, RepCard
from client.hooks import Armed, Hooks, LinkState, Pending
from client.ports import ActionKey


class Me(Protocol):
    """Who is signed in."""

    @property
    def rep(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def team(self) -> str: ...
    @property
    def team_name(self) -> str: ...


class DeskLike(Protocol):
    """What the screen needs of a desk (`client.desk.Desk` is one). Named here so that the window can
    paint before the desk is even imported."""

    hooks: Hooks
    leads: dict[str, Lead]

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
    def now(self) -> Ms: ...
    def pending(self, lead_id: str = "") -> list[Pending]: ...
    def claim(self, lead_id: str, then: Channel | None = None) -> str: ...
    def release(self, lead_id: str, reason: str = "") -> str: ...
    def assign(self, lead_id: str, rep: str) -> str: ...
    def pull_back(self, lead_id: str) -> str: ...
    def nudge(self, lead_id: str, rep: str = "") -> str: ...
    def later(self, lead_id: str, minutes: int) -> str: ...
    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str: ...
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
    def move_touch(self, lead_id: str, at: Ms, channel: Channel | None = None) -> str: ...
    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str: ...
    def qualify(self, lead_id: str, text: str = "") -> str: ...
    def acted(self, lead_id: str, action: ActionKey) -> None: ...
    def set_mode(self, mode: str, until: Ms | None = None) -> None: ...
    def practice(self) -> None: ...


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
    open_lead = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk: DeskLike | None = None
        self._heard: list[tuple[object, Callable[..., None]]] = []

    def attach(self, desk: DeskLike) -> None:
        """Listen to `desk`, and only to it, from now on."""
        self.detach()
        self.desk = desk
        for name in _HOOKS:
            hook = getattr(desk.hooks, name)
            emit = partial(_emit, getattr(self, name))
            hook.connect(emit)
            self._heard.append((hook, emit))
        self.reset.emit()

    def detach(self) -> None:
        for hook, emit in self._heard:
            hook.disconnect(emit)  # type: ignore[attr-defined]
        self._heard.clear()
        self.desk = None


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
    "open_lead",
    "told",
)
__all__ = ["Bridge", "DeskLike", "Me", "Ready"]
