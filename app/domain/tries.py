"""What has been tried on a lead so far, and days as the person counts them."""

from datetime import UTC, date, datetime, timedelta

from app.domain import hours
from app.domain.facts import TouchSkipped
from app.domain.ids import Ms, ms
from app.domain.ids import at as moment
from app.domain.lead import Lead
from app.domain.touch import Touch


def ended(lead: Lead) -> list[Touch]:
    """Our touches that are over and were really made, oldest first."""
    return [
        t
        for t in lead.touches
        if t.direction == "outbound" and t.ended is not None and t.disposition != "not_sent"
    ]


def calls(lead: Lead) -> list[Touch]:
    """Our calls, the running one included."""
    return [t for t in lead.touches if t.direction == "outbound" and t.channel == "call"]


def last(lead: Lead) -> Touch | None:
    """Our touch that ended last, made or not."""
    over = [t for t in lead.touches if t.direction == "outbound" and t.ended is not None]
    return max(reversed(over), key=lambda touch: touch.ended or 0, default=None)


def in_vain(lead: Lead) -> int:
    """How many calls have ended since one last reached them."""
    count = 0
    for call in reversed(calls(lead)):
        if call.disposition in ("connected", "callback"):
            break
        count += call.ended is not None
    return count


def last_skip(lead: Lead) -> Ms | None:
    """When a planned touch was last left out by hand."""
    skips = (entry.at for entry in reversed(lead.timeline) if entry.kind == TouchSkipped.k)
    return next(skips, None) if lead.skips else None


def calls_on(lead: Lead, local: datetime) -> int:
    """How many calls began on the day of `local`, by that very clock."""
    days = (moment(t.started).astimezone(local.tzinfo).date() for t in calls(lead))
    return sum(day == local.date() for day in days)


def working_days(lead: Lead, now: Ms, days: int) -> Ms:
    """`days` days from Monday to Friday after `now`, at the same time of their day."""
    then = local(lead, now)
    while days > 0:
        then += timedelta(days=1)
        days -= then.weekday() < 5
    return max(now, ms(then))


def midnight(lead: Lead, day: date) -> Ms:
    """When `day` begins on their clock."""
    places = hours.zones(lead.where)
    return ms(datetime(day.year, day.month, day.day, tzinfo=places[0] if places else UTC))


def local(lead: Lead, at: Ms) -> datetime:
    """`at` on the clock they most likely go by; UTC while nobody knows."""
    places = hours.zones(lead.where)
    return moment(at).astimezone(places[0] if places else UTC)
