"""A night's learning of one team: the planner's model, what call places cost, the pick-up figures.
Pure, and long: it belongs in a thread of its own."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from app.domain import hours
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook, Published
from app.domain.rep_times import RepTimes
from hub.planner.ahead import prices
from hub.planner.belief import believe, predict
from hub.planner.learning import learn
from hub.planner.model import Model, prior, to_json
from hub.planner.options import Options
from hub.planner.posterior import History
from hub.planner.published import PublishedTable
from hub.plans import history, pickup, rota, slots, survey
from hub.plans.learnt import Learnt
from hub.plans.night import Chosen
from hub.plans.pickup import Own

ROUNDS = 3
"""Of learning, each from what the last one made of the same facts. Begun from the published table
every night, so that what is learnt depends on the facts alone, not on how many nights it took."""
DAY_MS = 86_400_000
OPEN = range(16, 40)
"""Half-hours of the day counted as open when places are priced: 08:00 to 20:00 there. The law is
kept where a touch is placed, not here."""


class Facts(Struct, frozen=True, kw_only=True):
    """All a night reads of one team. `times` by rep, as set; who set none goes by the playbook."""

    histories: Sequence[History]
    open: Sequence[Lead]
    own: Sequence[Chosen]
    times: Mapping[str, RepTimes]


def first_model(published: Published) -> Model:
    """Before anything is learnt: the published table at the playbook's strength."""
    table = PublishedTable(weekday=published.days, hour=published.hours, source=published.source)
    return prior(table, published.temper)


def learnt(facts: Facts, playbook: Playbook, now: Ms) -> Learnt:
    model = first_model(playbook.planning.published)
    for _ in range(ROUNDS):
        model = learn(model, facts.histories)
    numbers, priced = _prices(facts, playbook, model, now)
    own = [_own(model, one) for one in facts.own]
    figures = pickup.pickup(
        model, facts.histories, own, playbook.planning.published, now, now // DAY_MS
    )
    first = numbers[0] if numbers else 0
    return Learnt(
        as_of=now,
        model=msgspec.Raw(to_json(model)),
        pickup=figures,
        first=first,
        prices={
            rep: _filled(first, numbers, row) for rep, row in sorted(priced.items()) if any(row)
        },
    )


def _prices(
    facts: Facts, playbook: Playbook, model: Model, now: Ms
) -> tuple[tuple[int, ...], dict[str, list[float]]]:
    """What a place costs each rep whose movable calls want more of them than there are."""
    reps = sorted({lead.owner for lead in facts.open})
    held: dict[str, list[Ms]] = {rep: [] for rep in reps}
    wanting: list[Lead] = []
    for lead in facts.open:
        ahead = lead.next_touch
        assert ahead is not None, "only leads with a next touch are read as open"
        if ahead.channel == "call" and not ahead.pinned and hours.zones(lead.where):
            wanting.append(lead)
        else:
            held[lead.owner].append(ahead.at)
    times = {rep: slots.kept(facts.times.get(rep), playbook.planning) for rep in reps}
    there = rota.rota(times, held, playbook.planning, now)
    if not there.numbers:
        return (), {}
    clocks = rota.Clocks(there.numbers)
    pleas = []
    for lead in wanting:
        when = clocks.of(lead)
        known = history.past(lead, now)
        is_open = [cell % 48 in OPEN and cell < 5 * 48 for cell in when[0]]
        pleas.append(survey.plea(lead, known, when, is_open, playbook))
    priced = prices(
        model,
        pleas,
        [reps.index(lead.owner) for lead in wanting],
        capacity=[there.places[rep] for rep in reps],
        clock=there.numbers,
        gap=survey.gap(playbook),
    )
    return there.numbers, dict(zip(reps, priced, strict=True))


def _filled(first: int, numbers: Sequence[int], row: Sequence[float]) -> tuple[float, ...]:
    """One price a half-hour without holes; where there is no place it costs nothing."""
    cost = dict(zip(numbers, row, strict=True))
    return tuple(cost.get(number, 0.0) for number in range(first, numbers[-1] + 1))


def _own(model: Model, chosen: Chosen) -> Own:
    belief = believe(model, Options(), [chosen.before])[0]
    expected = predict(belief, chosen.day).tolist()[chosen.cell]
    return Own(reached=chosen.reached, expected=expected, instead=chosen.instead)
