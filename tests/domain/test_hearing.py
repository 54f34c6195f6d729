"""What somebody said is kept, at any time: what it changes about the plan, where they are, and
which channel they want no more of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Decision, decide
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead
from app.domain.refusals import Refused
from app.domain.touch import NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    NOWHERE,
    a_lead,
    a_person,
    a_policy,
    claimed,
    fold,
    started,
    tried,
)

NOW = NOON + 3 * HOUR


def london(day: int, hour: int, minute: int = 0) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/London")))


PLANNED = NextTouch(at=london(20, 14, 30), channel="call", attempt=4, of=8, reason="x")


def planned(ahead: NextTouch = PLANNED, **changes: object) -> Lead:
    calls = tried("no_answer", "no_answer", "no_answer")
    return a_lead(*calls, f.NextTouchSet(next=ahead, at=NOON + 2 * HOUR), **changes)


def say(lead: Lead, line: str, who: c.Actor = ANNA, now: Ms = NOW) -> Decision:
    return decide(lead, c.Order(actor=who, command=c.KeepClue(text=line)), a_policy(), now)


def after(lead: Lead, line: str, now: Ms = NOW) -> Lead:
    made = say(lead, line, now=now)
    assert not isinstance(made, Refused), made
    return fold(*made, lead=lead)


def next_of(lead: Lead) -> NextTouch:
    assert lead.next_touch is not None
    return lead.next_touch


# ---- the plan --------------------------------------------------------------------------------


def test_a_clue_between_touches_plans_the_next_one_anew() -> None:
    heard = after(planned(), "Tue or Wed after 3")

    assert next_of(heard).at == london(24, 15)
    assert next_of(heard).reason == "They said: “Tue or Wed after 3”"
    assert heard.clues[-1].by == ANNA.rep


def test_a_promise_between_touches_is_pinned() -> None:
    promised = next_of(after(planned(), "Fri 16:10"))

    assert (promised.at, promised.pinned) == (london(20, 16, 10), True)


def test_a_limit_alone_says_when_not_and_leaves_the_cadence_its_waits() -> None:
    assert next_of(after(planned(), "not Fri pm")).at == london(23, 8)
    assert next_of(after(planned(), "not Fri am")).at == london(20, 14, 30)


def test_not_friday_afternoon_leaves_friday_morning() -> None:
    assert next_of(after(planned(), "Fri, not Fri pm")).at == london(20, 8)
    assert next_of(after(planned(), "Fri, not Fri am")).at == london(20, 12)
    assert next_of(after(planned(), "Fri, not Fri")).at == london(20, 8), "one of them was meant"


def test_a_time_set_by_hand_gives_way_only_to_a_word_about_time() -> None:
    mine = replace(PLANNED, pinned=True, at=london(24, 10))

    assert next_of(after(planned(mine), "ask for Dana")) == mine
    assert next_of(after(planned(mine), "Wed 9:30")).at == london(25, 9, 30)


def test_a_clue_that_changes_nothing_plans_nothing() -> None:
    lead = planned()
    made = say(after(lead, "ask for Dana"), "ask for Dana Smith")

    assert not isinstance(made, Refused)
    assert [fact.k for fact in made] == ["clue.kept"]


@pytest.mark.parametrize(
    "lead",
    [a_lead(claimed()), fold(started("t", at=NOW), lead=planned())],
    ids=["nobody has tried yet", "on the phone"],
)
def test_before_the_first_touch_and_during_one_the_clue_is_only_kept(lead: Lead) -> None:
    made = say(lead, "after 3")

    assert not isinstance(made, Refused)
    assert [fact.k for fact in made] == ["clue.kept"]


def test_a_clue_on_the_phone_shapes_what_follows_the_call() -> None:
    lead = after(fold(started("t", at=NOW), lead=planned()), "Tue after 3")
    order = c.Order(actor=ANNA, command=c.EndTouch(touch="t", disposition="gatekeeper"))
    made = decide(lead, order, a_policy(), NOW + MINUTE)

    assert not isinstance(made, Refused)
    found = next_of(fold(*made, lead=lead))
    assert (found.at, found.reason) == (london(24, 15), "Reception: “Tue after 3”")


# ---- what it implies -------------------------------------------------------------------------


def test_who_says_where_they_are_is_called_by_that_clock() -> None:
    heard = after(planned(), "I'm in Denver, Tue after 3")

    assert heard.where.zones == ("America/Denver",)
    assert (heard.where.confidence, heard.where.source) == ("high", "said")
    there = at(next_of(heard).at).astimezone(ZoneInfo("America/Denver"))
    assert (there.weekday(), there.hour) == (1, 15)


def test_where_nobody_knew_the_time_their_word_opens_the_calendar() -> None:
    asking = replace(PLANNED, needs_time=True)

    found = next_of(after(planned(asking, where=NOWHERE), "based in Berlin"))

    assert not found.needs_time


def test_a_night_there_moves_what_was_set_by_hand_for_day_here() -> None:
    mine = replace(PLANNED, pinned=True, at=london(24, 10))

    moved = next_of(after(planned(mine), "he lives in Denver"))

    assert at(moved.at).astimezone(ZoneInfo("America/Denver")).hour == 8
    assert moved.at > mine.at


def test_no_more_calls_is_kept_as_a_no_and_the_plan_writes_instead() -> None:
    heard = after(planned(), "please no more calls")

    assert heard.consent["call"].state == "refused"
    assert heard.consent["call"].why == "said so to Anna Berg"
    assert next_of(heard).channel == "sms"
    assert next_of(after(planned(), "email only")).channel == "email"


def test_with_no_channel_left_it_is_closed() -> None:
    done = after(planned(person=a_person(email="")), "email only")

    assert done.closed is not None
    assert done.closed.text == "no channel is left"


# ---- who may ---------------------------------------------------------------------------------


def test_an_empty_clue_says_nothing() -> None:
    no = say(planned(), "   ")

    assert isinstance(no, Refused)
    assert no.code == "bad_field"
    long = say(planned(), "x" * 9000)
    assert isinstance(long, Refused)


def test_what_somebody_heard_after_losing_the_lead_is_kept_all_the_same() -> None:
    lost = say(planned(), "Tue after 3", who=JONAS)

    assert isinstance(lost, Refused)
    assert [fact.k for fact in lost.kept] == ["clue.kept"]


def test_a_clue_expires_after_a_month() -> None:
    note = after(planned(), "after 3").clues[-1]

    assert note.expires == NOW + 30 * DAY
