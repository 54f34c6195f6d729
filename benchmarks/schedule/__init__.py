"""What the calling planner is worth: a seeded world of people with hidden habits, and policies that
call them. `python -m benchmarks.schedule`.

A policy sees only what a real hub would see; the habits, the luck and the law live here."""

import os

# Several threads only slow down arrays this small, and two runs at once fight for the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
