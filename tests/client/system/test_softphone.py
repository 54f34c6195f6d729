"""Calls through a real softphone (two baresips on loopback), from dialling to the end of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from client.system.softphone import CallEvent, OtherCall, Softphone
from tests.fakes import FakeClock
from tests.rigs.baresip import Phone, hand_on, phone, registrar, two_phones
from tests.rigs.processes import soon

NUMBER = "+447700900142"


class Told:
    """A softphone being driven, and all it told."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        # A busy machine is not a phone that hangs.
        self.phone = Softphone(now=self.clock.wall, mono=self.clock.mono, answer_s=60)
        self.events: list[CallEvent] = []
        self.others: list[OtherCall] = []
        self.phone.event = self.events.append
        self.phone.other = self.others.append

    @property
    def steps(self) -> list[str]:
        return [event.state for event in self.events]

    async def until(self, state: str) -> CallEvent:
        await soon(lambda: state in self.steps, f"{state} (saw {self.events})")
        return next(event for event in self.events if event.state == state)


@asynccontextmanager
async def driving(mine: Phone, template: str) -> AsyncIterator[Told]:
    told = Told()
    told.phone.use(mine.at, template)
    async with listening(told):
        await soon(lambda: not told.phone.why_not, "connected to baresip")
        yield told


@asynccontextmanager
async def listening(told: Told) -> AsyncIterator[None]:
    task = asyncio.create_task(told.phone.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def answered(tmp_path: Path) -> Iterator[tuple[Phone, Phone]]:
    with two_phones(tmp_path, answering="auto") as both:
        yield both


@pytest.fixture
def ringing(tmp_path: Path) -> Iterator[tuple[Phone, Phone]]:
    with two_phones(tmp_path, answering="manual") as both:
        yield both


async def test_a_call_rings_is_answered_and_ends_with_how_long_they_talked(
    answered: tuple[Phone, Phone],
) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        assert told.phone.dial(NUMBER, "touch-1") == ""
        await told.until("answered")
        told.clock.forward(1_200)
        assert told.phone.hang_up()
        over = await told.until("ended")
        assert told.steps in (["ringing", "answered", "ended"], ["answered", "ended"])
        assert {event.id for event in told.events} == {"touch-1"}
        assert (over.seconds, over.why) == (1, "hung up here")
        assert told.phone.why_not == ""
        assert told.others == []


async def test_a_phone_that_rings_first_tells_so_and_the_far_end_may_hang_up(
    ringing: tuple[Phone, Phone],
) -> None:
    mine, theirs = ringing
    async with driving(mine, theirs.template) as told, hand_on(theirs) as them:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("ringing")
        assert told.steps == ["ringing"]
        await them.do("accept")
        await told.until("answered")
        await them.do("hangup")
        over = await told.until("ended")
        assert told.steps == ["ringing", "answered", "ended"]
        assert over.why == "they hung up"


async def test_busy_is_told_as_busy(ringing: tuple[Phone, Phone]) -> None:
    mine, theirs = ringing
    async with driving(mine, theirs.template) as told, hand_on(theirs) as them:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("ringing")
        await them.do("hangup")
        over = await told.until("failed")
        assert (over.seconds, over.why) == (0, "busy")


async def test_nobody_picks_up_and_the_rep_hangs_up(ringing: tuple[Phone, Phone]) -> None:
    mine, theirs = ringing
    async with driving(mine, theirs.template) as told:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("ringing")
        told.phone.hang_up()
        over = await told.until("ended")
        assert (told.steps, over.seconds, over.why) == (["ringing", "ended"], 0, "hung up here")


async def test_a_number_nobody_has_fails_in_words(answered: tuple[Phone, Phone]) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        told.phone.dial("+447700900999", "touch-1")
        over = await told.until("failed")
        assert over.why == "there is no such number"


async def test_a_bare_number_is_completed_by_the_phone_and_still_known_as_ours(
    answered: tuple[Phone, Phone],
) -> None:
    """Without a domain in the template the phone's own account says where numbers are."""
    mine, _ = answered
    async with driving(mine, "{e164}") as told:
        told.phone.dial(NUMBER, "touch-1")
        assert (await told.until("failed")).why == "there is no such number"


async def test_the_softphone_is_killed_in_the_middle_and_the_call_counts_as_over(
    answered: tuple[Phone, Phone],
) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("answered")
        mine.kill()
        over = await told.until("ended")
        assert over.why == "the softphone stopped"
        assert "Nothing listens at" in told.phone.why_not
        assert "Nothing listens at" in told.phone.dial(NUMBER, "touch-2")
        assert told.steps[-1] == "ended"


async def test_somebody_else_takes_the_connection_and_the_running_call_is_found_again(
    answered: tuple[Phone, Phone],
) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("answered")
        ours = told.phone._line
        async with hand_on(mine):
            await soon(lambda: told.phone._line is not ours, "our connection is gone")
        await soon(lambda: "busy with a call" in told.phone.why_not, "connected again")
        assert told.steps[-1] == "answered"
        told.phone.hang_up()
        assert (await told.until("ended")).why == "hung up here"


async def test_a_call_that_ended_while_nobody_listened_is_over_once_somebody_does(
    answered: tuple[Phone, Phone],
) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        told.phone.dial(NUMBER, "touch-1")
        await told.until("answered")
    async with hand_on(mine) as other:
        await other.do("hangup")
    assert told.steps[-1] == "answered"
    async with listening(told):
        assert (await told.until("ended")).id == "touch-1"


async def test_a_call_that_comes_in_is_told_with_its_number_and_that_nobody_took_it(
    tmp_path: Path,
) -> None:
    with two_phones(tmp_path) as (mine, theirs):
        async with driving(mine, theirs.template) as told, hand_on(theirs) as them:
            await them.do("dial", f"sip:rep@127.0.0.1:{mine.sip}")
            await soon(lambda: told.others, "the call comes in")
            assert (told.others[0].state, told.others[0].number) == ("coming_in", NUMBER)
            assert "busy with a call" in told.phone.why_not
            await them.do("hangup")
            await soon(lambda: len(told.others) > 1, "it is over")
            assert (told.others[1].state, told.others[1].missed) == ("ended", True)
            assert told.events == []
            assert told.phone.why_not == ""


async def test_hanging_up_ends_our_call_and_not_one_that_just_comes_in(
    answered: tuple[Phone, Phone], tmp_path: Path
) -> None:
    mine, theirs = answered
    with phone(tmp_path, "+358401234567", answering="manual") as third:
        async with driving(mine, theirs.template) as told, hand_on(third) as caller:
            told.phone.dial(NUMBER, "touch-1")
            await told.until("answered")
            await caller.do("dial", f"sip:rep@127.0.0.1:{mine.sip}")
            await soon(lambda: told.others, "a second call comes in")
            told.phone.hang_up()
            await told.until("ended")
            assert [call.state for call in told.others] == ["coming_in"]
            assert caller.saw("CALL_CLOSED") == []


async def test_one_call_at_a_time(answered: tuple[Phone, Phone]) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told:
        told.phone.dial(NUMBER, "touch-1")
        assert told.phone.dial(NUMBER, "touch-2") == (
            "The phone is busy with a call. Hang up first."
        )
        await told.until("answered")
        assert {event.id for event in told.events} == {"touch-1"}


@pytest.mark.parametrize("number", ["", "sip:x@evil.example", "+44770\n/quit", "112", "+1 555"])
async def test_only_a_whole_number_is_ever_dialled(
    answered: tuple[Phone, Phone], number: str
) -> None:
    mine, theirs = answered
    async with driving(mine, theirs.template) as told, hand_on(theirs) as them:
        assert told.phone.dial(number, "touch-1") != ""
        assert told.phone.why_not == ""  # nothing is under way
        assert them.told == []


async def test_the_probe_names_version_account_and_how_it_stands(
    answered: tuple[Phone, Phone],
) -> None:
    mine, theirs = answered
    said = await Told().phone.probe(mine.at, theirs.template)
    assert said.usable
    assert said.text == (
        f"baresip 1.0.0, account sip:rep@127.0.0.1:{mine.sip}, not registered anywhere."
    )
    async with driving(mine, theirs.template) as told:
        assert await told.phone.probe(mine.at, theirs.template) == said
        assert told.phone.why_not == ""  # asking did not cost the connection


async def test_the_probe_says_how_a_real_registration_stands(tmp_path: Path) -> None:
    async with registrar() as port:
        account = f"<sip:aino@127.0.0.1:{port}>;regint=60"
        with phone(tmp_path, "aino", answering="manual", account=account) as mine:
            ask = Told().phone.probe
            said = await ask(mine.at)
            while "not registered yet" in said.text:
                said = await ask(mine.at)
            assert said.usable
            assert said.text == f"baresip 1.0.0, account sip:aino@127.0.0.1:{port}, registered."


async def test_a_phone_whose_company_does_not_answer_cannot_be_used(tmp_path: Path) -> None:
    account = "<sip:aino@127.0.0.1:9>;regint=60"
    with phone(tmp_path, "aino", answering="manual", account=account) as mine:
        said = await Told().phone.probe(mine.at)
        assert not said.usable
        assert said.text.endswith("account sip:aino@127.0.0.1:9, not registered yet.")


async def test_the_probe_says_what_is_wrong() -> None:
    ask = Told().phone.probe
    assert (await ask("127.0.0.1:1")).text == (
        "Nothing listens at 127.0.0.1:1: start baresip with the ctrl_tcp module."
    )
    assert "must run on this computer" in (await ask("192.0.2.7:4444")).text
    assert "like 127.0.0.1:4444" in (await ask("4444")).text
    assert "{e164}" in (await ask("127.0.0.1:1", "sip:911@evil.example")).text
