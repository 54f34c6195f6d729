"""One typed line to clues, and clues to plain words. What the line does not say is not guessed:
what nobody understands here becomes no clue at all, and the line itself is kept by the caller."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from app.domain import clue_words as w
from app.domain import hours
from app.domain.clue import Clue
from app.domain.ids import Ms, at, ms

LONGEST = 500
DASHES = "[\u2010-\u2015\u2212]"
PARTS = {
    "morning": (480, 720),
    "afternoon": (720, 1080),
    "evening": (1080, 1260),
    "lunch": (720, 840),
}
"""Parts of the working day, minutes after midnight."""
_DAY_LIST = (
    rf"(?<!he\s)(?<!ey\s)(?:(?:on|every|this)\s+)?\b(?:{w.DAY}|weekdays?\b|(?:the\s+)?weekends?\b)"
    rf"(?:\s*(?:,|/|&|\+|-|or\b|and\b|to\b|through\b)*\s*\b(?:{w.DAY}|weekdays?\b|weekends?\b))*"
)
_PART = r"(?:(?:in\s+the|this|early|late)\s+)*(mornings?|afternoons?|evenings?|lunch(?:\s*time)?)\b"
_WHEN = rf"(?P<date>{w.DATE})|(?P<day>\b{w.DAY})|(?P<month>(?:early\s+)?{w.MONTH})"
_AT = rf"(?:,?\s+(?P<clock>{w.CLOCK})|,?\s+at\s+(?P<time>{w.TIME}))?"
_NOT_NAMES = frozenset(
    {
        "reception",
        "receptionist",
        "gatekeeper",
        "secretary",
        "colleague",
        "voicemail",
        "note",
        "notes",
    }
    | {
        "clue",
        "callback",
        "call",
        "calls",
        "said",
        "says",
        "time",
        "times",
        "ps",
        "nb",
        "re",
        "best",
    }
    | {"good", "try", "after", "before", "at", "on", "from", "until", "between", "not"}
)
_STOP = rf"(?:{w.DAY}|{w.MONTH}|today|tomorrow|after|before|not|back|call|from|between|mornings?)\b"
_NAME = rf"(?:the\s+)?[^\W\d_][\w'’-]*(?:\s+(?!(?i:{_STOP}))[A-Z][\w'’-]*){{0,2}}"


def parse(line: str, now: Ms, zone: str | None) -> tuple[Clue, ...]:
    """The clues in `line`, spoken at `now` by somebody whose clock is `zone`'s; () when nothing is
    understood. Without a zone dates are UTC's, and no promise at a time of day can be made."""
    text = re.sub(DASHES, "-", re.sub(r"\s+", " ", line[:LONGEST])).strip()
    reader = _Reader(now, zone)
    place = 0
    while place < len(text):
        place = reader.take(text, place)
    return reader.clues()


def echo(clues: tuple[Clue, ...], zone: str | None) -> str:
    """What was understood, in plain words: `Ask for Dana. Tue, Thu after 15:00, their time`.
    Empty for no clues."""
    place = hours.zone(zone or "")
    days = [_names(clue.days) for clue in clues if clue.kind == "days"]
    windows = [_span(clue) for clue in clues if clue.kind == "window"]
    said: list[str] = []
    for clue in clues:
        if clue.kind == "person":
            said.append(f"Ask for {clue.text}")
        elif clue.kind == "number":
            said.append(f"Other number {clue.text}")
        elif clue.kind == "exact":
            said.append(f"Promised {hours.spoken(clue.at, place)}" + _theirs(place is not None))
        elif clue.kind == "back":
            said.append(f"Not before {_until(clue.at, zone)}")
    if days or windows:
        when = " ".join(part for part in (", ".join(days), " or ".join(windows)) if part)
        said.append(when + _theirs(bool(windows)))
    said += [f"Not {_names(clue.days)}" for clue in clues if clue.kind == "not_days"]
    return ". ".join(part[0].upper() + part[1:] for part in said)


