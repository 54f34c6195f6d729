"""Links in messages: only ours open anything, and each once."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from app.domain.ids import Ms, new_id
from hub import keys
from hub.good_time import links
from hub.good_time.links import Bad, Link
from hub.tables import link as table
from hub.tables import meta
from tests.hub.builders import NOON, Hub

PUBLIC = "https://leads.example.com"
DAY = 86_400_000


async def minted(hub: Hub, kind: links.Kind = "time", days: int = 7, n: int = 1) -> str:
    lead = await hub.lead_id(n)
    message = new_id(hub.clock())
    return await hub.db.write(
        partial(
            links.mint,
            kind=kind,
            team=hub.team,
            lead=lead,
            message=message,
            now=hub.clock(),
            days=days,
        )
    )


async def read(
    hub: Hub, token: str, kind: links.Kind = "time", now: Ms | None = None
) -> Link | Bad:
    at = hub.clock() if now is None else now
    return await hub.db.read(lambda conn: links.read(conn, kind, token, at))


async def opened(hub: Hub, token: str) -> Link:
    found = await read(hub, token)
    assert isinstance(found, Link)
    return found


async def why(hub: Hub, token: str, kind: links.Kind = "time", now: Ms | None = None) -> str:
    found = await read(hub, token, kind, now)
    return found.why if isinstance(found, Bad) else "open"


async def test_a_link_opens_what_it_was_made_for(hub: Hub) -> None:
    token = await minted(hub)
    found = await opened(hub, token)
    assert (found.kind, found.team, found.expires) == ("time", hub.team, NOON + 7 * DAY)
    assert (found.used, found.answer) == (None, "")


async def test_a_link_is_short_and_survives_programs_that_look_for_links(hub: Hub) -> None:
    for n in range(40):
        token = await minted(hub, n=n)
        address = links.url(PUBLIC, "time", token)
        assert len(token) == links.TOKEN_CHARS
        assert len(address) == links.length(PUBLIC) == len(PUBLIC) + 3 + 29
        assert address[-1].isalnum()


async def test_every_character_of_a_token_counts(hub: Hub) -> None:
    token = await minted(hub)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    wrong = [
        token[:place] + other + token[place + 1 :]
        for place in range(len(token))
        for other in alphabet
        if other != token[place]
    ]

    def opens(conn: Connection) -> list[str]:
        return [one for one in wrong if isinstance(links.read(conn, "time", one, NOON), Link)]

    assert len(wrong) > 1_800
    assert await hub.db.read(opens) == []
    assert await why(hub, token) == "open"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: t + "=",
        lambda t: t.upper(),
        lambda t: t.swapcase(),
        lambda t: t.replace(".", "%2e"),
        lambda t: t[13:] + "." + t[:12],
        lambda t: "",
        lambda t: ".",
        lambda t: "\x00" * 29,
        lambda t: "é" * 29,
        lambda t: " " + t[1:],
        lambda t: t[:12] + "." + "A" * 16,
    ],
)
async def test_what_is_not_our_token_to_the_letter_opens_nothing(
    hub: Hub, change: Callable[[str], str]
) -> None:
    assert await why(hub, change(await minted(hub))) == "unknown"


@given(token=st.text(max_size=40))
def test_no_text_makes_the_reader_stumble(token: str) -> None:
    assert links._spelled(token) == (
        len(token) == 29 and all(0x20 <= ord(letter) < 0x7F for letter in token)
    )


async def test_a_link_of_one_kind_is_nothing_to_the_other(hub: Hub) -> None:
    time, stop = await minted(hub), await minted(hub, "stop", n=2)
    assert await why(hub, time, "stop") == "unknown"
    assert await why(hub, stop, "time") == "unknown"
    assert await why(hub, stop, "stop") == "open"


async def test_a_signature_is_of_that_id_kind_and_expiry(hub: Hub) -> None:
    """Whoever can write the table but has no key cannot make a link last longer."""
    one, other = await minted(hub), await minted(hub, n=2)
    assert await why(hub, one[:13] + other[13:]) == "unknown"
    longer = update(table).where(table.c.id == one[:12]).values(expires_ms=NOON + 99 * DAY)
    await hub.db.write(lambda conn: conn.execute(longer).rowcount)
    assert await why(hub, one) == "unknown"


async def test_a_link_expires_to_the_millisecond(hub: Hub) -> None:
    token = await minted(hub, days=7)
    assert await why(hub, token, now=NOON + 7 * DAY - 1) == "open"
    assert await why(hub, token, now=NOON + 7 * DAY) == "expired"
    link = await opened(hub, token)
    late = partial(links.use, link=link, answer="now", now=NOON + 7 * DAY)
    assert await hub.db.write(late) is False


async def test_of_many_who_use_a_link_at_once_one_does(hub: Hub) -> None:
    link = await opened(hub, await minted(hub))
    tries = [partial(links.use, link=link, answer=f"try {n}", now=NOON) for n in range(20)]
    done = await asyncio.gather(*(hub.db.write(one) for one in tries))
    assert sum(done) == 1
    found = await read(hub, await token_of(hub, link))
    assert isinstance(found, Bad)
    assert found.link is not None
    assert (found.why, found.link.answer) == ("used", f"try {done.index(True)}")


async def test_stop_counts_with_a_used_link_and_once(hub: Hub) -> None:
    link = await opened(hub, await minted(hub))
    assert await hub.db.write(partial(links.use, link=link, answer="now", now=NOON))
    assert await hub.db.write(partial(links.stop, link=link, now=NOON)) is True
    assert await hub.db.write(partial(links.stop, link=link, now=NOON)) is False
    assert await hub.db.write(partial(links.use, link=link, answer="now", now=NOON)) is False


async def test_the_key_is_made_once_and_is_not_in_any_link(hub: Hub) -> None:
    first = await minted(hub)
    key = await hub.db.read(
        lambda conn: conn.execute(select(meta.c.value).where(meta.c.key == links.KEY)).scalar_one()
    )
    await minted(hub, n=2)
    assert len(bytes.fromhex(key)) == 32
    assert await why(hub, first) == "open"


async def put(hub: Hub, text: str, message: str, public: str = PUBLIC) -> str:
    lead = await hub.lead_id()
    return await hub.db.write(
        partial(
            links.put_links,
            text=text,
            public_url=public,
            team=hub.team,
            lead=lead,
            message=message,
            now=NOON,
            days=7,
        )
    )


async def test_the_marker_becomes_one_link_however_often_it_is_asked_for(hub: Hub) -> None:
    message = new_id(NOON)
    text = await put(hub, "Hi. Pick a time: {good_time} or {good_time}", message)
    first, second = (word for word in text.split() if word.startswith(PUBLIC))
    assert first == second
    assert await put(hub, "{good_time}", message) == first
    assert await why(hub, first.removeprefix(f"{PUBLIC}/t/")) == "open"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Thanks. {good_time}", "Thanks."),
        ("Thanks {good_time}, Aino", "Thanks, Aino"),
        ("{good_time}", ""),
        ("No marker", "No marker"),
    ],
)
async def test_without_an_address_from_outside_the_marker_goes_with_its_blank(
    hub: Hub, text: str, left: str
) -> None:
    assert await put(hub, text, new_id(NOON), public="") == left
    assert await hub.db.read(lambda conn: conn.execute(select(table)).all()) == []


async def token_of(hub: Hub, link: Link) -> str:
    return await hub.db.read(lambda conn: links._token(keys.key(conn, links.KEY), link))


async def test_a_link_is_forgotten_thirty_days_after_it_expired(hub: Hub) -> None:
    token = await minted(hub, days=7)
    hub.clock.forward(37 * 86_400)
    await hub.service.forget(hub.clock())
    assert await why(hub, token) == "expired"
    await hub.service.forget(hub.clock.forward(1))
    assert await why(hub, token) == "unknown"
