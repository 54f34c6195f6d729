"""The automatic answer: exactly once, only where nobody was faster, never over a person's head, and
no attempt; tried on a real hub and a carrier that counts. By night: e2e/test_after_hours.py."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.message import Message
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.answering import (
    AT_ONCE,
    RULE,
    Office,
    message,
    office,
    ours,
    owned,
    somebody,
    stands,
)
from tests.voices.desks import Seat, desk, post

WAIT_S = 15
"""Time to be faster, which a busy machine takes."""
SOON = (
    AT_ONCE,
    ('after = "50 s"', f'after = "{WAIT_S} s"'),
    # Strangers' calls are the oldest team's, whose desk of an earlier test may still count as on.
    ('after = "30 s"', f'after = "{WAIT_S} s"'),
)
ALL_DAY = RULE.format(hours="00:00-24:00")
MAY_TEXT = {"sms_consent": "yes", "timezone": "Europe/London"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Where nobody is there it leaves at once; who is there has some seconds to be faster."""
    with office(tmp_path_factory.mktemp("automatic"), *SOON, rules=ALL_DAY) as made:
        yield made


@pytest.fixture
def at_work(running: Office) -> Office:
    return running.own_teams()


async def test_with_nobody_there_it_leaves_at_once_and_is_no_attempt(
    at_work: Office, tmp_path: Path
) -> None:
    jane, jim = somebody(), somebody()
    lead = await post(at_work.hub, **jane.form(**MAY_TEXT))
    (text,) = await soon(lambda: at_work.to(jane), "she is answered")
    again = await post(at_work.hub, **jane.form(**MAY_TEXT))
    assert again == lead
    await post(at_work.hub, **jim.form(**MAY_TEXT))
    await soon(lambda: at_work.to(jim), "who asked after her is answered")
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        await anna.has(lead)
        await soon(lambda: over(anna, lead), "nothing is on its way")
        first = ours(anna.desk.leads[lead])[0]
        assert first.automatic
        assert text.body == first.text
        shown = anna.desk.leads[lead]
        assert (shown.first_attempt, shown.attempts, shown.state) == (None, 0, "open")
        assert shown.due is not None, "what a person owes them still runs"
        bodies = [each.body for each in at_work.to(jane)]
        assert len(bodies) == len(set(bodies)) <= 2, "nobody reads the same words twice"


async def test_whoever_was_faster_is_never_talked_over(tmp_path: Path) -> None:
    """There is time to be faster whether or not a desk proves at that moment that it rings."""
    with office(tmp_path / "h", *SOON, ('nobody = "0 s"\n', ""), rules=ALL_DAY) as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            first = await owned(anna, work, somebody())  # a hub takes its time for the first of all
            await stands(anna, first, anna.desk.send_message(first, "sms", "Hello"), "sent")
            jane, jim, joan = somebody(), somebody(), somebody()
            hers = await owned(anna, work, jane, **MAY_TEXT)
            one = anna.desk.send_message(hers, "sms", "Hello Jane, a person here")
            his = await owned(anna, work, jim, **MAY_TEXT)
            anna.desk.start_touch(his, "call")
            slow = await post(work.hub, **joan.form(**MAY_TEXT))
            await stands(anna, hers, one, "sent")
            # Theirs would have left before it: they asked before her.
            await soon(lambda: work.to(joan), "who waited for nobody has one")
            await anna.has(slow)
            await soon(lambda: over(anna, slow), "and it is known here")
            assert [text.body for text in work.to(jane)] == ["Hello Jane, a person here"]
            assert work.to(jim) == [], "a call is an answer"
            assert len(work.to(joan)) == 1
            assert not message(anna, hers, one).automatic  # type: ignore[union-attr]
            # And a person's words after it are theirs, and stop the clock.
            anna.desk.claim(slow)
            await soon(lambda: anna.desk.leads[slow].owner, "claimed")
            two = anna.desk.send_message(slow, "sms", "Hello Joan, now a person")
            await stands(anna, slow, two, "sent")
            assert anna.desk.leads[slow].first_attempt is not None


async def test_a_hub_killed_around_it_answers_each_once_or_shows_what_it_does_not_know(
    tmp_path: Path,
) -> None:
    with office(tmp_path / "h", *SOON, rules=ALL_DAY) as work:
        people = {}
        for n in range(12):
            person = somebody()
            people[work.hub.post(person.form(**MAY_TEXT))] = person
            if n % 4 == 1:
                work.hub.kill()
                work.hub.restart()
        async with desk(work.hub, "Anna", tmp_path, team="West") as anna:
            await anna.has(*people)
            for lead, person in people.items():
                (one,) = await soon(
                    lambda i=lead: over(anna, i),  # type: ignore[misc]
                    f"{person.name} is answered, or it is known that nobody knows",
                )
                copies = len(work.to(person))
                assert one.automatic
                assert copies == 1 if one.state == "sent" else copies <= 1, one


def over(seat: Seat, lead: str) -> list[Message]:
    found = ours(seat.desk.leads[lead])
    return found if all(one.state in ("sent", "delivered", "unknown") for one in found) else []


async def test_a_missed_call_is_answered_by_text_once_and_not_after_a_stop(
    at_work: Office, tmp_path: Path
) -> None:
    jane = somebody()
    for _ in range(2):
        told = await asyncio.to_thread(at_work.carrier.call_in, at_work.inbound(), jane.number)
        assert told == 200
    (text,) = await soon(lambda: at_work.to(jane), "she is answered")
    assert text.body
    jim = somebody()
    await asyncio.to_thread(at_work.carrier.text_in, at_work.inbound(), jim.number, "Stop")
    await asyncio.to_thread(at_work.carrier.call_in, at_work.inbound(), jim.number)
    joan = somebody()
    await asyncio.to_thread(at_work.carrier.call_in, at_work.inbound(), joan.number)
    await soon(lambda: at_work.to(joan), "who called after him is answered")
    assert at_work.to(jim) == []
    assert len(at_work.to(jane)) == 1


def test_an_automatic_answer_without_words_stops_the_start_and_names_the_line(
    running: Office, tmp_path: Path
) -> None:
    book = Path(running.hub.arguments[1]).read_text(encoding="utf-8")
    own = book.index('\nkey = "ack_sms"')
    begin = book.index('\nbody = "', own) + len('\nbody = "')
    text = book[:begin] + book[book.index('"', begin) :]
    broken = tmp_path / "playbook.toml"
    broken.write_text(text, encoding="utf-8")
    told = HubProcess(tmp_path / "hub").cli("serve", "--port", "0", "--playbook", str(broken))
    assert told.returncode == 2
    line = text[:begin].count("\n") + 1
    assert f"line {line}, " in told.stderr
    assert "ack_sms" in told.stderr
