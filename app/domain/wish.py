"""What the person asked for, all unexpired clues taken together: the newest note that speaks of
something counts, older ones fill in what it leaves open. Parsing is `clue_line.py`."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from app.domain.clue import Clue, ClueKind, ClueNote
from app.domain.ids import Ms
from app.domain.lead import Lead

SAYS_WHEN: frozenset[ClueKind] = frozenset({"exact", "back", "window", "days"})
TIMED: frozenset[ClueKind] = SAYS_WHEN | {"not_days", "not_window"}
"""A "not Fri" limits what the cadence has in mind; it does not say when instead."""


class Wish(Struct, frozen=True, kw_only=True):
    """`promise` is an instant somebody was promised a touch at; `back` one not to touch them
    before. `windows` are minutes after their midnight, any of which will do; empty means any."""

    promise: Ms | None = None
    back: Ms | None = None
    windows: tuple[tuple[int, int], ...] = ()
    days: frozenset[int] = frozenset(range(7))
    closed: tuple[tuple[tuple[int, ...], int, int], ...] = ()
    """Spans that do not suit them: weekdays, and minutes after midnight."""
    weekend: bool = False
    """They named a Saturday or a Sunday themselves."""
    promised: ClueNote | None = None
    away: ClueNote | None = None
    asked: ClueNote | None = None
    """The notes that said so."""

    def restricts(self) -> bool:
        """Does it say anything about hours or weekdays?"""
        return self.asked is not None

    def fits(self, local: datetime) -> bool:
        """Would `local`, on their own clock, suit them?"""
        minute = local.hour * 60 + local.minute
        in_window = not self.windows or any(_inside(minute, *window) for window in self.windows)
        shut = any(
            local.weekday() in days and _inside(minute, start, end)
            for days, start, end in self.closed
        )
        return in_window and local.weekday() in self.days and not shut

    def edges(self) -> tuple[int, ...]:
        """Minutes of the day at which `fits` may change."""
        spans = (*self.windows, *((start, end) for _, start, end in self.closed))
        return tuple(edge for span in spans for edge in span)


def wish(lead: Lead, now: Ms) -> Wish:
    """What is known at `now` of when this person wants to be reached."""
    notes = sorted((n for n in lead.clues if n.expires > now), key=lambda note: -note.kept)
    when = _newest(notes, "exact", "back")
    promise = _first_at(when, "exact", now)
    back = _first_at(when, "back", now)
    by_window, by_days = _newest(notes, "window"), _newest(notes, "days")
    not_days = _newest(notes, "not_days")
    wanted = {day for clue in _of(by_days, "days") for day in clue.days} or set(range(7))
    unwanted = {day for clue in _of(not_days, "not_days") for day in clue.days}
    not_then = _newest(notes, "not_window")
    spoke = [note for note in (by_window, by_days, not_days, not_then) if note is not None]
    return Wish(
        promise=promise,
        back=back,
        windows=tuple((clue.start, clue.end) for clue in _of(by_window, "window")),
        days=frozenset(wanted - unwanted or wanted),
        closed=tuple((c.days, c.start, c.end) for c in _of(not_then, "not_window")),
        weekend=by_days is not None and max(wanted) > 4,
        promised=when if promise is not None else None,
        away=when if back is not None else None,
        asked=max(spoke, key=lambda note: note.kept) if spoke else None,
    )


def timed(note: ClueNote) -> bool:
    """Does `note` say anything about when?"""
    return any(clue.kind in TIMED for clue in note.clues)


def said_since(lead: Lead, since: Ms) -> bool:
    """Did a clue about time come in at or after `since`?"""
    return any(note.kept >= since and timed(note) for note in lead.clues)


def said_when(lead: Lead, since: Ms) -> ClueNote | None:
    """The newest clue kept at or after `since` that names a time, if there is one."""
    notes = (n for n in reversed(lead.clues) if n.kept >= since)
    return next((n for n in notes if any(c.kind in SAYS_WHEN for c in n.clues)), None)


def _newest(notes: list[ClueNote], *kinds: ClueKind) -> ClueNote | None:
    return next((n for n in notes if any(clue.kind in kinds for clue in n.clues)), None)


def _of(note: ClueNote | None, kind: ClueKind) -> tuple[Clue, ...]:
    return tuple(clue for clue in note.clues if clue.kind == kind) if note else ()


def _first_at(note: ClueNote | None, kind: ClueKind, now: Ms) -> Ms | None:
    pick: Callable[[list[Ms]], Ms] = min if kind == "exact" else max
    times = [clue.at for clue in _of(note, kind) if clue.at > now]
    return pick(times) if times else None


def _inside(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end
