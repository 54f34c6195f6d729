"""Text a stranger typed, in a message of ours: one line, nothing hidden, no link, no number."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import harmless

NAMES = [
    "Imogen Okafor",
    "Jean-Luc d’Arc",
    "O'Brien",
    "Dr. Ana María Núñez",
    "李 明",
    "محمد علي",
    "Ørsted A/S",
    "Müller & Söhne GmbH",
    "3M",
    "7-Eleven",
    "Studio 54",
]
SPAM = [
    "http://evil.example",
    "https://evil.example/win?x=1",
    "HTTP://EVIL.EXAMPLE",
    "ftp://evil.example",
    "evil.example",
    "EVIL.EXAMPLE",
    "Win now at evil.example/win",
    "www.evil.example",
    "WWW.evil.example",
    "write to win@evil.example",
    "win@evil",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "ｈｔｔｐ：／／evil",
    "ev\u200bil.exam\u200bple",
    "mailto:x",
    "javascript:alert(1)",
    "tel:+4930123",
    "call +49 30 1234567 now",
    "call ９８７６５４３２１",
]


@pytest.mark.parametrize("text", NAMES)
def test_names_of_people_and_firms_stay_as_they_are(text: str) -> None:
    assert harmless.said(text, 80) == text
    assert harmless.name(text, 80) == text


@pytest.mark.parametrize("text", SPAM)
def test_a_name_that_advertises_is_no_name(text: str) -> None:
    assert harmless.name(text, 80) == ""


@pytest.mark.parametrize("text", SPAM)
def test_nothing_else_of_theirs_becomes_a_link_either(text: str) -> None:
    made = unicodedata.normalize("NFKC", harmless.said(text, 80))

    assert "://" not in made
    assert not any(
        made[n - 1].isalnum() and made[n] == "." and made[n + 1].isalpha()
        for n in range(1, len(made) - 1)
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Booking.com", "Booking. com"),
        ("Node.js in practice", "Node. js in practice"),
        ("Web 2.0 for 3.5 people", "Web 2.0 for 3.5 people"),
        ("a\r\nBcc: everybody", "a Bcc: everybody"),
        ("a\u2028b\x0bc\x85d", "a b c d"),
        ("\u202eneg\u202com\u2066I", "negomI"),
        ("{rep} [company]", "(rep) (company)"),
        ("a\x00b\x1b[31mc", "ab(31mc"),
        ("\ud800broken", "broken"),
        ("e\u0301", "é"),
        ("   ", ""),
    ],
)
def test_what_would_break_out_of_its_place_is_taken_out(text: str, read: str) -> None:
    assert harmless.said(text, 80) == read


def test_what_is_too_long_is_cut_between_words() -> None:
    assert harmless.line("one two three", 10) == "one two"
    assert harmless.line("one two three", 13) == "one two three"
    assert harmless.line("x" * 100, 10) == "x" * 10


def test_a_megabyte_costs_no_more_than_a_line() -> None:
    megabytes = ("x" * 1_000_000, "\u202e" * 1_000_000, "a." * 500_000, " " * 1_000_000)
    begun = time.thread_time()

    for _ in range(100):
        for text in megabytes:
            assert len(harmless.name(text, 80)) <= 80
            assert len(harmless.said(text, 80)) <= 80

    assert time.thread_time() - begun < 20, "seconds; looking at all of it takes minutes"


@given(st.text(max_size=200))
def test_whatever_comes_in_one_line_without_braces_comes_out(text: str) -> None:
    made = harmless.said(text, 60)

    assert not set("{}[]\n\r\t") & set(made)
    assert made == made.strip()
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in made)
