"""The wire: whom it speaks to, what it makes of answers not the hub's, and how it goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from app.protocol import codec
from app.protocol import messages as m
from app.protocol.subscriber import Effect, Heard, Sampled, Subscriber
from client.hooks import LinkState
from client.link import Link
from client.ports import SecretsUnavailable
from tests.fakes import FakeClock
from tests.rigs.processes import soon

HELLO = m.Hello(proto="leadbell.v1", hub="h", node="n", boot="b", now=1)
Talk = Callable[[ServerConnection], Awaitable[None]]


class Bench:
    def __init__(self, url: str, token: str | None = "dvt_secret") -> None:
        self.states: list[LinkState] = []
        self.heard: list[Effect] = []
        self.samples: list[Sampled] = []
        self.clock = FakeClock()
        self.token = token
        self.trouble: SecretsUnavailable | None = None
        subscriber = Subscriber({})
        self.link = Link(
            url,
            subscriber=subscriber,
            clock=self.clock,
            token=self._token,
            opening=lambda: subscriber.opening(app="t", install="i", session="s", outbox_n=0),
            deliver=self.heard.extend,
            sampled=self.samples.append,
            settled=_at_once,
            changed=self.states.append,
            now=self.clock.wall,
            jitter=lambda low, high: low,
        )

    async def _token(self) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        return self.token

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.link.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, state: str) -> LinkState:
        await soon(lambda: any(s.state == state for s in self.states), state)
        return next(s for s in self.states if s.state == state)


async def _at_once() -> None:
    return None


@asynccontextmanager
async def hub(talk: Talk) -> AsyncIterator[str]:
    async with serve(talk, "127.0.0.1", 0, subprotocols=[m.SUBPROTOCOL]) as server:  # type: ignore[list-item]
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def plain_http(answer: bytes, seen: list[bytes] | None = None) -> AsyncIterator[str]:
    """Something that answers every request with `answer`."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if seen is not None:
            seen.append(request)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_it_presents_its_token_in_a_header_and_opens_at_once() -> None:
    got: list[str] = []

    async def talk(connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        got.append(request.headers["Authorization"])
        got.append(request.path)
        got.append(str(await connection.recv()))
        await connection.send(codec.encode(HELLO))
        await connection.wait_closed()

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await soon(lambda: bench.heard, "the hello")
    assert got[:2] == ["Bearer dvt_secret", "/v1/desk"]
    assert isinstance(codec.decode_from_desk(got[2]), m.Open)
    assert bench.heard == [Heard(HELLO)]


async def test_a_lost_connection_is_made_again() -> None:
    count = 0

    async def talk(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        connection.transport.abort()

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await soon(lambda: count >= 3, "three tries")
    assert "The connection was lost" in {s.text for s in bench.states}


@pytest.mark.parametrize("code", [m.CLOSE_FORBIDDEN, m.CLOSE_REPLACED, m.CLOSE_VERSION])
async def test_a_final_close_stops_until_a_person_acts(code: int) -> None:
    count = 0

    async def talk(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        await connection.close(code, "no")

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await bench.until("refused")
            assert count == 1
            assert not bench.link.wiped
            bench.link.try_now()
            await soon(lambda: count == 2, "a second try")


async def test_a_revoked_device_is_told_apart() -> None:
    async def talk(connection: ServerConnection) -> None:
        await connection.close(m.CLOSE_REVOKED, "revoked")

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await bench.until("refused")
            assert bench.link.wiped


async def test_a_portals_redirect_is_told_and_not_followed() -> None:
    evil: list[bytes] = []
    async with plain_http(b"HTTP/1.1 200 OK\r\n\r\nhello", evil) as elsewhere:
        answer = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}/login\r\nContent-Length: 0\r\n\r\n"
        async with plain_http(answer.encode()) as url:
            bench = Bench(url)
            async with bench.running():
                state = await bench.until("portal")
    assert state.text == "Something else answers in the hub's place"
    assert state.retry_at == bench.clock.wall() + 30_000
    assert evil == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "refused"),
        (b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n", "refused"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "portal"),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n", "waiting"),
        (b"", "waiting"),
    ],
)
async def test_answers_that_are_no_upgrade(answer: bytes, state: str) -> None:
    async with plain_http(answer) as url:
        bench = Bench(url)
        async with bench.running():
            await bench.until(state)


async def test_no_token_is_sent_in_the_clear_to_another_machine() -> None:
    bench = Bench("http://hub.example.com")
    async with bench.running():
        state = await bench.until("refused")
    assert "not encrypted" in state.text


async def test_a_locked_keyring_is_a_state_and_not_the_end() -> None:
    bench = Bench("http://127.0.0.1:9")
    bench.trouble = SecretsUnavailable("The keyring is locked.")
    async with bench.running():
        state = await bench.until("waiting")
    assert state.text == "The keyring is locked."


async def test_a_dead_link_is_aborted_and_replaced() -> None:
    count = 0

    async def talk(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        await connection.wait_closed()

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await soon(lambda: count == 1, "the first")
            await soon(lambda: bench.link.connected, "connected")
            bench.clock.forward(35_000)
            bench.link.tick()
            await soon(lambda: count == 2, "the second")
    assert "nothing heard for 35 s" in {s.text for s in bench.states}


async def test_a_jump_of_the_clock_asks_for_proof() -> None:
    asked: list[m.FromDesk] = []

    async def talk(connection: ServerConnection) -> None:
        async for message in connection:
            asked.append(codec.decode_from_desk(message))

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await soon(lambda: asked, "the open")
            bench.link.woke()
            await soon(lambda: m.Time(c0=bench.clock.mono()) in asked, "the question")


async def test_a_binary_frame_ends_the_connection_without_a_fault() -> None:
    count = 0

    async def talk(connection: ServerConnection) -> None:
        nonlocal count
        count += 1
        await connection.send(b"\x00\x01")
        await connection.wait_closed()

    async with hub(talk) as url:
        bench = Bench(url)
        async with bench.running():
            await soon(lambda: count >= 2, "a second try")
    assert "The hub sent something unreadable" in {s.text for s in bench.states}
