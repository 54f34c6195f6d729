"""Somebody looks where they should not: another team's leads, a form that needs mapping, the
operator's doors, somebody else's invite. Nothing comes out, not even that there is something."""

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
import pytest

from app.domain.commands import VERBS
from app.domain.ids import new_id
from app.protocol import codec
from app.protocol import messages as m
from tests.feed_client import FeedClient
from tests.hub_process import DIRECT, HubProcess
from tests.rigs.processes import PATIENCE_S

ROLES = ("rep", "team-lead", "admin", "marketing")
NUMBERS = count(10)
SECRET = "Ottilie Zwanziger"
"""Whoever reads this name in a frame of West has seen a lead of East."""


def bodies(rep: str) -> dict[str, dict[str, Any]]:
    """A body each verb can be read from."""
    touch = new_id(now())
    return {
        "assign": {"rep": rep},
        "start_touch": {"touch": touch, "channel": "call"},
        "end_touch": {"touch": touch, "disposition": "connected"},
        "note": {"text": "let me in"},
        "move_touch": {"at": now() + 3_600_000},
        "return": {"reason": "spam"},
        "skip_touch": {"reason": "let me in"},
        "clue": {"text": "after 3"},
        "send_message": {"answer": {"message": touch, "channel": "email", "text": "let me in"}},
        "take_back": {"message": touch},
        "ask_message": {"message": touch},
        "log_call": {"touch": touch, "state": "ringing", "at": now()},
        "set_consent": {"channel": "sms", "allowed": True},
    }


ABOUT_LEADS = tuple(do for do in VERBS if do != "set_times")
"""A rep's own times belong to no lead; who may set whose is in tests/hub."""


def now() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class House:
    hub: HubProcess
    theirs: str
    """A lead of the other team."""
    their_rep: str
    their_device: str
    unmapped: str
    mine: str


@asynccontextmanager
async def house(hub: HubProcess) -> AsyncIterator[House]:
    """East with a lead, a rep and a note; West with a lead and one that needs mapping."""
    theirs = await asyncio.to_thread(
        hub.post, team="East", name=SECRET, email="ottilie@east.example", phone=""
    )
    erik = await asyncio.to_thread(hub.pair, "Erik Eastman", "East")
    mine = await asyncio.to_thread(hub.post)
    unmapped = await asyncio.to_thread(hub.post, {"name": "Unreachable Ulla"})
    yield House(hub, theirs, erik.rep, erik.device, unmapped, mine)


def leaked(frames: Iterable[m.FromHub], words: Iterable[str]) -> list[str]:
    """Which of `words` stand in any of these frames."""
    said = "\n".join(codec.encode(frame) for frame in frames)
    return [word for word in words if word in said]


@pytest.mark.parametrize("role", ROLES)
async def test_no_verb_of_any_role_reaches_another_teams_lead_or_tells_that_it_is_there(
    hub: HubProcess, role: str
) -> None:
    async with house(hub) as at:
        spy = await asyncio.to_thread(hub.pair, "Spy", "West", role)
        async with FeedClient(spy) as feed:
            await feed.open()
            answers = {}
            for do in ABOUT_LEADS:
                body = bodies(at.their_rep).get(do, {})
                there = await order(feed, do, at.theirs, body)
                nowhere = await order(feed, do, new_id(now()), body)
                answers[do] = there.e
                assert there.e is not None
                assert nowhere.e == there.e, "somebody else's and nobody's look the same"
            assert {e.code for e in answers.values() if e is not None} == {"not_found"}
            after = await asyncio.to_thread(hub.post, team="East", name=SECRET, email="2@e.example")
            await feed.send(m.Seen(lead=at.theirs, eid=new_id(now()), shown_at=now()))
            own = await asyncio.to_thread(hub.post, email="own@west.example")
            await feed.hear(m.Ev, lambda ev: ev.lead == own)
            secrets = (at.theirs, after, at.their_rep, at.their_device, SECRET, "Erik", "east")
            assert leaked(feed.frames, secrets) == []


