"""What somebody got is known by its words, and follows them from lead to lead."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain import memory
from app.domain.lead import Lead
from app.domain.message import Got, Message
from tests.builders import DAY, NOON, a_lead


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello there", "hello  THERE\n"),
        ("When? https://a.example/t/1", "When? https://b.example/t/2"),
        ("When? {good_time}", "When? https://b.example/t/2"),
        ("When? {good_time}", "When?"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_blanks_and_links_make_no_difference(one: str, other: str) -> None:
    assert memory.digest(one) == memory.digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hello there", "Hello where"), ("a b", "ab"), ("a", ""), ("a.", "a")]
)
def test_other_words_are_other_words(one: str, other: str) -> None:
    assert memory.digest(one) != memory.digest(other)


def test_a_text_that_no_file_could_hold_has_a_digest_too() -> None:
    assert len(memory.digest("\ud800")) == len(memory.digest("x" * 100_000)) == 32


def a_message(number: int, **more: Any) -> Message:
    values: dict[str, Any] = {
        "id": f"m-{number}", "channel": "sms", "text": f"Text {number}", "state": "delivered",
        "at": NOON + number,
    }  # fmt: skip
    return Message(**{**values, **more})


def lead_with(*messages: Message, got: tuple[Got, ...] = ()) -> Lead:
    return replace(a_lead(), messages=messages, got=got)


def test_a_lead_s_messages_become_what_they_got() -> None:
    message = a_message(
        1, channel="email", subject="Thanks", template="t", variant=2, automatic=True
    )

    assert memory.got_from([lead_with(message)]) == (
        Got(
            channel="email",
            at=NOON + 1,
            words="Thanks",
            digest=memory.digest("Text 1"),
            template="t",
            variant=2,
            automatic=True,
        ),
    )


def test_only_what_reached_them_or_may_have_counts() -> None:
    states = ["taken_back", "refused", "failed", "received", "unknown", "sent"]
    every = [a_message(n, state=state) for n, state in enumerate(states)]

    assert [got.words for got in memory.got_from([lead_with(*every)])] == ["Text 4", "Text 5"]


def test_the_newest_twenty_of_all_their_leads_are_kept_oldest_first() -> None:
    older = lead_with(*(a_message(n) for n in range(15)))
    newer = lead_with(*(a_message(n, at=NOON + DAY + n) for n in range(15, 30)))

    got = memory.got_from([newer, older])

    assert [each.words for each in got] == [f"Text {n}" for n in range(10, 30)]


def test_what_an_earlier_lead_carried_itself_goes_on_and_is_told_once() -> None:
    old = memory.got_from([lead_with(a_message(1))])

    assert memory.got_from([lead_with(a_message(2), got=old), lead_with(a_message(1))]) == (
        *old,
        *memory.got_from([lead_with(a_message(2))]),
    )


def test_a_long_message_is_remembered_by_how_it_begins() -> None:
    [got] = memory.got_from([lead_with(a_message(1, text="word " * 100))])

    assert len(got.words) <= memory.BEGINNING
    assert got.words.endswith("word…")
