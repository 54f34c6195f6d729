"""Every benchmark, in the order they run."""

from benchmarks import start
from benchmarks.benchmark import Benchmark

BENCHMARKS = (
    Benchmark("start", "Start, memory and idle work, against a browser tab", start.take, 300),
)
