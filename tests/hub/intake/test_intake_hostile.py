"""Whatever is posted, intake makes a person of harmless text of it or says why not; it never
raises."""

import json
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.lead import Person
from hub.intake import mapping
from hub.intake.clean import block, line
from hub.intake.mapping import Mapped
from hub.sources import SourceRow
from tests.hub.builders import NOON, playbook

SOURCE = SourceRow(id="s1", team="west", kind="form", name="Form", default_region="US")
CAPS = {"name": 200, "message": 8_000}
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=b",
    "application/json; charset=utf-16",
    "text/plain; charset=no-such-thing",
    "",
    "/",
    "application/ld+json",
]


def make(body: bytes, content_type: str = "application/json", agent: str = "") -> Mapped:
    headers = {"content-type": content_type, "user-agent": agent}
    return mapping.make(SOURCE, body, headers, NOON, playbook())


def texts(person: Person) -> Iterator[tuple[str, str]]:
    for name, value in msgspec.structs.asdict(person).items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            yield from ((name, one) for one in value)
        else:
            yield from ((name, one) for pair in value.items() for one in pair)


def assert_harmless(got: Mapped) -> None:
    if got.made is None:
        assert got.why
        return
    for name, text in texts(got.made.person):
        assert len(text) <= CAPS.get(name, 500), name
        for letter in text:
            seen = unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
            assert seen or (letter == "\n" and name == "message"), (name, letter)
    assert len(got.made.person.extra) <= 20
    msgspec.json.encode(got.made)
    assert len(got.key) <= 200


HOSTILE = [
    "<script>alert(1)</script><b>Jane</b>",
    "\u202eevil\u202c \u2066x\u2069 \u200bzero\u200d \ufeffwidth",
    "n" * 200_000,
    "tel:*21*+4915123456789#",
    "{first_name} {{7*7}} ${jndi:ldap://x} %s %n",
    "nul\x00byte \x1b[31mred\x07",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "a@example.com\r\nBcc: all@example.com",
    "Z̸̡͙̫" * 5_000,
    "\ud800 half a pair",
    "👩‍👩‍👧‍👦" * 100,
    "-1e400",
    "../../../../etc/localtime",
]


FIELDS = (
    "name first_name email phone company job_title message page content city country timezone "
    "locale user_agent submitted_at consent salutation test utm_source tz_offset state other id"
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_is_shown_as_text_and_nothing_else(text: str) -> None:
    body = {**dict.fromkeys(FIELDS.split(), text), "work email": "ok@example.com"}
    got = make(json.dumps(body).encode(), agent=text[:8_000])
    assert_harmless(got)
    assert got.made is not None
    own = "a@example.com" if text.startswith("a@") else "ok@example.com"
    assert (got.made.person.email, got.made.person.phone) == (own, "")


def test_html_stays_as_it_came_and_bidi_marks_do_not() -> None:
    body = json.dumps({"name": "<b>J\u202eane</b>\u200b", "email": "a@example.com"}).encode()
    lead = make(body).made
    assert lead is not None
    assert lead.person.name == "<b>Jane</b>"


def test_a_name_of_a_megabyte_is_cut() -> None:
    lead = make(b'{"email":"a@example.com","name":"' + b"n" * 1_000_000 + b'"}').made
    assert lead is not None
    assert lead.person.name == "n" * 200


def test_a_page_is_never_another_scheme_than_http() -> None:
    for page in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"):
        lead = make(json.dumps({"email": "a@example.com", "page": page}).encode()).made
        assert lead is not None
        assert lead.person.page == ""


def test_secrets_of_the_sender_are_not_shown() -> None:
    body = {
        "email": "a@example.com",
        "api_key": "k",
        "password": "p",
        "csrf_token": "t",
        "ip": "203.0.113.1",
    }
    lead = make(json.dumps(body).encode()).made
    assert lead is not None
    assert lead.person.extra == {}


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1" * 5_000, "1e99999", "-0.0", "1E+400"]
)
def test_numbers_no_machine_holds_are_text(number: str) -> None:
    fields = f'"id":{number},"phone":{number},"submitted_at":{number},"tz_offset":{number}'
    got = make(f'{{"email":"a@example.com",{fields},"x":{number}}}'.encode())
    assert_harmless(got)
    assert got.made is not None
    assert got.made.person.email == "a@example.com"


def test_a_thousand_fields_are_capped() -> None:
    many = {f"question {chr(97 + n % 26)}{'x' * (n // 26)}": "answer" for n in range(1_000)}
    got = make(json.dumps({"email": "a@example.com", **many}).encode())
    assert_harmless(got)
    assert got.made is not None
    assert len(got.made.person.extra) == 20


KEYS = """
    name first last email phone value values label title type field fields answers data questionId
    id options object form company timezone tz_offset country state city consent do_not_call
    created_at utm_source user_agent 1.3 1.6 definition message page url locale test content
"""
LIKELY = ["a@example.com", "+14155550132", "yes", "Europe/Berlin", "UTC+99:99", "1793016000"]
_keys = st.sampled_from(KEYS.split()) | st.text(max_size=12)
_values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        ["a@example.com", "+14155550132", "yes", "Europe/Berlin", "UTC+99:99", "1793016000"]
    )
)
_trees = st.recursive(
    _values,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(_keys, below, max_size=6),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(_trees)
def test_no_tree_of_json_makes_it_raise(tree: object) -> None:
    assert_harmless(make(json.dumps(tree).encode("utf-8", "surrogatepass")))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(TYPES))
def test_no_bytes_make_it_raise(body: bytes, content_type: str) -> None:
    assert_harmless(make(body, content_type))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_keys, st.text(max_size=40), max_size=8), st.text(max_size=60))
def test_no_form_and_no_header_make_it_raise(pairs: dict[str, str], header: str) -> None:
    body = urlencode(pairs, errors="replace").encode()
    assert_harmless(make(body, "application/x-www-form-urlencoded", header))
    assert_harmless(make(body, header, header))


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert line(line(text)) == line(text)
    assert block(block(text)) == block(text)
