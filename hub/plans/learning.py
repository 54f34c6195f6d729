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
from hub.planner.ahead import Plea, prices
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
PRICED_DAYS = 14
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
    own = [_own(model, one) for one in facts.own]
    figures = pickup.pickup(
        model, facts.histories, own, playbook.planning.published, now, now // DAY_MS
    )
    return Learnt(
        as_of=now,
        model=msgspec.Raw(to_json(model)),
        pickup=figures,
        prices={
            rep: _prices(facts, rep, playbook, model, now)
            for rep in sorted({lead.owner for lead in facts.open})
        },
    )


def _prices(facts: Facts, rep: str, playbook: Playbook, model: Model, now: Ms) -> dict[int, float]:
    """What a place costs `rep`, whose movable calls may want more of them than there are."""
    held: list[Ms] = []
    wanting: list[Lead] = []
    for lead in facts.open:
        ahead = lead.next_touch
        if lead.owner != rep or ahead is None:
            continue
        if ahead.channel == "call" and not ahead.pinned and hours.zones(lead.where):
            wanting.append(lead)
        else:
            held.append(ahead.at)
    times = slots.kept(facts.times.get(rep), playbook.planning)
    room = rota.rooms(times, held, playbook.planning, now, now + PRICED_DAYS * DAY_MS)
    whole = rota.Clocks(sorted(room))
    zones = {lead.where.zones[0]: lead for lead in wanting}
    wanted = {number for lead in zones.values() for number in whole.where(lead, _is_open)}
    numbers = [number for number in room if number in wanted]
    clocks = rota.Clocks(numbers)
    priced = prices(
        model,
        [_plea(lead, clocks, playbook, now) for lead in wanting],
        places=[room[number] for number in numbers],
        clock=numbers,
        gap=survey.gap(playbook),
    )
    return {n: round(one, 4) for n, one in zip(numbers, priced, strict=True) if one >= 1e-4}


def _plea(lead: Lead, clocks: rota.Clocks, playbook: Playbook, now: Ms) -> Plea:
    when = clocks.of(lead)
    is_open = [_is_open(cell) for cell in when[0]]
    return survey.plea(lead, history.past(lead, now), when, is_open, playbook)


def _is_open(cell: int) -> bool:
    return cell % 48 in OPEN and cell < 5 * 48


def _own(model: Model, chosen: Chosen) -> Own:
    belief = believe(model, Options(), [chosen.before])[0]
    expected = predict(belief, chosen.day).tolist()[chosen.cell]
    return Own(reached=chosen.reached, expected=expected, instead=chosen.instead)
