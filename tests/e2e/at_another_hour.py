"""`python -m tests.e2e.at_another_hour MS serve ...`: a hub on a machine whose wall clock is MS
milliseconds ahead. All else is the hub as its operator runs it."""

import runpy
import sys
import time


def main() -> None:
    ahead = int(sys.argv.pop(1))
    wall_ns, wall = time.time_ns, time.time
    time.time_ns = lambda: wall_ns() + ahead * 1_000_000
    time.time = lambda: wall() + ahead / 1000
    runpy.run_module("hub", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
