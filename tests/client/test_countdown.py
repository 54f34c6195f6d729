"""Time in words."""

import pytest

from client.countdown import age, by_how_much, left, span
from tests import builders as b


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0:00"),
        (41, "0:41"),
        (19 * 60 + 59, "19:59"),
        (48 * 60, "48 min"),
        (3 * 3600 + 40 * 60, "3 h 40"),
        (52 * 3600, "2 d 4 h"),
    ],
)
def test_a_span(seconds: int, said: str) -> None:
    assert span(seconds * 1000) == said


def test_an_age_never_lies_in_the_future() -> None:
    assert age(b.NOON, b.NOON - 5_000) == "0 s ago"
    assert age(b.NOON, b.NOON + 12_000) == "12 s ago"
    assert age(b.NOON, b.NOON + 4 * b.MINUTE) == "4 min ago"


def test_first_the_offer_then_the_promise_then_how_much_over() -> None:
    lead = b.a_lead()
    assert left(lead, b.NOON + 36_000) == "0:24 to claim"
    assert left(lead, b.NOON + 59_001) == "0:01 to claim"
    assert left(lead, b.NOON + 2 * b.MINUTE) == "3:00 left"
    assert left(lead, b.NOON + 6 * b.MINUTE) == "1:00 over"
    answered = b.a_lead(b.claimed(), b.started())
    assert left(answered, b.NOON + b.MINUTE) == ""


def test_by_how_much_a_claim_was_lost() -> None:
    assert by_how_much(b.NOON + 300, b.NOON) == "0.3 s before you"
    assert by_how_much(b.NOON + 3 * b.MINUTE, b.NOON) == "3:00 before you"
    assert by_how_much(b.NOON, b.NOON + 40) == "in the same moment"
