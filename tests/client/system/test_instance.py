"""Two starts on one profile, with real processes, crashes and impostors."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from client.system.instance import claim, raise_first
from tests.rigs.processes import soon, until

LEAD = "01920000-0000-7000-8000-000000000001"
FIRST = """
import sys, threading
from pathlib import Path
from client.system.instance import claim
assert claim(Path(sys.argv[1])) is not None
print("mine", flush=True)
threading.Event().wait()
"""
SECOND = """
import sys
from pathlib import Path
from client.system.instance import claim, raise_first
profile = Path(sys.argv[1])
assert claim(profile) is None
sys.exit(0 if raise_first(profile, sys.argv[2], 60) else 1)
"""


@asynccontextmanager
async def first(profile: Path) -> AsyncIterator[list[str]]:
    instance = claim(profile)
    assert instance is not None
    raised: list[str] = []
    try:
        await instance.listen(raised.append)
        yield raised
    finally:
        await instance.release()


async def start_second(profile: Path, lead: str = "") -> int:
    second = await asyncio.create_subprocess_exec(sys.executable, "-c", SECOND, str(profile), lead)
    return await asyncio.wait_for(second.wait(), 90)


async def test_a_second_start_raises_the_first_and_ends_well(tmp_path: Path) -> None:
    async with first(tmp_path) as raised:
        assert await start_second(tmp_path) == 0
        assert await start_second(tmp_path, LEAD) == 0
        assert raised == ["", LEAD]


async def test_two_profiles_are_two_desks(tmp_path: Path) -> None:
    async with first(tmp_path / "a") as one, first(tmp_path / "b") as other:
        assert await start_second(tmp_path / "b") == 0
        assert (one, other) == ([], [""])


async def test_a_crash_leaves_nothing_that_stands_in_the_way(tmp_path: Path) -> None:
    crashed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FIRST, str(tmp_path), stdout=subprocess.PIPE
    )
    assert crashed.stdout is not None
    assert await crashed.stdout.readline() == b"mine\n"
    assert claim(tmp_path) is None
    (tmp_path / "desk.where").write_text('{"port":1,"secret":"old","pid":1}')
    crashed.kill()
    await crashed.wait()
    async with first(tmp_path) as raised:
        assert await start_second(tmp_path) == 0
        assert raised == [""]


async def test_who_cannot_read_the_profile_cannot_ask(tmp_path: Path) -> None:
    async with first(tmp_path) as raised:
        where = tmp_path / "desk.where"
        assert where.stat().st_mode & 0o077 == 0
        port = json.loads(where.read_text())["port"]
        for line in (b"\n", b"wrong \n", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 10_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(line)
            answer = await asyncio.wait_for(_read(reader), 60)
            assert answer in (b"no\n", b""), answer
            writer.close()
        assert await start_second(tmp_path, "../../etc") == 1
        assert raised == []
        assert await start_second(tmp_path) == 0


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(10)
    except ConnectionError:
        return b""


def test_a_first_that_does_not_answer_is_waited_for_and_then_told(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(tmp_path)], stdout=subprocess.PIPE
    ) as deaf:
        assert deaf.stdout is not None
        until(deaf.stdout.readline, "it has the profile")
        assert not raise_first(tmp_path, limit_s=0.3)
        deaf.kill()


async def test_release_gives_the_profile_back(tmp_path: Path) -> None:
    async with first(tmp_path):
        assert claim(tmp_path) is None
    again = claim(tmp_path)
    assert again is not None
    await again.release()
    await soon(lambda: not (tmp_path / "desk.where").exists(), "its address is gone")
