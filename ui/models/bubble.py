"""One bubble of the thread: the words, the line under it, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.ids import Ms
from ui.tokens import Role

SHOWN = 20_000
"""Characters of one message that are shown: as many as are ever kept of one."""
Look = Literal["plain", "dashed", "hot", "warm"]
"""Sent or received · it may still change · it did not arrive · nobody knows."""
Do = Literal["undo", "change", "again", "ask", "more"]
KEYS: dict[Do, str] = {"undo": "Z", "change": "H", "again": "R", "ask": "A", "more": "M"}


@dataclass(frozen=True)
class Act:
    """What may be done about a message, in words; its key is in `KEYS`."""

    do: Do
    words: str


@dataclass(frozen=True)
class Bubble:
    """`what` is bold where `strong`; `time` stands after it. `goes` and `wait`: a ring runs out at
    that instant, after so many ms in all."""

    text: str
    inbound: bool
    what: str
    time: str
    icon: str = ""
    role: Role = "ink2"
    look: Look = "plain"
    strong: bool = False
    acts: tuple[Act, ...] = ()
    id: str = ""
    goes: Ms = 0
    wait: int = 0

    def said(self, now: Ms) -> str:
        """`what`, with the seconds left where a ring runs."""
        if not self.goes:
            return self.what
        left = max(0, -(-(self.goes - now) // 1_000))
        return f"Goes out in {left} s" if left else "Going out …"
