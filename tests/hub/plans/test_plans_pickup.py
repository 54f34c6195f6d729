"""Pick-up counts by hour of the prospects' own week, and how the reps' own times did."""

from pathlib import Path

from app.domain.ids import Ms
from app.domain.lead import Where
from app.domain.playbook import Published
from app.protocol.messages import Pickup
from hub.planner.posterior import History
from hub.plans import night, survey
from hub.plans.history import past
from hub.plans.pickup import Own, pickup
from tests.builders import DAY, HOUR
from tests.hub.builders import settled
from tests.hub.plans.house import called, planning_hub, plans_of, taken_lead, tried_thrice
from tests.hub.plans.shapes import LATER, beatriz, call, moment, tables

TODAY = LATER // DAY


def told(lead_calls: list[tuple[Ms, str]], where: Where | None = None) -> History:
    facts = [fact for at, ending in lead_calls for fact in call(at, ending)]  # type: ignore[arg-type]
    changes = {"where": where} if where else {}
    return survey.facts(past(beatriz(*facts, **changes), LATER + 30 * DAY))


def counted(*histories: History, own: tuple[Own, ...] = ()) -> Pickup:
    return pickup(tables().model, histories, own, Published(), LATER, TODAY)


def test_calls_count_in_the_hour_it_was_there() -> None:
    denver = Where(zones=("America/Denver",), country="US")
    figures = counted(
        told([(moment(19, 17, 40), "connected")], denver),  # 10:40 there
        told([(moment(19, 10, 10), "no_answer"), (moment(19, 15), "voicemail")]),
    )

    called_in = {(cell.day, cell.hour): (cell.calls, cell.reached) for cell in figures.cells
                 if cell.calls}  # fmt: skip
    assert called_in == {(3, 10): (2, 1), (3, 15): (1, 0)}
    assert (figures.calls, figures.reached) == (3, 1)


def test_every_hour_of_the_day_has_an_expectation_and_the_table_stands_beside_it() -> None:
    figures = counted()

    assert {cell.hour for cell in figures.cells} == set(range(7, 21))
    assert len(figures.cells) == 7 * 14
    assert all(0 < cell.p < 0.9 for cell in figures.cells)
    assert figures.published == Published()
    assert figures.trust == 0.5
    best, worst = cell_of(figures, 3, 16), cell_of(figures, 1, 12)
    assert best > worst


def cell_of(figures: Pickup, day: int, hour: int) -> float:
    return next(cell.p for cell in figures.cells if (cell.day, cell.hour) == (day, hour))


def test_calls_of_more_than_ninety_days_ago_count_no_more() -> None:
    old = told([(moment(19, 10), "connected")])

    assert counted(old).calls == 1
    later = pickup(tables().model, [old], (), Published(), LATER + 91 * DAY, TODAY + 91)
    assert later.calls == 0


def test_a_call_at_night_is_shown_where_it_was_made() -> None:
    figures = counted(told([(moment(19, 23, 15), "no_answer")]))

    assert [(cell.day, cell.hour) for cell in figures.cells if cell.calls] == [(3, 23)]


def test_own_times_are_summed_against_the_plan() -> None:
    own = (
        Own(reached=True, expected=0.1, instead=0.2),
        Own(reached=False, expected=0.15, instead=0.25),
    )

    figures = counted(own=own)

    assert (figures.chosen, figures.chosen_reached) == (2, 1)
    assert (figures.chosen_expected, figures.instead_expected) == (0.25, 0.45)


async def test_a_time_a_rep_chose_is_scored_by_the_call_made_then(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        leads = [await taken_lead(hub, dana, n) for n in range(3)]
        await tried_thrice(hub, dana, *leads)
        moved, called_elsewhere, left = leads
        planned = (await hub.lead(moved)).next_touch
        assert planned is not None
        own = moment(23, 11)
        for lead in (moved, called_elsewhere):
            settled(await hub.do(dana, "move_touch", lead, gen=1, at=own))
        # Moved once more: only the last word counts.
        settled(await hub.do(dana, "move_touch", moved, gen=1, at=own + HOUR))
        hub.clock.at = own + HOUR + 60_000
        await called(hub, dana, moved, "connected", clue="tomorrow")
        hub.clock.at = own + 5 * HOUR
        await called(hub, dana, called_elsewhere)
        await called(hub, dana, left)

        chosen = await hub.db.read(lambda conn: night.own_times(conn, hub.team, hub.clock()))

        assert [(one.reached, one.cell) for one in chosen] == [(True, 24)]
        assert chosen[0].instead == planned.odds > 0
        assert len(chosen[0].before.signs) == 4  # asked, and three calls: nothing of the fourth
        await plans_of(hub).learn(hub.team, hub.clock())
        figures = plans_of(hub).pickup(hub.team)
        assert figures is not None
        assert (figures.chosen, figures.chosen_reached) == (1, 1)
        assert 0 < figures.chosen_expected < 1
