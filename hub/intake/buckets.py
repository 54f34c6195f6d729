"""Token buckets: how fast one sender may post. Generous, for leads come in bursts; a wall for a
flood."""

import math
from collections import OrderedDict

from app.domain.ids import Ms


class Buckets:
    """`rate` tokens a second flow into each bucket, which holds `burst`. The least recently used
    are forgotten first when there are more than `most`: forgetting one gives nobody more than a
    burst."""

    def __init__(self, rate: float, burst: float, most: int = 10_000) -> None:
        self.rate = rate
        self.burst = burst
        self.most = most
        self._levels: OrderedDict[str, tuple[float, Ms]] = OrderedDict()

    def take(self, name: str, now: Ms) -> int:
        """0 when a token was there, which is then gone, else the whole seconds until one will
        be."""
        level = self._level(name, now)
        if level >= 1:
            self._keep(name, level - 1, now)
            return 0
        self._keep(name, level, now)
        return max(1, math.ceil((1 - level) / self.rate))

    def fine(self, name: str, now: Ms, cost: float) -> None:
        """Take `cost` tokens, or all there are."""
        self._keep(name, max(0.0, self._level(name, now) - cost), now)

    def _level(self, name: str, now: Ms) -> float:
        level, seen = self._levels.get(name, (self.burst, now))
        return min(self.burst, level + max(0, now - seen) / 1000 * self.rate)

    def _keep(self, name: str, level: float, now: Ms) -> None:
        self._levels[name] = (level, now)
        self._levels.move_to_end(name)
        while len(self._levels) > self.most:
            self._levels.popitem(last=False)
