"""Words of a template: filled from the lead and the rep, nothing evaluated, nothing read twice."""

import re
import time

import pytest
from msgspec.structs import replace

from app.domain import words
from app.domain.lead import Person
from app.domain.playbook import Template
from app.domain.sms_parts import sms_parts
from app.domain.template_text import MARKER
from tests.builders import a_lead, a_person, a_playbook


def a_template(body: str, subject: str = "") -> Template:
    return Template(key="k", channel="email", title="T", body=body, subject=subject)


def test_fields_are_filled_from_the_lead_and_the_rep() -> None:
    body = "{first_name} {name} {company} {role} {place} {content} {rep} {rep_first} {team}"

    filled = words.fill(a_template(body, "For { first_name }"), a_lead(), "Anna Berg", "EMEA")

    assert filled.body == (
        "Imogen Imogen Okafor Kestrel Freight Head of Payments Leeds Pricing Anna Berg Anna EMEA"
    )
    assert (filled.subject, filled.missing) == ("For Imogen", ())


def test_what_is_missing_is_told_once_and_left_out() -> None:
    lead = a_lead(person=Person(email="a@b.example"))

    filled = words.fill(a_template("Hello {first_name}. {first_name} {content}"), lead, "Anna")

    assert filled.body == "Hello."
    assert filled.missing == ("first_name", "content")


def test_a_field_may_bring_its_own_words_for_nothing() -> None:
    lead = a_lead(person=Person(email="a@b.example"))

    filled = words.fill(a_template("Hello {first_name|there}{company|}."), lead, "Anna")

    assert (filled.body, filled.missing) == ("Hello there.", ())


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("{rep}", "(rep)"),
        ("%s {company}", "%s (company)"),
        ("{{7*7}}", "((7*7))"),
        ("${x}", "$(x)"),
        ("{good_time}", "(good_time)"),
        ("[company]", "(company)"),
    ],
)
def test_what_a_lead_wrote_is_never_read_as_a_template(name: str, read: str) -> None:
    filled = words.fill(a_template("Dear {name}"), a_lead(person=a_person(name=name)), "Anna")

    assert (filled.body, filled.missing) == (f"Dear {read}", ())


def test_a_subject_is_one_line() -> None:
    lead = a_lead(person=a_person(content=("a\r\nBcc: everybody",)))

    assert words.fill(a_template("x", "Re {content}"), lead, "A").subject == "Re a Bcc: everybody"


def test_the_templates_of_a_lane_come_before_those_for_all() -> None:
    book = a_playbook()

    sms = [t.key for t in words.templates(book.templates, a_lead(), "sms")]
    nurture = [t.key for t in words.templates(book.templates, a_lead(lane="nurture"), "email")]

    assert sms == ["thanks_sms", "tried_you_sms", "missed_you_sms"]
    assert nurture == ["nurture_email", "missed_you_email", "last_email"]


def test_every_template_that_ships_is_whole_even_for_somebody_without_a_name() -> None:
    lead = a_lead(person=Person(phone="+447700900142"))

    for template in a_playbook().templates:
        for variant, _ in enumerate(words.wordings(template)):
            filled = words.fill(template, lead, "Anna Berg", variant=variant, promise="tomorrow")
            assert filled.missing == (), template.key
            assert not set("{}[]") & set(filled.body + filled.subject), template.key
            assert "  " not in filled.body and " ," not in filled.body, filled.body
            assert not re.search(r"(?<![?!:])\s[.!]", filled.body), filled.body
            assert "!" not in filled.body, "warm and short, never shouted"


def test_what_comes_to_nothing_takes_the_blank_before_it_along() -> None:
    lead = a_lead(person=Person(email="a@b.example"))

    filled = words.fill(a_template("Hello {first_name|}, choose: {good_time|}"), lead, "Anna")

    assert (filled.body, filled.missing) == ("Hello, choose:", ())


def test_another_wording_may_be_asked_for_and_one_that_is_gone_is_the_first() -> None:
    template = replace(a_template("One {rep}"), variants=("Two {rep}", "Three"))

    said = [words.fill(template, a_lead(), "Anna", variant=n).body for n in (0, 1, 2, 3, -1)]

    assert said == ["One Anna", "Two Anna", "Three", "One Anna", "One Anna"]