class _Reader:
    """Reads a line from left to right. A day waits for the time that may follow it."""

    def __init__(self, now: Ms, zone: str | None) -> None:
        self._now = now
        self._place = hours.zone(zone or "")
        self._today = at(now).astimezone(self._place or UTC).date()
        self._person = ""
        self._number = ""
        self._exact: list[Ms] = []
        self._back: Ms = 0
        self._windows: list[tuple[int, int]] = []
        self._days: set[int] = set()
        self._not_days: set[int] = set()
        self._waiting: list[int] = []
        self._date: date | None = None
        self._date_used = True
        self._loose: int | None = None

    def take(self, text: str, place: int) -> int:
        """Understands what stands at `place`, or passes over one word of it. The place after
        that."""
        if place == 0 or not text[place - 1].isalnum() or not text[place].isalnum():
            for pattern, rule in _RULES:
                found = pattern.match(text, place)
                if found and found.end() > place and rule(self, found):
                    return found.end()
        word = re.compile(r"\w+|.", re.S).match(text, place)
        return word.end() if word else place + 1

    def clues(self) -> tuple[Clue, ...]:
        """Everything understood, in the order it is echoed in."""
        self._settle()
        found = [Clue(kind="person", text=self._person)] if self._person else []
        found += [Clue(kind="number", text=self._number)] if self._number else []
        found += [Clue(kind="exact", at=instant) for instant in sorted(set(self._exact))]
        found += [Clue(kind="back", at=self._back)] if self._back else []
        found += [Clue(kind="days", days=tuple(sorted(self._days)))] if self._days else []
        found += [Clue(kind="window", start=start, end=end) for start, end in self._windows]
        if self._not_days:
            found.append(Clue(kind="not_days", days=tuple(sorted(self._not_days))))
        return tuple(found)

    # ---- what a rule may do; each says whether it made sense ----

    def person(self, found: re.Match[str]) -> bool:
        name = found["name"].strip().rstrip(".'’-")
        first = name.casefold().split()[0] if name else ""
        if not first or re.fullmatch(_STOP, first, re.I):
            return False
        if first not in _NOT_NAMES:
            self._person = name if name != name.lower() else _capital(name)
        return True

    def number(self, found: re.Match[str]) -> bool:
        digits = re.sub(r"\D", "", found["number"])
        if found["number"].startswith("+") and 8 <= len(digits) <= 15 and digits.isascii():
            self._number = "+" + digits
        return True

    def soon(self, found: re.Match[str]) -> bool:
        if found["unit"].casefold() == "h" and not found[0].casefold().startswith(("in", "back")):
            return False  # "after 14h" is a time of day
        length = w.minutes_in(found["count"], found["unit"])
        if length is None or length >= 1440:
            return self._days_from_now(found["count"], length)
        instant = self._now + int(length * 60_000)
        if (found["back"] or "").strip():
            self._not_before(instant)
        else:
            self._exact.append(instant)
        return True

    def away(self, found: re.Match[str]) -> bool:
        if found["busy"]:
            minute = w.minute(found["busy"])
            if minute is None:
                return False
            instant = self._instant(self._today, minute)
            self._not_before(instant if instant > self._now else instant + 86_400_000)
            return True
        day = self._named(found)
        if day is None:
            return False
        clock = found["clock"] or found["time"]
        self._not_before(self._instant(day, (clock and w.minute(clock)) or 0))
        return True

    def after_day(self, found: re.Match[str]) -> bool:
        day = self._named(found) if not found["weekend"] else w.upcoming(6, self._today, True)
        if day is None:
            return False
        self._not_before(self._instant(day + timedelta(days=1), 0))
        return True

    def not_today(self, found: re.Match[str]) -> bool:
        ahead = 1 if "today" in found[0].casefold() else 7 - self._today.weekday()
        self._not_before(self._instant(self._today + timedelta(days=ahead), 0))
        return True

    def not_days(self, found: re.Match[str]) -> bool:
        self._not_days.update(w.weekdays(found[0]))
        return True

    def not_part(self, found: re.Match[str]) -> bool:
        start, end = _part(found[1])
        if start > PARTS["morning"][0]:
            self._window(0, start)
        if end < PARTS["evening"][1]:
            self._window(end, 1440)
        return True

    def part(self, found: re.Match[str]) -> bool:
        self._window(*_part(found[1]))
        return True

    def around_lunch(self, found: re.Match[str]) -> bool:
        after = found[1].casefold() == "after"
        self._window(*((780, 1440) if after else (0, 720)))
        return True

    def between(self, found: re.Match[str]) -> bool:
        first, last = found["first"], found["last"]
        start, end = w.minute(first), w.minute(last)
        half = w.half_day(last)
        if half and not w.half_day(first) and not re.search(r"[:.]", first):
            start = w.minute(f"{first} {half}m")
            if start is not None and end is not None and start >= end:
                start = w.minute(first + "am")
        if start is not None and end is not None and start > end and not half:
            end = w.minute(last + "am") or end
        if start is None or end is None or start == end:
            return False
        self._window(start, end)
        return True

    def after(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        return minute is not None and minute < 1440 and self._window(minute, 1440)

    def before(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        return bool(minute) and self._window(0, minute or 0)

    def around(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        if minute is None:
            return False
        return self._window(max(0, minute - 30), min(1440, minute + 30))

    def on_date(self, found: re.Match[str]) -> bool:
        day = w.day_of(found["date"], self._today)
        if day is None:
            return True
        self._settle_date()
        self._date, self._date_used, self._waiting = day, False, []
        if self._loose is not None:
            minute, self._loose = self._loose, None
            self._promise(minute)
        return True

    def days(self, found: re.Match[str]) -> bool:
        days = w.weekdays(found[0])
        if self._loose is not None and len(days) == 1:
            minute, self._loose = self._loose, None
            self._waiting = list(days)
            self._promise(minute)
        else:
            self._waiting += days
        return True

    def clock(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        if minute is None:
            return False
        self._promise(minute)
        return True

    def nothing(self, _: re.Match[str]) -> bool:
        return True

    # ---- what it comes to ----

    def _promise(self, minute: int) -> None:
        """A time of day: on the one day named before it, on the last date, or waiting for a day."""
        days, self._waiting = self._waiting, []
        if len(set(days)) > 1:
            self._days.update(days)
            self._window(minute, min(1440, minute + 60))
        elif days:
            day = w.upcoming(days[0], self._today, same_day=True)
            if self._instant(day, minute) <= self._now:
                day += timedelta(days=7)
            self._date, self._date_used = day, True
            self._exactly(day, minute)
        elif self._date is not None:
            self._date_used = True
            self._exactly(self._date, minute)
        else:
            self._settle_loose()
            self._loose = minute

    def _exactly(self, day: date, minute: int) -> None:
        instant = self._instant(day, minute)
        if self._place is not None and instant > self._now:
            self._exact.append(instant)

    def _settle(self) -> None:
        self._settle_date()
        self._settle_loose()
        self._days.update(self._waiting)

    def _settle_date(self) -> None:
        if self._date is not None and not self._date_used:
            self._not_before(self._instant(self._date, 0))

    def _settle_loose(self) -> None:
        if self._loose is not None:
            today = self._instant(self._today, self._loose) > self._now
            self._exactly(self._today + timedelta(days=0 if today else 1), self._loose)
        self._loose = None

    def _days_from_now(self, count: str, length: float | None) -> bool:
        if length is not None:
            day = self._today + timedelta(days=min(int(length // 1440), 731))
        else:
            many = w.minutes_in(count, "min") or 1
            first = self._today.replace(day=1)
            for _ in range(min(24, int(many))):
                first = (first + timedelta(days=32)).replace(day=1)
            day = first + timedelta(days=min(self._today.day, 28) - 1)
        self._not_before(self._instant(day, 0))
        return True

    def _named(self, found: re.Match[str]) -> date | None:
        if found["date"]:
            return w.day_of(found["date"], self._today)
        if found["day"]:
            return w.upcoming(w.weekday(found["day"]), self._today)
        return w.day_of(found["month"].split()[-1].rstrip(".") + " 1", self._today)

    def _not_before(self, instant: Ms) -> None:
        if instant > self._now:
            self._back = max(self._back, instant)

    def _instant(self, day: date, minute: int) -> Ms:
        start = datetime.combine(day, time(), tzinfo=self._place or UTC)
        if minute >= 1440:
            return ms(start + timedelta(days=1))
        return ms(start.replace(hour=minute // 60, minute=minute % 60))

    def _window(self, start: int, end: int) -> bool:
        """Adds a window. One open at one end narrows the last one, where they meet."""
        if self._windows:
            was = self._windows[-1]
            low, high = max(was[0], start), min(was[1], end)
            if low < high and any(a == 0 or b == 1440 for a, b in (was, (start, end))):
                self._windows[-1] = (low, high)
                return True
        if (start, end) not in self._windows:
            self._windows.append((start, end))
        return True


def _part(word: str) -> tuple[int, int]:
    return next(span for name, span in PARTS.items() if word.casefold().startswith(name))


def _capital(name: str) -> str:
    if name.startswith("the "):
        return name
    return " ".join(part[:1].upper() + part[1:] for part in name.split())


def _names(days: tuple[int, ...]) -> str:
    return ", ".join(w.DAYS[day].capitalize() for day in days)


def _span(clue: Clue) -> str:
    for name, span in PARTS.items():
        if span == (clue.start, clue.end) and name != "lunch":
            return f"{name}s"
    if clue.end == 1440:
        return f"after {_clock(clue.start)}"
    if clue.start == 0:
        return f"before {_clock(clue.end)}"
    return f"{_clock(clue.start)}–{_clock(clue.end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _until(instant: Ms, zone: str | None) -> str:
    place = hours.zone(zone or "")
    words = hours.spoken(instant, place)
    midnight = at(instant).astimezone(place or UTC).time() == time()
    return words.split(",")[0] if midnight else words + _theirs(place is not None)


def _theirs(timed: bool) -> str:
    return ", their time" if timed else ""


_Rule = Callable[[_Reader, re.Match[str]], bool]


def _rule(pattern: str, rule: _Rule) -> tuple[re.Pattern[str], _Rule]:
    return re.compile(pattern, re.I), rule


_AWAY = (
    r"(?:away|out(?:\s+of\s+(?:the\s+)?office)?|off|ooo|leave|holidays?|vacation|abroad|sick|travell?ing|"
    r"busy|meetings?|lunch|training|call|not\s+(?:in|back|there|here|available))"
)
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (re.compile(rf"(?:(?i:ask|asking)\s+(?i:for)|(?i:speak|talk)\s+(?i:to|with))\s+(?P<name>{_NAME})"),
     _Reader.person),
    (re.compile(r"(?P<name>(?<![^\s])[^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*)?)\s?:(?=\s)"),
     _Reader.person),
    _rule(r"(?P<number>\+\s?\d(?:(?!\s\d{1,2}(?:\s?-\s?\d{1,2}(?!\d)|:\d|\s?[ap]m))[\d\s().\-/]){5,24}(?<=\d))",
          _Reader.number),
    _rule(r"(?:number|mobile|cell|phone|tel)(?:\s+is)?\s*:?\s*(?P<number>[\d(][\d\s().\-/]{5,24}\d)",
          _Reader.number),
    _rule(r"not\s+(?:today|this\s+week)\b", _Reader.not_today),
    _rule(rf"(?:but\s+)?(?:not|never|no|except|avoid)\s+(?:on\s+)?{_DAY_LIST}(?:\s+(?:am|pm|{_PART}))?",
          _Reader.not_days),
    _rule(rf"(?:but\s+)?(?:not|never|no|except|avoid)\s+{_PART}", _Reader.not_part),
    _rule(rf"(?P<back>back\s+)?(?:in|after)\s+(?P<count>{w.COUNT})\s*(?P<unit>{w.UNIT})",
          _Reader.soon),
    _rule(rf"after\s+(?:{_WHEN}|(?P<weekend>the\s+weekend\b))", _Reader.after_day),
    _rule(rf"(?:{_AWAY}\b[^\d.;,]{{0,25}}?\b(?:until|till?|to|through)|back|returns?|returning|from|"
          rf"available\s+from|not\s+(?:before|until|till?)|starting|as\s+of)\s+(?:on\s+|in\s+|from\s+)?"
          rf"(?:(?:{_WHEN}){_AT})(?P<busy>)", _Reader.away),
    _rule(r"(?:out|gone)\s+(?:to|for)\s+lunch\b|at\s+lunch\b", _Reader.nothing),
    _rule(rf"(?:{_AWAY}\b[^\d.;,]{{0,25}}?\b(?:until|till?)|back)\s+(?:at\s+|after\s+|by\s+)?"
          rf"(?P<busy>{w.TIME}){w.NOT_A_TIME}", _Reader.away),
    _rule(rf"(?:before|by|until|till?)\s+(?:{w.DATE}|\b{w.DAY})", _Reader.nothing),
    _rule(rf"(?:(?P<two>between\s+)|from\s+)?(?<![-/\d])(?P<first>{w.TIME})\s*(?:-|to|till?|until|(?(two)and|-))\s*"
          rf"(?P<last>{w.TIME})(?![-/]\d){w.NOT_A_TIME}", _Reader.between),
    _rule(r"(after|before)\s+lunch(?:\s*time)?\b", _Reader.around_lunch),
    _rule(_PART, _Reader.part),
    _rule(rf"(?:after|from|past|later\s+than|not\s+before|not\s+until|not\s+till?)\s+"
          rf"(?P<time>{w.TIME}){w.NOT_A_TIME}", _Reader.after),
    _rule(rf"(?:before|until|till?|by|up\s+to|not\s+after|no\s+later\s+than)\s+"
          rf"(?P<time>{w.TIME}){w.NOT_A_TIME}", _Reader.before),
    _rule(rf"(?:around|circa|~)\s*(?P<time>{w.TIME}){w.NOT_A_TIME}", _Reader.around),
    _rule(rf"(?:on\s+)?(?P<date>{w.DATE})", _Reader.on_date),
    _rule(rf"(?:at|@)\s*(?P<time>{w.TIME}){w.NOT_A_TIME}", _Reader.clock),
    _rule(rf"(?P<time>{w.CLOCK})", _Reader.clock),
    _rule(_DAY_LIST, _Reader.days),
)  # fmt: skip
