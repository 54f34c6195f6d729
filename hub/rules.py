"""The rules that ship, read from their files, and the public holidays they name. What a rule says
is `app.domain.rules`; a team's own are in its playbook."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from app.domain import rules_file
from app.domain.ids import Ms, at
from app.domain.rules import Rule

FOLDER = Path(__file__).parent.parent / "resources" / "rules"
YEARS_AHEAD = 2
"""A touch may be planned a year ahead, and a hub may run for a year before it is started again."""


@cache
def shipped() -> Mapping[str, Rule]:
    """By jurisdiction, the name of the file; without holidays yet. Raises RuleError, OSError."""
    return {
        file.stem: rules_file.load(file.stem, file.read_text(encoding="utf-8"))
        for file in sorted(FOLDER.glob("*.toml"))
    }


def with_holidays(rules: Mapping[str, Rule], now: Ms) -> dict[str, Rule]:
    """`rules` with the public holidays they name, from this year on. Raises RuleError for a place
    without any. Slow the first time (the holidays of every country are loaded): not on a loop."""
    first = at(now).year
    years = tuple(range(first, first + YEARS_AHEAD + 1))
    return {
        key: replace(rule, banned={**dates(key, rule.holidays, years), **rule.banned})
        if rule.holidays
        else rule
        for key, rule in rules.items()
    }


@cache
def dates(key: str, place: str, years: tuple[int, ...]) -> Mapping[str, str]:
    """The public holidays of `place` (FR, US-AL) in `years`, ISO date to name, in English where
    they are known in it."""
    import holidays  # half a second: only a hub that serves pays for it

    country, _, state = place.partition("-")
    try:
        known = holidays.list_localized_countries().get(country, [])
        found = holidays.country_holidays(
            country,
            subdiv=state or None,
            years=years,
            language="en_US" if "en_US" in known else None,
        )
    except (NotImplementedError, KeyError) as wrong:
        raise rules_file.RuleError(f"{key}: holidays: none are known for {place}") from wrong
    return {day.isoformat(): name for day, name in sorted(found.items())}
