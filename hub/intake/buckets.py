"""Token buckets: how fast one sender may post. Generous, for leads come in bursts; a wall for a
flood."""

from collections import OrderedDict

from app.domain.ids import Ms


class Buckets:
    """`rate` tokens a second flow into each bucket, which holds `burst`. Full buckets are
    forgotten first when there are more than `most`: forgetting one gives nobody more than a
    burst."""

    def __init__(self, rate: float, burst: float, most: int = 10_000) -> None:
        self.rate = rate
        self.burst = burst
        self.most = most
        self._levels: OrderedDict[str, tuple[float, Ms]] = OrderedDict()

    def take(self, name: str, now: Ms, cost: float = 1.0) -> int:
        """0 when `cost` tokens were there, else the whole seconds until they will be."""
        level, seen = self._levels.pop(name, (self.burst, now))
        level = min(self.burst, level + max(0, now - seen) / 1000 * self.rate)
        short = cost - level
        self._levels[name] = (level if short > 0 else level - cost, now)
        while len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return 0 if short <= 0 else max(1, -int(-short // self.rate))
