"""The checks of this desk in words, broken ones first, each with the act that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from client.hooks import Armed
from ui.person_words import cleaned
from ui.widgets.check_row import Check

TITLES = {"link": "Link", "notification": "Notification", "sound": "Sound", "clock": "Clock"}
MENDS: dict[str, tuple[str, str, str, str]] = {
    "link": ("link", "Try now", "R", "refresh-cw"),
    "notification": ("notification", "Show again", "S", "bell-ring"),
    "sound": ("device", "Choose another output", "O", "volume-2"),
    "clock": ("link", "Try now", "R", "refresh-cw"),
}
"""By check: what is asked for, the words of its button, key and icon."""


@dataclass(frozen=True)
class CheckLine:
    """One check as shown."""

    name: str
    title: str
    check: Check
    found: str


def check_lines(armed: Armed) -> list[CheckLine]:
    """Every check, broken first, else in the order they are made."""
    made = []
    for name, check in armed.checks.items():
        fresh = not check.ok and not armed.proven and check.text == "Not checked yet"
        state = Check.HOLDS if check.ok else Check.OPEN if fresh else Check.FAILED
        title = TITLES.get(name, cleaned(name.replace("_", " ").capitalize(), 40))
        made.append(CheckLine(name, title, state, cleaned(check.text)))
    return sorted(made, key=lambda line: line.check is Check.HOLDS)


def open_checks(armed: Armed) -> int:
    """How many do not hold."""
    return sum(not check.ok for check in armed.checks.values())
