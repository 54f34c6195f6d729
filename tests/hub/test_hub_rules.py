"""The rules that ship: every file can be read, says where it comes from, and knows the public
holidays it names."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain import hours, rules_file
from app.domain.ids import ms
from app.domain.lead import Where
from app.domain.playbook_file import PlaybookError
from hub import rules
from hub.policies import load_policies

NOW = ms(datetime(2026, 11, 22, tzinfo=UTC))


def test_every_rule_says_where_it_comes_from_and_when_that_was_checked() -> None:
    shipped = rules.shipped()

    assert {"default", "US", "US-unknown", "US-KY", "GB", "FR", "AU", "CA", "DE", "ES"} <= set(
        shipped
    )
    for key, rule in shipped.items():
        assert len(rule.source) > 20, key
        assert date(2026, 11, 1) <= date.fromisoformat(rule.checked) <= date(2026, 11, 30), key
        assert all(hours.zone(zone) for zone in rule.moved), key


def test_no_state_is_looser_than_its_country_where_one_is_stricter() -> None:
    """A state's rule stands beside the federal one: whichever is stricter counts, so neither has to
    repeat the other; but a state that is everywhere looser would be a file without effect."""
    shipped = rules.shipped()
    federal = shipped["US"].windows[0][0]
    for key, rule in shipped.items():
        if not key.startswith("US-"):
            continue
        stricter = any(
            not day or day[0][0] > federal[0] or day[-1][1] < federal[1] for day in rule.windows
        )
        assert stricter or rule.limits or rule.holidays, key


def test_holidays_are_known_from_this_year_on_for_as_long_as_a_touch_can_be_planned() -> None:
    known = rules.with_holidays(rules.shipped(), NOW)

    assert known["FR"].banned["2026-05-01"] == "Labor Day"
    assert known["US-AL"].banned["2026-11-26"] == "Thanksgiving Day"
    assert {"2027-01-01", "2028-01-01"} <= set(known["FR"].banned)
    assert known["GB"].banned == {}
    assert all(rule.holidays or not rule.banned for rule in known.values())


def test_nobody_in_alabama_is_called_on_thanksgiving_and_the_words_say_so() -> None:
    known = rules.with_holidays(rules.shipped(), NOW)
    home = Where(zones=("America/Chicago",), country="US", regions=("US-AL",), confidence="high")
    noon = ms(datetime(2026, 11, 26, 18, tzinfo=UTC))

    assert not hours.legal(noon, home, known)
    assert hours.held_words(noon, home, known) == (
        "Alabama does not allow sales calls on Thanksgiving Day"
    )
    assert hours.legal(noon, Where(zones=home.zones, country="US", regions=("US-GA",)), known)


def test_a_hub_that_serves_sends_its_desks_the_holidays_and_the_companys_quiet_days(
    tmp_path: Path,
) -> None:
    file = tmp_path / "mine.toml"
    ships = (Path(rules.FOLDER).parent / "playbooks" / "default.toml").read_text(encoding="utf-8")
    file.write_text(f"quiet_days = [2026-12-28]\n{ships}", encoding="utf-8")

    book = load_policies(file, NOW).default

    assert book.rules["FR"].banned["2026-07-14"] == "National Day"
    assert all("2026-12-28" in rule.banned for rule in book.rules.values())


def test_a_place_without_known_holidays_is_told_and_not_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    ships = (Path(rules.FOLDER).parent / "playbooks" / "default.toml").read_text(encoding="utf-8")
    rule = 'name = "Atlantis"\nmon-sun = "09:00-17:00"\nholidays = "XA"\n'
    file.write_text(f"{ships}\n[rules.XA]\n{rule}", encoding="utf-8")

    with pytest.raises(PlaybookError, match="XA: holidays: none are known for XA"):
        load_policies(file, NOW)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mon-sun = ", "US-KY: "),
        ('mon-sun = "9"', "US-KY: mon-sun: expected hours like"),
        ('mon-sun = "09:00-10:00"', "US-KY: Object missing required field `name`"),
        ('name = "x"\nmon-sun = "closed"', "US-KY: : every day is closed"),
        ('name = "x"\nmon-sun = "09:00-10:00"\nlaws = 3', "US-KY: laws: unknown key"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(rules_file.RuleError) as wrong:
        rules_file.load("US-KY", text)
    assert str(wrong.value).startswith(said)
