"""A planned touch in the words of the agenda: both clocks, who, why then, which try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.touch import NextTouch
from ui import words
from ui.models.agenda import ICONS
from ui.models.faces import Moment
from ui.models.touch_reason import reason
from ui.models.whole_line import whole_line
from ui.my_clock import my_zone
from ui.person_words import cleaned, name
from ui.their_clock import there
from ui.tokens import Role

ASKING = "asking …"
LATE = 60_000
"""A touch this long past its time is overdue."""
Kind = Literal["ask", "late", "due"]
"""Waits for a time from the rep · its time has passed · is to come."""


@dataclass(frozen=True, slots=True)
class TouchFace:
    """A row ready to be painted. `mark` is a small icon before `right`; `dashed`: not yet the
    hub's word."""

    time: str
    time_role: Role
    clock: str
    icon: str
    name: str
    company: str
    reason: str
    right: str
    mark: str = ""
    mark_role: Role = "ink2"
    dashed: bool = False
    whole: str = ""
    """Both clocks and the full reason, where a row has room for the best of it only."""

    @property
    def said(self) -> str:
        """All of it as one sentence, for a screen reader."""
        parts = (self.time, self.clock, self.name, self.company, self.reason, self.right)
        if self.whole:
            parts = (self.time, self.name, self.company, self.reason, self.right, self.whole)
        return ", ".join(part for part in parts if part)


def kind_of(touch: NextTouch, now: Ms) -> Kind:
    """Where a touch stands: asked about, overdue, or to come."""
    if touch.needs_time or touch.review:
        return "ask"
    return "late" if now - touch.at >= LATE else "due"


def touch_face(lead: Lead, moment: Moment, *, asking: bool = False, see: str = "") -> TouchFace:
    """The next touch of a lead in words. `asking`: a move of it waits for the hub. `see`: where the
    plan for this person is shown."""
    touch, now = lead.next_touch, moment.shown
    assert touch is not None
    kind = kind_of(touch, now)
    right, mark, mark_role = _right(lead, touch, now)
    if asking:
        right, mark = ASKING, ""
    time, role = _time(touch, kind)
    return TouchFace(
        time=time,
        time_role=role if moment.stale_at is None else "ink3",
        clock=there(lead.where, now if kind == "ask" else touch.at),
        icon=ICONS[touch.channel],
        name=name(lead.person),
        company=cleaned(lead.person.company),
        reason=reason(lead, touch, now, see),
        right=right,
        mark=mark,
        mark_role=mark_role,
        dashed=touch.provisional or asking,
        whole=whole_line(lead, touch, now),
    )


def _time(touch: NextTouch, kind: Kind) -> tuple[str, Role]:
    if kind == "ask":
        return "needs a time", "accent_text"
    role: Role = "hot_text" if kind == "late" else "ink"
    return words.clock(at(touch.at), my_zone()), role


def _right(lead: Lead, touch: NextTouch, now: Ms) -> tuple[str, str, Role]:
    """What stands at the right: which try, and what is special about it, with its mark."""
    count = count_words(touch)
    if not (touch.needs_time or touch.review) and now - touch.at >= LATE:
        return f"{late_words(now - touch.at)} overdue, {count}", "triangle-alert", "hot"
    if touch.pinned and touch.reason.startswith("Promised"):
        return f"promised, {count}", "pin", "ink2"
    if "held to" in touch.reason.casefold():
        return ("held" if touch.channel != "call" else f"held, {count}"), "pause", "ink2"
    return count, "pin" if touch.pinned else "", "ink2"


def count_words(touch: NextTouch) -> str:
    """`3 of 6`; messages are counted by themselves: `email 2`."""
    if touch.channel == "call":
        return f"{touch.attempt} of {touch.of}"
    word = "email" if touch.channel == "email" else "SMS"
    return f"{word} {touch.attempt}"


def late_words(ms: int) -> str:
    """How long overdue. Minutes, not m:ss: beside clocks `12:00` would read as noon."""
    return f"{ms // 60_000} min" if ms < 2 * 3_600_000 else words.span(ms)
