"""What they did that rings, for the card: wrote, called, or asked to be called. Words only."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import hours
from app.domain.ids import at
from app.domain.lead import Lead
from client.notice_words import theirs
from ui import words
from ui.models.faces import Moment
from ui.my_clock import my_zone
from ui.person_words import cleaned, subject, whose
from ui.their_clock import full
from ui.widgets.heat import Heat
from ui.widgets.ring import Ring


@dataclass(frozen=True)
class TheirAct:
    """`when` they did it, in which `words`, and how long they `wait`, unless a deadline runs."""

    when: str
    words: str
    wait: Ring | None


def their_act(lead: Lead, why: str, moment: Moment) -> TheirAct | None:
    """Their newest act of the kind that rang (`why` of the ring); None where nothing of theirs
    did."""
    done = theirs(why, lead)
    if done is None:
        return None
    mine = f"{words.clock(at(done.at), my_zone())} yours"
    said = cleaned(done.text, 160)
    if why == "missed":
        known = bool(hours.zones(lead.where))
        there = f" {full(lead.where, done.at, whose(lead.person))}" if known else ""
        when, told = f"called {mine}", f"{subject(lead.person)} called you{there}; nobody took it."
    elif why == "now":
        when, told = f"asked {mine}", "“Call me now”"
    else:
        when, told = f"replied {mine}", f"“{said}”" if said else "No words in it."
    return TheirAct(when, told, _wait(lead, moment, done.at))


def _wait(lead: Lead, moment: Moment, since: int) -> Ring | None:
    """What was planned for later is not what counts now: they wait."""
    planned = lead.next_touch is not None and lead.owner == moment.me
    if not planned or lead.running() is not None or moment.stale_at is not None:
        return None
    return Ring(Heat.CALM, words.span(max(0, moment.now - since)), "waiting", 0.0)
