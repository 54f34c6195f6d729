"""How a rule's author may write it: `mon-fri = ["10:00-13:00", "14:00-20:00"]`, `limits =
["4 in 30 d"]`. Turned here into the numbers of `rules.py`; also what rules say of each other."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
from msgspec.structs import replace

from app.domain.clue_words import DAYS
from app.domain.playbook_values import Wrong, seconds, span
from app.domain.rules import DEFAULT, Rule, Window

HOUR_S, DAY_S = 3_600, 86_400
QUIET = "a day of our own"


class RuleError(Exception):
    """What is wrong with a rule that ships, as `US-KY: mon-fri: ...`."""


def load(key: str, text: str) -> Rule:
    """The rule of jurisdiction `key` written in `text`. Raises RuleError, and nothing else."""
    try:
        table = tomllib.loads(text)
        if strange := [name for name in table if name not in _WRITTEN and not named_days(name)]:
            raise Wrong(strange[0], "unknown key")
        rule = msgspec.convert(written(table), Rule)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as wrong:
        raise RuleError(f"{key}: {wrong}") from None
    except Wrong as wrong:
        raise RuleError(f"{key}: {wrong.key}: {wrong.why}") from None
    for path, why in mistakes(key, rule):
        raise RuleError(f"{key}: {path}: {why}")
    return rule


def written(table: Any) -> Any:
    """A rule's table as `Rule` takes it. Raises Wrong. Every weekday must be named once."""
    if not isinstance(table, dict):
        return table
    made: dict[str, Any] = {}
    days: dict[int, list[Window]] = {}
    overnight = table.get("overnight") is True
    for key, value in table.items():
        if key == "windows":
            raise Wrong(key, "unknown key; name the weekdays instead")
        if named := named_days(key):
            for day in named:
                if day in days:
                    raise Wrong(key, f"{DAYS[day]} has its hours already")
                days[day] = _windows(value, key, overnight)
        elif key != "overnight":
            made[key] = _VALUES[key](value) if key in _VALUES else value
    if missing := [DAYS[day] for day in range(7) if day not in days]:
        raise Wrong("", f'say the hours of {", ".join(missing)} too, or "closed"')
    if overnight and not any(end > 1440 for day in days.values() for _, end in day):
        raise Wrong("overnight", "no day runs past midnight")
    return {**made, "windows": [days[day] for day in range(7)]}


def mistakes(key: str, rule: Rule) -> Iterator[tuple[str, str]]:
    """What is wrong with `rule` as the rule of `key`: which of its keys, and why."""
    if key != DEFAULT and not re.fullmatch(r"[A-Z]{2}(-([A-Z0-9]{1,3}|unknown))?", key):
        yield "", "expected a country as two capital letters, like GB, or a state, like US-KY"
    if not any(rule.windows):
        yield "", "every day is closed"
    if not rule.channels or "email" in rule.channels:
        yield "channels", 'expected "call", "sms" or both; an email keeps no hours'
    if any(limit.calls < 1 or limit.hours < 1 for limit in rule.limits):
        yield "limits", "at least one call must be allowed"
    if rule.cool_off < 0:
        yield "cool_off", "cannot be negative"


def with_quiet(rules: Mapping[str, Rule], days: Iterable[str]) -> dict[str, Rule]:
    """`rules` with the company's own quiet days in each."""
    quiet = dict.fromkeys(days, QUIET)
    return {
        key: replace(rule, banned={**quiet, **rule.banned}) if quiet else rule
        for key, rule in rules.items()
    }


def iso(value: Any, key: str) -> str:
    """A date, written bare or in quotes, as ISO text."""
    try:
        return (value if type(value) is date else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError):
        raise Wrong(key, f"expected a date like 2026-12-24, not {value!r}") from None


def named_days(key: str) -> list[int]:
    """`mon-fri` as 0..4, `sun` as 6; nothing for what names no weekday."""
    first, dash, last = key.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return []
    low, high = DAYS.index(first), DAYS.index(last if dash else first)
    return [(low + step) % 7 for step in range((high - low) % 7 + 1)]


def _windows(value: Any, key: str, overnight: bool) -> list[Window]:
    """`"09:00-20:00"`, a list of such, or `"closed"`."""
    each = value if isinstance(value, list) else [value]
    found: list[Window] = []
    for one in each:
        start, end = span(one, key)
        if start == end:
            continue
        if end < start and not overnight:
            raise Wrong(key, "it ends before it starts; set overnight = true if it is meant")
        found.append((start, end if start < end else end + 1440))
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise Wrong(key, "two of its hours overlap")
    return found


def _limits(value: Any) -> list[dict[str, int]]:
    if not isinstance(value, list):
        raise Wrong("limits", 'expected a list like ["3 in 24 h", "4 in 30 d"]')
    found = []
    for one in value:
        parts = re.fullmatch(r"\s*(\d+)\s+in\s+(\d+\s*[a-z]+)\s*", str(one))
        length = seconds(parts[2], "limits") if parts else 0
        if parts is None or length % HOUR_S or not length:
            raise Wrong("limits", f'expected something like "3 in 24 h", not {one!r}')
        found.append({"calls": int(parts[1]), "hours": length // HOUR_S})
    return found


def _whole_days(value: Any) -> int:
    length = seconds(value, "cool_off")
    if isinstance(length, bool) or not isinstance(length, int) or length % DAY_S:
        raise Wrong("cool_off", f'expected whole days like "60 d", not {value!r}')
    return length // DAY_S


def _banned(value: Any) -> dict[str, str]:
    """A list of dates, or a table of dates and what day each is."""
    if isinstance(value, dict):
        return {iso(day, "banned"): str(name) for day, name in value.items()}
    if isinstance(value, list):
        return {iso(day, "banned"): QUIET for day in value}
    raise Wrong("banned", "expected a list of dates")


_VALUES = {"limits": _limits, "cool_off": _whole_days, "banned": _banned}
_WRITTEN = ("overnight", *(name for name in Rule.__struct_fields__ if name != "windows"))
