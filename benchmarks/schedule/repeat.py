"""Does the planner make the same calls again? `python -m benchmarks.schedule.repeat SEED` prints
the hash of every call it makes in one town."""

import os
import subprocess
import sys

from benchmarks.schedule.play import play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import WORLDS


def log_hash(seed: int) -> str:
    return play(draw(WORLDS["asked"], seed), Policy()).log_hash


def elsewhere(seed: int, hash_seed: int) -> str:
    """The same from another process, whose sets and dicts hash otherwise."""
    run = [sys.executable, "-m", "benchmarks.schedule.repeat", str(seed)]
    env = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.strip()


def identical(seed: int, times: int = 3) -> bool:
    """Byte for byte, in as many processes."""
    return len({elsewhere(seed, n) for n in range(times)}) == 1


if __name__ == "__main__":
    print(log_hash(int(sys.argv[1])))
