"""Times on the reader's own clock, and what their words were understood as, in the languages of the
page. Whole sentences are in `phrases.py`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.domain import hours
from app.domain.clue import Clue
from app.domain.ids import Ms
from app.domain.ids import at as moment
from hub.good_time.phrases import ENGLISH, Words
from hub.good_time.phrases_abroad import FRENCH, GERMAN, SPANISH

MINUTE = 60_000
LANGUAGES = {each.code: each for each in (ENGLISH, GERMAN, FRENCH, SPANISH)}


def speak(*wanted: str) -> Words:
    """The first of these languages that the page speaks, else English."""
    return next((LANGUAGES[code] for code in wanted if code in LANGUAGES), ENGLISH)


# ---- times -----------------------------------------------------------------------------------


class Clock(Struct, frozen=True, kw_only=True):
    """How this reader says times: where they are, and whether they count to twelve."""

    words: Words
    place: ZoneInfo
    twelve: bool = False

    def city(self) -> str:
        return hours.city(self.place)

    def when(self, at: Ms, now: Ms) -> str:
        """`Today, Thursday, 16:10`, `Tuesday 24 November, 15:10`."""
        return f"{self.day(at, now)}, {self.clock(at)}"

    def day(self, at: Ms, now: Ms) -> str:
        words, local, today = self.words, self._local(at), self._local(now).date()
        name = words.days[local.weekday()]
        if local.date() == today:
            return words.today.format(day=name)
        if local.date() == today + timedelta(days=1):
            return words.tomorrow.format(day=name)
        month = words.months[local.month - 1]
        said = f"{name}, {month} {local.day}" if self.twelve else ""
        said = said or words.date.format(day=name, n=local.day, month=month)
        return said[0].upper() + said[1:]

    def clock(self, at: Ms) -> str:
        local = self._local(at)
        return self.minute(local.hour * 60 + local.minute)

    def minute(self, minute: int) -> str:
        """A minute of the day; 1440 is its end."""
        h, m = minute // 60, minute % 60
        if self.twelve:
            return f"{h % 12 or 12}:{m:02} {'am' if h % 24 < 12 else 'pm'}"
        return self.words.clock.format(h=h, m=m)

    def ahead(self, at: Ms, now: Ms) -> str:
        """`in about 3½ hours`, for later today; empty for another day."""
        if self._local(at).date() != self._local(now).date():
            return ""
        minutes = (at - now) // MINUTE
        if minutes < 95:
            return self.words.minutes.format(n=max(5, round(minutes / 5) * 5))
        halves = round(minutes / 30)
        return self.words.hours.format(n=f"{halves // 2}{'½' if halves % 2 else ''}")

    def _local(self, at: Ms) -> datetime:
        return moment(at).astimezone(self.place)


# ---- what was understood ---------------------------------------------------------------------


def echo(clues: Sequence[Clue], clock: Clock, now: Ms) -> str:
    """What their own words were understood as, in their language: `Thursday after 15:00`. Empty
    where nothing of it says when or whom to call."""
    words = clock.words
    days = ", ".join(_days(clue.days, words) for clue in clues if clue.kind == "days")
    windows = ", ".join(_span(clue, clock) for clue in clues if clue.kind == "window")
    back = [_until(clue.at, clock, now) for clue in clues if clue.kind == "back"]
    said = [words.not_before.format(when=when) for when in back]
    said.append(" ".join(part for part in (days, windows) if part))
    for clue in clues:
        if clue.kind == "exact":
            said.append(clock.when(clue.at, now))
        elif clue.kind == "not_days":
            said.append(words.never.format(when=_days(clue.days, words)))
        elif clue.kind == "not_window":
            some = "" if len(clue.days) == 7 else _days(clue.days, words) + " "
            said.append(words.never.format(when=some + _span(clue, clock)))
        elif clue.kind == "person":
            said.append(words.ask_for.format(said=clue.text))
        elif clue.kind == "number":
            said.append(words.other_number.format(said=clue.text))
        elif clue.kind == "refuse" and clue.text == "call":
            said.append(words.no_calls)
    whole = "; ".join(part for part in said if part)
    return whole[:1].upper() + whole[1:]


def _days(days: Sequence[int], words: Words) -> str:
    return ", ".join(words.days[day] for day in days)


def _span(clue: Clue, clock: Clock) -> str:
    if clue.end == 1440:
        return clock.words.after.format(at=clock.minute(clue.start))
    if clue.start == 0:
        return clock.words.before.format(at=clock.minute(clue.end))
    return f"{clock.minute(clue.start)}–{clock.minute(clue.end)}"


def _until(at: Ms, clock: Clock, now: Ms) -> str:
    local, words = moment(at).astimezone(clock.place), clock.words
    said = clock.day(at, now) if (local.hour, local.minute) == (0, 0) else clock.when(at, now)
    in_sentence = words.days[0][0].islower() or not said.startswith(words.days)
    return said[0].lower() + said[1:] if in_sentence else said
