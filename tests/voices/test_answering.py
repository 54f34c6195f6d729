"""Undo, edit, send; failed and sent again; drafts; calls from them; cut off at any step: what users
of such products say goes wrong, tried on whole desks, a real hub and a carrier that counts."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.facts import MessageQueued
from client.drafts import Kept as Draft
from tests.desk_process import DeskProcess, Said, of
from tests.rigs.carrier_server import Fault
from tests.rigs.processes import soon, until
from tests.voices.answering import (
    Office,
    message,
    office,
    ours,
    owned,
    refusal,
    somebody,
    stands,
)
from tests.voices.desks import desk
from tests.voices.fault_proxy import fault_proxy


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Texts wait twelve seconds: time enough to take one back on a busy machine."""
    folder = tmp_path_factory.mktemp("answering")
    with office(folder, ('undo = "5 s"', 'undo = "12 s"')) as made:
        yield made


@pytest.fixture
def at_work(running: Office) -> Office:
    return running.own_teams()


@pytest.fixture(scope="module")
def running_at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("at-once")) as made:
        yield made


@pytest.fixture
def at_once(running_at_once: Office) -> Office:
    """Texts leave as soon as they are queued."""
    return running_at_once.own_teams()


# ---- undo, edit, send (24) -----------------------------------------------------------------------


async def test_undo_edit_send_sends_only_the_edited_words_and_sends_them_once(
    tmp_path: Path,
) -> None:
    """A busy machine has a minute to take the first words back; for the second the playbook says a
    moment, and its hub begins anew with that."""
    with office(tmp_path / "h", ('undo = "5 s"', 'undo = "1 min"')) as work:
        async with desk(work.hub, "Anna", tmp_path) as anna:
            jane = somebody()
            lead = await owned(anna, work, jane)
            first = anna.desk.send_message(lead, "sms", "Call me on 0815 or never")
            await stands(anna, lead, first, "waiting")
            anna.desk.take_back(lead, first)
            await stands(anna, lead, first, "taken_back")
            await asyncio.to_thread(work.hub.stop)
            work.rule('undo = "1 min"', 'undo = "1 s"')
            await asyncio.to_thread(work.hub.restart)
            anna.desk.reconnect_now()
            again = anna.desk.send_message(lead, "sms", "Call me when it suits you")
            await stands(anna, lead, again, "sent")
            goes = [
                fact.goes
                for _, fact in anna.facts
                if isinstance(fact, MessageQueued) and fact.message == again
            ]
            (taken,) = work.to(jane)
            assert taken.body == "Call me when it suits you"
            assert taken.at * 1000 >= goes[0], "not before it could be taken back"


async def test_of_undo_and_leaving_in_the_same_moment_one_wins_and_the_desk_says_which(
    at_work: Office, tmp_path: Path
) -> None:
    async with desk(at_work.hub, "Anna", tmp_path) as anna:
        people = [somebody() for _ in range(6)]
        leads = [await owned(anna, at_work, person) for person in people]
        sent = [anna.desk.send_message(lead, "sms", f"Hello {n}") for n, lead in enumerate(leads)]
        for n, (lead, one) in enumerate(zip(leads, sent, strict=True)):
            goes = (await stands(anna, lead, one, "waiting", "sent")).goes
            early = (n - 2) * 15
            await soon(lambda g=goes, e=early: anna.desk.now() >= g - e, "the last moment")  # type: ignore[misc]
            anna.desk.take_back(lead, one)
        ends = [
            (await stands(anna, lead, one, "taken_back", "sent", "delivered")).state
            for lead, one in zip(leads, sent, strict=True)
        ]
        for person, state in zip(people, ends, strict=True):
            assert len(at_work.to(person)) == (state != "taken_back")


def test_a_desk_killed_while_a_text_waits_sends_nothing_and_has_the_words_when_back(
    at_work: Office, tmp_path: Path
) -> None:
    anna = DeskProcess.start_for(at_work.hub, "Anna", tmp_path / "Anna")
    try:
        jane = somebody()
        lead = claimed_by(anna, at_work, jane.form())
        anna.do("send", lead=lead, channel="sms", text="It waits at the hub")
        anna.wait(lambda s: s.get("fact") == "message.queued", "the hub has it")
        anna.kill()
        anna.start()
        anna.wait(lambda s: s.get("fact") == "message.taken_back", "it was taken back")
        anna.do("draft", lead=lead, channel="sms")
        told = anna.next(lambda s: s.get("did") == "draft", "the draft")
        assert told["draft"]["text"] == "It waits at the hub"
        assert at_work.to(jane) == []
    finally:
        anna.end()


