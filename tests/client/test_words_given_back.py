"""Which words come back to which desk after it was gone, and how often."""

from typing import Any

from msgspec.structs import replace

from app.domain.lead import Lead
from app.domain.message import Message
from app.domain.sending import GONE
from client.drafts import BACK_WITHIN_MS, Drafts, Kept, words_of
from client.store.settings import TOLD_KEPT_MS
from tests.builders import MINUTE, NOON, a_lead

LAPTOP = "device-1"
LOST = Message(
    id="m-1", channel="sms", text="At two then?", state="taken_back", at=NOON, changed=NOON,
    desk=LAPTOP, why=GONE, rep="anna", template="thanks_sms", variant=1, language="en",
)  # fmt: skip


def lead_with(*messages: Message) -> Lead:
    return replace(a_lead(), messages=messages)


def drafts() -> Drafts:
    return Drafts(lambda lead, channel, draft: None)


def lost(made: Drafts, **changes: Any) -> list[str]:
    lead = lead_with(replace(LOST, **changes))
    return [message.id for _, message in made.lost([lead], LAPTOP, NOON - MINUTE)]


def test_only_what_was_taken_back_for_this_desk_comes_back_to_it() -> None:
    assert lost(drafts()) == ["m-1"]
    assert lost(drafts(), desk="device-2") == []
    assert lost(drafts(), desk="", why="") == [], "its writer took it back and has the words"
    assert lost(drafts(), state="sent") == []


def test_once_it_is_back_it_does_not_come_again() -> None:
    made = drafts()
    made.back.add("m-1")
    assert lost(made) == []


def test_what_was_sent_anew_can_be_so_again_where_it_stands_and_is_no_draft() -> None:
    assert lost(drafts(), retry_of="m-0") == []


def test_what_is_too_long_ago_to_know_whether_it_came_back_does_not() -> None:
    assert lost(drafts(), changed=NOON - MINUTE) == []
    assert BACK_WITHIN_MS < TOLD_KEPT_MS


def test_the_words_are_whole_and_beside_what_was_typed_since() -> None:
    made = drafts()
    made.keep("lead-1", "sms", Kept(text="Bring the plans", touched=True))
    made.give_back("lead-1", words_of(LOST), "Not sent.", NOON)
    made.give_back("lead-2", words_of(LOST), "Not sent.", NOON)
    both, alone = made.of("lead-1", "sms"), made.of("lead-2", "sms")
    assert both is not None
    assert alone is not None
    assert (both.text, both.other, both.why) == ("Bring the plans", "At two then?", "Not sent.")
    assert (alone.text, alone.template, alone.variant) == ("At two then?", "thanks_sms", 1)
