"""The sentence beside a next touch: how the last one ended, who said what, what held it up."""

from app.domain import hours, reach, tries
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
    """Who said so: reception, when the note was taken while they were on the phone."""
    note = wish.asked or wish.away
    if note is not None and not note.by:
        return note.by_name[:1].upper() + note.by_name[1:] or "They said"
    fronts = [t for t in lead.touches if t.disposition == "gatekeeper"]
    spoke = note is not None and any(t.started <= note.kept <= (t.ended or 0) for t in fronts)
    return "Reception" if spoke else "They said"


def quote(note: ClueNote | None) -> str:
    """Their words, shortened."""
    text = note.text if note else ""
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + '…'}”"


def held(lead: Lead, wanted: Ms, at: Ms, because: str = "") -> str:
    """`, held to 10:00 there: Kentucky does not allow sales calls before 10:00` where something
    moved it, with the day when that is another."""
    if at == wanted:
        return ""
    then = tries.local(lead, at)
    other = then.date() != tries.local(lead, wanted).date()
    to = f", held to {day(lead, at) + ', ' if other else ''}{then:%H:%M} there"
    return f"{to}: {because}" if because else to


def advice(lead: Lead, odds: float) -> str:
    """Why it may be time to write: how often they were called in vain, and the chance of one more
    call where the planner knows it."""
    if reach.dead_number(lead):
        return "That number is somebody else's: write, or find another one."
    times = f"{tries.in_vain(lead)} calls reached nobody"
    if odds:
        times += f", one more has {max(1, round(odds * 100))} % odds"
    return f"{times}: an email may do more, and then let it rest."


def day(lead: Lead, at: Ms) -> str:
    """`Mon 30 Nov`, on their clock."""
    places = hours.zones(lead.where)
    return hours.spoken(at, places[0] if places else None).split(",")[0]


def span(seconds: int) -> str:
    """`10 min`, `4 h`."""
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
