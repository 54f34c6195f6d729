"""A next touch as one whole line: when, on both clocks, and why. The reason inside it was worked
out where the touch was planned."""

from zoneinfo import ZoneInfo

from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.touch import NextTouch

WEEK_MS = 6 * 86_400_000


def sentence(
    planned: NextTouch, theirs: ZoneInfo | None, mine: ZoneInfo | None, now: Ms | None = None
) -> str:
    """`Thu 16:10 there (18:10 yours) - 2.1x the usual pick-up. Because: ... . Attempt 4 of 6;
    earliest allowed Wed 10:05 there.` With `now`, days further off than a week have their date."""
    parts = [f"{_when(planned.at, theirs, mine, now)} - {planned.reason.rstrip('.')}."]
    what = {"call": "Attempt", "sms": "SMS", "email": "Email"}[planned.channel]
    tail = f"{what} {planned.attempt} of {planned.of}"
    if planned.ratio and planned.earliest is not None and planned.earliest < planned.at:
        place = theirs or mine
        whose = "there" if theirs else "yours"
        tail += f"; earliest allowed {_clock(planned.earliest, place, now)} {whose}"
    parts.append(f"{tail}.")
    if planned.advice:
        parts.append(f"{planned.advice.rstrip('.')}.")
    return " ".join(parts)


def _when(at: Ms, theirs: ZoneInfo | None, mine: ZoneInfo | None, now: Ms | None) -> str:
    if theirs is None or mine is None:
        whose = "there" if theirs else "yours" if mine else "UTC"
        return f"{_clock(at, theirs or mine, now)} {whose}"
    there, here = moment(at).astimezone(theirs), moment(at).astimezone(mine)
    if there.utcoffset() == here.utcoffset():
        return f"{_clock(at, theirs, now)} there and yours"
    own = f"{here:%H:%M}" if there.date() == here.date() else f"{here:%a %H:%M}"
    return f"{_clock(at, theirs, now)} there ({own} yours)"


def _clock(at: Ms, place: ZoneInfo | None, now: Ms | None) -> str:
    local = moment(at).astimezone(place) if place else moment(at)
    far = now is not None and abs(at - now) > WEEK_MS
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}" if far else f"{local:%a %H:%M}"
