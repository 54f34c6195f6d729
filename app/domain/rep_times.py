"""A rep's own times as values: shifts by weekday, leave, meetings. When that leaves them free is
`shift.py`; reading a calendar is the desk's work, storing these the hub's."""

from msgspec import Struct

from app.domain.ids import Ms


class Block(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Working time on one weekday (0 = Monday), minutes after the rep's own midnight, `end`
    exclusive. `end` at or below `start` runs on into the next day. A break is the room between
    two blocks."""

    day: int
    start: int
    end: int


class Leave(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Away from `first` to `last`, both whole days of the rep's own calendar (ISO dates,
    inclusive). `cover` is the rep who takes what is due meanwhile; empty: it waits, spread over
    the days after."""

    first: str
    last: str
    cover: str = ""


class Busy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A meeting. `title` is shown to its owner only."""

    start: Ms
    end: Ms
    title: str = ""


class RepTimes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rep's times. No blocks: nothing was set, and the playbook's shift counts."""

    zone: str = ""
    """The rep's own zone (IANA); empty: not known, calling hours alone bind."""
    blocks: tuple[Block, ...] = ()
    leave: tuple[Leave, ...] = ()
    busy: tuple[Busy, ...] = ()
    busy_until: Ms = 0
    """How far ahead the calendar was read."""
    calendar: str = ""
    """What the busy times were read from, as it may be shown: "work.ics"."""
