"""The words a clue line may use, as patterns with names: times, days, dates. What they add up to is
decided in `clue_line.py`."""

import re
from datetime import date, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HOURS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

HOUR_WORD = "|".join(HOURS)
DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?:s|['’]s)?\b\.?"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
TIME = (
    rf"(?:noon\b|midday\b|midnight\b|(?:(?:half(?:\s+past)?|quarter\s+(?:past|to))\s+)?(?:(?:{HOUR_WORD})\b|"
    r"(?<![\d:.])\d{1,2}(?:[:.h]\d{2})?(?![\d:])(?!(?:st|nd|rd|th)\b))"
    r"(?:\s*(?:am|pm|a\.m\.|p\.m\.)(?![a-z]))?(?:\s*o['’]?clock\b)?)"
)
CLOCK = (
    r"(?:noon\b|midday\b|(?<![\d:.+])\d{1,2}(?::\d{2}(?![\d:])(?:\s*(?:am|pm)(?![a-z]))?|"
    r"(?:\.\d{2})?\s*(?:am|pm)(?![a-z])))"
)
"""A time that can be nothing else: `16:10`, `4pm`, `noon`."""
NOT_A_TIME = (
    r"(?!\s*(?:%|€|\$|£|k\b|min|sec|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|people\b|"
    r"users?\b|seats?\b|calls?\b|attempts?\b|tries\b|times\b|rings?\b|things?\b|more\b|of\b))"
)
"""What may not follow a bare number: "after 3 attempts" is no time of day."""
COUNT = rf"(?:\d{{1,3}}|half\s+an?|an?|{HOUR_WORD})"
UNIT = r"(?:min(?:ute)?s?|hours?|hrs?|h|days?|weeks?|wks?|months?)\b"
DATE = (
    rf"(?:(?:(?:{DAY}),?\s+(?:the\s+)?)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|"
    rf"{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?![\d:]))(?:,?\s+\d{{4}}\b)?|"
    r"\b\d{4}-\d{2}-\d{2}\b|(?:the\s+)?\b\d{1,2}(?:st|nd|rd|th)\b|"
    r"(?:the\s+)?day\s+after\s+tomorrow\b|(?:the\s+)?week\s+after\s+next\b|(?:the\s+)?new\s+year\b|"
    r"(?:christmas|xmas|thanksgiving|new\s+year['’]?s(?:\s+day)?)\b|tomorrow\b|tomorow\b|tmrw\b|today\b|"
    rf"next\s+week\b|next\s+month\b|next\s+{DAY})"
)


def minute(text: str) -> int | None:
    """`3`, `15:00`, `9.30am`, `half one`, `noon` as minutes after midnight; None when there is no
    such time. An hour from one to seven without am or pm is the afternoon: nobody is called at
    three."""
    low = text.casefold()
    if (quarter := re.match(r"quarter\s+(past|to)\s+(.*)", low)) is not None:
        hour = minute(quarter[2])
        return None if hour is None else hour + (15 if quarter[1] == "past" else -15)
    if "noon" in low or "midday" in low:
        return 720
    if "midnight" in low:
        return 1440
    digits = re.search(r"(\d{1,2})(?:[:.h](\d{2}))?", low)
    word = re.search(rf"\b({HOUR_WORD})\b", low)
    if digits:
        hour, past = int(digits[1]), int(digits[2] or 0)
    elif word:
        hour, past = HOURS.index(word[1]) + 1, 0
    else:
        return None
    if low.startswith("half") and not past:
        past = 30
    return _on_the_clock(hour, past, half_day(low), exact=bool(digits and digits[1][0] == "0"))


def span(first: str, last: str) -> tuple[int, int] | None:
    """`2` and `4pm`, `10` and `2`, `22` and `2` as minutes after midnight; None for no span. What
    was said of the second half of the day holds for the first time too, where that makes sense."""
    start, end, half = minute(first), minute(last), half_day(last)
    if half and not half_day(first) and not re.search(r"[:.]", first):
        start = minute(f"{first} {half}m")
        if start is not None and end is not None and start >= end:
            start = minute(first + "am")
    if start is not None and end is not None and start > end and not half:
        end = minute(last + "am") or end
    if start is None or end is None or start % 1440 == end % 1440:
        return None
    return start % 1440, end or 1440  # "13-0" is until midnight


def half_day(text: str) -> str:
    """`a`, `p` or nothing: what was said about morning or afternoon."""
    said = re.search(r"(?<![a-z])([ap])\.?m\.?(?![a-z])", text.casefold())
    return said[1] if said else ""


def _on_the_clock(hour: int, past: int, half: str, exact: bool) -> int | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 7 and not exact:
        hour += 12
    total = hour * 60 + past
    return total if past < 60 and total <= 1440 else None


def weekday(text: str) -> int:
    """0 = Monday for any way of writing it that `DAY` matches."""
    return DAYS.index(text.casefold()[:3])


def weekdays(text: str) -> tuple[int, ...]:
    """Every weekday in `text`, `Mon-Wed` and `Mon to Wed` filled in, in order of the week."""
    found: set[int] = set()
    ranges = rf"({DAY})\s*(?:-|to|till|until|through)\s*({DAY})"
    for first, last in re.findall(ranges, text, re.I):
        low, high = weekday(first), weekday(last)
        found.update((low + step) % 7 for step in range((high - low) % 7 + 1))
    for one in re.findall(rf"\b{DAY}", re.sub(ranges, " ", text, flags=re.I), re.I):
        found.add(weekday(one))
    if re.search(r"\bweekdays?\b", text, re.I):
        found.update(range(5))
    if re.search(r"\bweekends?\b", text, re.I):
        found.update((5, 6))
    return tuple(sorted(found))


def upcoming(day: int, today: date, same_day: bool = False) -> date:
    """The next such weekday: later than today, unless `same_day` lets today count."""
    ahead = (day - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead or same_day else 7)


def day_of(text: str, today: date) -> date | None:
    """The date `text` (matched by DATE or DAY) means when said on `today`; None when there is none,
    or it lies in the past or more than two years ahead."""
    try:
        found = _day_of(text.casefold().rstrip("."), today)
    except (ValueError, OverflowError):
        return None
    fine = found is not None and today <= found <= today + timedelta(days=731)
    return found if fine else None


def _day_of(low: str, today: date) -> date | None:
    named = _from_today(low, today) or _feast(low, today)
    if named is not None:
        return named
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", low):
        return date.fromisoformat(low)
    month = re.search(rf"(?<![a-z]){MONTH}", low)
    if month:
        return _in_month(low, MONTHS.index(month[0][:3]) + 1, today)
    ordinal = re.search(r"(\d{1,2})(?:st|nd|rd|th)", low)
    if ordinal:
        return _next_such(int(ordinal[1]), today)
    return upcoming(weekday(low), today)


def _from_today(low: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    ahead = {"today": 0, "tomorrow": 1, "tomorow": 1, "tmrw": 1}
    if "day after tomorrow" in low:
        return today + timedelta(days=2)
    if "week after next" in low:
        return monday + timedelta(days=7)
    if low in ahead:
        return today + timedelta(days=ahead[low])
    if low == "next week":
        return monday
    if low == "next month":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return monday + timedelta(days=weekday(low[5:].strip())) if low.startswith("next ") else None


def _feast(low: str, today: date) -> date | None:
    """Days people name instead of a date. Christmas is over on the 26th, where many still are
    away."""
    for year in (today.year, today.year + 1):
        first = date(year, 11, 1)
        fourth = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        feasts = {"christmas": date(year, 12, 26), "xmas": date(year, 12, 26), "thanks": fourth}
        found = next((day for name, day in feasts.items() if name in low), None)
        found = date(year, 1, 1) if "new year" in low else found
        if found is not None and found >= today:
            return found
    return None


def _in_month(low: str, month: int, today: date) -> date:
    year = re.search(r"\b(\d{4})\b", low)
    day = re.search(r"(?<!\d)(\d{1,2})(?!\d)", low)
    wanted = int(day[1]) if day else 1
    if year:
        return date(int(year[1]), month, wanted)
    this = date(today.year, month, wanted)
    return this if this >= today else date(today.year + 1, month, wanted)


def _next_such(day: int, today: date) -> date:
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == day:
            return found
    raise ValueError("no month has such a day")


def minutes_in(count: str, unit: str) -> float | None:
    """`20` and `min`, `half an` and `hour`, as minutes; None for months, which are not all
    alike."""
    low, of = count.casefold(), unit.casefold()
    if low.isdigit():
        times = float(low)
    elif low.startswith("half"):
        times = 0.5
    else:
        times = 1.0 if low in ("a", "an") else HOURS.index(low) + 1.0
    if of.startswith("month"):
        return None
    each = {"h": 60, "d": 1440, "w": 10080}.get(of[0], 1)
    return times * each