async def test_an_assignment_or_a_nudge_to_a_rep_of_another_team_goes_nowhere(
    hub: HubProcess,
) -> None:
    async with house(hub) as at, AsyncExitStack() as stack:
        lead = await asyncio.to_thread(hub.pair, "Petra", "West", "team-lead")
        petra = await stack.enter_async_context(FeedClient(lead))
        await petra.open()
        assigned = await order(petra, "assign", at.mine, {"rep": at.their_rep})
        assert assigned.e is not None
        assert assigned.e.code == "bad_field"
        invented = await order(petra, "assign", at.mine, {"rep": new_id(now())})
        assert invented.e == assigned.e
        await order(petra, "nudge", at.mine, {"rep": at.their_rep})
        assert leaked(petra.frames, ("Erik", SECRET)) == []


@pytest.mark.parametrize("role", ROLES)
async def test_what_needs_mapping_does_not_exist_for_a_rep(hub: HubProcess, role: str) -> None:
    paired = await asyncio.to_thread(hub.pair, "R", "West", role)
    async with house(hub) as at, FeedClient(paired) as feed:
        await feed.open()
        codes = set()
        for do in ABOUT_LEADS:
            re = await order(feed, do, at.unmapped, bodies(paired.rep).get(do, {}))
            codes.add(re.e.code if re.e else "ok")
        if role == "rep":
            assert codes == {"not_found"}
            assert leaked(feed.frames, (at.unmapped, "Ulla")) == []
        else:
            assert "not_found" not in codes
            assert at.unmapped in feed.leads()


async def test_marketing_sees_every_lead_and_takes_none(hub: HubProcess) -> None:
    paired = await asyncio.to_thread(hub.pair, "Mia", "West", "marketing")
    async with house(hub) as at, FeedClient(paired) as mia:
        await mia.open()
        assert {at.mine, at.unmapped} <= set(mia.leads())
        for do in ABOUT_LEADS:
            re = await order(mia, do, at.mine, bodies(paired.rep).get(do, {}))
            assert re.ok if do == "note" else re.e is not None and re.e.code == "forbidden", do


async def test_a_revoked_desk_gets_no_further_frame_and_never_comes_back(hub: HubProcess) -> None:
    paired = await asyncio.to_thread(hub.pair, "Anna")
    async with FeedClient(paired) as anna:
        await anna.open()
        await asyncio.to_thread(hub.revoke, paired.device)
        lead = await asyncio.to_thread(hub.post, name=SECRET, email="late@west.example")
        assert await anna.closed() == m.CLOSE_REVOKED
        assert leaked(anna.frames, (lead, SECRET)) == []
    for _ in range(3):
        with pytest.raises(Exception, match="401"):
            async with FeedClient(paired):
                pass


async def order(feed: FeedClient, do: str, lead: str, body: dict[str, Any]) -> m.Re:
    """The hub's answer; asked again when it says that was too fast."""
    while True:
        re = await feed.order(next(NUMBERS), new_id(now()), do, lead, b=body)
        if re.e is None or re.e.code != "rate_limited":
            return re
        await asyncio.sleep(re.e.after_ms / 1000)


# ---- an op of somebody else ----------------------------------------------------------------------


async def test_an_op_seen_in_the_feed_and_sent_again_from_another_desk_takes_nothing_over(
    hub: HubProcess,
) -> None:
    """Ops travel with the facts, so a colleague can read and repeat them."""
    anna, mallory = [await asyncio.to_thread(hub.pair, name) for name in ("Anna", "Mallory")]
    lead = await asyncio.to_thread(hub.post)
    async with FeedClient(anna) as hers, FeedClient(mallory) as his:
        await hers.open()
        await his.open()
        op = new_id(now())
        won = await hers.order(1, op, "claim", lead)
        assert won.ok
        stolen = await his.order(2, op, "claim", lead)
        assert stolen.e is not None
        assert (stolen.e.code, stolen.replayed) == ("already_claimed", False)
        again = await hers.order(3, op, "claim", lead)
        assert (again.ok, again.replayed, again.r) == (True, True, won.r)
        other = await hers.order(4, op, "release", lead, gen=1)
        assert other.e is not None
        assert other.e.code == "idem_mismatch"


# ---- the doors for people ------------------------------------------------------------------------


ADMIN = ("invite", "source", "revoke", "export")
KEYS = ("", "Bearer", "Bearer ", "Bearer x", "Bearer é", "Basic YTpi", "bearer {}", "{}x", "{} {}")


