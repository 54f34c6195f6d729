"""A choice in a salesperson's words: what speaks for a time, by name and count, and what moved it.
Pure; the numbers are the planner's; every time says whose clock it is on."""

from collections.abc import Sequence
from datetime import date, datetime

from app.domain import hours, reasons, shift, tries
from app.domain.bounds import Bounds
from app.domain.clue import ClueNote
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Entry, Lead
from app.domain.rep_times import RepTimes
from app.domain.touch import Factor, Touch
from hub.plans import slots

MIDDAY, EVENING = 12, 17
NEAR = 60
"""Minutes of the day within which two calls count as at the same hour."""
RECENT_DAYS = 6
"""Further back a weekday alone is no date."""
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TIMES = ("never", "once", "twice")
ASKED = {"lead.new": "Asked", "lead.reenquired": "Asked again"}
BY_CHANNEL = {"call": "Called us", "sms": "Wrote a text", "email": "Wrote an email"}


def clue(lead: Lead, note: ClueNote, at: Ms) -> str:
    """`Reception: “Tue or Thu after 3”, noted Mon`: the day it was said."""
    return f"{_speaker(lead, note)}: {reasons.quote(note)}, noted {_since(lead, note.kept, at)}"


def life(lead: Lead, entries: Sequence[Entry], at: Ms) -> str:
    """`Asked at 16:15 there on Tuesday`: of several the one nearest in the day to `at`."""
    there = tries.local(lead, at)
    nearest = min(entries, key=lambda entry: _apart(tries.local(lead, entry.at), there))
    local = tries.local(lead, nearest.at)
    did = ASKED.get(nearest.kind) or BY_CHANNEL.get(nearest.channel or "", "Was there")
    more = f", and {_times(len(entries) - 1)} more" if len(entries) > 1 else ""
    far = (there.date() - local.date()).days > RECENT_DAYS
    day = f"{local:%a} {local.day} {local:%b}" if far else f"{local:%A}"
    return f"{did} at {local:%H:%M} there on {day}{more}"


def calls(lead: Lead, made: Sequence[Touch], at: Ms, speaks_for: bool) -> str:
    """`No answer about 10:00 there, twice` of calls near that hour; where they speak for another
    hour, `No answer at 09:20 and 14:05 there: another hour`; `Talked at 15:00 there` of one that
    was answered."""
    there = tries.local(lead, at)
    live = [call for call in made if call.disposition in ("connected", "callback")]
    near = [call for call in made if _apart(tries.local(lead, call.started), there) <= NEAR]
    about = live if live and speaks_for else (near if near and not speaks_for else list(made))
    word = reasons.TRIED.get(about[-1].disposition or "", "Called")
    if len({call.disposition for call in about}) > 1:
        word = "Not reached"
    clocks = [tries.local(lead, call.started) for call in about]
    hours_of = sorted({clock.hour for clock in clocks})
    said = f"{word} {_and(_about(clocks, hours_of))} there"
    if about is live or not speaks_for:
        return f"{said}, {_times(len(about))}" if len(about) > len(hours_of) else said
    return f"{said}: another hour"


def team(lead: Lead, at: Ms, count: int) -> str:
    """`Your team, Tue 15 to 16 there, 212 calls`"""
    local = tries.local(lead, at)
    counted = f", {count} call{'' if count == 1 else 's'}" if count else ""
    return f"Your team, {local:%a} {local.hour} to {local.hour + 1} there{counted}"


def published(trust: float) -> str:
    """`Published table, softened`, unless it is believed to the full."""
    return "Published table, softened" if trust < 0.95 else "Published table"


def reason(ratio: float, shown: Sequence[Factor]) -> str:
    """`2.1x the usual pick-up. Because: reception: “Tue or Thu after 3”, noted Mon [x1.9]; your
    team, Thu 16 to 17 there, 212 calls [x1.2]`"""
    if not shown:
        return "Any hour there is as good as another so far"
    said = "; ".join(f"{_lower(factor.words)} [x{multiple(factor.ratio)}]" for factor in shown)
    return f"{multiple(ratio)}x the usual pick-up. Because: {said}"


