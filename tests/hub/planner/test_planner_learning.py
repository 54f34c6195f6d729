"""What a team's model learns from its calls, and what it leaves alone."""

import numpy as np
import pytest

from hub.planner import LRM, Model, PublishedTable, from_json, learn, prior, to_json
from tests.hub.planner.people import call, histories, lead


def taught(seed: int, count: int, best: tuple[int, int] = (16, 18), nights: int = 3) -> Model:
    model = prior()
    for _ in range(nights):
        model = learn(model, histories(seed, count, best))
    return model


def hours(model: Model) -> list[float]:
    return np.exp(np.array(model.hour)).tolist()


def test_a_prior_is_the_published_table_tempered() -> None:
    model = prior(PublishedTable(weekday=(1.0,) * 7, hour=(1.0,) * 16 + (4.0,) * 8, source="x"))
    assert model.hour[20] - model.hour[10] == pytest.approx(0.5 * np.log(4))
    assert model.weekday[0] == model.weekday[4]


def test_a_model_survives_json_with_its_version() -> None:
    model = taught(1, 60, nights=1)
    again = from_json(to_json(model))
    assert again == model
    assert again.version == model.version != prior().version


def test_nothing_told_changes_nothing() -> None:
    assert learn(prior(), []) == prior()


def test_the_same_facts_teach_the_same_whatever_came_before_in_the_process() -> None:
    assert taught(2, 80).version == taught(2, 80).version


def test_a_team_that_reaches_people_at_noon_stops_believing_the_table() -> None:
    model, table = taught(3, 500, best=(11, 14)), hours(prior())
    found = hours(model)
    assert table[16] > 1.3 * table[12]
    assert found[12] > 1.1 * found[16]
    assert model.trust < 0.3


def test_a_team_that_finds_the_table_true_trusts_it_more() -> None:
    assert taught(3, 500, best=(16, 18)).trust > taught(3, 500, best=(11, 14)).trust + 0.3


def test_a_few_calls_move_the_table_only_a_little() -> None:
    before, after = np.array(prior().hour), np.array(taught(4, 15, nights=1).hour)
    assert np.max(np.abs(after - before)) < 0.35
    assert not np.array_equal(before, after)


def test_where_nobody_has_habits_the_share_of_strong_habits_falls() -> None:
    model = taught(6, 600, best=(0, 0), nights=6)
    assert model.time_shares[2] < prior().time_shares[2]
    assert sum(model.time_shares) == pytest.approx(1)


def test_a_kind_of_lead_that_picks_up_more_is_told_apart() -> None:
    good = [lead(call("live", n % 5, 10 + n % 6), segment="demo") for n in range(60)]
    poor = [lead(call("no_answer", n % 5, 10 + n % 6), segment="list") for n in range(60)]
    model = learn(prior(), good + poor)
    by_name = {one.name: one for one in model.segments}
    assert by_name["demo"].log > by_name["list"].log + 0.3
    assert (by_name["demo"].calls, by_name["demo"].contacts) == (60, 60)
    assert model.segment_log("unheard of") == 0.0


def test_counts_are_by_hour_of_the_week_for_the_heat_map() -> None:
    model = learn(prior(), [lead(call("live", 2, 16.5)), lead(call("no_answer", 2, 16))])
    here = model.count(2 * 48 + 33)
    assert (here.calls, here.contacts) == (2, 1)
    assert sum(one.calls for one in model.counts) == 2


def test_leads_told_only_because_their_first_call_failed_do_not_look_dead() -> None:
    rng = np.random.default_rng(8)
    told, all_told = [], []
    while len(told) < 400:
        level = rng.gamma(2.0, 0.15)
        signs = []
        for n in range(4):
            live = rng.uniform() < min(0.9, level)
            signs.append(("live" if live else "no_answer", n % 5, 9 + 2 * n))
            if live:
                break
        whole = lead(*(call(*sign) for sign in signs))
        all_told.append(whole)
        if signs[0][0] != "live":
            told.append(lead(call("given", *signs[0][1:]), *(call(*s) for s in signs[1:])))
    cut, whole_model = prior(), prior()
    for _ in range(5):
        cut, whole_model = learn(cut, told), learn(whole_model, all_told)
    assert cut.base == pytest.approx(whole_model.base, abs=0.2)
    assert cut.dead == pytest.approx(whole_model.dead, abs=0.05)


def test_the_published_table_names_its_source() -> None:
    assert "2007" in LRM.source
