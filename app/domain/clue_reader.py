"""What the parts of a clue line come to, read from left to right: a day waits for the time that may
follow it. Which words are which part is `clue_line.py`."""

import re
from datetime import UTC, date, datetime, time, timedelta

from app.domain import clue_words as w
from app.domain import hours
from app.domain.clue import Clue
from app.domain.ids import Ms, at, ms

PARTS = {
    "morning": (480, 720),
    "afternoon": (720, 1080),
    "evening": (1080, 1260),
    "lunch": (720, 840),
}
"""Parts of the working day, minutes after midnight."""
EVERY_DAY = tuple(range(7))
NOT_NAMES = frozenset(
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
STOP = rf"(?:{w.DAY}|{w.MONTH}|today|tomorrow|after|before|not|back|call|from|between|mornings?)\b"


class Reader:
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
        self._not_windows: list[tuple[tuple[int, ...], int, int]] = []
        self._refused: list[str] = []
        self._waiting: list[int] = []
        self._date: date | None = None
        self._date_used = True
        self._loose: int | None = None

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
        for days, start, end in dict.fromkeys(self._not_windows):
            found.append(Clue(kind="not_window", days=days, start=start, end=end))
        found += [Clue(kind="refuse", text=text) for text in dict.fromkeys(self._refused)]
        return tuple(found)

    # ---- what a rule may do; each says whether it made sense ----

    def person(self, found: re.Match[str]) -> bool:
        name = found["name"].strip().rstrip(".'’-")
        first = name.casefold().split()[0] if name else ""
        if not first or re.fullmatch(STOP, first, re.I):
            return False
        if first not in NOT_NAMES:
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
            gone = instant <= self._now
            self._not_before(self._instant(self._today + timedelta(days=gone), minute))
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
        said = found[0].casefold()
        ahead = 1 if "today" in said else 7 - self._today.weekday() + 7 * ("next" in said)
        self._not_before(self._instant(self._today + timedelta(days=ahead), 0))
        return True

    def not_days(self, found: re.Match[str]) -> bool:
        days, parts = w.weekdays(found[0]), found.groupdict()
        span: tuple[int, int] | None = None
        if parts.get("half"):
            span = (0, 720) if parts["half"].casefold() == "am" else (720, 1440)
        elif parts.get("part"):
            span = part_of(parts["part"])
        elif parts.get("late") or parts.get("early"):
            minute = w.minute(parts["late"] or parts["early"])
            span = (minute, 1440) if parts["late"] and minute else (0, minute) if minute else None
        elif parts.get("first"):
            span = w.span(parts["first"], parts["last"])
        if span is None or span[0] % 1440 == span[1] % 1440:
            self._not_days.update(days)
        else:
            self._not_windows.append((days, span[0] % 1440, span[1]))
        return True

    def not_half(self, found: re.Match[str]) -> bool:
        return self._window(*((720, 1440) if found["half"].casefold() == "am" else (0, 720)))

    def days_half(self, found: re.Match[str]) -> bool:
        self._waiting += w.weekdays(found[0])
        return self._window(*((0, 720) if found["half"].casefold() == "am" else (720, 1440)))

    def not_between(self, found: re.Match[str]) -> bool:
        span = w.span(found["first"], found["last"])
        if span is None:
            return False
        self._not_windows.append((EVERY_DAY, *span))
        return True

    def refuse(self, found: re.Match[str]) -> bool:
        """A sentence of its own only: "before that no calls, please" refuses nothing."""
        before = found.string[: found.start()].rstrip()
        if before and before[-1] not in ".;!":
            return False
        if found["only"]:
            self._refused += ["call", "sms"]
        else:
            self._refused.append("sms" if re.search("text|sms", found[0], re.I) else "call")
        return True

    def not_part(self, found: re.Match[str]) -> bool:
        start, end = part_of(found["part"])
        if start > PARTS["morning"][0]:
            self._window(0, start)
        if end < PARTS["evening"][1]:
            self._window(end, 1440)
        return True

    def part(self, found: re.Match[str]) -> bool:
        self._window(*part_of(found["part"]))
        return True

    def around_lunch(self, found: re.Match[str]) -> bool:
        after = found[1].casefold() == "after"
        self._window(*((780, 1440) if after else (0, 720)))
        return True

    def between(self, found: re.Match[str]) -> bool:
        span = w.span(found["first"], found["last"])
        if span is None:
            return False
        self._window(*span)
        return True

    def after(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        return minute is not None and minute < 1440 and self._window(minute, 1440)

    def before(self, found: re.Match[str]) -> bool:
        minute = w.minute(found["time"])
        return bool(minute) and self._window(0, minute or 0)  # nothing is before 0:00

    def named_part(self, found: re.Match[str]) -> bool:
        early = found[0].casefold().startswith("first")
        return self._window(480, 600) if early else self._window(960, 1080)

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
            self._window(min(minute, 1380), min(1440, minute + 60))
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


def part_of(word: str) -> tuple[int, int]:
    return next(span for name, span in PARTS.items() if word.casefold().startswith(name))


def _capital(name: str) -> str:
    if name.startswith("the "):
        return name
    return " ".join(part[:1].upper() + part[1:] for part in name.split())
