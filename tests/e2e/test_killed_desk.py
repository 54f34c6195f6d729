"""A real desk shot while its message can still be taken back: nothing leaves, the words are a draft
again on the lead they were for, and only what is sent after that is sent."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess, Said, of
from tests.rigs.processes import until
from tests.voices.answering import Office, Person, office, somebody

UNDO = ('undo = "5 s"', 'undo = "20 s"')
"""Longer than a slow machine takes to shoot a desk, on a disk that stalls for a second or two each
time something is written before."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("killed"), UNDO) as made:
        yield made


@pytest.fixture
def anna(work: Office, tmp_path: Path) -> Iterator[DeskProcess]:
    desk = DeskProcess.start_for(work.hub, f"Anna {tmp_path.name}"[:60], tmp_path / "Anna")
    try:
        yield desk
    finally:
        desk.end()


def arrived(anna: DeskProcess, work: Office, who: Person) -> str:
    lead = work.hub.post(who.form())
    anna.wait(lambda s: s.get("fact") == "lead.new" and of(s) == lead, "it arrives")
    return lead


def mine(anna: DeskProcess, work: Office, who: Person) -> str:
    lead = arrived(anna, work, who)
    anna.do("claim", lead=lead)
    anna.wait(lambda s: s.get("fact") == "lead.claimed" and of(s) == lead, "it is mine")
    return lead


def fact(anna: DeskProcess, kind: str, lead: str) -> Said:
    return anna.wait(lambda s: s.get("fact") == kind and of(s) == lead, f"{kind} of {lead}", 40)


def waiting(anna: DeskProcess, work: Office, who: Person, text: str) -> str:
    """A lead of mine whose answer can still be taken back."""
    lead = mine(anna, work, who)
    anna.do("send", lead=lead, channel="sms", text=text)
    fact(anna, "message.queued", lead)
    return lead


def draft(anna: DeskProcess, lead: str) -> Said:
    anna.do("draft", lead=lead, channel="sms")
    told = anna.next(lambda s: s.get("did") == "draft" and s["lead"] == lead, "what was begun")
    return told["draft"] or {}


def typed(anna: DeskProcess, lead: str, text: str, n: int) -> None:
    """And on disk: a note made after it is only sent once it is written, and that is after it."""
    anna.do("draft", lead=lead, channel="sms", text=text)
    anna.do("note", lead=lead, text=f"note {n}")
    anna.wait(lambda s: s.get("fact") == "note.added" and s["b"]["text"] == f"note {n}", "a note")


def stands(anna: DeskProcess, lead: str) -> Said:
    """The lead as this desk has it."""
    anna.do("leads")
    told = anna.next(lambda s: s.get("did") == "leads", "its leads")
    (one,) = [each for each in told["leads"] if each["id"] == lead]
    found: Said = one
    return found


def planned(said: Said, lead: str) -> str:
    """Why the next touch is, where this line sets one for `lead`: it comes behind the fact it
    follows from."""
    ours = said.get("fact") == "touch.next" and of(said) == lead
    return str(said["b"]["next"]["reason"]) if ours else ""


def shot_and_back(anna: DeskProcess) -> None:
    anna.kill()
    anna.start()
    anna.next(lambda s: s.get("live") is True, "live again")


def test_shot_inside_the_window_nothing_leaves_and_only_what_is_sent_afterwards_does(
    work: Office, anna: DeskProcess
) -> None:
    jane, jim = somebody(), somebody()
    other, lead = mine(anna, work, jim), waiting(anna, work, jane, "Hello Jayne, at two?")
    shot_and_back(anna)
    back = fact(anna, "message.taken_back", lead)
    anna.wait(lambda s: "not sent" in s.get("told", ""), "it says so")
    found = draft(anna, lead)
    assert found["text"] == "Hello Jayne, at two?"
    assert "before it left" in found["why"]
    assert draft(anna, other) == {}
    assert back["b"]["desk"]
    anna.wait(lambda s: planned(s, lead).startswith("Not sent yet"), "and is to be answered still")
    assert stands(anna, lead)["next_touch"]["reason"].startswith("Not sent yet")
    assert work.to(jane) == []

    anna.do("send", lead=lead, channel="sms", text="Hello Jane, at two?")
    fact(anna, "message.sent", lead)
    assert [one.body for one in work.to(jane)] == ["Hello Jane, at two?"]
    assert work.to(jim) == []


