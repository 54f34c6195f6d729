"""One typed line to clues, and clues to plain words. What the line does not say is not guessed:
what nobody understands here becomes no clue at all, and the line itself is kept by the caller."""

import re
from collections.abc import Callable
from datetime import UTC, time
from functools import cache

from app.domain import clue_words as w
from app.domain import hours, places
from app.domain.clue import Clue
from app.domain.clue_reader import PARTS, STOP, Reader
from app.domain.clue_tongues import in_english
from app.domain.ids import Ms, at

LONGEST = 500
DASHES = "[\u2010-\u2015\u2212]"
_WORD = re.compile(r"\w+|.", re.S)
_DAY_LIST = (
    rf"(?<!he\s)(?<!ey\s)(?:(?:on|every|this)\s+)?\b(?:{w.DAY}|weekdays?\b|(?:the\s+)?weekends?\b)"
    rf"(?:\s*(?:,|/|&|\+|-|or\b|and\b|to\b|through\b)*\s*\b(?:{w.DAY}|weekdays?\b|weekends?\b))*"
)
_PART = (
    r"(?:(?:in\s+the|this|early|late|at|over|during)\s+)*"
    r"(?P<part>mornings?|afternoons?|evenings?|lunch(?:\s*time)?)\b"
)
_NOT = r"(?:but\s+)?(?:not|never|no|except|avoid|(?:any|every)\s*day\s+(?:but|except))\s+"
_SPAN = (
    rf"(?<![-/\d])(?P<first>{w.TIME})\s*(?:-|to|till?|until|and)\s*"
    rf"(?P<last>{w.TIME})(?![-/]\d){w.NOT_A_TIME}"
)
_WHEN = rf"(?P<date>{w.DATE})|(?P<day>\b{w.DAY})|(?P<month>(?:early\s+)?{w.MONTH})"
_AT = rf"(?:,?\s+(?P<clock>{w.CLOCK})|,?\s+at\s+(?P<time>{w.TIME}))?"
_NAME = rf"(?:the\s+)?[^\W\d_][\w'’-]*(?:\s+(?!(?i:{STOP}))[A-Z][\w'’-]*){{0,2}}"


def parse(line: str, now: Ms, zone: str | None) -> tuple[Clue, ...]:
    """The clues in `line`, spoken at `now` by somebody whose clock is `zone`'s; () when nothing is
    understood. Without a zone dates are UTC's, and no promise at a time of day can be made."""
    text = re.sub(DASHES, "-", re.sub(r"\s+", " ", line[:LONGEST])).strip()
    there, zone, text = _there(text, zone)
    text = in_english(text)
    reader = Reader(now, zone)
    place = 0
    while place < len(text):
        place = _take(reader, text, place)
    return (*there, *reader.clues())


def _there(text: str, zone: str | None) -> tuple[tuple[Clue, ...], str | None, str]:
    """Where they say they are; what else the line says is by that clock, without those words."""
    found = places.heard(text)
    if found is None:
        return (), zone, text
    rest = f"{text[: found.start]} , {text[found.end :]}"
    return (Clue(kind="place", text=found.zone),), found.zone, rest


def _take(reader: Reader, text: str, place: int) -> int:
    """Understands what stands at `place`, or passes over one word of it. The place after that."""
    if place == 0 or not text[place - 1].isalnum() or not text[place].isalnum():
        for pattern, rule in _rules():
            found = pattern.match(text, place)
            if found and found.end() > place and rule(reader, found):
                return found.end()
    word = _WORD.match(text, place)
    return word.end() if word else place + 1


def echo(clues: tuple[Clue, ...], zone: str | None) -> str:
    """What was understood, in plain words: `Ask for Dana. Tue, Thu after 15:00, their time`.
    Empty for no clues."""
    zone = next((clue.text for clue in clues if clue.kind == "place"), zone)
    place = hours.zone(zone or "")
    days = [_names(clue.days) for clue in clues if clue.kind == "days"]
    windows = [_span(clue) for clue in clues if clue.kind == "window"]
    said: list[str] = []
    for clue in clues:
        if clue.kind == "place" and place is not None:
            said.append(f"{hours.city(place)} time")
        elif clue.kind == "person":
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
    said += [_not_then(clue) for clue in clues if clue.kind == "not_window"]
    said += [f"No more {_MESSAGES[clue.text]}" for clue in clues if clue.kind == "refuse"]
    return ". ".join(part[0].upper() + part[1:] for part in said)


