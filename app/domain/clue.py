"""Clues: typed hints about when to call, parsed from one line and echoed back in words."""

from typing import Literal

from msgspec import Struct

from app.domain.ids import Ms

ClueKind = Literal[
    "window",
    "days",
    "not_days",
    "not_window",
    "back",
    "exact",
    "person",
    "number",
    "place",
    "refuse",
]


class Clue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One hint, in the prospect's own clock.

    window: `start`/`end` minutes after local midnight (end exclusive, may be below start =
    overnight). days / not_days: `days` as weekdays, 0 = Monday. not_window: on `days` not from
    `start` to `end`. back: not before `at`. exact: a promise for `at`. person: ask for `text`.
    number: another number, `text`. place: they are in the zone `text`. refuse: no more by the
    channel `text`.
    """

    kind: ClueKind
    start: int = 0
    end: int = 1440
    days: tuple[int, ...] = ()
    at: Ms = 0
    text: str = ""


class ClueNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was typed, what it was understood as, by whom, and until when it counts."""

    text: str
    clues: tuple[Clue, ...]
    echo: str
    by: str
    by_name: str
    kept: Ms
    expires: Ms
