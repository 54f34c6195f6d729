"""What listens in the softphone's place may be anything: it costs a connection, never more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest

from client.system.netstring import Unpacker, packed
from client.system.phone_line import Event, Lost, PhoneLine
from client.system.softphone import OTHERS, CallEvent, OtherCall, Softphone
from tests.fakes import FakeClock
from tests.rigs.processes import soon


class Peer:
    """Listens in the softphone's place, says `says` to whoever connects, answers commands by
    `answers` (name to what is said), and counts who came."""

    def __init__(self, says: bytes, answers: dict[str, list[bytes]]) -> None:
        self.says = says
        self.answers = answers
        self.unpacker = Unpacker()
        self.came = 0
        self.heard = b""
        self.at = ""
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came += 1
        self.writers.append(writer)
        writer.write(self.says)
        with suppress(OSError):
            while data := await reader.read(1024):
                self.heard += data
                for frame in self.unpacker.feed(data):
                    self._answer(writer, msgspec.json.decode(frame))

    def _answer(self, writer: asyncio.StreamWriter, told: dict[str, str]) -> None:
        for said in self.answers.get(told["command"], ()):
            writer.write(packed(said.replace(b"TOKEN", told["token"].encode())))


@asynccontextmanager
async def peer(says: bytes, **answers: list[bytes]) -> AsyncIterator[Peer]:
    made = Peer(says, answers)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.at = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for writer in made.writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@asynccontextmanager
async def driven(at: str, told: list[CallEvent], **known: float) -> AsyncIterator[Softphone]:
    clock = FakeClock()
    phone = Softphone(now=clock.wall, mono=clock.mono, **known)
    phone.event = told.append
    phone.use(at)
    task = asyncio.create_task(phone.run())
    try:
        yield phone
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"99999999999:",
        b"4:oops,",
        packed(b"[1, 2]"),
        packed(b'{"event": "yes"}'),
        packed(b'{"event": true, "type": 7}'),
        packed(b'{"event": true, "type": "\xff\xfe"}'),
        packed(b'{"a":' * 10_000),
        b"\x00" * 5_000,
    ],
)
async def test_what_is_not_baresips_way_of_speaking_ends_the_connection(says: bytes) -> None:
    heard: list[Event] = []
    async with peer(says) as other:
        line = await PhoneLine.open(other.at, heard.append)
        with pytest.raises(Lost, match="does not speak as baresip does"):
            await asyncio.wait_for(line.run(), 60)
        assert heard == []


async def test_the_desk_tries_again_later_and_says_what_is_wrong() -> None:
    events: list[CallEvent] = []
    async with peer(b"hello") as other, driven(other.at, events) as phone:
        await soon(lambda: other.came >= 3 and phone.why_not, "three tries")
        assert phone.dial("+447700900142", "touch-1") == (
            "What listens there does not speak as baresip does."
        )
    assert (events, other.heard) == ([], b"")


async def test_events_of_no_call_of_ours_and_of_no_meaning_are_let_pass() -> None:
    said = b"".join(
        packed(one)
        for one in (
            b'{"event":true,"type":"CALL_CLOSED","id":"x","param":"486 Busy"}',
            b'{"event":true,"type":"CALL_ESTABLISHED","id":"y","direction":"outgoing"}',
            b'{"event":true,"type":"REGISTER_OK"}',
            b'{"response":true,"ok":true,"data":"","token":"77"}',
            b'{"response":true,"ok":true,"data":"no token"}',
            b'{"something":"else"}',
            b'{"event":true,"type":"CALL_INCOMING","id":"z","direction":"incoming","peeruri":"x"}',
        )
    )
    events, others = list[CallEvent](), list[OtherCall]()
    async with peer(said) as other, driven(other.at, events) as phone:
        phone.other = others.append
        await soon(lambda: others, "the last one told is heard")
        assert [call.state for call in others] == ["coming_in"]
        assert events == []


async def test_a_flood_of_calls_coming_in_ends_the_connection() -> None:
    one = b'{"event":true,"type":"CALL_INCOMING","id":"%d","direction":"incoming","peeruri":"x"}'
    others = list[OtherCall]()
    flood = b"".join(packed(one % n) for n in range(1_000))
    async with peer(flood) as other, driven(other.at, []) as phone:
        phone.other = others.append
        await soon(lambda: other.came >= 2, "the connection was ended and tried again")
        assert len(others) <= OTHERS * other.came


async def test_a_phone_that_takes_a_command_and_never_answers_is_given_up() -> None:
    async with peer(b"") as other, driven(other.at, [], answer_s=0.1) as phone:
        await soon(lambda: not phone.why_not, "connected")
        assert phone.dial("+447700900142", "touch-1") == ""
        await soon(lambda: other.came >= 2, "the connection is given up")
        assert b'"dial"' in other.heard


async def test_a_call_whose_phone_neither_answers_nor_comes_back_is_over() -> None:
    events: list[CallEvent] = []
    async with peer(b"") as other, driven(other.at, events, answer_s=0.1) as phone:
        await soon(lambda: not phone.why_not, "connected")
        phone.dial("+447700900142", "touch-1")
        await soon(lambda: events, "the call is given up")
        assert [(one.state, one.why) for one in events] == [("failed", "the softphone stopped")]


async def test_the_probe_says_that_nobody_answers() -> None:
    clock = FakeClock()
    async with peer(b"") as other:
        ask = Softphone(now=clock.wall, mono=clock.mono, answer_s=0.1).probe
        probe = await ask(other.at)
        assert (probe.usable, probe.text) == (False, "The softphone does not answer.")


async def test_the_setting_taken_away_ends_the_connection() -> None:
    events: list[CallEvent] = []
    async with peer(b"") as other, driven(other.at, events) as phone:
        await soon(lambda: not phone.why_not, "connected")
        phone.dial("+447700900142", "touch-1")
        phone.use("")
        await soon(lambda: events, "the call is given up")
        assert (events[0].state, events[0].why) == ("failed", "the softphone stopped")
        assert phone.why_not == "Calls are not made by a softphone."


YES = b'{"response":true,"ok":true,"data":"","token":"TOKEN"}'
NO = b'{"response":true,"ok":false,"data":"no account","token":"TOKEN"}'
CALL = b'"id":"c1","direction":"outgoing","peeruri":"sip:+447700900142@pbx.example"'
RINGS = b'{"event":true,"type":"CALL_RINGING",%s}' % CALL
LISTED = (
    b'{"response":true,"ok":true,"token":"TOKEN","data":'
    b'"> [line 1]  0:00:01  OUTGOING  sip:+447700900142@pbx.example"}'
)


async def _steps(hang_up: bool, **answers: list[bytes]) -> list[tuple[str, str]]:
    events: list[CallEvent] = []
    async with peer(b"", **answers) as other, driven(other.at, events, answer_s=60) as phone:
        await soon(lambda: not phone.why_not, "connected")
        phone.dial("+447700900142", "touch-1")
        if hang_up:
            await soon(lambda: events, "it rings")
            phone.hang_up()
        await soon(lambda: events and events[-1].state in ("ended", "failed"), "it is over")
    return [(event.state, event.why) for event in events]


async def test_a_phone_that_refuses_to_dial_is_believed() -> None:
    assert await _steps(False, dial=[NO]) == [("failed", "the softphone refused it")]


async def test_a_call_hung_up_here_is_not_a_failure_whatever_the_far_end_calls_it() -> None:
    closed = b'{"event":true,"type":"CALL_CLOSED",%s,"param":"487 Request Terminated"}' % CALL
    steps = await _steps(True, dial=[YES, RINGS], listcalls=[LISTED], hangup=[YES, closed])
    assert steps == [("ringing", ""), ("ended", "hung up here")]


async def test_hanging_up_what_the_phone_no_longer_has_is_the_end_of_it() -> None:
    steps = await _steps(True, dial=[YES, RINGS], listcalls=[YES])
    assert steps == [("ringing", ""), ("ended", "hung up here")]
