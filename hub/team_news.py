"""What a team's desks hear besides facts and presence: working times and pick-up figures. Only the
newest is kept, nothing queues: a desk asks what it has not heard yet whenever it has room."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from app.domain.rep_times import RepTimes
from app.protocol import codec
from app.protocol.messages import MAX_FROM_HUB, Pickup, Times


class Told(NamedTuple):
    """How much of it one desk has heard. A new connection has heard nothing."""

    times: int = 0
    pickup: int = 0


class TeamNews:
    """One team's. Versions only rise; they mean nothing outside this process."""

    def __init__(self) -> None:
        self._version = 1
        self._shared = 1
        self._own: dict[str, int] = {}
        self._times: dict[str, RepTimes] = {}
        self._away: dict[str, RepTimes] = {}
        self._pickup = ""
        self._pickup_version = 0

    def set_times(self, times: Mapping[str, RepTimes]) -> bool:
        """All that is set, by rep. True when some desk has news to hear."""
        changed = {
            rep
            for rep in times.keys() | self._times.keys()
            if times.get(rep) != self._times.get(rep)
        }
        if not changed:
            return False
        self._version += 1
        self._own |= dict.fromkeys(changed, self._version)
        self._times = dict(times)
        away = {rep: _for_others(kept) for rep, kept in sorted(times.items())}
        if away != self._away:
            self._away, self._shared = away, self._version
        return True

    def set_pickup(self, figures: Pickup) -> bool:
        """True when they are new."""
        frame = codec.encode(figures)
        if frame == self._pickup:
            return False
        self._pickup = frame
        self._pickup_version += 1
        return True

    def since(self, rep: str, told: Told) -> tuple[str, Told]:
        """The next frame a desk of `rep` has not heard ("": it heard all), and what it has heard
        then."""
        times = max(self._shared, self._own.get(rep, 0))
        if told.times < times:
            return self._frame(rep), told._replace(times=times)
        if told.pickup < self._pickup_version:
            return self._pickup, told._replace(pickup=self._pickup_version)
        return "", told

    def _frame(self, rep: str) -> str:
        mine = self._times.get(rep, RepTimes())
        team = {who: times for who, times in self._away.items() if who != rep}
        frame = codec.encode(Times(times=mine, team=team))
        if len(frame.encode()) <= MAX_FROM_HUB:
            return frame
        # A team so large that a desk would not take the frame: its own hours matter more.
        away = {who: replace(times, blocks=()) for who, times in team.items() if times.leave}
        frame = codec.encode(Times(times=mine, team=away))
        return frame if len(frame.encode()) <= MAX_FROM_HUB else codec.encode(Times(times=mine))


def _for_others(times: RepTimes) -> RepTimes:
    """Shifts and leave. When somebody is in a meeting is theirs to tell."""
    return RepTimes(zone=times.zone, blocks=times.blocks, leave=times.leave)
