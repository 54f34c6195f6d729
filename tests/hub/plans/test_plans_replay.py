"""The same log gives the same plans, byte for byte, in another process on another day."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.hub.plans.house import planning_hub, taken_lead, tried_thrice

ROOT = Path(__file__).parents[3]


def replayed(file: Path, seed: str) -> list[tuple[object, object]]:
    """(as logged, as planned again) of every planned touch in the log."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hub.plans.replay_child", str(file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=140,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [msgspec.json.decode(line) for line in done.stdout.splitlines()]


@pytest.mark.timeout(360)
async def test_a_log_replayed_elsewhere_gives_the_same_plans_byte_for_byte(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana, aino = await hub.desk(), await hub.desk("Aino")
        hers = [await taken_lead(hub, dana, n) for n in range(5)]
        others = [await taken_lead(hub, aino, n) for n in range(5, 8)]
        await tried_thrice(hub, dana, *hers)
        await tried_thrice(hub, aino, *others, ending="voicemail")

    pairs = await asyncio.to_thread(replayed, tmp_path / "hub.sqlite", "0")
    others_seed = await asyncio.to_thread(replayed, tmp_path / "hub.sqlite", "4711")

    assert pairs == others_seed
    assert len(pairs) == 24
    for logged, again in pairs:
        assert msgspec.json.encode(logged) == msgspec.json.encode(again)