_MESSAGES = {"call": "calls", "sms": "texts", "email": "emails"}


def _not_then(clue: Clue) -> str:
    days = "" if len(clue.days) == 7 else _names(clue.days) + " "
    return f"Not {days}{_span(clue)}" + _theirs(True)


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


_Rule = Callable[[Reader, re.Match[str]], bool]


def _rule(pattern: str, rule: _Rule) -> tuple[str, _Rule]:
    return f"(?i:{pattern})", rule


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Rule], ...]:
    """Compiled when the first line is read: a desk that starts need not wait for it."""
    return tuple((re.compile(pattern), rule) for pattern, rule in _RULES)


_AWAY = (
    r"(?:away|out(?:\s+of\s+(?:the\s+)?office)?|off|ooo|leave|holidays?|vacation|abroad|sick|travell?ing|"
    r"busy|meetings?|lunch|training|call|not\s+(?:in|back|there|here|available))"
)
_RULES: tuple[tuple[str, _Rule], ...] = (
    (rf"(?:(?i:ask|asking)\s+(?i:for)|(?i:speak|talk)\s+(?i:to|with))\s+(?P<name>{_NAME})",
     Reader.person),
    (r"(?P<name>(?<![^\s])[^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*)?)\s?:(?=\s)",
     Reader.person),
    _rule(r"(?P<number>\+\s?\d(?:(?!\s\d{1,2}(?:\s?-\s?\d{1,2}(?!\d)|:\d|\s?[ap]m))[\d\s().\-/]){5,24}(?<=\d))",
          Reader.number),
    _rule(r"(?:number|mobile|cell|phone|tel)(?:\s+is)?\s*:?\s*(?P<number>[\d(][\d\s().\-/]{5,24}\d)",
          Reader.number),
    _rule(r"not\s+(?:today|(?:this|next)\s+week)\b", Reader.not_today),
    _rule(rf"{_NOT}(?:on\s+)?{w.DATE}", Reader.nothing),
    _rule(rf"{_NOT}(?:on\s+)?{_DAY_LIST}(?:\s+(?:(?P<half>am|pm)\b|{_PART}|"
          rf"(?:after|from|past)\s+(?P<late>{w.TIME}){w.NOT_A_TIME}|"
          rf"(?:before|until|till?)\s+(?P<early>{w.TIME}){w.NOT_A_TIME}|(?:between\s+|from\s+)?{_SPAN}))?",
          Reader.not_days),
    _rule(rf"(?:{_NOT}|(?:busy|in\s+meetings?|lunch(?:\s*break)?|teaching|in\s+class|school\s+run)(?:\s+is)?:?\s+)"
          rf"(?:between\s+|from\s+)?{_SPAN}", Reader.not_between),
    _rule(rf"{_NOT}{_PART}", Reader.not_part),
    _rule(rf"{_NOT}(?:in\s+the\s+)?(?P<half>am|pm)\b", Reader.not_half),
    _rule(rf"{_DAY_LIST}\s+(?P<half>am|pm)\b", Reader.days_half),
    _rule(r"(?P<half>pm|am(?=\s+only))\b", Reader.days_half),
    _rule(rf"(?:at\s+)?(?P<time>(?:half\s+past|quarter\s+(?:past|to))\s+{w.TIME})", Reader.clock),
    _rule(rf"(?P<time>{w.TIME})\s+(?:at\s+the\s+)?earliest\b", Reader.after),
    _rule(rf"(?P<time>{w.TIME})\s+(?:at\s+the\s+)?latest\b", Reader.before),
    _rule(r"(?:please\s+)?(?:no(?:\s+more)?\s+(?:phone\s+)?(?:calls?|texts?|sms)(?:\s+please)?|"
          r"(?:(?:do\s+not|don['’]t|never)\s+(?:call|text|phone|ring)|stop\s+(?:calling|texting|phoning))"
          r"(?:\s+(?:me|us|her|him|them))?\s+(?:again|any\s?more)|stop\s+(?:calling|texting|phoning)|"
          r"(?P<only>(?:only\s+(?:by\s+)?e-?mail|e-?mail\s+only)))\s*(?:$|[.;!])", Reader.refuse),
    _rule(rf"(?P<back>back\s+)?(?:in|after)\s+(?P<count>{w.COUNT})\s*(?P<unit>{w.UNIT})",
          Reader.soon),
    _rule(rf"after\s+(?:{_WHEN}|(?P<weekend>the\s+weekend\b))", Reader.after_day),
    _rule(rf"(?:{_AWAY}\b[^\d.;,]{{0,25}}?\b(?:until|till?|to|through)|back|returns?|returning|from|"
          rf"available\s+from|not\s+(?:before|until|till?)|starting|as\s+of)\s+(?:on\s+|in\s+|from\s+)?"
          rf"(?:(?:{_WHEN}){_AT})(?P<busy>)", Reader.away),
    _rule(rf"(?:off|out|away|closed|busy|not\s+(?:in|working|there|at\s+work)|(?:doesn|don)['’]t\s+work)"
          rf"\s+(?:on\s+)?{_DAY_LIST}", Reader.not_days),
    _rule(r"first\s+thing(?:\s+in\s+the\s+mornings?)?\b|(?:at\s+the\s+|by\s+)?end\s+of\s+(?:the\s+|each\s+)?day\b|"
          r"eod\b|close\s+of\s+business\b|cob\b", Reader.named_part),
    _rule(r"(?:out|gone)\s+(?:to|for)\s+lunch\b|at\s+lunch\b", Reader.nothing),
    _rule(rf"(?:{_AWAY}\b[^\d.;,]{{0,25}}?\b(?:until|till?)|back)\s+(?:at\s+|after\s+|by\s+)?"
          rf"(?P<busy>{w.TIME}){w.NOT_A_TIME}", Reader.away),
    _rule(rf"(?:before|by|until|till?)\s+(?:{w.DATE}|\b{w.DAY})", Reader.nothing),
    _rule(rf"(?:(?P<two>between\s+)|from\s+)?(?<![-/\d])(?P<first>{w.TIME})\s*(?:-|to|till?|until|(?(two)and|-))\s*"
          rf"(?P<last>{w.TIME})(?![-/]\d){w.NOT_A_TIME}", Reader.between),
    _rule(r"(after|before)\s+lunch(?:\s*time)?\b", Reader.around_lunch),
    _rule(_PART, Reader.part),
    _rule(rf"(?:after|from|past|(?:no\s+|not\s+)?(?:sooner|earlier)\s+than|later\s+than|not\s+before|not\s+until|not\s+till?)\s+"
          rf"(?P<time>{w.TIME}){w.NOT_A_TIME}", Reader.after),
    _rule(rf"(?:before|until|till?|by|up\s+to|not\s+after|no\s+later\s+than)\s+"
          rf"(?P<time>{w.TIME}){w.NOT_A_TIME}", Reader.before),
    _rule(rf"(?:around|about|circa|~)\s*(?P<time>{w.TIME})(?:\s*-?\s*ish\b)?{w.NOT_A_TIME}",
          Reader.around),
    _rule(rf"(?:at\s+)?(?P<time>{w.TIME})\s*-?\s*ish\b", Reader.around),
    _rule(rf"(?:on\s+)?(?P<date>{w.DATE})", Reader.on_date),
    _rule(rf"(?:at|@)\s*(?P<time>{w.TIME}){w.NOT_A_TIME}", Reader.clock),
    _rule(rf"(?P<time>{w.CLOCK})", Reader.clock),
    _rule(_DAY_LIST, Reader.days),
)  # fmt: skip
