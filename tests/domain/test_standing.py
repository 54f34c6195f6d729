"""No next touch becomes a fact outside consent, hours and limits, by any path: what the rules plan,
what a rep moves, what an enquiry or a hand-over sets off, what stood before they moved or said
stop."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain import hours, limits, reach, standing
from app.domain.decide import decide
from app.domain.facts import Fact
from app.domain.ids import Ms, at, ms
from app.domain.lead import Consent, Lead, Where
from app.domain.playbook import Playbook
from app.domain.refusals import Refused
from app.domain.rules import Limit, Rule
from app.domain.touch import Disposition, NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    PETRA,
    a_lead,
    a_person,
    a_playbook,
    a_policy,
    an_order,
    claimed,
    ended,
    fold,
    started,
    tried,
)

NIGHT = NOON + 10 * HOUR + 30 * MINUTE
YEAR = ms(datetime(2026, 1, 1, tzinfo=UTC))
HOLIDAYS = {"2026-11-26": "Thanksgiving", "2026-12-25": "Christmas Day", "2027-01-01": "New Year"}


def strict() -> Playbook:
    """The playbook that ships, with holidays as a hub adds them."""
    rules = {
        key: replace(rule, banned=HOLIDAYS) if rule.holidays else rule
        for key, rule in a_playbook().rules.items()
    }
    return a_playbook(rules=rules)


WHERES = (
    LONDON,
    Where(zones=("Europe/Paris",), country="FR", confidence="high"),
    Where(zones=("America/New_York",), country="US", regions=("US-FL",), source="address"),
    Where(
        zones=("America/Chicago", "America/New_York"), country="US", confidence="low",
        regions=("US-KY", "US-unknown"), source="number",
    ),
    Where(zones=("America/Chicago",), also=("America/Los_Angeles",), country="US",
          regions=("US-AL",), confidence="high", source="address"),
    Where(zones=("Asia/Kathmandu",), confidence="high"),
    Where(zones=("Australia/Lord_Howe", "Australia/Perth"), country="AU", confidence="low"),
    Where(zones=("America/St_Johns",), country="CA", confidence="low", source="number"),
    Where(zones=("Pacific/Chatham",), country="NZ", confidence="medium"),
    Where(zones=("America/Bogota",), country="CO", confidence="medium"),
    NOWHERE,
)  # fmt: skip


def facts_of(lead: Lead | None, order: c.Order, book: Playbook, now: Ms) -> tuple[Fact, ...]:
    made = decide(lead, order, a_policy(rules=book.rules), now)
    return made.kept if isinstance(made, Refused) else made


def lawful(lead: Lead, touch: NextTouch, book: Playbook) -> str:
    """What is wrong with `touch` standing as it does; empty when nothing is. Asked of each rule's
    own windows, not of the code that plans."""
    if touch.needs_time:
        return ""
    if not reach.usable(lead, touch.channel):
        return f"{touch.channel} may not be used"
    if touch.channel == "email":
        return ""
    if not lead.where.zones:
        return "" if touch.pinned else "nobody knows the time there"
    bound = bound_by(lead.where, book)
    where = lead.where if touch.pinned else hours.careful(lead.where, book.rules)
    shut = [closed(rule, touch.at, zone) for zone in where.zones for rule in bound]
    if wrong := next((why for why in shut if why), ""):
        return wrong
    made = [t.started for t in lead.touches if t.channel == "call" and t.direction == "outbound"]
    for rule in bound if touch.channel == "call" else ():
        for limit in rule.limits:
            if sum(touch.at - limit.hours * HOUR < t for t in made) >= limit.calls:
                return f"one call too many for {rule.name}"
    return ""


def bound_by(where: Where, book: Playbook) -> list[Rule]:
    keys = [*(where.regions or (f"{where.country}-unknown",)), where.country]
    bound = [book.rules[key] for key in keys if key in book.rules]
    return bound if where.country in book.rules else [*bound, book.rules["default"]]


def closed(rule: Rule, instant: Ms, zone: str) -> str:
    local = at(instant).astimezone(ZoneInfo(zone))
    minute, day = local.hour * 60 + local.minute, local.date().isoformat()
    if day in rule.banned:
        return f"{local} is {rule.banned[day]} in {rule.name}"
    open_ = any(start <= minute < end for start, end in rule.windows[local.weekday()])
    return "" if open_ else f"{local} is outside the hours of {rule.name}"


def check(lead: Lead | None, order: c.Order, book: Playbook, now: Ms) -> Lead | None:
    """Gives the order and asks of every next touch it leads to whether it may stand."""
    for fact in facts_of(lead, order, book, now):
        lead = fold(fact, lead=lead)
        if isinstance(fact, f.NextTouchSet):
            wrong = lawful(lead, fact.next, book)
            assert not wrong, (wrong, fact.next)
    due = lead.next_touch if lead is not None and lead.state != "closed" else None
    if lead is not None and due is not None and due.at >= now:
        assert not lawful(lead, due, book)  # one that is due already is asked again as it begins
    return lead


# ---- by any path -----------------------------------------------------------------------------


LINES = ("", "", "", "tomorrow 07:30", "after 22", "Sat 23:00", "back Monday", "not Fri",
         "Sun 9:00", "mornings", "I'm in Denver", "no calls, email only", "before 6")  # fmt: skip
ENDINGS: tuple[Disposition, ...] = (
    "no_answer", "voicemail", "busy", "gatekeeper", "connected", "callback", "wrong_number",
)  # fmt: skip


def asking(lead: Lead, now: Ms, where: Where) -> c.Order:
    """The same person asks again."""
    return an_order(
        c.ReceiveLead(
            team="team-1", received=now, source=lead.source, person=lead.person, where=where,
            consent={}, opted_in=now, rank="A", rank_why="asked for a demo", lane="strike_now",
        ),
        c.HUB,
    )  # fmt: skip


STEPS = st.sampled_from(("call", "sms", "move", "again", "assign", "pull_back", "clue", "anew",
                         "skip", "wait"))  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_whatever_happens_to_a_lead_its_next_touch_is_lawful(data: st.DataObject) -> None:
    draw, book = data.draw, strict()
    now = NOON + draw(st.integers(0, 366 * 24 * 60)) * MINUTE
    lead: Lead | None = a_lead(
        claimed(at=now), where=draw(st.sampled_from(WHERES)), received=now - HOUR
    )
    for number, step in enumerate(draw(st.lists(STEPS, min_size=1, max_size=8))):
        assert lead is not None
        if lead.state == "closed":
            return
        now += draw(st.integers(1, 3 * 24 * 60)) * MINUTE
        order = _step(draw, lead, step, f"t{number}", now)
        if isinstance(order, Lead):
            lead = order
        if step in ("call", "sms"):
            end = c.EndTouch(
                touch=f"t{number}",
                disposition=draw(st.sampled_from(ENDINGS)) if step == "call" else "sent",
                clue=draw(st.sampled_from(LINES)),
            )
            lead = check(lead, an_order(end), book, now)
        elif isinstance(order, c.Order):
            lead = check(lead, order, book, now)


def _step(draw: Any, lead: Lead, step: str, touch: str, now: Ms) -> c.Order | Lead:
    """The order for `step`, or the lead as it is without one."""
    match step:
        case "call" | "sms":
            # Begun at any hour: answering keeps no hours, and a call dialled by hand just happens.
            return fold(started(touch, step, at=now), lead=replace(lead, owner=ANNA.rep))
        case "move":
            then = now + draw(st.integers(1, 40 * 24 * 60)) * MINUTE
            return an_order(c.MoveNextTouch(at=then, channel=draw(st.sampled_from((None, "sms")))))
        case "again":
            return asking(lead, now, draw(st.sampled_from(WHERES)))
        case "assign":
            return an_order(c.AssignLead(rep=JONAS.rep), PETRA)
        case "pull_back":
            return an_order(c.PullBackLead(), PETRA)
        case "clue":
            return an_order(c.KeepClue(text=draw(st.sampled_from(LINES)) or "ask for Dana"))
        case "anew":
            return an_order(c.PlanAnew(), c.HUB)
        case "skip":
            return an_order(c.SkipTouch(reason="on holiday"))
    return lead


@pytest.mark.parametrize("where", WHERES[:-1], ids=lambda where: "+".join(where.zones))
def test_of_all_hours_of_a_year_a_rep_can_set_a_touch_to_exactly_the_lawful_ones(
    where: Where,
) -> None:
    book = strict()
    policy = a_policy(rules=book.rules)
    mine = a_lead(*tried("no_answer", first=YEAR - DAY), where=where, received=YEAR - 2 * DAY)
    allowed = 0
    for hour in range(2, 8_760, 3):
        instant = YEAR + hour * HOUR + hour % 60 * MINUTE
        order = an_order(c.MoveNextTouch(at=instant))
        wanted = NextTouch(at=instant, channel="call", attempt=1, of=1, reason="", pinned=True)

        made = decide(mine, order, policy, YEAR)

        assert isinstance(made, Refused) == bool(lawful(mine, wanted, book)), at(instant)
        if isinstance(made, Refused):
            assert made.code == "outside_hours"
            assert "the next time is" in made.msg
        allowed += not isinstance(made, Refused)
    assert 300 < allowed < 2_000


# ---- what the gate does ----------------------------------------------------------------------


def planned(at_: Ms, **more: Any) -> NextTouch:
    values: dict[str, Any] = {"channel": "call", "attempt": 2, "of": 6, "reason": "Asked again"}
    return NextTouch(at=at_, **{**values, **more})


def through(lead: Lead, touch: NextTouch, book: Playbook | None = None, **more: Any) -> Any:
    made = (f.NextTouchSet(next=touch, at=NOON, **more),)
    passed = standing.gate(lead, made, book or a_playbook(), NOON)
    if isinstance(passed, Refused):
        return passed
    (fact,) = passed
    assert isinstance(fact, f.NextTouchSet)
    return fact.next


def test_what_may_stand_passes_untouched() -> None:
    touch = planned(NOON + HOUR, ratio=1.4, odds=0.2)

    assert through(a_lead(), touch) is touch


def test_what_the_rules_plan_at_night_is_held_to_the_morning_and_says_whose_rule_held_it() -> None:
    made = through(a_lead(), planned(NIGHT, ratio=1.4, odds=0.2))

    assert (made.at, made.pinned, made.ratio, made.odds) == (NOON + 20 * HOUR, False, 0, 0)
    assert made.reason == (
        "Asked again, held to Fri 20 Nov, 08:00 there: "
        "our rule for the United Kingdom allows no sales calls after 21:00"
    )


def test_what_a_rep_sets_at_night_is_refused_and_the_next_time_named() -> None:
    no = through(a_lead(), planned(NIGHT, pinned=True), by=ANNA.rep)

    assert (no.code, no.msg[-44:]) == (
        "outside_hours", "; the next time is Fri 20 Nov, 08:00 there.",
    ) or no.msg.endswith("the next time is Fri 20 Nov, 08:00 there.")  # fmt: skip


def test_where_nobody_knows_the_time_there_only_a_person_may_set_one() -> None:
    lead = a_lead(where=NOWHERE)

    assert through(lead, planned(NIGHT, pinned=True), by=ANNA.rep).at == NIGHT
    made = through(lead, planned(NIGHT))
    assert (made.needs_time, made.reason) == (
        True,
        "Asked again, Time there not known: say when",
    )


def test_a_channel_they_refused_gives_way_to_one_that_is_left_and_to_a_question_when_none_is() -> (
    None
):
    no = Consent(state="refused", why="said no to Anna")
    quiet = a_lead(consent={"call": no})
    silent = a_lead(consent={"call": no, "sms": no, "email": no})

    assert through(quiet, planned(NOON + HOUR)).channel == "sms"
    made = through(silent, planned(NOON + HOUR))
    assert (made.needs_time, made.reason) == (True, "Asked again, No way to reach them is left")
    assert through(quiet, planned(NOON + HOUR), by=ANNA.rep).code == "no_consent"


def test_an_email_keeps_no_hours_and_a_text_keeps_theirs() -> None:
    assert through(a_lead(), planned(NIGHT, channel="email")).at == NIGHT
    assert through(a_lead(where=NOWHERE), planned(NIGHT, channel="email")).at == NIGHT
    assert through(a_lead(), planned(NIGHT, channel="sms")).at == NOON + 20 * HOUR


def test_a_stop_takes_the_planned_touch_of_that_channel_with_it() -> None:
    lead = fold(f.NextTouchSet(next=planned(NOON + DAY), at=NOON), lead=a_lead(claimed()))
    stop = f.ConsentChanged(channel="call", consent=Consent(state="refused"), at=NOON)

    made = standing.gate(lead, (stop,), a_playbook(), NOON)

    assert isinstance(made, tuple)
    assert [fact.k for fact in made] == ["lead.consent", "touch.next"]
    assert isinstance(made[1], f.NextTouchSet) and made[1].next.channel == "sms"


def test_who_turns_out_to_live_elsewhere_is_not_called_at_the_old_hour() -> None:
    lead = fold(f.NextTouchSet(next=planned(NOON - 3 * HOUR + DAY), at=NOON), lead=a_lead())
    denver = Where(zones=("America/Denver",), country="US", regions=("US-CO",), source="said")

    made = standing.gate(lead, (f.WhereSet(where=denver, at=NOON),), a_playbook(), NOON)

    assert isinstance(made, tuple) and isinstance(made[1], f.NextTouchSet)
    assert at(made[1].next.at).astimezone(ZoneInfo("America/Denver")).hour == 8


def test_what_a_former_owner_kept_stops_the_touch_too() -> None:
    lead = fold(f.NextTouchSet(next=planned(NOON + DAY), at=NOON), lead=a_lead(claimed(JONAS)))
    stop = f.ConsentChanged(channel="call", consent=Consent(state="refused"), at=NOON)
    lost = Refused(code="stale_claim", msg="Jonas has this lead.", kept=(stop,))

    made = standing.gate(lead, lost, a_playbook(), NOON)

    assert isinstance(made, Refused)
    assert [fact.k for fact in made.kept] == ["lead.consent", "touch.next"]


def test_a_time_somebody_has_yet_to_say_stands_at_any_hour() -> None:
    touch = planned(NIGHT, needs_time=True)

    assert through(a_lead(), touch) is touch


def test_florida_hears_three_times_a_day_from_us_at_most() -> None:
    miami = Where(zones=("America/New_York",), country="US", regions=("US-FL",))
    lead = a_lead(*tried("no_answer", "no_answer", "no_answer", first=NOON + 3 * HOUR), where=miami)
    now = NOON + 6 * HOUR

    later = decide(lead, an_order(c.MoveNextTouch(at=now + HOUR)), a_policy(), now)
    at_once = decide(
        lead, an_order(c.StartTouch(touch="t9", channel="call")), a_policy(answer_grace=0), now
    )

    for no in (later, at_once):
        assert isinstance(no, Refused)
        assert no.msg == (
            "Florida does not allow more than 3 calls in 24 hours; "
            "the next time is Fri 20 Nov, 10:00 there."
        )
    texted = decide(
        lead, an_order(c.StartTouch(touch="t9", channel="sms")), a_policy(answer_grace=0), now
    )
    assert not isinstance(texted, Refused)
    assert limits.free(lead, "call", now, a_playbook().rules) == NOON + 27 * HOUR


def test_a_window_that_closes_in_the_middle_of_a_batch_stops_the_rest() -> None:
    """Ten calls in a row from 20:55 on, three minutes each, to people whose hours end at 21:00."""
    policy, start = a_policy(answer_grace=0), NOON + 8 * HOUR + 55 * MINUTE
    made = []
    for number in range(10):
        lead = a_lead(*tried("no_answer", first=NOON), id=f"lead-{number}")
        order = an_order(c.StartTouch(touch=f"t-{number}", channel="call"))
        made.append(decide(lead, order, policy, start + number * 3 * MINUTE))

    assert [isinstance(each, Refused) for each in made] == [False] * 2 + [True] * 8
    assert all(no.code == "outside_hours" for no in made if isinstance(no, Refused))


def test_a_wrong_number_is_not_dialled_again_until_another_is_named() -> None:
    lead = a_lead(*tried("wrong_number"), person=a_person(email=""))

    no = decide(lead, an_order(c.MoveNextTouch(at=NOON + DAY)), a_policy(), NOON + HOUR)

    assert isinstance(no, Refused)
    assert (no.code, no.msg) == ("no_address", "That number is somebody else's.")


def test_a_rule_that_never_opens_leaves_a_question_not_a_touch() -> None:
    shut = {"default": Rule(name="nobody", windows=((),) * 7)}

    made = through(a_lead(), planned(NOON), a_playbook(rules=shut))

    assert made.needs_time
    assert made.reason.endswith("say when")


def test_a_promise_is_kept_where_they_are_and_a_plan_wherever_they_may_be() -> None:
    """A mobile from Seattle: 09:10 there was promised. What is planned for 19:00 without a promise
    waits until it is day on all four clocks of the country."""
    seattle = Where(
        zones=("America/Los_Angeles",), country="US", regions=("US-WA", "US-unknown"),
        confidence="low", source="number",
    )  # fmt: skip
    lead, zone = a_lead(where=seattle), ZoneInfo("America/Los_Angeles")
    evening = ms(datetime(2026, 11, 20, 19, tzinfo=zone))

    assert through(lead, planned(evening, pinned=True)).at == evening
    made = through(lead, planned(evening))
    assert at(made.at).astimezone(zone) == datetime(2026, 11, 21, 9, tzinfo=zone)


def test_the_limits_of_the_hold_are_counted_over_calls_dialled_by_hand_too() -> None:
    once = {
        "default": Rule(
            name="everywhere", windows=(((0, 1440),),) * 7, limits=(Limit(calls=1, hours=48),)
        )
    }
    lead = a_lead(claimed(), started(at=NOON), ended(at=NOON))

    assert through(lead, planned(NOON + HOUR), a_playbook(rules=once)).at == NOON + 2 * DAY
