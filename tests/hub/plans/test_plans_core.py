"""A night's learning runs apart: it answers, it fails aloud, and a hub that stops does not wait."""

import asyncio
import threading

import pytest

from hub.plans import core


async def test_what_runs_apart_comes_back_with_its_answer_or_its_error() -> None:
    assert await core.apart(lambda: 6 * 7) == 42
    with pytest.raises(ZeroDivisionError):
        await core.apart(lambda: 1 // 0)


async def test_a_hub_that_stops_does_not_wait_for_what_runs_apart() -> None:
    never, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def learning() -> None:
        loop.call_soon_threadsafe(begun.set)
        never.wait(60)

    task = asyncio.create_task(core.apart(learning))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    apart = [thread for thread in threading.enumerate() if thread.name == "hub-learning"]
    never.set()
    assert apart
    assert all(thread.daemon for thread in apart)


def test_it_is_brought_in_beside_the_first_lead_and_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    done = threading.Event()

    def bring_in() -> None:
        asked.append(threading.current_thread().name)
        done.set()

    monkeypatch.setattr(core, "_begun", False)
    monkeypatch.setattr(core, "bring_in", bring_in)
    core.begin()
    core.begin()
    assert done.wait(5)
    assert asked == ["hub-planner"]
