"""Words of a template: filled from the lead and the rep, nothing evaluated, nothing read twice."""

import pytest

from app.domain import words
from app.domain.lead import Person
from app.domain.playbook import Template
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
        filled = words.fill(template, lead, "Anna Berg")
        assert filled.missing == ()
        assert "{" not in filled.body + filled.subject
