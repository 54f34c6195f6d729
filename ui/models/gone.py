"""What happened while nobody could hear it: counted from the leads' own stories. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.board import urgency
from app.domain.ids import Ms, at
from app.domain.lead import Entry, Lead
from ui import words
from ui.my_clock import my_zone
from ui.person_words import cleaned

_REACHED = {"connected": "reached them", "voicemail": "voicemail", "no_answer": "no answer"}


@dataclass(frozen=True)
class Gap:
    """From when to when nothing was heard here, and why in words."""

    since: Ms
    until: Ms
    why: str = ""


@dataclass(frozen=True)
class Happened:
    """One lead that came in the gap: `owner` is empty while it still waits."""

    lead: Lead
    owner: str
    words: str


@dataclass(frozen=True)
class Meanwhile:
    """`waiting` most urgent first, `taken` as they came."""

    waiting: tuple[Happened, ...] = ()
    taken: tuple[Happened, ...] = ()

    @property
    def count(self) -> int:
        """How many came."""
        return len(self.waiting) + len(self.taken)


def meanwhile(leads: Iterable[Lead], since: Ms, until: Ms) -> Meanwhile:
    """The leads that arrived between the two instants, practice ones left out."""
    came = [lead for lead in leads if since <= lead.received < until and not lead.test]
    waiting = sorted((lead for lead in came if lead.grabbable(until)), key=urgency)
    taken = sorted(
        (lead for lead in came if not lead.grabbable(until) and lead.lane != "needs_mapping"),
        key=lambda lead: lead.received,
    )
    return Meanwhile(
        tuple(Happened(lead, "", _waits(lead)) for lead in waiting),
        tuple(_taken(lead) for lead in taken),
    )


def _waits(lead: Lead) -> str:
    return f"came {_clock(lead.received)}, open to all, nobody has taken it"


def _taken(lead: Lead) -> Happened:
    first = next((e for e in lead.timeline if e.kind in ("lead.claimed", "lead.assigned")), None)
    who = cleaned(lead.owner_name or (first.by_name if first else ""), 40)
    said = f"came {_clock(lead.received)}"
    if first is not None:
        short = who.split(" ")[0] or "somebody"
        said += f", {short} claimed after {words.span(first.at - lead.received)}"
    end = next((e for e in reversed(lead.timeline) if e.kind == "touch.ended"), None)
    if end is not None:
        said += f", {_ended(end)}"
    return Happened(lead, who or "closed", said)


def _ended(entry: Entry) -> str:
    return _REACHED.get(entry.disposition or "", (entry.disposition or "").replace("_", " "))


def sentence(what: Meanwhile) -> tuple[str, str]:
    """`3 leads came. 2 are taken care of,` and the part worth reading twice."""
    if not what.count:
        return "No lead came. ", "Nothing was missed."
    came = f"{words.counted(what.count, 'lead')} came. "
    waits = len(what.waiting)
    if not waits:
        return came, "All are taken care of."
    taken = f"{len(what.taken)} {'is' if len(what.taken) == 1 else 'are'} taken care of, "
    still = f"{waits} still {'waits' if waits == 1 else 'wait'} for somebody to take it."
    return came + (taken if what.taken else ""), still if waits == 1 else still.replace(
        " it.", " them."
    )


def took(what: Meanwhile) -> str:
    """`Petra took 2, Sami 1.`; empty when nobody did."""
    by = Counter(happened.owner.split(" ")[0] for happened in what.taken)
    parts = [
        f"{who} {'took ' if not n else ''}{count}" for n, (who, count) in enumerate(by.items())
    ]
    return f"{', '.join(parts)}." if parts else ""


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())