def test_the_place_of_the_link_stays_in_the_text_only_where_the_hub_can_put_one_in() -> None:
    template = a_template("When? {good_time|Just reply.} {good_time}")

    assert words.fill(template, a_lead(), "A", good_time=True).body == (
        "When? {good_time} {good_time}"
    )
    assert words.fill(template, a_lead(), "A").body == "When? Just reply."
    assert words.fill(template, a_lead(), "A").missing == ()


def test_what_is_missing_can_be_marked_in_the_text_instead_of_left_out() -> None:
    lead = a_lead(person=Person(name="Imogen Okafor"))

    filled = words.fill(a_template("For {company} of {name}", "{role}"), lead, "A", mark=True)

    assert (filled.body, filled.subject) == ("For [company] of Imogen Okafor", "[role]")
    assert filled.missing == ("company", "role")


def test_a_text_is_counted_as_long_as_they_get_it() -> None:
    text = "When? {good_time} Reply STOP."

    assert words.shown(text) == "When? Reply STOP."
    seen = words.shown(text, "https://hub.example/t/", 45)
    assert len(seen) == len(text) - len("{good_time}") + 45
    assert seen.startswith("When? https://hub.example/t/..") and seen.endswith(" Reply STOP.")
    assert sms_parts(seen).plain, "the link costs no more than its letters"


def test_somebody_with_a_title_is_called_by_the_whole_name() -> None:
    called = [
        words.fill(a_template("{first_name}"), a_lead(person=a_person(name=name)), "A").body
        for name in ("Imogen Okafor", "Dr. Imogen Okafor", "J.R.R. Tolkien", "Cher", "李 明")
    ]

    assert called == ["Imogen", "Dr. Imogen Okafor", "J. R. R. Tolkien", "Cher", "李"]


@pytest.mark.parametrize("field", ["name", "first_name", "company", "role", "place", "content"])
@pytest.mark.parametrize(
    "typed",
    [
        "http://evil.example/x",
        "Win at evil.example now",
        "HTTPS://EVIL.EXAMPLE",
        "www.evil.example",
    ],
)
def test_nobody_gets_us_to_send_a_link_of_theirs(field: str, typed: str) -> None:
    person = Person(name=typed, company=typed, role=typed, place=typed, content=(typed,))

    filled = words.fill(a_template(f"Hello {{{field}|there}}"), a_lead(person=person), "Anna")

    assert not re.search(r"://|[Ww]{3}\.\S|\w\.[A-Za-z]{2,}", filled.body), filled.body


def test_a_megabyte_for_a_name_costs_next_to_nothing_and_stays_out() -> None:
    person = a_person(name="A" * 1_000_000, company="B " * 500_000)
    begun = time.thread_time()

    filled = words.fill(a_template("{name} {company}"), a_lead(person=person), "Anna")

    assert time.thread_time() - begun < 10, "seconds; anything but linear would take minutes"
    assert len(filled.body) <= 2 * words.NAME + 1


LINK = "https://t.example/t/"


@pytest.mark.parametrize(
    "text",
    ["When? {good_time}", "{good_time}", "a {good_time}, b {good_time}.", "No link", ""],
)
def test_what_is_shown_with_its_links_can_be_written_on_again(text: str) -> None:
    shown = text.replace(MARKER, f"{LINK}aB_9-.kQzzz")
    assert words.unlinked(shown, LINK, len(LINK) + 11) == text


@pytest.mark.parametrize(
    "other",
    [
        "https://t.example/t/short",
        "https://t.example/t/aB_9-.kQzzzMORE",
        "https://t.example/u/aB_9-.kQzzz",
        "https://tXexample/t/aB_9-.kQzzz",
        "see https://t.example/t/",
    ],
)
def test_what_is_no_link_of_ours_stays_as_it_is(other: str) -> None:
    assert words.unlinked(other, LINK, len(LINK) + 11) == other
    assert words.unlinked(other, "", 0) == other