def test_what_was_typed_after_the_send_stays_and_what_came_back_comes_once(
    work: Office, anna: DeskProcess
) -> None:
    jane = somebody()
    lead = waiting(anna, work, jane, "At two then?")
    typed(anna, lead, "And bring the plans", 1)
    shot_and_back(anna)
    fact(anna, "message.taken_back", lead)
    found = draft(anna, lead)
    assert (found["text"], found["other"]) == ("And bring the plans", "At two then?")
    typed(anna, lead, "And bring the plans, please", 2)
    shot_and_back(anna)
    found = draft(anna, lead)
    assert (found["text"], found.get("other", "")) == ("And bring the plans, please", "")
    assert work.to(jane) == []


def test_claim_and_answer_in_one_key_keeps_the_claim_and_gives_the_words_back(
    work: Office, anna: DeskProcess
) -> None:
    jane = somebody()
    lead = arrived(anna, work, jane)
    anna.do("answer", lead=lead, channel="sms")
    queued = fact(anna, "message.queued", lead)
    shot_and_back(anna)
    fact(anna, "message.taken_back", lead)
    assert draft(anna, lead)["text"] == queued["b"]["text"]
    after = stands(anna, lead)
    assert (after["state"], after["owner_name"][:4]) == ("engaged", "Anna")
    assert work.to(jane) == []


def test_a_desk_that_starts_over_from_a_snapshot_has_the_words_all_the_same(
    work: Office, anna: DeskProcess, tmp_path: Path
) -> None:
    jane = somebody()
    lead = waiting(anna, work, jane, "Told by no fact")
    anna.kill()
    until(lambda: state(work, lead) == "taken_back", "the hub has taken it back")
    (store,) = (tmp_path / "Anna").glob("desk-*.db")
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("DELETE FROM cursor")
    anna.start()
    anna.wait(lambda s: "not sent" in s.get("told", ""), "it says so")
    assert draft(anna, lead)["text"] == "Told by no fact"
    assert anna.facts("message.taken_back") == []
    assert work.to(jane) == []


def state(work: Office, lead: str) -> str:
    """How the one message of `lead` stands at the hub."""
    with closing(sqlite3.connect(f"file:{work.hub.data}/hub.sqlite?mode=ro", uri=True)) as db:
        ((found,),) = db.execute("SELECT state FROM message WHERE lead_id = ?", (lead,)).fetchall()
    return str(found)


def test_a_desk_that_quits_inside_the_window_lets_its_message_go(
    work: Office, anna: DeskProcess
) -> None:
    jane = somebody()
    lead = waiting(anna, work, jane, "See you on Monday")
    anna.end()
    assert anna.process is not None
    assert anna.process.returncode == 0, "it had the time to say goodbye"
    anna.start()
    fact(anna, "message.sent", lead)
    assert [one.body for one in work.to(jane)] == ["See you on Monday"]
    assert draft(anna, lead) == {}


def test_a_hub_that_is_shot_meanwhile_and_back_sends_once_what_its_desk_still_wants(
    work: Office, anna: DeskProcess
) -> None:
    jane = somebody()
    lead = waiting(anna, work, jane, "Sent all the same")
    work.hub.kill()
    work.hub.restart()
    anna.do("reconnect")
    fact(anna, "message.sent", lead)
    assert [one.body for one in work.to(jane)] == ["Sent all the same"]
    assert draft(anna, lead) == {}


def test_a_power_cut_takes_hub_and_desk_and_nothing_leaves(work: Office, anna: DeskProcess) -> None:
    jane = somebody()
    lead = waiting(anna, work, jane, "Then the light went out")
    anna.kill()
    work.hub.kill()
    work.hub.restart()
    anna.start()
    fact(anna, "message.taken_back", lead)
    assert draft(anna, lead)["text"] == "Then the light went out"
    assert work.to(jane) == []
