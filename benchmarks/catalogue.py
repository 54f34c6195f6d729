"""Every benchmark, in the order they run."""

from benchmarks import claims, fan_out, hub_alone, list_view, ring, start
from benchmarks.benchmark import Benchmark

BENCHMARKS = (
    Benchmark("start", "Start, memory and idle work, against a browser tab", start.take, 300),
    Benchmark("ring", "From a POST to the rep, and from the key to a claim", ring.take, 180),
    Benchmark("list", "The list", list_view.take, 120),
    Benchmark("hub", "The hub alone", hub_alone.take, 120),
    Benchmark("fan_out", "One lead to 1,000 desks", fan_out.take, 90),
    Benchmark("claims", "Claims a second", claims.take, 60),
)
