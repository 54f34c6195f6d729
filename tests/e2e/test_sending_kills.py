"""The hub shot dead at every step of a send: never twice, and never lost without being seen."""

import os
import random
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.conftest import WIDE_S
from tests.e2e.killing import AT_ONCE, Killing
from tests.e2e.ways_out import sending_hub, way_out

ROUNDS = int(os.environ.get("LEADBELL_ROUNDS", "") or 20)
"""Messages under fire for each gateway; `benchmarks/kills.py` runs two hundred."""


@pytest.mark.real
@pytest.mark.timeout(WIDE_S + ROUNDS * 6)
@pytest.mark.parametrize("names", [("twilio", "exim"), ("kannel",), ("telnyx",)], ids="-".join)
def test_a_hub_shot_at_any_step_of_a_send_sends_once_and_shows_what_it_does_not_know(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    seed = int(os.environ.get("LEADBELL_SEED", "") or time.time_ns() % 1_000_000)
    sys.stdout.write(f"seed {seed}: LEADBELL_SEED={seed} repeats the moments of the kills\n")
    with ExitStack() as stack:
        ways = [stack.enter_context(way_out(name, tmp_path)) for name in names]
        hub = stack.enter_context(sending_hub(tmp_path / "h", ways))
        killing = Killing(hub, ways, random.Random(seed))
        paired = hub.pair("Anna")
        for _ in range(-(-ROUNDS // AT_ONCE)):
            killing.round(paired)
        ended = killing.judged()
        assert ended.total() >= ROUNDS * len(ways)
        assert ended["sent"] + ended["delivered"] > 0, ended
        sys.stdout.write(f"{'-'.join(names)}: {dict(ended)}\n")
