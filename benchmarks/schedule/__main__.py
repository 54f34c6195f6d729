"""`python -m benchmarks.schedule --policy MODULE:NAME --world NAME --runs N --seed S`."""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.schedule.compare import Played, ratio, run_one
from benchmarks.schedule.world import WORLDS

YARDSTICK = "benchmarks.schedule.baselines:FixedCadence"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.schedule", description=__doc__)
    parser.add_argument("--policy", action="append", default=[], metavar="MODULE:NAME")
    parser.add_argument("--world", action="append", default=[], choices=[*WORLDS, "all"])
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    policies = list(dict.fromkeys([YARDSTICK, *given.policy]))
    worlds = list(WORLDS) if "all" in given.world else given.world or ["table"]
    print(f"{'world':12} {'policy':26} per 100  calls/contact  calls/lead  x cadence       s/run")
    for name in worlds:
        runs = [run_one(WORLDS[name], given.seed, run, policies) for run in range(given.runs)]
        base = [run[YARDSTICK].result.contacts for run in runs]
        for path in policies:
            _print(name, path, [run[path] for run in runs], base)
    return 0


def _print(world: str, path: str, played: list[Played], base: list[int]) -> None:
    contacts = [one.result.contacts for one in played]
    calls = sum(one.result.calls for one in played)
    leads = sum(one.result.leads for one in played)
    seconds = sum(one.seconds for one in played) / len(played)
    print(
        f"{world:12} {path.split(':')[1]:26} {100 * sum(contacts) / leads:7.1f}"
        f"  {calls / max(1, sum(contacts)):13.2f}  {calls / leads:10.2f}"
        f"  {ratio(contacts, base)!s:14}  {seconds:5.2f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
