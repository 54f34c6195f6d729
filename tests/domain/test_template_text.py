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

# What people try, and a part of what they are told.
ESCAPES = [
    ("{first_nam}", "{first_nam} is no field; there are company, content"),
    ("{}", "{} is no field"),
    ("{ }", "is no field"),
    ("{0}", "{0} is no field"),
    ("{*}", "is no field"),
    ("{First_Name}", "{First_Name} is no field"),
    ("{first name}", "is no field"),
    ("{self}", "is no field"),
    ("{lead}", "is no field"),
    ("{__import__('os')}", "is no field"),
    ("{name.__class__}", "a dot means nothing here; write {name}"),
    ("{name.__class__.__mro__}", "a dot means nothing here; write {name}"),
    ("{rep.__init__.__globals__}", "write {rep}"),
    ("{name[0]}", "a bracket means nothing here; write {name}"),
    ("{name[__class__]}", "write {name}"),
    ("{name!r}", '"!" means nothing here; write {name}'),
    ("{name:>999999999}", "a colon means nothing here; write {name}"),
    ("{name:{rep}}", '"{name:{": a brace is opened inside another'),
    ("{name|{rep}}", "a brace is opened inside another; close the first one before"),
    ("{name|a|b}", "two bars"),
    ("{name|upper|e}", "two bars"),
    ("{{7*7}}", '"{{" does nothing here'),
    ("{{ name }}", '"{{" does nothing here: fields have one brace, like {first_name}'),
    ("{{{name}}}", '"{{" does nothing here'),
    ("{name}}", 'without its other half ("}")'),
    ("{% for x in range(10**9) %}x{% endfor %}", '"{%" does nothing here'),
    ("{%if name%}", '"{%" does nothing here'),
    ("{# note #}", '"{#" does nothing here'),
    ("${name}", '"${" does nothing here: leave out the $'),
    ("${7*7}", '"${" does nothing here'),
    ("%(name)s", '"%(name)" does nothing here: write {first_name}'),
    ("%(first_name)d", "does nothing here"),
    ("{name", "a brace is opened or closed without its other half"),
    ("name}", "a brace is opened or closed without its other half"),
    ("}{", "a brace is opened or closed without its other half"),
    ("{a {name}", '"{a {": a brace is opened inside another'),
    ("Hello [first_name]", "write {first_name}"),
    ("Hello [company]", "write {company}"),
    ("a\u202eb", "U+202E"),
    ("a\u200bb", "U+200B"),
    ("a\x00b", "U+0000"),
    ("a\x1bb", "U+001B"),
    ("a\rb", "U+000D"),
    ("a\u2066b", "U+2066"),
    ("{name\u202e}", "is no field"),
    ("{\x00}", "is no field"),
]
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
    begun = time.perf_counter()

    mistake(text)
    for _ in parts(text):
        pass

    # It takes tenths of a second; a scan that starts over at every letter takes hours.
    assert time.perf_counter() - begun < 10


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
