"""Acts the hub did not take and that wait for the rep's decision: which, in words, and said once.

The overlay that asks for the decision is `overlays.decide`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from client.hooks import Pending
from ui.bridge import Bridge
from ui.person_words import name
from ui.text import clean

KEY = "D"
NONE = "Nothing waits for your decision."
NO_REASON = "The hub did not say why."
_TOLD = 70
_GONE = "A lead no longer here"
_KINDS = {
    "note": "Note", "end_touch": "Outcome", "return": "Return", "qualify": "Qualified",
    "move_touch": "Next touch", "start_touch": "Touch", "claim": "Claim", "release": "Release",
    "skip_touch": "Skip", "clue": "Clue", "nurture": "Nurture", "set_times": "Your hours",
    "assign": "Assignment", "pull_back": "Pull back", "nudge": "Nudge", "pass": "Later",
    "send_message": "Message", "take_back": "Undo", "ask_message": "Question",
    "set_consent": "Consent", "log_call": "Call",
}  # fmt: skip


def kind(act: Pending) -> str:
    """What the rep did, as a word of the screen."""
    return _KINDS.get(act.do, "Act")


def reason(act: Pending) -> str:
    """Why it was not taken, as a sentence."""
    return clean(act.error) or NO_REASON


def whom(bridge: Bridge, act: Pending) -> str:
    """Whose lead it was for."""
    lead = bridge.lead(act.lead)
    return name(lead.person) if lead is not None else _GONE


def waiting(bridge: Bridge) -> list[Pending]:
    """What waits for a decision, oldest first."""
    acts = bridge.desk.pending() if bridge.desk is not None else []
    return [act for act in acts if act.state == "needs_user"]


class Decisions(QObject):
    """Emits `told` once when an act begins to wait; again only if it was tried again in vain."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._known: set[str] = set()
        bridge.reset.connect(self._learn)
        bridge.pending_changed.connect(self._look)
        self._learn()

    def may(self) -> bool | str:
        """Whether there is anything to decide, or that there is not."""
        return True if waiting(self._bridge) else NONE

    def _learn(self) -> None:
        self._known = {act.op for act in waiting(self._bridge)}

    def _look(self, _: str) -> None:
        new = [act for act in waiting(self._bridge) if act.op not in self._known]
        self._learn()
        for act in new:
            what = f"{whom(self._bridge, act)}: {kind(act).lower()} not taken."
            why = clean(reason(act), limit=_TOLD)  # the key after it must stay in sight
            self.told.emit(f"{what} {why} {KEY} to decide.")
