"""How often a person may be called, and how long not after a no."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import limits
from app.domain.ids import Ms
from app.domain.lead import Lead, Where
from app.domain.rules import Limit, Rule
from tests.builders import DAY, HOUR, MINUTE, NOON, a_lead, a_playbook, ended, fold, started, tried

ALWAYS = Rule(name="Florida", law=True, windows=(((0, 1440),),) * 7)
THREE_A_DAY = {"default": replace(ALWAYS, limits=(Limit(calls=3, hours=24),))}
BOTH = {
    "default": replace(ALWAYS, limits=(Limit(calls=2, hours=24), Limit(calls=4, hours=24 * 30)))
}


def called(*times: Ms) -> Lead:
    lead = a_lead(received=min(times, default=NOON))
    for number, time in enumerate(times):
        lead = fold(started(f"t{number}", at=time), ended(f"t{number}", at=time), lead=lead)
    return lead


def test_three_calls_in_a_day_hold_the_fourth_until_the_first_is_a_day_old() -> None:
    lead = called(NOON, NOON + HOUR, NOON + 5 * HOUR)

    assert limits.free(called(NOON, NOON + HOUR), "call", NOON + 6 * HOUR, THREE_A_DAY) == (
        NOON + 6 * HOUR
    )
    assert limits.free(lead, "call", NOON + 6 * HOUR, THREE_A_DAY) == NOON + 24 * HOUR
    assert limits.words(lead, "call", NOON + 6 * HOUR, THREE_A_DAY) == (
        "Florida does not allow more than 3 calls in 24 hours"
    )
    assert limits.words(lead, "call", NOON + 24 * HOUR, THREE_A_DAY) == ""


def test_messages_are_neither_counted_nor_held() -> None:
    lead = a_lead(*tried("sent", "sent", "sent", "sent", channel="sms"))

    assert limits.free(lead, "call", NOON + 5 * HOUR, THREE_A_DAY) == NOON + 5 * HOUR
    full = called(NOON, NOON + 1, NOON + 2)
    assert limits.free(full, "sms", NOON + HOUR, THREE_A_DAY) == NOON + HOUR
    assert limits.free(full, "email", NOON + HOUR, THREE_A_DAY) == NOON + HOUR
    assert limits.words(full, "sms", NOON + HOUR, THREE_A_DAY) == ""


def test_the_call_that_runs_counts_already() -> None:
    lead = fold(started("t9", at=NOON + 2), lead=called(NOON, NOON + 1))

    assert limits.free(lead, "call", NOON + HOUR, THREE_A_DAY) == NOON + 24 * HOUR


def test_after_a_no_france_is_left_alone_for_sixty_days() -> None:
    book = a_playbook().rules
    paris = Where(zones=("Europe/Paris",), country="FR")
    lead = a_lead(*tried("refused"), where=paris)

    assert limits.free(lead, "call", NOON + DAY, book) == NOON + 60 * DAY
    assert limits.words(lead, "call", NOON + DAY, book) == (
        "France does not allow a call within 60 days of a no"
    )


def test_a_state_counts_although_the_country_does_not() -> None:
    book = a_playbook().rules
    miami = Where(zones=("America/New_York",), country="US", regions=("US-FL",))
    three = tried("no_answer", "no_answer", "no_answer")

    assert limits.free(a_lead(*three, where=miami), "call", NOON + 3 * HOUR, book) == NOON + DAY
    for state in ("US-GA", "US-unknown"):
        free = a_lead(*three, where=replace(miami, regions=(state,)))
        assert limits.free(free, "call", NOON + 3 * HOUR, book) == NOON + 3 * HOUR


def test_what_is_our_own_choice_is_not_called_a_law() -> None:
    own = {
        "default": replace(THREE_A_DAY["default"], law=False, limits=(Limit(calls=1, hours=48),))
    }

    assert limits.words(called(NOON), "call", NOON + HOUR, own) == (
        "our rule for Florida forbids more than 1 call in 2 days"
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 40 * 24 * 60), min_size=0, max_size=9),
    st.integers(0, 80 * 24 * 60),
)
def test_a_call_at_the_first_free_moment_never_exceeds_a_limit_and_none_before_keeps_it(
    minutes: list[int], later: int
) -> None:
    made = sorted(NOON + minute * MINUTE for minute in minutes)
    after = max([NOON, *made]) + later * MINUTE
    lead = called(*made)

    free = limits.free(lead, "call", after, BOTH)

    def kept(at: Ms) -> bool:
        return all(
            sum(at - limit.hours * HOUR < time <= at for time in made) < limit.calls
            for limit in BOTH["default"].limits
        )

    assert free >= after
    assert kept(free)
    assert free == after or not kept(free - 1)
    assert bool(limits.words(lead, "call", after, BOTH)) == (free > after)


@pytest.mark.parametrize("key", ["US-FL", "US-OK", "US-MD"])
def test_the_states_that_count_calls_allow_three_a_day(key: str) -> None:
    assert a_playbook().rules[key].limits == (Limit(calls=3, hours=24),)
