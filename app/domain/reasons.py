"""The sentence beside a next touch: how the last one ended, who said what, what held it up."""

from app.domain import hours, tries
from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Disposition
from app.domain.wish import Wish

QUOTED = 60
TRIED = {
    "connected": "Talked",
    "voicemail": "Voicemail",
    "no_answer": "No answer",
    "busy": "Busy",
    "gatekeeper": "Reception answered",
    "wrong_number": "Wrong number",
    "callback": "Callback asked for",
    "sent": "Sent",
    "not_sent": "Not sent",
}


def tried(lead: Lead, disposition: Disposition) -> str:
    """`No answer twice`: how the last touches ended, as far back as they ended alike."""
    word = TRIED.get(disposition, disposition.replace("_", " ").capitalize())
    run = 0
    for touch in reversed(tries.ended(lead)):
        if touch.disposition != disposition:
            break
        run += 1
    return word + ("" if run < 2 else " twice" if run == 2 else f" {run} times")


def who(lead: Lead, wish: Wish) -> str:
    """Who said so: reception, when the note was taken as a touch ended with them."""
    note = wish.asked or wish.away
    ends = {t.ended for t in lead.touches if t.disposition == "gatekeeper"}
    return "Reception" if note is not None and note.kept in ends else "They said"


def quote(note: ClueNote | None) -> str:
    """Their words, shortened."""
    text = note.text if note else ""
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + '…'}”"


def held(lead: Lead, wanted: Ms, at: Ms) -> str:
    """`, held to 08:00 there` where calling hours moved it, with the day when that is another."""
    if at == wanted:
        return ""
    then = tries.local(lead, at)
    other = then.date() != tries.local(lead, wanted).date()
    return f", held to {day(lead, at) + ', ' if other else ''}{then:%H:%M} there"


def day(lead: Lead, at: Ms) -> str:
    """`Mon 30 Nov`, on their clock."""
    places = hours.zones(lead.where)
    return hours.spoken(at, places[0] if places else None).split(",")[0]


def span(seconds: int) -> str:
    """`10 min`, `4 h`."""
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
