"""One request to a gateway, at the socket: what may have arrived is told from what cannot have."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from hub.gateways.request import LARGEST, Answer, Line, Lost, NotTaken

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    """Whoever connects is talked to by `talk`, then hung up on."""
    talks: set[asyncio.Task[None]] = set()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    running = await asyncio.start_server(met, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/x"
    finally:
        running.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await running.wait_closed()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    made = Line(limit_s=60)
    yield made
    await made.close()


def saying(*pieces: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return talk


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_whoever_hangs_up_is_not_asked_again(line: Line, method: str) -> None:
    met = 0

    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        await reader.readuntil(b"\r\n\r\n")

    async with server(hang_up) as url:
        for asked in (1, 2):
            with pytest.raises(Lost):
                await line(method, url, {}, b"x" if method == "POST" else None)
            # A question may be put a second time by the library; a message never.
            assert met == asked or method == "GET"


async def test_silence_is_lost_and_not_refused() -> None:
    async def say_nothing(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    line = Line(limit_s=2)  # half of it is for the connection
    async with server(say_nothing) as url:
        with pytest.raises(Lost, match="2 seconds"):
            await line("POST", url, {}, b"x")
    await line.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 2",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 201 " + b"x" * 100_000,
    ],
)
async def test_half_an_answer_is_lost(line: Line, said: bytes) -> None:
    async with server(saying(said)) as url:
        with pytest.raises(Lost):
            await line("POST", url, {}, b"x")


async def test_a_redirect_is_an_answer_and_not_followed(line: Line) -> None:
    away = b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    async with server(saying(away)) as url:
        assert await line("POST", url, {}, b"x") == Answer(307, b"", None)


@pytest.mark.parametrize(
    ("told", "again"),
    [("7", 7), ("0", 1), ("999999999999", 3600), ("Fri, 31 Dec", None), ("-1", None), ("٧", None)],
)
async def test_when_to_come_again_is_believed_within_reason(
    line: Line, told: str, again: int | None
) -> None:
    said = f"HTTP/1.1 503 Busy\r\nRetry-After: {told}\r\nContent-Length: 0\r\n\r\n".encode()
    async with server(saying(said)) as url:
        assert (await line("POST", url, {}, b"x")).again_s == again


async def test_an_endless_answer_is_read_no_further_than_it_needs_to_be() -> None:
    line = Line(limit_s=60)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    async with server(saying(head, *([b"x" * 65_536] * 100))) as url:
        answer = await line("POST", url, {}, b"x")
    await line.close()
    assert len(answer.body) == LARGEST


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://127.0.0.1:99999/", "http://[::"])
async def test_what_is_no_address_was_certainly_not_asked(line: Line, url: str) -> None:
    with pytest.raises(NotTaken):
        await line("POST", url, {}, b"x")
