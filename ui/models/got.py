"""What this person already got from us: in which words, by which way, when. Newest first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import memory
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.my_clock import my_zone
from ui.person_words import cleaned

MOST = 8
_QUOTED = 60
_CHANNEL = {"sms": "SMS", "email": "email", "call": "call"}


@dataclass(frozen=True)
class Line:
    """`“Thanks, someone will call”` and `automatic SMS, today 14:26`."""

    quote: str
    under: str


def got(lead: Lead, now: Ms) -> list[Line]:
    """From this enquiry and those before."""
    every: list[tuple[Ms, str, str, bool]] = [
        (m.changed or m.at, m.subject or m.text, m.channel, m.automatic)
        for m in memory.reached(lead)
        if m.state not in ("waiting", "held")
    ]
    every += [(g.at, g.words, g.channel, g.automatic) for g in lead.got]
    every += [
        (entry.at, entry.text, entry.channel or "", False)
        for entry in lead.timeline
        if entry.kind == "touch.started" and entry.channel != "call" and entry.text
        and entry.direction != "inbound"
    ]  # fmt: skip
    every.sort(key=lambda one: -one[0])
    return [_line(*one, now) for one in every[:MOST]]


def day_clock(instant: Ms, now: Ms) -> str:
    """`today 14:26` on my clock, else the day."""
    zone, then, here = my_zone(), at(instant), at(now)
    if then.astimezone(zone).date() == here.astimezone(zone).date():
        return f"today {words.clock(then, zone)}"
    return words.day(then, here, zone)


def _line(instant: Ms, text: str, channel: str, automatic: bool, now: Ms) -> Line:
    said = cleaned(text, _QUOTED)
    by = "automatic " if automatic else ""
    return Line(f"“{said}”", f"{by}{_CHANNEL.get(channel, '')}, {day_clock(instant, now)}")
