"""What the outcome bar is for at this moment, and the words of its keys."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.lead import Lead
from app.domain.touch import OUTCOME_KEYS, Disposition, Touch
from client.hooks import Pending

CALL_WORDS: dict[Disposition, str] = {
    "connected": "Connected",
    "voicemail": "Voicemail",
    "no_answer": "No answer",
    "busy": "Busy",
    "gatekeeper": "Gatekeeper",
    "wrong_number": "Wrong number",
    "callback": "Callback",
    "refused": "Refused",
    "returned": "Return",
}
SENT_WORDS: dict[Disposition, str] = {"sent": "Sent", "not_sent": "Not sent", "returned": "Return"}
AGAIN_MS = 20 * 60_000
AGAIN: tuple[Disposition, ...] = ("no_answer", "busy")
"""After these somebody may be called again in twenty minutes."""
IDLE = "How it ended goes here once you have called. The next touch books itself."


@dataclass(frozen=True)
class Key:
    """One key of the bar: its number, what it stands for, its word."""

    number: int
    disposition: Disposition
    word: str


CALL_KEYS = tuple(Key(n, d, CALL_WORDS[d]) for n, d in enumerate(OUTCOME_KEYS, start=1))
_SENT: tuple[tuple[int, Disposition], ...] = ((1, "sent"), (2, "not_sent"), (9, "returned"))
SENT_KEYS = tuple(Key(number, what, SENT_WORDS[what]) for number, what in _SENT)


def keys_for(running: Touch | None) -> tuple[Key, ...]:
    """The keys of a call, or of an SMS or email that was handed over."""
    return CALL_KEYS if running is None or running.channel == "call" else SENT_KEYS


def open_touch(lead: Lead, me: str, pending: list[Pending]) -> Touch | None:
    """The touch whose outcome can be said now: mine, running, and not being saved already."""
    running = lead.running()
    if running is None or lead.owner != me or running.direction != "outbound":
        return None
    return None if saving(pending) else running


def saving(pending: list[Pending]) -> bool:
    """Whether an outcome is on its way to the hub."""
    return any(act.do == "end_touch" and act.state != "needs_user" for act in pending)