def test_a_text_written_without_a_link_goes_out_once_after_kill_and_restart(
    tmp_path: Path,
) -> None:
    with office(tmp_path / "h") as work:
        anna = DeskProcess.start_for(work.hub, "Anna", tmp_path / "Anna")
        try:
            jane = somebody()
            lead = claimed_by(anna, work, jane.form())
            work.hub.kill()
            anna.wait(lambda s: s.get("link", {}).get("state") == "waiting", "no link")
            anna.do("send", lead=lead, channel="sms", text="Written in the tunnel")
            until(lambda: pending(anna)["saved"], "it is on disk")
            anna.kill()
            anna.start()
            until(lambda: pending(anna)["pending"], "it is still there")
            work.hub.restart()
            anna.do("reconnect")
            anna.wait(lambda s: s.get("live") is True, "live again")
            anna.wait(lambda s: s.get("fact") == "message.sent", "it left")
            assert [one.body for one in work.to(jane)] == ["Written in the tunnel"]
        finally:
            anna.end()


def pending(one: DeskProcess) -> Said:
    one.do("pending")
    return one.next(lambda s: s.get("did") == "pending", "what waits")


def claimed_by(one: DeskProcess, work: Office, form: dict[str, str], team: str = "West") -> str:
    """A lead this headless desk has claimed."""
    lead = work.hub.post(form, team)
    one.wait(lambda s: s.get("fact") == "lead.new" and of(s) == lead, "it arrives")
    one.do("claim", lead=lead)
    one.wait(lambda s: s.get("fact") == "lead.claimed" and of(s) == lead, "it is mine")
    return lead


async def test_a_text_that_waited_too_long_for_the_link_comes_back_as_a_draft_and_says_so(
    at_once: Office, tmp_path: Path
) -> None:
    async with (
        fault_proxy(at_once.hub.url) as net,
        desk(at_once.hub, "Anna", tmp_path, url=net.url) as anna,
    ):
        jane = somebody()
        lead = await owned(anna, at_once, jane)
        net.up = net.down = False
        net.reset()
        await soon(lambda: anna.desk.link.state != "live", "no link")
        anna.desk.send_message(lead, "sms", "Call you in five minutes")
        await soon(anna.desk.all_saved, "it is on disk")
        anna.clock.forward(11 * 60_000)
        await soon(lambda: anna.expired, "it is given up")
        draft = anna.desk.draft(lead, "sms")
        assert draft is not None
        assert draft.text == "Call you in five minutes"
        assert draft.why
        net.up = net.down = True
        net.reset()
        anna.desk.reconnect_now()
        await anna.live()
        await soon(lambda: not anna.desk.pending(), "nothing waits any more")
        assert at_once.to(jane) == []


# ---- failed is failed (25) -----------------------------------------------------------------------


async def test_a_failed_text_is_shown_failed_at_once_and_the_clock_of_the_lead_runs_again(
    at_once: Office, tmp_path: Path
) -> None:
    async with (
        desk(at_once.hub, "Anna", tmp_path) as anna,
        desk(at_once.hub, "Petra", tmp_path, role="team-lead") as petra,
    ):
        jane = somebody()
        lead = await owned(anna, at_once, jane)
        before = anna.desk.leads[lead]
        first = anna.desk.send_message(lead, "sms", "Hello, when suits?")
        await stands(anna, lead, first, "sent")
        assert anna.desk.leads[lead].first_attempt is not None
        (taken,) = at_once.to(jane)
        told = await asyncio.to_thread(at_once.carrier.report, taken.sid, "undelivered", "30003")
        assert told == 200
        for seat in (anna, petra):
            await stands(seat, lead, first, "failed")
        for seat in (anna, petra):
            await seat.until_here(lead)
            shown = seat.desk.leads[lead]
            assert shown.first_attempt is None, "the ack is not counted"
            assert shown.message(first).why  # type: ignore[union-attr]
            assert shown.next_touch is not None
            assert shown.next_touch.reason.startswith("SMS not delivered")
            assert shown.due == before.due, "and counts from where it did"
        # A retry is a real second send, and news of the first hides nothing of it.
        second = anna.desk.send_message(lead, "sms", "Hello, when suits?", retry_of=first)
        await stands(anna, lead, second, "sent")
        assert len(at_once.to(jane)) == 2
        await asyncio.to_thread(at_once.carrier.report, taken.sid, "delivered")
        await anna.until_here(lead)
        assert message(anna, lead, first).state == "failed"  # type: ignore[union-attr]
        assert message(anna, lead, second).state == "sent"  # type: ignore[union-attr]
        assert anna.desk.leads[lead].first_attempt is not None
        last = at_once.to(jane)[-1]
        await asyncio.to_thread(at_once.carrier.report, last.sid, "delivered")
        await stands(petra, lead, second, "delivered")


