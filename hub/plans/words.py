"""A choice in a salesperson's words: what moved a time, what speaks for it. Pure; the numbers are
the planner's, the times say whose clock they are on."""

from datetime import datetime

from app.domain import hours, shift, tries
from app.domain.bounds import Bounds
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Lead
from app.domain.rep_times import RepTimes
from app.domain.touch import Factor, Option
from hub.planner.belief import Belief, predict
from hub.planner.model import Model
from hub.plans import history, slots

MIDDAY, EVENING = 12, 17
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def moved(lead: Lead, times: RepTimes, wanted: Ms, at: Ms) -> str:
    """`Moved from 15:30 your time: you are busy until 16:00` where the rep's own times moved a
    touch from `wanted` to `at`; "" where they did not."""
    if at - wanted < slots.MINUTE:
        return ""
    leave, busy = shift.on_leave(times, wanted), shift.busy_at(times, wanted)
    place = hours.zone(times.zone)
    whose = "your time" if place else "there"
    here = moment(wanted).astimezone(place) if place else tries.local(lead, wanted)
    then = moment(at).astimezone(place) if place else tries.local(lead, at)
    clock = f"{here:%H:%M}" if here.date() == then.date() else f"{here:%a %H:%M}"
    if leave is not None:
        why = f"you are on leave until {_day(leave.last)}"
    elif busy is not None:
        end = moment(busy.end).astimezone(here.tzinfo)
        why = f"you are busy until {end:%H:%M}"
    elif slots.free(times, wanted, wanted + 1):
        return ""  # another touch has that minute
    else:
        why = "you are not on then"
    return f"Moved from {clock} {whose}: {why}"


def factors(
    lead: Lead, known: history.Past, model: Model, belief: Belief, at: Ms
) -> tuple[float, tuple[Factor, ...]]:
    """Pick-up at `at` over this person's usual one, and what it is the product of."""
    chance = predict(belief, history.day(lead, at)).tolist()
    office = [chance[day * 48 + half] for day in range(5) for half in range(16, 40)]
    ratio = chance[history.cell(lead, at)] * len(office) / sum(office)
    return round(ratio, 2), ()


def strongest(found: tuple[Factor, ...]) -> str:
    """The factor that speaks most for a time, as a line of its own."""
    best = max(found, key=lambda factor: factor.ratio, default=None)
    return best.words if best is not None and best.ratio > 1 else "their usual hours"


def reason(option: Option, bounds: Bounds) -> str:
    """`2.1x the usual pick-up. Because: ...`"""
    return f"{option.ratio:.1f}x the usual pick-up"


def advice(lead: Lead, odds: float) -> str:
    """`4 % after five tries in four dayparts: an email may do more`"""
    made = tries.calls(lead)
    parts = {daypart(tries.local(lead, call.started)) for call in made}
    count = _number(len(made), "try", "tries")
    where = _number(len(parts), "part of the day", "parts of the day")
    return f"{odds * 100:.0f} % after {count} in {where}: an email may do more"


def daypart(local: datetime) -> int:
    """0 morning, 1 afternoon, 2 evening."""
    return (local.hour >= MIDDAY) + (local.hour >= EVENING)


def _number(count: int, one: str, many: str) -> str:
    word = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"


def _day(iso: str) -> str:
    day = datetime.fromisoformat(iso)
    return f"{day:%a} {day.day} {day:%b}"
