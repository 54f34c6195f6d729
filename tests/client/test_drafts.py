"""Drafts: on disk a moment after they are typed, there again after a crash, never somebody
else's."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.message import Answer, Written
from client.drafts import Drafts, Kept, Unsaved
from client.store.keeper import Keeper
from client.store.last_look import last_look
from tests import builders as b

TYPED = Kept(text="Half a sen", touched=True, at=1)
ANSWER = Answer(message="m1", channel="sms", text="At two then", template="thanks", variant=1)


class Paper:
    """What was written, in order."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, Kept | None]] = []
        self.drafts = Drafts(lambda *row: self.rows.append(row))


def test_a_draft_belongs_to_one_lead_and_one_channel() -> None:
    paper = Paper()
    paper.drafts.keep("a", "sms", TYPED)
    assert paper.drafts.of("a", "sms") == TYPED
    assert paper.drafts.of("a", "email") is None
    assert paper.drafts.of("b", "sms") is None


def test_what_nobody_touched_is_not_kept_and_the_same_words_are_written_once() -> None:
    paper = Paper()
    paper.drafts.keep("a", "sms", Kept(text="from a template"))
    paper.drafts.keep("b", "sms", TYPED)
    paper.drafts.keep("b", "sms", Kept(text="Half a sen", touched=True, at=2))
    assert [row[:2] for row in paper.rows] == [("b", "sms")]


def test_words_that_come_back_are_a_draft_with_the_reason() -> None:
    paper = Paper()
    paper.drafts.give_back("a", ANSWER, "She said stop.", 5)
    back = paper.drafts.of("a", "sms")
    assert back is not None
    assert (back.text, back.template, back.variant, back.why) == (
        "At two then", "thanks", 1, "She said stop.",
    )  # fmt: skip


def test_words_that_come_back_never_overwrite_what_was_typed_since() -> None:
    paper = Paper()
    paper.drafts.keep("a", "sms", TYPED)
    paper.drafts.give_back("a", ANSWER, "She said stop.", 5)
    both = paper.drafts.of("a", "sms")
    assert both is not None
    assert (both.text, both.other) == ("Half a sen", "At two then")
    paper.drafts.drop("a", "sms")
    left = paper.drafts.of("a", "sms")
    assert left is not None
    assert left.text == "At two then"


def test_no_words_that_come_back_are_lost_however_many_they_are() -> None:
    paper = Paper()
    paper.drafts.keep("a", "sms", TYPED)
    paper.drafts.give_back("a", ANSWER, "She said stop.", 5)
    paper.drafts.give_back("a", replace(ANSWER, text="At three"), "She said stop.", 6)
    both = paper.drafts.of("a", "sms")
    assert both is not None
    assert (both.text, both.other) == ("Half a sen", "At two then\n\nAt three")


def test_drafts_to_leads_that_may_not_be_seen_any_more_are_forgotten() -> None:
    paper = Paper()
    paper.drafts.keep("a", "sms", TYPED)
    paper.drafts.keep("b", "sms", TYPED)
    paper.drafts.only({"b"})
    assert paper.drafts.of("a", "sms") is None
    assert paper.rows[-1] == ("a", "sms", None)


async def test_a_disk_that_takes_nothing_keeps_the_newest_for_the_next_time() -> None:
    unsaved, tries = Unsaved(), []

    async def put(lead: str, channel: Written, draft: Kept | None) -> None:
        tries.append(draft)
        if len(tries) == 1:
            raise OSError("full")

    unsaved.waiting["a", "sms"] = TYPED
    with pytest.raises(OSError, match="full"):
        await unsaved.write(put)
    await unsaved.write(put)
    assert tries == [TYPED, TYPED]
    assert unsaved.waiting == {}


async def test_a_draft_is_there_after_a_crash_and_gone_when_dropped(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.put_draft("l1", "sms", TYPED)
    await keeper.put_draft("l:2", "email", TYPED)
    await keeper.put_draft("l1", "email", TYPED)
    await keeper.put_draft("l1", "email", None)
    await keeper.close()  # a crash loses nothing more: each call is a transaction
    again = await Keeper.open(path, b.NOON)
    kept = await again.load()
    await again.close()
    assert kept.drafts == {("l1", "sms"): TYPED, ("l:2", "email"): TYPED}
    looked = last_look(path)
    assert looked is not None
    assert looked.drafts == kept.drafts


async def test_drafts_are_carried_over_from_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.put_draft("l1", "sms", TYPED)
    await keeper.close()
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE notified")
        raw.execute("INSERT INTO kv VALUES ('draft:sms:l2', 'no json')")
    again = await Keeper.open(path, b.NOON + 1)
    kept = await again.load()
    await again.close()
    assert kept.drafts == {("l1", "sms"): TYPED}


async def test_signing_out_erases_them(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.put_draft("l1", "sms", TYPED)
    await keeper.erase()
    assert last_look(path) is None
    assert not path.exists()
