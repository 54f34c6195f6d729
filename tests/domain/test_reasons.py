"""Every sentence the rules themselves put beside a next touch, worked out from what happened."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain import cadence, clue_line, reasons
from app.domain import facts as f
from app.domain.bounds import Bounds, Choice
from app.domain.ids import Ms, ms
from app.domain.lead import Consent, Lead, Where
from app.domain.rules import Rule
from app.domain.touch import Disposition, NextTouch
from tests.builders import (
    DAY,
    HOUR,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    a_lead,
    a_note,
    a_person,
    a_playbook,
    ended,
    fold,
    started,
    tried,
)

KENTUCKY = Where(zones=("America/New_York",), country="US", regions=("US-KY",), source="address")
SHUT = {"default": Rule(name="nobody", windows=((),) * 7)}


def on(zone: str, day: int, hour: int, minute: int = 0) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone)))


def london(day: int, hour: int, minute: int = 0) -> Ms:
    return on("Europe/London", day, hour, minute)


def heard(line: str, now: Ms = NOON, where: Where = LONDON, by_form: bool = False) -> f.ClueKept:
    zone = where.zones[0] if where.zones else None
    note = a_note(*clue_line.parse(line, now, zone), text=line, at=now)
    return f.ClueKept(note=replace(note, by="", by_name="their form") if by_form else note)


def thrice(now: Ms = NOON, **more: object) -> Lead:
    return a_lead(*tried("no_answer", "no_answer", "no_answer", first=now - 2 * HOUR), **more)


def reason(
    lead: Lead, disposition: Disposition = "no_answer", now: Ms = NOON, **book: object
) -> str:
    found = cadence.next_touch(lead, disposition, a_playbook(**book), now)
    assert found is not None
    return found.reason


@pytest.mark.parametrize(
    ("disposition", "words"),
    [
        ("voicemail", "Voicemail, half an hour later"),
        ("no_answer", "No answer, half an hour later"),
        ("busy", "Busy, again after 10 min"),
        ("gatekeeper", "Reception answered, half an hour later"),
        ("wrong_number", "Wrong number, by email instead"),
        ("connected", "Talked: say when"),
        ("callback", "Callback asked for: say when"),
    ],
)
def test_how_a_call_ended_begins_the_sentence(disposition: Disposition, words: str) -> None:
    assert reason(a_lead(*tried(disposition)), disposition) == words


def test_a_message_sent_or_not() -> None:
    assert reason(a_lead(*tried("sent", channel="email")), "sent") == "Sent, half an hour later"
    assert reason(a_lead(*tried("not_sent", channel="sms")), "not_sent") == (
        "Not sent, so once more"
    )


def in_vain(times: int) -> tuple[Disposition, ...]:
    return tuple("no_answer" for _ in range(times))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1, "No answer, half an hour later"),
        (2, "No answer twice, one hour later"),
        (3, "No answer 3 times, one working day later"),
        (6, "No answer 6 times, by email instead"),
    ],
)
def test_endings_alike_are_counted(times: int, words: str) -> None:
    assert reason(a_lead(*tried(*in_vain(times), first=NOON - 9 * DAY))) == words


def test_a_channel_that_cannot_be_used() -> None:
    no = {"call": Consent(state="refused")}

    assert reason(a_lead(*tried("no_answer"), consent=no)) == (
        "No answer, half an hour later, by SMS instead"
    )
    assert reason(a_lead(*tried("no_answer"), person=a_person(phone=""))) == (
        "No answer, half an hour later, by email instead"
    )


def test_what_held_it_up_is_named_by_whose_rule_it_is() -> None:
    early = on("America/New_York", 19, 9, 10)
    paris = Where(zones=("Europe/Paris",), country="FR")
    lunch = on("Europe/Paris", 19, 12, 45)

    assert reason(a_lead(*tried("no_answer", first=early), where=KENTUCKY), now=early) == (
        "No answer, half an hour later, held to 10:00 there: "
        "Kentucky does not allow sales calls before 10:00"
    )
    assert reason(a_lead(*tried("no_answer", first=lunch), where=paris), now=lunch) == (
        "No answer, half an hour later, held to 14:00 there: "
        "France does not allow sales calls between 13:00 and 14:00"
    )


def test_enough_calls_for_a_day() -> None:
    lead = a_lead(*tried("busy", "busy", "busy", first=NOON - 2 * HOUR))

    assert reason(lead, "busy") == (
        "Busy 3 times, again after 10 min, held to Fri 20 Nov, 08:00 there: "
        "3 calls a day are enough"
    )


def test_another_half_hour_than_last_time() -> None:
    assert reason(thrice()) == (
        "No answer 3 times, one working day later, held to 12:30 there: "
        "another half-hour than last time"
    )


def test_who_said_when() -> None:
    front = a_lead(*tried("gatekeeper"), heard("Tue or Thu after 3"))
    form = a_lead(heard("mornings", by_form=True), *tried("no_answer"))
    own = a_lead(*tried("callback"), heard("after 3"))

    assert reason(front, "gatekeeper") == "Reception: “Tue or Thu after 3”"
    assert reason(own, "callback") == "They said: “after 3”"
    assert reason(form) == "Their form: “mornings”"


def test_away_and_back() -> None:
    lead = a_lead(*tried("voicemail"), heard("back Monday"))

    assert reason(lead, "voicemail") == "Not before Mon 23 Nov: “back Monday”"


def test_a_promise_and_what_it_was_held_to() -> None:
    lead = a_lead(*tried("callback"), heard("tomorrow 16:10"))
    early = a_lead(*tried("callback"), heard("tomorrow 06:30"))

    assert reason(lead, "callback") == "Promised: “tomorrow 16:10”"
    assert reason(early, "callback") == (
        "Promised: “tomorrow 06:30”, held to 08:00 there: "
        "our rule for the United Kingdom allows no sales calls before 08:00"
    )


def test_what_cannot_be_worked_out_asks() -> None:
    nowhere = a_lead(*tried("no_answer"), where=NOWHERE)

    assert reason(nowhere) == "Time there not known: say when"
    assert reason(a_lead(*tried("no_answer")), rules=SHUT) == (
        "No call allowed for three weeks: say when"
    )
    promised = a_lead(*tried("callback"), heard("tomorrow 10:00"))
    assert reason(promised, "callback", rules=SHUT) == "Calls there are never allowed"


def test_a_wish_that_never_comes_true_is_given_up_aloud() -> None:
    lead = a_lead(*tried("gatekeeper"), heard("after 22:00"))

    assert reason(lead, "gatekeeper") == (
        "No allowed time fits “after 22:00”, so the first one there is"
    )


def anew(lead: Lead, why: str = "") -> str:
    found = cadence.anew(lead, a_playbook(), NOON + HOUR, why=why)
    assert found is not None
    return found.reason


def test_planned_again_says_why_first() -> None:
    lead = a_lead(*tried("no_answer", first=NOON + HOUR))

    assert anew(lead, "Moved: Dana is on leave") == (
        "Moved: Dana is on leave. No answer, half an hour later"
    )
    assert anew(a_lead(), "") == "Not answered yet"


def test_one_left_out() -> None:
    skipped = f.TouchSkipped(rep="r", rep_name="R", at=NOON + HOUR, reason="x")

    assert anew(a_lead(*tried("no_answer"), skipped)) == "One left out, one hour later"


def test_nobody_left_to_reach() -> None:
    gone = a_lead(*tried("no_answer"), person=a_person(phone="", email=""))

    assert cadence.soon(gone, "Handed on by Petra", a_playbook(), NOON).reason == (
        "Handed on by Petra, and no way to reach them is left"
    )


# ---- advice ----------------------------------------------------------------------------------


def four_in_a_hundred(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    call = bounds.channel == "call"
    return Choice(at=bounds.spans[0][0], reason="x", odds=0.04) if call else None


def advised(lead: Lead, disposition: Disposition = "no_answer", **more: object) -> NextTouch:
    found = cadence.next_touch(lead, disposition, a_playbook(), NOON, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_why_it_may_be_time_to_write() -> None:
    six = a_lead(*tried(*in_vain(6), first=NOON - 9 * DAY))

    assert advised(six).advice == (
        "6 calls reached nobody: an email may do more, and then let it rest."
    )
    assert advised(six, choose=four_in_a_hundred).advice == (
        "6 calls reached nobody, one more has 4 % odds: an email may do more, and then let it rest."
    )
    assert advised(a_lead(*tried("wrong_number")), "wrong_number").advice == (
        "That number is somebody else's: write, or find another one."
    )
    assert advised(a_lead(*tried("no_answer"))).advice == ""


# ---- parts -----------------------------------------------------------------------------------


def test_a_note_too_long_to_quote_is_cut() -> None:
    assert reasons.quote(a_note(text="x" * 61)) == f"“{'x' * 59}…”"
    assert reasons.quote(a_note(text="x" * 60)) == f"“{'x' * 60}”"
    assert reasons.quote(None) == "“”"


def test_spans_of_time_are_told_in_minutes_or_hours() -> None:
    assert (reasons.span(600), reasons.span(4 * 3600)) == ("10 min", "4 h")


def test_reception_said_it_only_while_they_were_on_the_phone() -> None:
    call = (started("touch-1", at=NOON), ended("touch-1", "gatekeeper", at=NOON + 2 * MINUTE))
    base = fold(*call, lead=a_lead(*tried()))
    during = fold(heard("Tue after 3", NOON + MINUTE), lead=base)
    later = fold(heard("Tue after 3", NOON + HOUR), lead=base)

    assert anew(during) == "Reception: “Tue after 3”"
    assert anew(later) == "They said: “Tue after 3”"
