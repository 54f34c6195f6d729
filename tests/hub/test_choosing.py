"""A planner that fails costs nobody their act: the call's end is recorded, the cadence plans, and
the log says which lead it was."""

import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.domain.bounds import Bounds, Choice, Choose
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.touch import Option
from hub.choosing import InTime, TooSlow
from hub.planning import Plans
from hub.plans.team_plans import TeamPlans
from tests.builders import HOUR, a_playbook
from tests.hub.builders import Hub, hub_at
from tests.hub.plans.house import THURSDAY, called, taken_lead, tried_thrice
from tests.rigs.processes import until

SECRET = "Dana Canary"


class Failing(TeamPlans):
    """The planner, with a choice of the test's own."""

    chosen: Choose

    def choose(self, conn: Connection, team: str) -> Choose:
        return self.chosen


def raising(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    raise ValueError(SECRET)


def long_ago(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    return Choice(at=now - HOUR, reason=SECRET)


def an_option_at_night(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    night = bounds.spans[0][0] - HOUR
    return Choice(
        at=bounds.spans[0][0],
        reason=SECRET,
        options=(Option(at=night, ratio=1.0, odds=0.1, why=SECRET),),
    )


def stuck(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    def forever() -> Choice | None:
        threading.Event().wait()
        return None

    return InTime[Choice | None](longest=0.01)(forever)


@asynccontextmanager
async def hub_with(data: Path, chosen: Choose | None) -> AsyncIterator[Hub]:
    rules = a_playbook()

    def plans(db: object, policies: object) -> Plans:
        made = Failing(db, policies)  # type: ignore[arg-type]
        assert chosen is not None
        made.chosen = chosen
        return made

    async with hub_at(data, rules=rules, now=THURSDAY, plans=plans if chosen else None) as made:
        yield made


@pytest.mark.parametrize("chosen", [raising, stuck, long_ago, an_option_at_night])
async def test_a_call_ends_and_is_followed_up_by_the_cadence_whatever_the_planner_does(
    tmp_path: Path, chosen: Choose, capsys: pytest.CaptureFixture[str]
) -> None:
    async with hub_with(tmp_path / "without", None) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        await tried_thrice(hub, dana, lead)
        cadence = (await hub.lead(lead)).next_touch

    async with hub_with(tmp_path / "failing", chosen) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        capsys.readouterr()
        await tried_thrice(hub, dana, lead)
        after = await hub.lead(lead)

    assert after.attempts == 3
    assert after.next_touch == cadence
    assert not leaks(after, hub.clock())
    told = "".join(capsys.readouterr())
    assert "the planner" in told
    assert lead in told
    assert SECRET not in told


async def test_whatever_else_asks_the_planner_outlives_its_failing_too(tmp_path: Path) -> None:
    async with hub_with(tmp_path, raising) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        await called(hub, dana, lead)
        gen = (await hub.lead(lead)).gen
        for do, more in (
            ("clue", {"text": "afternoons only"}),
            ("skip_touch", {"reason": "on a train"}),
        ):
            told = await hub.do(dana, do, lead, gen=gen, **more)
            assert told.ok, json.dumps(str(told.e))
        assert not leaks(await hub.lead(lead), hub.clock())


def test_work_that_takes_too_long_is_left_behind_and_not_begun_again() -> None:
    at_once: Callable[[], int] = lambda: 1  # noqa: E731
    done, begun = threading.Event(), list[threading.Thread]()
    in_time: InTime[int] = InTime(longest=60)

    def slow() -> int:
        begun.append(threading.current_thread())
        done.wait(60)
        return 2

    assert in_time(at_once) == 1
    in_time._longest = 0.05
    with pytest.raises(TooSlow):
        in_time(slow)
    in_time._longest = 60
    with pytest.raises(TooSlow):
        in_time(at_once)
    until(lambda: begun, "it is still begun")
    (left,) = begun
    done.set()
    left.join(60)
    assert in_time(at_once) == 1


def test_what_work_raises_is_raised_to_who_waits() -> None:
    def fails() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        InTime[int]()(fails)
