"""What the page says, to whom, and what it never says."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Person, Where
from app.domain.touch import Channel
from hub.good_time import page
from hub.good_time.page import Asked
from hub.good_time.phrases import Words
from hub.good_time.reader import reader
from hub.good_time.times import Offer
from hub.good_time.words import LANGUAGES
from tests.builders import a_lead
from tests.hub.builders import NOON, Hub, playbook
from tests.hub.good_time.house import IMOGEN, House

HOUR = 3_600_000
PIECES = ("value=t1", "value=now", "value=email", "value=stop", "id=o")


@pytest.fixture
async def house(hub: Hub) -> House:
    await hub.desk("Aino")
    return House(hub, armed={"somebody"})


async def shown(house: House, **lead: object) -> str:
    token = await house.link(await house.lead(**lead))  # type: ignore[arg-type]
    answer = await house.open(token)
    assert answer.status == 200
    return answer.body


async def test_the_page_offers_now_three_times_own_words_email_and_stop(house: House) -> None:
    body = await shown(house)
    said = plain(body)
    assert "Imogen, when is a good time?" in said
    assert "We will call you on the number ending 142 about batch payouts." in said
    assert "All times are yours, London time." in said
    assert body.count("value=t1") == 3
    for piece in PIECES:
        assert piece in body, piece


async def test_nothing_of_the_person_but_first_name_topic_and_three_digits(house: House) -> None:
    body = await shown(house)
    for secret in (
        "Okafor", "Harbour", "finance", "Leeds", "imogen@", "900142", "0142", "1234", "secret",
        "account", "Demo form",
    ):  # fmt: skip
        assert secret not in body, secret


async def test_the_owner_is_named_and_the_next_one_too(house: House) -> None:
    lead = await house.lead()
    token = await house.link(lead)
    dana = await house.hub.desk("Dana Two")
    assert (await house.hub.do(dana, "claim", lead)).ok
    assert "Dana Two will call you on the number ending 142" in plain(
        (await house.open(token)).body
    )


async def test_call_me_now_needs_a_desk_that_rings_and_an_hour_that_is_allowed(hub: Hub) -> None:
    house = House(hub)
    token = await house.link(await house.lead())
    assert "value=now" not in (await house.open(token)).body
    house.armed.add("somebody")
    assert "value=now" in (await house.open(token)).body
    hub.clock.forward(10 * 3600)  # 22:00 in London
    assert "value=now" not in (await house.open(token)).body


async def test_call_me_now_is_the_owners_to_answer(hub: Hub) -> None:
    house = House(hub, armed={"somebody else"})
    lead = await house.lead()
    dana = await hub.desk()
    assert (await hub.do(dana, "claim", lead)).ok
    token = await house.link(lead)
    assert "value=now" not in (await house.open(token)).body
    house.armed.add(dana.rep)
    assert "value=now" in (await house.open(token)).body


async def test_without_a_number_or_with_calls_refused_only_words_and_email_are_left(
    house: House,
) -> None:
    no: dict[Channel, Consent] = {"call": Consent(state="refused", why="said so")}
    for body in (
        await shown(house, n=1, phone=""),
        await shown(house, n=2, email="b@example.com", phone="+447700900143", consent=no),
    ):
        assert "value=t" not in body
        assert "value=now" not in body
        assert "value=email" in body
        assert "We have no number to call" in body


async def test_an_unknown_zone_offers_no_times_and_asks_for_the_place(house: House) -> None:
    body = await shown(house, where=Where())
    assert "value=t" not in body
    assert "We do not know your time zone" in body


@pytest.mark.parametrize(
    "where",
    [
        Where(zones=("America/Chicago",), confidence="low", source="number"),
        Where(zones=("America/Chicago", "America/New_York"), confidence="high"),
        Where(zones=("America/Chicago",), also=("America/New_York",), confidence="high"),
    ],
)
async def test_a_guessed_zone_is_said_and_asked_about(house: House, where: Where) -> None:
    house.hub.clock.forward(4 * 3600)  # 11:00 in Chicago
    said = plain(await shown(house, where=where))
    assert "Times are for Chicago. Not right? Say where you are, below." in said


async def test_two_zones_that_show_one_time_are_no_guess(house: House) -> None:
    where = Where(zones=("Europe/Berlin", "Europe/Vienna"), confidence="high")
    assert "All times are yours, Berlin time." in plain(await shown(house, where=where))


@pytest.mark.parametrize(
    ("locale", "title", "when"),
    [
        ("de-AT", "Imogen, wann passt es Ihnen?", "Heute, Montag, 16:00 Uhr"),
        ("fr", "Imogen, quel moment vous convient ?", "Aujourd’hui, lundi, 16 h 00"),
        ("es_MX", "Imogen, ¿cuándo le viene bien?", "Hoy, lunes, 16:00"),
        ("en-US", "Imogen, when is a good time?", "Today, Monday, 4:00 pm"),
        ("fi-FI", "Imogen, when is a good time?", "Today, Monday, 16:00"),
        ("", "Imogen, when is a good time?", "Today, Monday, 16:00"),
    ],
)
async def test_the_page_speaks_the_leads_language(
    house: House, locale: str, title: str, when: str
) -> None:
    body = await shown(house, locale=locale)
    assert title in plain(body)
    assert when in plain(body)
    code = locale[:2] if locale[:2] in LANGUAGES else "en"
    assert f"<html lang={code}>" in body


async def test_their_own_words_stand_under_the_times_that_suit_them_but_no_reps_note(
    house: House,
) -> None:
    asked = plain(await shown(house, asked="Tuesdays after 3"))
    assert "Tomorrow, Tuesday, 16:00you said “Tuesdays after 3”" in asked
    assert "Tuesday 3 November, 15:00you said “Tuesdays after 3”" in asked
    assert "Tuesday 10 November" in asked
    lead = await house.lead(n=2, email="b@example.com", phone="+447700900999")
    dana = await house.hub.desk()
    assert (await house.hub.do(dana, "claim", lead)).ok
    note = "hates mornings, reception is Pat, Tue after 3"
    assert (await house.hub.do(dana, "clue", lead, gen=1, text=note)).ok
    body = (await house.open(await house.link(lead))).body
    assert "hates" not in body
    assert "Pat" not in body


# ---- hostile text ----------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "<b>Bold</b>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "</title><script>",
    "&lt;script&gt;",
    "{name} {who} {0}",
    "A" * 300,
    "\u202eevil\u202c",
    "إيموجين",
    "אימוג'ן",
    "Zoë 👩‍👩‍👧‍👦",
    "https://evil.example/x",
    "www.evil.example",
    "\x00\x1b[31m",
    "%s%s%n",
    "١٢٣٤٥٦٧٨",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("code", LANGUAGES)
def test_hostile_text_is_text_and_the_page_stays_small(text: str, code: str) -> None:
    for person in (
        Person(name=text, phone="+447700900142", locale=code, extra={"Topic": text}),
        Person(name=f"Im {text}", phone=text, company=text, locale=code, place=text),
    ):
        body = whole_page(person, team=text, owner=text)
        assert len(body.encode()) < 4_000
        assert tags(body) <= OURS
        assert not re.search(r"\son\w+\s*=", unquoted(body))
        assert not any("\u202a" <= letter <= "\u202e" or letter < " " for letter in body)
        assert "evil.example" not in whole_page(person)


@given(text=st.text(max_size=300))
def test_no_name_at_all_adds_a_tag_or_an_attribute(text: str) -> None:
    person = Person(name=text, phone="+447700900142", extra={"subject": text})
    body = whole_page(person, team=text, owner=text)
    assert tags(body) <= OURS
    assert len(body.encode()) < 4_096


def test_the_largest_page_of_every_language_is_below_four_kilobytes() -> None:
    long = "M" * 300
    for code in LANGUAGES:
        person = Person(name=long, phone="+447700900142", locale=code, extra={"Topic": long})
        body = whole_page(person, team=long, owner=long, said=long[:100])
        assert len(body.encode()) < 4_000, code


def test_every_language_says_everything_with_the_same_fields() -> None:
    english = LANGUAGES["en"]
    for code, words in LANGUAGES.items():
        for name in Words.__struct_fields__:
            mine, theirs = getattr(words, name), getattr(english, name)
            if isinstance(mine, tuple):
                assert len(mine) == len(theirs) == len(set(mine)), (code, name)
            else:
                assert mine, (code, name)
                assert fields(mine) == fields(theirs), (code, name)


def test_no_language_uses_an_exclamation_mark_or_says_please() -> None:
    for words in LANGUAGES.values():
        for name in Words.__struct_fields__:
            text = str(getattr(words, name))
            assert not re.search(r"[!]|please|bitte|s’il vous|por favor", text, re.I), text


# ---- headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", ["/t/", "/u/"])
@pytest.mark.parametrize("known", [True, False])
async def test_every_answer_is_private_and_runs_nothing(
    house: House, method: str, path: str, known: bool
) -> None:
    kind = "time" if path == "/t/" else "stop"
    token = await house.link(await house.lead(), kind) if known else "x" * 29  # type: ignore[arg-type]
    answer = await house.request(method, path + token)
    said = answer.headers
    assert said["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'; frame-ancestors 'none'" in said["content-security-policy"]
    assert "unsafe" not in said["content-security-policy"]
    assert said["referrer-policy"] == "no-referrer"
    assert said["cache-control"] == "no-store"
    assert said["x-robots-tag"] == "noindex, nofollow"
    assert said["x-content-type-options"] == "nosniff"
    assert said["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in said


def test_the_style_is_what_the_policy_allows_and_nothing_else_is_there() -> None:
    body = whole_page(IMOGEN)
    assert body.count("<style>") == 1
    assert "style=" not in body.replace(page.STYLE, "")
    assert "<script" not in body
    assert "src=" not in body
    assert "http" not in body


# ---- parts -----------------------------------------------------------------------------------

OURS = {"html", "meta", "title", "style", "main", "p", "h1", "bdi", "form", "button", "label"} | {
    "input", "div", "small", "footer", "a",
}  # fmt: skip


def whole_page(
    person: Person, team: str = "Tiller Pay", owner: str = "Aino Laine", said: str = ""
) -> str:
    lead = bare(person, owner)
    at = tuple(Offer(at=NOON + hours * HOUR, said=said or person.name) for hours in (3, 26, 50))
    asked = Asked(now=NOON, offers=at, may_call_now=True, may_email=True, said=said)
    return page.ask(reader(lead, playbook(), team, NOON), asked)


def bare(person: Person, owner: str, now: Ms = NOON) -> Lead:
    return replace(
        a_lead(),
        person=person,
        owner="rep" if owner else "",
        owner_name=owner,
        where=Where(zones=("Europe/London",), confidence="high"),
    )


def plain(body: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", body.split("</style>")[1]))


def unquoted(body: str) -> str:
    """The tags without the texts in quotes: what is an attribute's name there, is one."""
    inside = "".join(re.findall(r"<[^>]*>", body.replace(page.STYLE, "")))
    return re.sub(r'"[^"]*"', '""', inside)


def tags(body: str) -> frozenset[str]:
    return frozenset(re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", body.replace(page.STYLE, "")))


def fields(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{([a-z]*)", text))
