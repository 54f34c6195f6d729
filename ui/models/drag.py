"""A touch on its way to another time: by mouse or by keys, five minutes a step, judged before it
is let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.ids import Ms
from ui.models.strip_layout import Strip, snapped

STEP: Ms = 5 * 60_000
_SAMPLE: Ms = 15 * 60_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A time judged: both clocks, why it may not be, what should be known of it."""

    mine: str
    theirs: str
    refused: str = ""
    note: str = ""


Judge = Callable[[str, Ms], Verdict]
"""(lead, instant): may its next touch stand there?"""


@dataclass
class Drag:
    """Which touch, where it was, where it would go."""

    lead: str
    judge: Judge
    was: Ms | None
    at: Ms
    low: Ms
    high: Ms
    grab: float = 0
    """Px between the pointer and the row's top."""
    by_key: bool = False
    carried: bool = False
    """Whether it was moved at all."""
    _known: dict[Ms, Verdict] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """What becomes of it here."""
        return self._judged(self.at)

    @property
    def moved(self) -> bool:
        """Whether letting go would change anything."""
        return self.at != self.was

    def to(self, instant: Ms) -> bool:
        """Go to the five minutes nearest to an instant; False when it is there already."""
        wanted = max(self.low, min(self.high, snapped(instant, STEP)))
        before, self.at = self.at, wanted
        return wanted != before

    def refused_spans(self, strip: Strip) -> list[tuple[Ms, Ms]]:
        """Where it may not go on this day, to the quarter."""
        spans: list[tuple[Ms, Ms]] = []
        mark = strip.start - strip.start % _SAMPLE
        while mark < max(strip.end, self.high):
            if self._judged(max(mark, self.low)).refused:
                if spans and spans[-1][1] == mark:
                    spans[-1] = (spans[-1][0], mark + _SAMPLE)
                else:
                    spans.append((mark, mark + _SAMPLE))
            mark += _SAMPLE
        return spans

    def _judged(self, instant: Ms) -> Verdict:
        found = self._known.get(instant)
        if found is None:
            found = self._known[instant] = self.judge(self.lead, instant)
        return found
