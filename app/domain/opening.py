"""Openings: the spans in which a next touch may begin. The law's (`hours.py`), less full days, the
half-hour just tried and weekends; then the part that suits what they asked for."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.domain import hours, limits, tries, turns
from app.domain.bounds import Span
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Lead, Where
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from app.domain.wish import Wish

SEARCH_DAYS = 21
DAY_MS = 86_400_000
MIDDAY, EVENING = 720, 1020
"""Where one part of the day turns into the next, minutes after midnight."""
REACHED = ("connected", "callback")


class Open(Struct, frozen=True, kw_only=True):
    """What is open for one touch; the fields of `Bounds` of the same names."""

    spans: tuple[Span, ...] = ()
    wished: tuple[Span, ...] = ()
    varied: tuple[Span, ...] = ()


Fits = Callable[[datetime], bool]


def openings(
    lead: Lead,
    channel: Channel,
    earliest: Ms,
    wish: Wish,
    playbook: Playbook,
    *,
    workdays: bool = False,
    repeats: bool = False,
    asked: bool = False,
) -> Open:
    """Where a touch on `channel` may begin from `earliest` on, for three weeks or as many working
    days as the playbook plans for. With `workdays` never at a weekend they did not name. In the
    half-hour just tried only with `repeats`, or where they named it: just now (`asked`), or before
    and nothing else suits them. Empty while their zone is unknown; an email keeps no hours."""
    earliest = limits.free(lead, channel, earliest, playbook.rules)
    before = _horizon(lead, earliest, playbook)
    if channel == "email":
        return Open(spans=((earliest, before),), wished=((earliest, before),))
    law = _lawful(lead, channel, earliest, before, playbook)
    if not law:
        return Open()
    place = hours.zones(lead.where)[0]
    tried = None if repeats or channel != "call" else half_hour(lead, place)
    edges = {0, MIDDAY, EVENING, *wish.edges(), *(tried or ())}
    pieces = _pieces(law, place, edges, earliest, before)
    roomy = _roomy(lead, channel, place, playbook, workdays and not wish.weekend)
    fresh = [piece for piece in pieces if roomy(piece[0]) and not _inside(piece[0], tried)]
    if not wish.restricts():
        spans = _joined(fresh)
        return Open(spans=spans, wished=spans, varied=_joined(_elsewhere(lead, fresh, place)))
    suits = [piece for piece in fresh if wish.fits(piece[0])]
    if asked or not suits:
        # Only a word of theirs brings back the half-hour that was just tried in vain.
        suits = [piece for piece in pieces if roomy(piece[0]) and wish.fits(piece[0])]
        fresh = sorted({piece[1]: piece for piece in (*fresh, *suits)}.values(), key=_start)
    return Open(spans=_joined(fresh), wished=_joined(suits))


def half_hour(lead: Lead, place: ZoneInfo) -> tuple[int, int] | None:
    """The half-hour of the day, on their clock, in which the last call reached nobody: minutes
    after midnight, end exclusive."""
    made = [t for t in tries.calls(lead) if t.ended is not None]
    if not made or made[-1].disposition in REACHED:
        return None
    local = moment(made[-1].started).astimezone(place)
    start = (local.hour * 60 + local.minute) // 30 * 30
    return start, start + 30


# ---- what cuts the law's spans ---------------------------------------------------------------

_Piece = tuple[datetime, Span]
"""A span in which nothing below changes, with its start on their clock."""


def _horizon(lead: Lead, earliest: Ms, playbook: Playbook) -> Ms:
    far = tries.working_days(lead, earliest, playbook.planning.window_days)
    return max(far, earliest + SEARCH_DAYS * DAY_MS)


def _lawful(
    lead: Lead, channel: Channel, start: Ms, end: Ms, playbook: Playbook
) -> tuple[Span, ...]:
    where: Where = hours.careful(lead.where, playbook.rules)
    return hours.spans(start, end, where, playbook.rules, channel)


def _pieces(
    law: tuple[Span, ...], place: ZoneInfo, edges: set[int], start: Ms, end: Ms
) -> list[_Piece]:
    marks = sorted(set(turns.changes(place, edges, start, (end - start) // DAY_MS + 1)))
    found: list[Span] = []
    ahead = 0
    for low, high in law:
        while ahead < len(marks) and marks[ahead] <= low:
            ahead += 1
        while ahead < len(marks) and marks[ahead] < high:
            found.append((low, marks[ahead]))
            low, ahead = marks[ahead], ahead + 1
        found.append((low, high))
    return [(moment(low).astimezone(place), (low, high)) for low, high in found]


def _roomy(
    lead: Lead, channel: Channel, place: ZoneInfo, playbook: Playbook, workdays: bool
) -> Fits:
    """Is there room for one more call on that day, and is it a day to make one?"""
    days = Counter(moment(t.started).astimezone(place).date() for t in tries.calls(lead))
    full = {day for day, calls in days.items() if calls >= playbook.max_calls_a_day}
    week = 5 if workdays else 7

    def fits(local: datetime) -> bool:
        return local.weekday() < week and not (channel == "call" and local.date() in full)

    return fits


def _inside(local: datetime, span: tuple[int, int] | None) -> bool:
    return span is not None and span[0] <= local.hour * 60 + local.minute < span[1]


def _elsewhere(lead: Lead, pieces: list[_Piece], place: ZoneInfo) -> list[_Piece]:
    """The pieces on other weekdays, and in other parts of the day, than every call so far."""
    before = [moment(t.started).astimezone(place) for t in tries.calls(lead)]
    days, parts = {local.weekday() for local in before}, {_part(local) for local in before}
    if len(before) < 2 or (len(days) > 1 and len(parts) > 1):
        return []
    return [
        piece
        for piece in pieces
        if (len(days) > 1 or piece[0].weekday() not in days)
        and (len(parts) > 1 or _part(piece[0]) not in parts)
    ]


def _part(local: datetime) -> int:
    minute = local.hour * 60 + local.minute
    return (minute >= MIDDAY) + (minute >= EVENING)


def _joined(pieces: list[_Piece]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for _, (low, high) in pieces:
        if spans and spans[-1][1] == low:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    return tuple(spans)


def _start(piece: _Piece) -> Ms:
    return piece[1][0]


def next_working_day(lead: Lead, since: Ms) -> Ms:
    """The midnight, on their clock, that begins the first day from Monday to Friday after
    `since`."""
    local = tries.local(lead, since)
    day: date = local.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return tries.midnight(lead, day)
