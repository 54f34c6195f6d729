"""Every benchmark, in the order they run."""

from benchmarks.benchmark import Benchmark

BENCHMARKS = (
    Benchmark("start", "Start, memory and idle work, against a browser tab", "start", 360),
    Benchmark("ring", "From a POST to the rep, and from the key to a claim", "ring", 180),
    Benchmark("list", "The list", "list_view", 120),
    Benchmark("desk", "One desk without a screen", "headless_desk", 60),
    Benchmark("hub", "The hub alone", "hub_alone", 120),
    Benchmark("fan_out", "One lead to 1,000 desks", "fan_out", 100),
    Benchmark("claims", "Claims a second", "claims", 60),
    Benchmark("planning", "The planner inside the hub", "planning", 180),
    Benchmark("sending", "From a key to the gateway", "sending", 240),
    Benchmark("schedule", "The calling planner", "schedule.measure", 900),
)