async def test_retry_pressed_over_and_over_sends_once(at_once: Office, tmp_path: Path) -> None:
    async with desk(at_once.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_once, jane)
        at_once.carrier.next(Fault("status", status=400))
        first = anna.desk.send_message(lead, "sms", "Hello there")
        await stands(anna, lead, first, "failed", "refused")
        tries = [
            anna.desk.send_message(lead, "sms", "Hello there", retry_of=first) for _ in range(5)
        ]
        await soon(lambda: len(anna.settled) >= 7, "all are answered")
        await soon(lambda: any(m.state == "sent" for m in ours(anna.desk.leads[lead])), "one left")
        assert len(at_once.to(jane)) == 1
        assert sum(message(anna, lead, one) is not None for one in tries) == 1


# ---- drafts (26) ---------------------------------------------------------------------------------


def test_words_begun_for_one_never_reach_another_and_survive_a_kill(
    at_once: Office, tmp_path: Path
) -> None:
    anna = DeskProcess.start_for(at_once.hub, "Anna", tmp_path / "Anna")
    try:
        jane, jim = somebody(), somebody()
        first = claimed_by(anna, at_once, jane.form())
        anna.do("draft", lead=first, channel="sms", text="Dear Jane, your secret offer")
        second = claimed_by(anna, at_once, jim.form())
        anna.do("draft", lead=second, channel="sms")
        shown = anna.wait(lambda s: s.get("did") == "draft" and s["lead"] == second, "his draft")
        assert shown["draft"] is None
        anna.do("send", lead=second, channel="sms", text="Hello Jim")
        anna.wait(lambda s: s.get("fact") == "message.sent" and of(s) == second, "his left")
        assert [one.body for one in at_once.to(jim)] == ["Hello Jim"]
        assert at_once.to(jane) == []
        anna.kill()
        anna.start()
        anna.wait(lambda s: s.get("live") is True, "live again")
        for lead, words in ((first, "Dear Jane, your secret offer"), (second, None)):
            anna.do("draft", lead=lead, channel="sms")
            told = anna.next(lambda s, i=lead: s.get("did") == "draft" and s["lead"] == i, "it")  # type: ignore[misc]
            assert (told["draft"] or {}).get("text") == words
    finally:
        anna.end()


async def test_a_draft_is_hers_alone_until_it_is_sent_and_gone_once_it_is(
    at_once: Office, tmp_path: Path
) -> None:
    async with desk(at_once.hub, "Anna", tmp_path) as anna:
        lead = await owned(anna, at_once, somebody())
        anna.desk.keep_draft(lead, "sms", Draft(text="Half a thought", touched=True))
        assert anna.desk.draft(lead, "email") is None
        one = anna.desk.send_message(lead, "sms", "Half a thought")
        await stands(anna, lead, one, "sent")
        assert anna.desk.draft(lead, "sms") is None


# ---- sent twice after reconnect (29) -------------------------------------------------------------