async def test_no_key_but_the_admins_own_opens_the_operators_doors(hub: HubProcess) -> None:
    true = (hub.data / "admin.token").read_text(encoding="ascii").strip()
    paired = await asyncio.to_thread(hub.pair, "Anna")
    tried = [key.format(true[:-1], true[:-1]) for key in KEYS] + [f"Bearer {paired.token}"]
    for door in ADMIN:
        for key in tried:
            asked = {"rep": "Mallory", "role": "admin", "device": paired.device, "kind": "k"}
            method = "GET" if door == "export" else "POST"
            status = await asyncio.to_thread(
                knock, hub, f"/v1/admin/{door}", asked, {"Authorization": key}, method
            )
            assert status == 401, (door, key)
    async with FeedClient(paired) as still:
        await still.open()


HOSTILE: list[Any] = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"rep":1}', b"[" * 9_000, b'{"rep":"' + b"a" * 9_000,
    {"rep": ""}, {"rep": "\u200b"}, {"rep": "x" * 5_000}, {"rep": "A", "role": "owner"},
    {"rep": "A", "team": "\x00"}, {"rep": ["A"]}, {"code": "x" * 15_000}, {"code": None},
    b"x" * 20_000,
]  # fmt: skip


async def test_nonsense_at_the_doors_is_refused_in_words_and_leaves_no_traceback(
    hub: HubProcess,
) -> None:
    key = (hub.data / "admin.token").read_text(encoding="ascii").strip()
    for body in HOSTILE:
        for path in ("/v1/admin/invite", "/v1/admin/source", "/v1/admin/revoke", "/v1/pair"):
            headers = {"Authorization": f"Bearer {key}"}
            status = await asyncio.to_thread(knock, hub, path, body, headers)
            assert status in (400, 404, 413, 429) or (path.endswith("revoke") and status == 200), (
                path,
                body,
            )
    assert "Traceback" not in hub.log()


async def test_of_fifteen_that_redeem_one_code_at_once_one_desk_is_paired(
    own_hub: HubProcess,
) -> None:
    code = await asyncio.to_thread(own_hub.invite, "Anna")
    asked = [{"code": code, "device_name": f"d{n}", "install": f"i{n}"} for n in range(15)]
    told = await asyncio.gather(*(asyncio.to_thread(knock, own_hub, "/v1/pair", a) for a in asked))
    assert sorted(told) == [200] + [404] * 14
    fresh = await asyncio.to_thread(own_hub.invite, "Jonas")
    good = {"code": fresh, "device_name": "d", "install": "i"}
    assert await asyncio.to_thread(knock, own_hub, "/v1/pair", good) == 200, "others still pair"


async def test_a_guesser_in_parallel_gets_no_more_tries_than_one_in_a_row(
    own_hub: HubProcess,
) -> None:
    code = (await asyncio.to_thread(own_hub.invite, "Anna")).replace("-", "")
    wrong = [{"code": code[:4] + f"{n:04}", "device_name": "d", "install": "i"} for n in range(60)]
    wrong = [each for each in wrong if each["code"] != code]
    told = await asyncio.gather(*(asyncio.to_thread(knock, own_hub, "/v1/pair", a) for a in wrong))
    assert set(told) <= {404, 429}
    assert told.count(404) <= 20 + 8, "the hour's twenty, and what was under way by then"
    last = {"code": code, "device_name": "d", "install": "i"}
    assert await asyncio.to_thread(knock, own_hub, "/v1/pair", last) in (404, 429), "it is spent"


def test_one_person_is_one_rep_however_their_name_is_typed(hub: HubProcess) -> None:
    """An accent may be one character or two, a capital or not, with a stray mark in it."""
    typed = ("José Müller", "Jose\u0301 Mu\u0308ller", "JOSÉ MÜLLER", " José\u200b  Müller ")
    assert len({hub.pair(name).rep for name in typed}) == 1


def knock(
    hub: HubProcess,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
    method: str = "POST",
) -> int:
    """The status of one request."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    sent = {k: v.encode().decode("latin-1") for k, v in (headers or {}).items()}
    request = urllib.request.Request(
        hub.url + path, None if method == "GET" else data, sent, method=method
    )
    try:
        with DIRECT.open(request, timeout=2 * PATIENCE_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        no.close()
        return no.code
