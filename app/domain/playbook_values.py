"""How a playbook's author may write things: "5 min", "08:00-21:00". Turned here into the numbers of
`playbook.py`; weekdays and rules are `rules_file.py`."""

import re
from typing import Any

UNITS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "d": 86400, "day": 86400, "days": 86400}
CLOSED = (0, 0)


class Wrong(Exception):
    """A value that means nothing. `key` is where, below the table being read."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key
        self.why = why


def seconds(value: Any, key: str) -> Any:
    """`"5 min"` as 300. Whole numbers are seconds already; other types are left for the type
    check."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d+)\s*([a-z]+)\s*", value)
    if not found or found[2] not in UNITS:
        raise Wrong(
            key, f'expected a length of time like "60 s", "5 min", "1 h" or "1 d", not "{value}"'
        )
    return int(found[1]) * UNITS[found[2]]


def with_seconds(table: Any, *keys: str) -> Any:
    """A copy of `table` with the lengths of time under `keys` as seconds, lists included."""
    if not isinstance(table, dict):
        return table
    made = dict(table)
    for key in keys:
        if isinstance(made.get(key), list):
            made[key] = [seconds(each, f"{key}[{n}]") for n, each in enumerate(made[key])]
        elif key in made:
            made[key] = seconds(made[key], key)
    return made


def span(value: Any, key: str) -> tuple[int, int]:
    """`"08:00-21:00"` as minutes after midnight, `"closed"` as an empty span."""
    if value == "closed":
        return CLOSED
    found = re.fullmatch(r"\s*(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)\s*", str(value))
    if not isinstance(value, str) or not found:
        raise Wrong(key, f'expected hours like "08:00-21:00" or "closed", not {value!r}')
    start, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if max(int(found[2]), int(found[4])) > 59 or start >= 1440 or end > 1440:
        raise Wrong(key, f'"{value}" names a time that no clock shows')
    if start == end:
        raise Wrong(key, f'"{value}" is empty; write "closed" to close, "00:00-24:00" for all day')
    return start, end
