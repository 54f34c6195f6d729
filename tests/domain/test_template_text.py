"""A template holds words and fields. Whatever else people have ever put between braces is refused
with what to write instead, in time that grows with the length alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import template_text, words
from app.domain.playbook import Template
from app.domain.template_text import FIELDS, Slot, mistake, parts, slots
from tests.builders import a_lead
from tests.domain.escapes import ESCAPES

HARMLESS = [
    "",
    "Hello {first_name}, this is {rep_first|us}.",
    "{ name } { company | your firm }",
    "100 % sure, 50% off, 5 %s",
    "$100 or 100 $, {name}",
    "a | b, [see below], [1], (x), <b>bold</b>, \\n, 'quotes' \"more\"",
    "{good_time|} {promise|soon}",
    "Zażółć 李明 🚀 naïve",
    "two\nlines",
]


@pytest.mark.parametrize(("text", "said"), ESCAPES)
def test_what_is_no_field_is_refused_with_what_to_write(text: str, said: str) -> None:
    told = mistake(f"Hello {text} and goodbye")

    assert said in told
    assert told.isprintable(), "what cannot be seen is not repeated"
    assert len(told) < 300


@pytest.mark.parametrize("text", HARMLESS)
def test_words_are_left_alone(text: str) -> None:
    assert mistake(text) == ""


@pytest.mark.parametrize(("text", "said"), ESCAPES)
def test_even_unrefused_nothing_of_it_is_ever_evaluated(text: str, said: str) -> None:
    """A playbook from another hub was not read here."""
    template = Template(key="k", channel="sms", title="T", body=f"A {text} B")

    filled = words.fill(template, a_lead(), "Anna Berg").body

    assert "class" not in filled.replace(text, "")
    assert "49" not in filled
    assert len(filled) < 200


HOSTILE = [
    "{" * 1_000_000,
    "}" * 1_000_000,
    "{}" * 500_000,
    "{a" * 500_000,
    "{" + "a" * 1_000_000,
    "{" + "|" * 1_000_000,
    "{name|" * 150_000,
    "{name|" + "x" * 1_000_000 + "}",
    "{name}" * 160_000,
    "%(" * 500_000,
    "%(" + "a" * 1_000_000,
    "%(a" * 330_000,
    "[" * 1_000_000,
    "[a" * 500_000,
    "[" + "a" * 1_000_000,
    "[name" * 200_000,
    " " * 1_000_000 + "{",
    "\\" * 1_000_000,
    "\u202e" * 1_000_000,
    "𝒜" * 500_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:6]!a} x {len(text)}")
def test_a_megabyte_of_anything_is_read_in_a_moment(text: str) -> None:
    begun = time.thread_time()

    mistake(text)
    for _ in parts(text):
        pass

    # It takes tenths of a second; a scan that starts over at every letter takes hours.
    assert time.thread_time() - begun < 30


@given(st.text(alphabet="{}|[]%$(): .abname_\n!\u202e", max_size=60))
def test_what_passes_has_only_known_fields_and_no_brace_left(text: str) -> None:
    if mistake(text):
        return
    assert all(slot.field in FIELDS for slot in slots(text))
    assert not any(set("{}") & set(part) for part in parts(text) if isinstance(part, str))


@given(st.text(alphabet="{}|ab \n", max_size=60))
def test_nothing_of_a_text_gets_lost_between_its_parts(text: str) -> None:
    made = sum(len(part) for part in parts(text) if isinstance(part, str))
    held = sum(len(found[0]) for found in template_text._BRACED.finditer(text))

    assert made + held == len(text)


def test_a_field_is_read_with_its_words_instead() -> None:
    assert tuple(parts("Hi { name }, {company| us |}{rep|}")) == (
        "Hi ",
        Slot("name"),
        ", ",
        Slot("company", " us |"),
        Slot("rep", ""),
    )
