"""Why a touch stands where it does, on one line: the best of the plan's own terms."""

from __future__ import annotations

import re

from app.domain import tries
from app.domain.ids import Ms, at
from app.domain.lead import Lead, Person
from app.domain.touch import Disposition, NextTouch
from ui import words
from ui.my_clock import my_zone
from ui.person_words import cleaned, whose

PROVISIONAL = "By the cadence, until the hub answers"
NO_BETTER = "The best that is open"
_SCORE = re.compile(r"\s*\d[\d.]*x the usual pick-up.*$", re.S)
"""Where a planned reason goes on to its sum: the plan shows all of it, a row only the best."""
_ENDED: dict[Disposition, str] = {
    "no_answer": "No answer", "voicemail": "Voicemail", "busy": "Busy",
    "gatekeeper": "Reception answered", "connected": "Talked",
}  # fmt: skip
_NTH = ("", "the answer", "the first follow-up", "the second follow-up", "the third follow-up")


def reason(lead: Lead, touch: NextTouch, now: Ms, see: str = "") -> str:
    """Why then: the plan's own sentence, with how much better than usual where that was scored."""
    if touch.review:
        return " ".join(part for part in (after_words(lead, now), see) if part)
    said = cleaned(touch.reason)
    if touch.provisional and touch.pinned:
        return f"Until the hub answers: {said[:1].lower()}{said[1:]}"
    if touch.provisional:
        return f"{PROVISIONAL}: {said[:1].lower()}{said[1:]}" if said else PROVISIONAL
    if touch.ratio <= 0:
        return said
    before, whole = _SCORE.sub("", said), _SCORE.search(said) is not None
    if whole:
        before = ". ".join(part for part in (before.rstrip(". "), _best(touch)) if part)
    parts = (before, ratio_words(touch.ratio, lead.person))
    return ", ".join(part for part in parts if part) or said


def _best(touch: NextTouch) -> str:
    """What speaks for it most; where all in all less than usual does, that nothing better is
    open."""
    best = max(touch.factors, key=lambda factor: factor.ratio, default=None)
    if touch.ratio < 0.95:
        return NO_BETTER
    return cleaned(best.words) if best is not None and best.ratio > 1 else ""


def ratio_words(ratio: float, person: Person) -> str:
    """`1.9 times his average`; `the usual` where no salutation says whose; empty near 1."""
    if abs(ratio - 1) < 0.05:
        return ""
    usual = f"{whose(person)} average" if person.salutation else "the usual"
    return f"{ratio:.1f} times {usual}"


def after_words(lead: Lead, now: Ms) -> str:
    """`No answer at 14:26, the second follow-up.`: how the last try ended, and which it was."""
    done = tries.ended(lead)
    if not done or done[-1].ended is None:
        return "Nothing tried yet."
    last = done[-1]
    assert last.ended is not None
    how = _ENDED.get(last.disposition or "no_answer", "Tried")
    nth = _NTH[len(done)] if len(done) < len(_NTH) else f"try {len(done)}"
    zone, clock = my_zone(), words.clock(at(last.ended), my_zone())
    if at(last.ended).astimezone(zone).date() == at(now).astimezone(zone).date():
        return f"{how} at {clock}, {nth}."
    return f"{how} {words.day(at(last.ended), at(now), zone)} at {clock}, {nth}."