@pytest.mark.parametrize("cut", ["before", "on the way up", "the answer"])
async def test_cut_off_at_any_step_and_sent_again_the_carrier_gets_one(
    cut: str, at_once: Office, tmp_path: Path
) -> None:
    async with (
        fault_proxy(at_once.hub.url) as net,
        desk(at_once.hub, "Anna", tmp_path, url=net.url) as anna,
    ):
        jane = somebody()
        lead = await owned(anna, at_once, jane)
        if cut == "before":
            net.up = net.down = False
            net.reset()
        elif cut == "on the way up":
            net.up = False
        else:
            net.down = False
        one = anna.desk.send_message(lead, "sms", f"Cut {cut}")
        await soon(anna.desk.all_saved, "it is on disk")
        if cut == "the answer":
            await soon(lambda: at_once.to(jane), "the hub has sent it")
        net.reset()
        net.up = net.down = True
        anna.desk.reconnect_now()
        await anna.live()
        await stands(anna, lead, one, "sent")
        await soon(lambda: not anna.desk.pending(lead), "and answered")
        # And pressed again, with the same words in hand:
        anna.desk.send_message(lead, "sms", f"Cut {cut}")
        await soon(lambda: refusal(anna), "the second is refused")
        assert [one.body for one in at_once.to(jane)] == [f"Cut {cut}"]


@pytest.mark.parametrize(
    ("act", "copies"),
    [("cut_before", 0), ("cut_after", 1), ("half", 1), ("garbage", 1), ("status_after", 1)],
)
async def test_the_carrier_lost_at_any_step_is_asked_and_never_sent_to_twice(
    act: str, copies: int, at_once: Office, tmp_path: Path
) -> None:
    async with desk(at_once.hub, "Anna", tmp_path) as anna:
        jane = somebody()
        lead = await owned(anna, at_once, jane)
        at_once.carrier.next(Fault(act, status=500))  # type: ignore[arg-type]
        one = anna.desk.send_message(lead, "sms", f"Lost {act}")
        stood = await stands(anna, lead, one, "sent", "unknown", "failed")
        assert len(at_once.to(jane)) == copies
        if copies == 0:
            assert stood.state != "sent"
        if stood.state == "unknown":
            assert stood.why
            anna.desk.ask_message(lead, one)
            await soon(lambda: anna.answer("ask_message"), "the carrier is asked")
            if copies:
                await stands(anna, lead, one, "sent", "delivered")
        assert len(at_once.to(jane)) == copies


# ---- they call (30) ------------------------------------------------------------------------------


async def test_a_call_nobody_took_from_somebody_known_is_next_and_rings_whose_it_is(
    at_once: Office, tmp_path: Path
) -> None:
    async with (
        desk(at_once.hub, "Anna", tmp_path) as anna,
        desk(at_once.hub, "Ben", tmp_path) as ben,
    ):
        people = [somebody() for _ in range(3)]
        leads = [await owned(anna, at_once, person) for person in people]
        for n, lead in enumerate(leads):
            anna.desk.end_touch(lead, anna.desk.start_touch(lead, "call"), "no_answer")
            await soon(lambda i=lead: anna.desk.leads[i].next_touch, f"{n} is planned")  # type: ignore[misc]
        status = await asyncio.to_thread(
            at_once.carrier.call_in, at_once.inbound(), people[1].number
        )
        assert status == 200
        await soon(lambda: "missed" in anna.whys(leads[1]), "it rings at hers")
        for seat in (anna, ben):
            await seat.until_here(leads[1])
        assert "missed" not in ben.whys(leads[1])
        upcoming = anna.desk.leads[leads[1]].next_touch
        assert upcoming is not None
        assert upcoming.channel == "call"
        assert "called you" in upcoming.reason
        assert upcoming.at <= min(
            other.at for lead in leads if (other := anna.desk.leads[lead].next_touch) is not None
        )


def test_a_call_nobody_took_from_a_stranger_becomes_a_lead_that_rings(tmp_path: Path) -> None:
    with office(tmp_path / "h") as work:
        anna = DeskProcess.start_for(work.hub, "Anna", tmp_path / "Anna")
        try:
            jane = somebody()
            assert work.carrier.call_in(work.inbound(), jane.number) == 200
            new = anna.wait(lambda s: s.get("fact") == "lead.new", "she is a lead")
            assert new["lead"]["person"]["phone"] == jane.number
            anna.wait(lambda s: of(new) in s.get("ring", {}).get("leads", ()), "and it rings")
            # Told twice, she is one lead all the same: there is none before the next to call.
            assert work.carrier.call_in(work.inbound(), jane.number) == 200
            jim = somebody()
            assert work.carrier.call_in(work.inbound(), jim.number) == 200
            news = anna.next(lambda s: s.get("fact") == "lead.new", "another lead")
            assert news["lead"]["person"]["phone"] == jim.number
        finally:
            anna.end()
