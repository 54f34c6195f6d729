"""A lead as the planner sees it: its calls, clues and signs of life, in order, each on the lead's
own clock, with the fact each came from beside it. Pure; no statistics."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from app.domain import tries
from app.domain.clue import Clue, ClueNote
from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Entry, Lead
from app.domain.touch import Disposition, Touch
from hub.planner.signs import Sign

NOT_BY_THEM = ("list", "import", "event", "event_badge")
"""Kinds of source whose hour of arrival is ours, not theirs."""
CALLS: dict[Disposition, str] = {
    "no_answer": "no_answer",
    "voicemail": "voicemail",
    "busy": "busy",
    "gatekeeper": "gatekeeper",
    "wrong_number": "wrong_number",
    "connected": "live",
    "callback": "live",
    "refused": "refused",
}
"""What a call that ended so tells; `returned` tells nothing of the hour."""
REPLIED = ("touch.started", "message.received", "call.missed", "good_time.answered")
"""What they do once we have been in touch; all else of theirs is an enquiry."""
WORKDAYS = frozenset(range(5))
_EPOCH = date(1970, 1, 1).toordinal()


class Said(Struct, frozen=True, kw_only=True):
    """One clue of a note."""

    note: ClueNote
    clue: Clue


Because = Touch | Said | Entry
"""The fact a sign was read from."""


class Past(Struct, frozen=True, kw_only=True):
    """What is known of one lead at a moment. `because[n]` is where `signs[n]` comes from; `since`
    the day it arrived, counted from 1970-01-01 on its own calendar."""

    segment: str
    since: int
    signs: tuple[Sign, ...]
    because: tuple[Because, ...]


def past(lead: Lead, now: Ms) -> Past:
    """All signs of `lead` up to `now`, oldest first; clues that have expired are left out."""
    found = [*_life(lead), *_calls(lead), *_clues(lead, now)]
    found.sort(key=lambda sign: sign[0])  # stable: what was said comes after the call it came from
    return Past(
        segment=lead.source.kind,
        since=day(lead, lead.received),
        signs=tuple(sign for _, sign, _ in found),
        because=tuple(fact for _, _, fact in found),
    )


def cell(lead: Lead, at: Ms) -> int:
    """Half-hour of their week at `at`: 0 = Monday 00:00, 335 the last."""
    return _cell(tries.local(lead, at))


def day(lead: Lead, at: Ms) -> int:
    """Days from 1970-01-01 to `at`, on their calendar."""
    return tries.local(lead, at).toordinal() - _EPOCH


def when(lead: Lead, moments: Sequence[Ms]) -> tuple[list[int], list[int]]:
    """`cell` and `day` of a row of moments."""
    place = tries.local(lead, 0).tzinfo
    local = [moment(at).astimezone(place) for at in moments]
    return [_cell(one) for one in local], [one.toordinal() - _EPOCH for one in local]


def _cell(local: datetime) -> int:
    return local.weekday() * 48 + local.hour * 2 + local.minute // 30


_Found = list[tuple[Ms, Sign, Because]]


def _sign(lead: Lead, kind: str, at: Ms, value: tuple[int, ...] = ()) -> Sign:
    return Sign(kind=kind, cell=cell(lead, at), day=day(lead, at), value=value)


def _life(lead: Lead) -> _Found:
    """When they were seen to be there: asked, asked again, wrote or called."""
    found: _Found = []
    for entry in lead.timeline:
        if entry.direction != "inbound":
            continue
        if entry.kind == "lead.new" and lead.source.kind in NOT_BY_THEM:
            continue
        kind = "replied" if entry.kind in REPLIED else "submitted"
        found.append((entry.at, _sign(lead, kind, entry.at), entry))
    return found


def _calls(lead: Lead) -> _Found:
    """Our calls that have ended, each at the hour it began."""
    return [
        (call.started, _sign(lead, kind, call.started), call)
        for call in tries.calls(lead)
        if call.disposition is not None and (kind := CALLS.get(call.disposition))
    ]


def _clues(lead: Lead, now: Ms) -> _Found:
    found: _Found = []
    for note in lead.clues:
        if note.expires <= now:
            continue
        for clue in note.clues:
            kind = _kind(note, clue)
            if kind:
                sign = _sign(lead, kind, note.kept, _value(lead, clue))
                found.append((note.kept, sign, Said(note=note, clue=clue)))
    return found


def _kind(note: ClueNote, clue: Clue) -> str:
    """Whoever was asked says it more reliably than what is overheard on the phone."""
    if clue.kind in ("window", "days"):
        return clue.kind if note.by else f"said_{clue.kind}"
    if clue.kind == "not_window" and len(clue.days) < 7:
        return ""  # "not Fri pm" is kept by the bounds; as a habit of the day it would say too much
    if clue.kind == "not_window" and 0 < len(set(clue.days) & WORKDAYS) < len(WORKDAYS):
        return ""  # "not Fri pm" is no habit of their afternoons; the bounds keep it
    return clue.kind if clue.kind in ("not_days", "not_window", "back") else ""


def _value(lead: Lead, clue: Clue) -> tuple[int, ...]:
    if clue.kind == "back":
        return (day(lead, clue.at),)
    if clue.kind in ("days", "not_days"):
        return clue.days
    return (clue.start // 30, -(-(clue.end or 1440) // 30))
