"""A rep's own times: who may set whose, once, and what is never kept."""

from typing import Any

import pytest

from app.domain.ids import new_id
from app.domain.rep_times import Block, Busy, Leave, RepTimes
from hub.accounts import Device
from tests.hub.builders import Hub, problem, settled

DAY_SHIFT = {"blocks": [{"day": 0, "start": 540, "end": 1020}], "zone": "Europe/Berlin"}
SECRET = "Interview with a rival"


async def set_times(
    hub: Hub, who: Device, times: dict[str, Any], rep: str = "", op: str = ""
) -> Any:
    return await hub.do(who, "set_times", "", op=op, times=times, rep=rep)


async def kept(hub: Hub, rep: str) -> RepTimes | None:
    return (await hub.service.times_of(hub.team)).get(rep)


async def test_what_a_rep_sets_is_kept_and_told_of_once(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    told: list[tuple[str, str]] = []
    hub.service.times_changed.append(lambda team, rep: told.append((team, rep)))
    answer = settled(await set_times(hub, dana, DAY_SHIFT))
    assert answer.v == 1
    assert await kept(hub, dana.rep) == RepTimes(
        zone="Europe/Berlin", blocks=(Block(day=0, start=540, end=1020),)
    )
    assert settled(await set_times(hub, dana, DAY_SHIFT)).v == 1, "the same again is no change"
    assert settled(await set_times(hub, dana, {})).v == 2
    assert await kept(hub, dana.rep) == RepTimes()
    assert told == [(hub.team, dana.rep)] * 2
    assert await hub.kinds() == [], "it is about no lead"


async def test_an_old_act_sent_again_gets_its_answer_and_sets_nothing(hub: Hub) -> None:
    dana, op = await hub.desk("Dana"), new_id(hub.clock())
    first = await set_times(hub, dana, DAY_SHIFT, op=op)
    await set_times(hub, dana, {"zone": "Asia/Kolkata"})
    again = await set_times(hub, dana, DAY_SHIFT, op=op)
    assert again.replayed
    assert again.r == first.r
    assert await kept(hub, dana.rep) == RepTimes(zone="Asia/Kolkata")
    other = await set_times(hub, dana, {"zone": "Europe/Paris"}, op=op)
    assert problem(other).code == "idem_mismatch"


async def test_titles_of_meetings_never_reach_the_disk(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    busy = [{"start": hub.clock(), "end": hub.clock() + 1, "title": SECRET}]
    settled(await set_times(hub, dana, {"busy": busy, "calendar": "work.ics"}))
    found = await kept(hub, dana.rep)
    assert found is not None
    assert found.busy == (Busy(start=hub.clock(), end=hub.clock() + 1),)
    files = [file.read_bytes() for file in hub.db.data.glob("hub.sqlite*")]
    assert b"work.ics" in b"".join(files), "these are the files that would hold it"
    assert SECRET.encode() not in b"".join(files)


async def test_a_team_lead_sets_somebody_elses_and_a_rep_does_not(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    petra = await hub.desk("Petra", "team-lead")
    assert problem(await set_times(hub, dana, DAY_SHIFT, rep=jonas.rep)).code == "forbidden"
    assert await kept(hub, jonas.rep) is None
    settled(await set_times(hub, petra, DAY_SHIFT, rep=jonas.rep))
    assert await kept(hub, jonas.rep) is not None
    assert await kept(hub, petra.rep) is None
    settled(await set_times(hub, dana, DAY_SHIFT, rep=dana.rep))


async def test_marketing_keeps_no_hours(hub: Hub) -> None:
    market = await hub.desk("Mia", "marketing")
    petra = await hub.desk("Petra", "team-lead")
    assert problem(await set_times(hub, market, DAY_SHIFT)).code == "forbidden"
    assert problem(await set_times(hub, petra, DAY_SHIFT, rep=market.rep)).code == "bad_field"


@pytest.mark.parametrize("rep", ["nobody", "\0", "x" * 5000])
async def test_times_of_nobody_are_refused(hub: Hub, rep: str) -> None:
    petra = await hub.desk("Petra", "team-lead")
    assert problem(await set_times(hub, petra, DAY_SHIFT, rep=rep)).code == "bad_field"


async def test_cover_is_somebody_who_calls_on_the_same_team(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    code = await hub.accounts.invite("Olga", "Team East")
    _, olga = await hub.accounts.redeem(code, "laptop", "", "127.0.0.1")
    market = await hub.desk("Mia", "marketing")
    for cover, fine in ((jonas.rep, True), (olga.rep, False), (market.rep, False)):
        leave = [{"first": "2026-12-01", "last": "2026-12-10", "cover": cover}]
        answer = await set_times(hub, dana, {"leave": leave})
        assert answer.ok is fine
        if not fine:
            assert "cover" in problem(answer).msg
    found = await kept(hub, dana.rep)
    assert found is not None
    assert found.leave == (Leave(first="2026-12-01", last="2026-12-10", cover=jonas.rep),)


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"blocks": [{"day": "Monday", "start": 1, "end": 2}]}, "blocks"),
        ({"busy": [{"start": -5, "end": 2}]}, "busy"),
        ({"zone": 5}, "zone"),
        ({"zone": "Nowhere/None"}, "zone"),
    ],
)
async def test_nonsense_is_refused_naming_the_field(
    hub: Hub, times: dict[str, Any], field: str
) -> None:
    dana = await hub.desk("Dana")
    no = problem(await set_times(hub, dana, times))
    assert no.code == "bad_field"
    assert field in no.msg
    assert await kept(hub, dana.rep) is None
