"""The calling schedule on real parts: a hub, desks of their own processes, and one person who does
not pick up. That the same facts make the same plan is held in tests/hub/plans, where no night's
learning falls between the two."""

import time
from datetime import UTC, datetime, timedelta
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import StartDesk
from tests.hub_process import HubProcess

HOUR = 3_600_000
BACK_S = 90.0
"""A desk that found no hub for a while tries again after up to half a minute."""
LONDON = ZoneInfo("Europe/London")


def now() -> int:
    return time.time_ns() // 1_000_000


def next_of(desk: DeskProcess, lead: str, after: int = -1) -> tuple[dict[str, Any], int]:
    """The next touch this desk was last told of, and the fact's number: one told after `after`."""
    fact = desk.wait(
        lambda said: said.get("fact") == "touch.next" and of(said) == lead and said["seq"] > after,
        "the next touch is told",
    )
    return fact["b"]["next"], fact["seq"]


def tried_in_vain(desk: DeskProcess, lead: str, times: int) -> tuple[dict[str, Any], int]:
    """`times` calls that nobody answers; what is planned after the last."""
    upcoming, seq = {}, -1
    for _ in range(times):
        desk.do("start_touch", lead=lead, channel="call")
        started = desk.next(
            lambda said: said.get("fact") == "touch.started" and of(said) == lead, "a call begins"
        )
        touch = started["b"]["touch"]
        desk.do("end_touch", lead=lead, touch=touch, disposition="no_answer")
        upcoming, seq = next_of(desk, lead, max(seq, started["seq"]))
    return upcoming, seq


def claimed(hub: HubProcess, desk: DeskProcess, **fields: Any) -> str:
    lead = hub.post(timezone="Europe/London", **fields)
    desk.wait(lambda said: said.get("fact") == "lead.new" and of(said) == lead, "it arrives")
    desk.do("claim", lead=lead)
    desk.wait(lambda said: said.get("fact") == "lead.claimed" and of(said) == lead, "it is Anna's")
    return lead


def test_after_the_second_follow_up_the_plan_is_shown_with_its_reasons_and_accepted(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    anna, petra = desk_of("Anna"), desk_of("Petra", role="team-lead")
    lead = claimed(hub, anna)
    first, seq = tried_in_vain(anna, lead, 1)
    assert not first.get("review"), "the standard follow-ups are not for choosing"
    anna.do("clue", lead=lead, text="reception says Tue or Thu after 3, ask for Dana")
    clue = anna.wait(lambda said: said.get("fact") == "clue.kept" and of(said) == lead, "a clue")
    assert "Tue, Thu after 15:00" in clue["b"]["note"]["echo"]
    planned, seq = tried_in_vain(anna, lead, 2)
    assert planned["review"]
    assert planned["attempt"] == 4
    options = planned["options"]
    assert len(options) == 3
    assert options[0]["at"] == planned["at"] > now()
    for option in options:
        product = prod(factor["ratio"] for factor in option["factors"])
        assert abs(product / option["ratio"] - 1) < 0.05, option
        there = datetime.fromtimestamp(option["at"] / 1000, LONDON)
        assert there.weekday() in (1, 3), "the day they asked for"
        assert there.hour >= 15, "on their clock"
    assert any(factor["kind"] == "clue" for factor in options[0]["factors"])
    anna.do("move_touch", lead=lead, at=options[1]["at"], how="accepted")
    accepted, _ = next_of(anna, lead, seq)
    assert (accepted["at"], accepted["pinned"]) == (options[1]["at"], True)
    assert not accepted.get("review")
    assert accepted["factors"] == options[1]["factors"], "why then stays with it"
    seen, _ = next_of(petra, lead, seq)
    assert seen == accepted, "the team lead reads the same"


def test_a_promise_in_one_line_is_kept_to_the_minute(hub: HubProcess, desk_of: StartDesk) -> None:
    anna = desk_of("Anna")
    lead = claimed(hub, anna)
    anna.do("start_touch", lead=lead, channel="call")
    touch = anna.wait(lambda said: said.get("fact") == "touch.started", "a call begins")["b"][
        "touch"
    ]
    day = datetime.now(UTC) + timedelta(days=3 + (datetime.now(UTC).weekday() in (2, 3, 4)) * 2)
    anna.do(
        "end_touch",
        lead=lead,
        touch=touch,
        disposition="callback",
        clue=f"{day:%Y-%m-%d} 16:10 works",
    )
    promised, _ = next_of(anna, lead)
    there = datetime.fromtimestamp(promised["at"] / 1000, LONDON)
    assert (there.date(), there.hour, there.minute) == (day.date(), 16, 10)
    assert promised["pinned"]


def test_a_touch_is_left_out_with_a_reason_and_put_off_only_within_the_law(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    anna = desk_of("Anna")
    lead = claimed(hub, anna)
    first, seq = tried_in_vain(anna, lead, 1)
    anna.do("skip_touch", lead=lead, reason="they asked for quiet today")
    after, seq = next_of(anna, lead, seq)
    assert after["at"] > first["at"]
    assert after["attempt"] == first["attempt"], "left out is not tried"
    night = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=2)
    anna.do("move_touch", lead=lead, at=int(night.timestamp() * 1000))
    no = anna.wait(lambda said: said.get("do") == "move_touch", "the hub answers")
    assert no["re"]["e"]["code"] == "outside_hours"
    assert "there" in no["re"]["e"]["msg"]


def test_ten_days_of_leave_hand_every_due_touch_to_who_covers(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    anna, jonas = desk_of("Anna"), desk_of("Jonas")
    leads = [
        claimed(hub, anna, email=f"{n}@lead.example", phone=f"+4420794600{n:02}") for n in range(8)
    ]
    for lead in leads:
        tried_in_vain(anna, lead, 1)
    jonas_id = jonas.wait(lambda said: "ready" in said, "who Jonas is")["ready"]["rep"]
    today = datetime.now(UTC).date()
    leave = {"first": f"{today}", "last": f"{today + timedelta(days=10)}", "cover": jonas_id}
    anna.do("set_times", times={"zone": "Europe/London", "leave": [leave]})
    for lead in leads:
        given = jonas.wait(
            lambda said, lead=lead: said.get("fact") == "lead.assigned" and of(said) == lead,
            "it is handed over",
        )
        assert given["b"]["rep"] == jonas_id
    jonas.do("leads")
    held = {lead["id"]: lead for lead in jonas.next(lambda s: "leads" in s, "his leads")["leads"]}
    for lead in leads:
        assert held[lead]["owner"] == jonas_id
        assert held[lead]["next_touch"]["at"] > now() - HOUR


def test_without_the_hub_a_call_still_has_a_next_time_and_the_hub_replaces_it(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    anna = desk_of("Anna")
    lead = claimed(hub, anna)
    anna.do("start_touch", lead=lead, channel="call")
    started = anna.wait(lambda said: said.get("fact") == "touch.started", "a call begins")
    touch = started["b"]["touch"]
    hub.kill()
    anna.next(lambda said: said.get("link", {}).get("state") == "waiting", "the link is down")
    anna.do("end_touch", lead=lead, touch=touch, disposition="no_answer")
    anna.do("next_touch", lead=lead)
    meanwhile = anna.wait(lambda said: said.get("did") == "next_touch", "what the desk makes of it")
    assert meanwhile["next_touch"]["provisional"] is True
    hub.restart()
    anna.next(lambda said: said.get("live") is True, "it is back", BACK_S)
    planned, _ = next_of(anna, lead, started["seq"])
    assert not planned.get("provisional")
