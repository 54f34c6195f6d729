"""What is asked of the planner, and what a study says of it: value, must, aim, met or missed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.schedule.compare import BOUND, KNOWING, PLANNER, Ratio, Study
from benchmarks.schedule.world import JUDGED

NOT_ASKED = tuple(world.name for world in JUDGED if not world.asked)


@dataclass(frozen=True)
class Goal:
    """One line of the table; `least` is the direction: at least, or at most."""

    what: str
    found: Ratio
    must: float | None
    aim: float
    least: bool = True
    sharper: Ratio | None = None
    """The same figure by the true chances of the calls made, where there is one."""

    def verdict(self, limit: float | None) -> str:
        """Of the point estimate; whether it is sure is for the standard error to say."""
        if limit is None:
            return ""
        good = self.found.value >= limit if self.least else self.found.value <= limit
        return "met" if good else "missed"


def goals(study: Study) -> list[Goal]:
    """Those of which the study holds the runs."""
    makers: tuple[tuple[Callable[[Study], list[Goal]], Sequence[str], str], ...] = (
        (_overall, NOT_ASKED, PLANNER),
        (_asked, ("asked",), PLANNER),
        (_half, ("half",), PLANNER),
        (_against_bound, ("table",), BOUND),
    )
    return [
        goal
        for make, worlds, policy in makers
        if all(study.of(world, policy) for world in worlds)
        for goal in make(study)
    ]


def _contacts(study: Study, what: str, worlds: Sequence[str], must: float, aim: float) -> Goal:
    found, sharper = study.versus(PLANNER, *worlds), study.sharper(PLANNER, *worlds)
    return Goal(what, found, must, aim, sharper=sharper)


def _overall(study: Study) -> list[Goal]:
    count = len(NOT_ASKED)
    least = min(NOT_ASKED, key=lambda world: study.versus(PLANNER, world).value)
    return [
        _contacts(study, f"contacts x fixed cadence, {count} worlds", NOT_ASKED, 1.08, 1.15),
        _contacts(study, f"the least of the {count} ({least})", [least], 1.0, 1.0),
    ]


def _asked(study: Study) -> list[Goal]:
    return [
        _contacts(study, "the same when 60 % stated a time", ["asked"], 1.15, 1.23),
        Goal(
            "calls per contact there",
            study.calls_per_contact("asked", PLANNER),
            None,
            5.6,
            least=False,
        ),
    ]


def _half(study: Study) -> list[Goal]:
    return [_contacts(study, "the same at half amplitude", ["half"], 1.02, 1.06)]


def _against_bound(study: Study) -> list[Goal]:
    near = study.sharper(KNOWING, "table", other=BOUND)
    return [Goal("planner told the true chances / bound", near, 0.93, 0.97)]
