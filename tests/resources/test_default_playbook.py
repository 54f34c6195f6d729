"""The playbook that ships, asked as intake asks it: how an enquiry was made decides its lane."""

import pytest

from app.domain.lead import Person
from hub.intake import rank
from hub.sources import SourceRow
from tests.builders import a_person, a_playbook

BARE = Person(email="a@b.example")
PHONE = Person(phone="+447700900142")


def source(name: str, kind: str = "form") -> SourceRow:
    return SourceRow(id="s", team="t", kind=kind, name=name, secret="", default_region="GB")


@pytest.mark.parametrize(
    ("name", "kind", "person", "ranked", "lane"),
    [
        ("Call me back", "form", PHONE, "A", "strike_now"),
        ("x", "callback", PHONE, "A", "strike_now"),
        ("x", "missed_call", PHONE, "A", "strike_now"),
        ("Book a demo", "form", BARE, "A", "strike_now"),
        ("Get a quote", "form", BARE, "A", "strike_now"),
        ("Pricing page", "form", BARE, "A", "strike_now"),
        ("Contact form", "form", a_person(), "A", "strike_now"),
        ("x", "chat", BARE, "B", "prepare_first"),
        ("x", "trial", BARE, "B", "prepare_first"),
        ("Free trial", "form", BARE, "B", "prepare_first"),
        ("x", "marketplace", BARE, "B", "prepare_first"),
        ("Webinar", "webinar", Person(email="a@b.example", message="How?"), "B", "prepare_first"),
        ("Webinar", "webinar", BARE, "C", "let_settle"),
        ("White paper", "form", BARE, "C", "let_settle"),
        ("E-book: scaling", "form", BARE, "C", "let_settle"),
        ("x", "event", BARE, "C", "let_settle"),
        ("Newsletter", "form", BARE, "D", "nurture"),
        ("x", "list", BARE, "D", "nurture"),
        ("x", "mail_click", BARE, "D", "nurture"),
        (
            "Form 7",
            "form",
            Person(phone="+447700900142", message="Do you ship?"),
            "A",
            "strike_now",
        ),
        ("Form 7", "form", PHONE, "B", "prepare_first"),
        ("Form 7", "form", BARE, "B", "prepare_first"),
    ],
)
def test_how_it_was_made_decides_and_says_why(
    name: str, kind: str, person: Person, ranked: str, lane: str
) -> None:
    found = rank.apply(a_playbook(), source(name, kind), person)

    assert (found.rank, found.lane) == (ranked, lane)
    assert found.why


def test_who_asks_to_be_called_is_struck_now_wherever_they_write_it() -> None:
    paper = Person(phone="+447700900142", message="Nice paper, please call me")

    assert rank.apply(a_playbook(), source("White paper"), paper).lane == "strike_now"
