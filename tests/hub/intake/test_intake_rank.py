"""The first rule of the playbook that fits decides, and the card can say why."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain.lead import Person
from app.domain.playbook import RankRule
from hub.intake import rank
from hub.policies import load_policies
from hub.sources import SourceRow
from tests.hub.builders import playbook

SOURCE = SourceRow(id="s1", team="west", kind="form", name="Website form")
RULES = (
    RankRule(
        rank="A",
        lane="strike_now",
        why="asked to be called back",
        source_kinds=("callback",),
        needs=("phone",),
    ),
    RankRule(
        rank="A", lane="strike_now", why="asked for a demo", words=("demo", "rückruf", "演示")
    ),
    RankRule(
        rank="B",
        lane="prepare_first",
        why="asked about the price",
        words=("pricing", "price list"),
    ),
    RankRule(rank="C", lane="let_settle", why="wrote a message", needs=("message",)),
    RankRule(rank="D", lane="nurture", why="left an address"),
)


def ranked(source: SourceRow = SOURCE, **person: Any) -> tuple[str, str, str]:
    book = replace(playbook(), ranks=RULES)
    found = rank.apply(book, source, Person(**person))
    return found.rank, found.lane, found.why


def test_the_kind_of_the_source_and_a_need_together_decide() -> None:
    callback = replace(SOURCE, kind="callback")
    assert ranked(callback, phone="+49301234567")[2] == "asked to be called back"
    assert ranked(callback, email="a@example.com")[2] == "left an address"


@pytest.mark.parametrize(
    "person",
    [
        {"message": "Can I see a DEMO?"},
        {"page": "https://example.com/book-demo?x=1"},
        {"content": ("Demo video",)},
        {"extra": {"interest": "demo"}},
        {"extra": {"demo": "yes"}},
        {"message": "我想申请演示"},
    ],
)
def test_a_word_is_found_wherever_the_form_says_it(person: dict[str, Any]) -> None:
    assert ranked(**person)[:2] == ("A", "strike_now")


@pytest.mark.parametrize("text", ["democracy", "our demography", "Rückrufen Sie nie an"])
def test_a_word_is_a_whole_word(text: str) -> None:
    assert ranked(message=text)[2] == "wrote a message"


def test_the_reason_names_the_word_that_decided_where_it_does_not_say_it_itself() -> None:
    assert ranked(message="a demo please")[2] == "asked for a demo"
    assert ranked(message="Rückruf bitte")[2] == "asked for a demo (“rückruf”)"
    assert ranked(page="/price-list")[2] == "asked about the price (“price list”)"


def test_the_first_rule_that_fits_counts() -> None:
    assert ranked(message="pricing, or a demo")[2] == "asked for a demo"


def test_where_no_rule_fits_it_says_so() -> None:
    found = rank.apply(playbook(), SOURCE, Person(email="a@example.com"))
    assert found == rank.UNRULED
    assert "no rule" in found.why


def test_the_playbook_that_ships_rings_at_once_for_a_demo_and_never_for_a_newsletter() -> None:
    book = load_policies().default
    demo = rank.apply(book, SOURCE, Person(message="I would like a demo", phone="+49301234567"))
    letter = replace(SOURCE, kind="newsletter")
    assert (demo.rank, demo.lane) == ("A", "strike_now")
    assert rank.apply(book, letter, Person(email="a@example.com")).lane == "nurture"