def strongest(shown: Sequence[Factor]) -> str:
    """The factor that speaks most for a time, as a line of its own."""
    best = max(shown, key=lambda factor: factor.ratio, default=None)
    return best.words if best is not None and best.ratio > 1 else "As good as other hours so far"


def multiple(ratio: float) -> str:
    """`2.1`; with one digit more where one would hide what it is: `1.04`."""
    short = f"{ratio:.1f}"
    return f"{ratio:.2f}" if short == "1.0" and round(ratio, 2) != 1 else short


def leading(bounds: Bounds) -> str:
    """What of the rules' own reason still stands before a chosen time: when they are back, or that
    nothing they asked for is allowed."""
    if bounds.why.startswith("Not before ") or not bounds.wished:
        return bounds.why.removesuffix(", so the first one there is")
    return ""


def advice(lead: Lead, odds: float) -> str:
    """`4 % after five tries in four parts of the day: an email may do more`"""
    made = tries.calls(lead)
    parts = {daypart(tries.local(lead, call.started)) for call in made}
    count = _count(len(made), "try", "tries")
    where = _count(len(parts), "part of the day", "parts of the day")
    return f"{max(1, round(odds * 100))} % after {count} in {where}: an email may do more"


def moved(lead: Lead, times: RepTimes, wanted: Ms, at: Ms) -> str:
    """`Moved from 15:30 your time: you are busy until 16:00` where the rep's own times moved a
    touch from `wanted` to `at`; "" where they did not."""
    if abs(at - wanted) < slots.MINUTE or slots.free(times, wanted, wanted + 1):
        return ""
    place = hours.zone(times.zone)
    whose = "your time" if place else "there"
    here = moment(wanted).astimezone(place) if place else tries.local(lead, wanted)
    then = moment(at).astimezone(here.tzinfo)
    clock = f"{here:%H:%M}" if here.date() == then.date() else f"{here:%a %H:%M}"
    return f"Moved from {clock} {whose}: {_kept_by(times, wanted, here)}"


def daypart(local: datetime) -> int:
    """0 morning, 1 afternoon, 2 evening, by the person's own clock."""
    return (local.hour >= MIDDAY) + (local.hour >= EVENING)


def _kept_by(times: RepTimes, wanted: Ms, here: datetime) -> str:
    if (leave := shift.on_leave(times, wanted)) is not None:
        last = date.fromisoformat(leave.last)
        return f"you are on leave until {last:%a} {last.day} {last:%b}"
    if (busy := shift.busy_at(times, wanted)) is not None:
        return f"you are busy until {moment(busy.end).astimezone(here.tzinfo):%H:%M}"
    return "you are not on then"


def _speaker(lead: Lead, note: ClueNote) -> str:
    """Who said it, as far as we know: a form, reception, or they themselves."""
    if not note.by:
        return note.by_name[:1].upper() + note.by_name[1:] or "They said"
    ends = {touch.ended for touch in lead.touches if touch.disposition == "gatekeeper"}
    return "Reception" if note.kept in ends else "They said"


def _since(lead: Lead, then: Ms, at: Ms) -> str:
    local, there = tries.local(lead, then), tries.local(lead, at)
    far = (there.date() - local.date()).days > RECENT_DAYS
    return f"{local:%a} {local.day} {local:%b}" if far else f"{local:%a}"


def _about(clocks: Sequence[datetime], hours_of: Sequence[int]) -> list[str]:
    """`at 09:20`, the minute of a single call; `about 14:00` where one hour saw several."""
    made: list[str] = []
    before = ""
    for hour in hours_of:
        there = [clock for clock in clocks if clock.hour == hour]
        word, clock = ("about", f"{hour:02}:00") if len(there) > 1 else ("at", f"{there[0]:%H:%M}")
        made.append(clock if word == before else f"{word} {clock}")
        before = word
    return made


def _apart(one: datetime, other: datetime) -> int:
    return abs((one.hour - other.hour) * 60 + one.minute - other.minute)


def _times(count: int) -> str:
    return TIMES[count] if count < len(TIMES) else f"{count} times"


def _count(count: int, one: str, many: str) -> str:
    word = COUNTS[count] if count < len(COUNTS) else str(count)
    return f"{word} {one if count == 1 else many}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
