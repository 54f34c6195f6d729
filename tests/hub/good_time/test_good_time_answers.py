"""What an answer on the page comes to, once; and what opening the page never does."""

import asyncio
import re
from collections.abc import Callable
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select

from app.domain.ids import Ms
from app.domain.lead import Where
from hub.database import Busy
from hub.good_time import routes
from hub.rulings import Done
from hub.service import Service
from hub.tables import link as link_table
from tests.hub.builders import NOON, Hub
from tests.hub.good_time.house import Answer, House

T = TypeVar("T")
DAY = 86_400_000
HOUR = 3_600_000


@pytest.fixture
async def house(hub: Hub) -> House:
    await hub.desk("Aino")
    return House(hub, armed={"somebody"})


async def asked(house: House, n: int = 1) -> tuple[str, str]:
    lead = await house.lead(n=n)
    return lead, await house.link(lead)


def first_time(page: Answer) -> Ms:
    return int(re.findall(r"value=t(\d+)", page.body)[0])


# ---- opening ---------------------------------------------------------------------------------


async def test_opening_changes_nothing_however_often_and_by_whatever_method(house: House) -> None:
    lead, token = await asked(house)
    before = await house.now_is(lead)
    rows = select(link_table)
    stored = await house.hub.db.read(lambda conn: conn.execute(rows).all())
    for method in ("GET", "HEAD", "GET"):
        assert (await house.request(method, f"/t/{token}")).status == 200
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        assert (await house.request(method, f"/t/{token}", b"a=now")).status == 405
    query = await house.request("GET", f"/t/{token}?a=now")
    assert query.status in (200, 404)
    assert await house.now_is(lead) == before
    assert await house.hub.db.read(lambda conn: conn.execute(rows).all()) == stored


async def test_a_forged_an_unknown_and_a_strangers_link_look_the_same(house: House) -> None:
    _, token = await asked(house)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    other = "A" * 12 + token[12:]
    pages = [await house.open(one) for one in (forged, other, "nonsense", "x" * 500)]
    assert {page.status for page in pages} == {404}
    assert len({page.body for page in pages}) == 1
    assert "Imogen" not in pages[0].body
    assert "Team West" not in pages[0].body
    for one in (forged, other):
        answer = await house.answer(one, "stop-sure")
        assert (answer.status, answer.body) == (404, pages[0].body)


async def test_an_old_link_says_so_and_its_answers_do_not_count(house: House) -> None:
    lead, token = await asked(house)
    house.hub.clock.forward(7 * 86_400)
    before = await house.now_is(lead)
    for answer in (await house.open(token), await house.answer(token, "email")):
        assert answer.status == 410
        assert "This link is too old" in answer.body
    assert await house.now_is(lead) == before


# ---- each answer -----------------------------------------------------------------------------


async def test_call_me_now_makes_the_lead_due_now(house: House) -> None:
    lead, token = await asked(house)
    answer = await house.answer(token, "now")
    assert answer.status == 200
    assert "Team West is asked to call you now, on the number ending 142." in answer.body
    after = await house.now_is(lead)
    assert after.next_touch is not None
    assert (after.next_touch.at, after.next_touch.pinned) == (NOON, True)
    assert "good_time.answered" in await house.hub.kinds()


async def test_a_time_is_promised_to_the_minute(house: House) -> None:
    lead, token = await asked(house)
    at = first_time(await house.open(token))
    answer = await house.answer(token, f"t{at}")
    assert answer.status == 200
    assert "<h1>Today, Monday, 16:00</h1>" in answer.body
    assert "Team West will call you then, on the number ending 142." in answer.body
    after = await house.now_is(lead)
    assert after.next_touch is not None
    assert (after.next_touch.at, after.next_touch.pinned) == (at, True)
    assert after.next_touch.channel == "call"


async def test_own_words_are_said_back_as_they_were_understood(house: House) -> None:
    lead, token = await asked(house)
    answer = await house.answer(token, "words", "Thursday after 3 pm")
    assert answer.status == 200
    assert "We understood: Thursday after 15:00." in answer.body
    assert "Team West will call then." in answer.body
    assert "All times are yours, London time." in answer.body
    after = await house.now_is(lead)
    assert after.clues[-1].text == "Thursday after 3 pm"
    assert after.clues[-1].by == ""


@pytest.mark.parametrize(
    ("locale", "words", "said"),
    [
        ("de", "Donnerstag nach 15 Uhr", "Wir haben verstanden: Donnerstag nach 15:00 Uhr."),
        ("fr", "jeudi après 15h", "Nous avons compris : Jeudi après 15 h 00."),
        ("es", "15:30", "Hemos entendido: Hoy, lunes, 15:30."),
        ("de", "nicht vor Montag", "Wir haben verstanden: Nicht vor Montag, 2. November."),
        ("fr", "pas avant demain", "Nous avons compris : Pas avant demain, mardi."),
        ("en", "tomorrow around 11", "Not before tomorrow, Tuesday; 10:30–11:30."),
        ("en-US", "not before Thursday", "We understood: Not before Thursday, October 29."),
    ],
)
async def test_own_words_are_understood_and_said_back_in_their_language(
    house: House, locale: str, words: str, said: str
) -> None:
    token = await house.link(await house.lead(locale=locale))
    assert said in (await house.answer(token, "words", words)).body


async def test_words_nobody_understands_are_kept_and_that_is_said(house: House) -> None:
    lead, token = await asked(house)
    words = "<b>when the cows</b> come home"
    answer = await house.answer(token, "words", words)
    assert answer.status == 200
    assert "We kept your words for Team West, who will answer you" in answer.body
    assert "<b>" not in answer.body
    after = await house.now_is(lead)
    assert after.clues[-1].text == words


async def test_just_email_me_plans_an_email_and_leaves_calls_allowed(house: House) -> None:
    lead, token = await asked(house)
    answer = await house.answer(token, "email")
    assert "Team West will write to you instead." in answer.body
    after = await house.now_is(lead)
    assert after.next_touch is not None
    assert after.next_touch.channel == "email"
    assert "call" not in after.consent


async def test_stop_asks_once_more_and_then_nobody_contacts_them(house: House) -> None:
    lead, token = await asked(house)
    sure = await house.answer(token, "stop")
    assert sure.status == 200
    assert "Stop all contact?" in sure.body
    assert (await house.now_is(lead)).consent == {}
    answer = await house.answer(token, "stop-sure")
    assert answer.status == 200
    assert "You will not hear from us again" in answer.body
    after = await house.now_is(lead)
    assert {each.state for each in after.consent.values()} == {"refused"}
    assert set(after.consent) == {"call", "sms", "email"}
    assert (after.state, after.next_touch) == ("closed", None)


async def test_stop_reaches_every_lead_of_theirs_and_the_next_one(house: House) -> None:
    lead, token = await asked(house)
    house.hub.clock.forward(2 * 86_400)
    second = await house.lead(n=2)
    assert second != lead
    await house.answer(token, "stop-sure")
    assert (await house.now_is(second)).consent["call"].state == "refused"
    house.hub.clock.forward(2 * 86_400)
    third = await house.now_is(await house.lead(n=3))
    assert {channel: said.state for channel, said in third.consent.items()} == {
        "call": "refused",
        "sms": "refused",
        "email": "refused",
    }


async def test_stop_counts_with_a_used_and_with_an_old_link(house: House) -> None:
    for n, wait in ((1, 0), (2, 8 * 86_400)):
        lead = await house.lead(n=n, email=f"s{n}@example.com", phone=f"+4477009001{n:02}")
        token = await house.link(lead)
        await house.answer(token, "email")
        house.hub.clock.forward(wait)
        assert "value=stop" in (await house.open(token)).body
        assert (await house.answer(token, "stop-sure")).status == 200
        assert (await house.now_is(lead)).consent["email"].state == "refused"
        again = await house.answer(token, "stop-sure")
        assert (again.status, "You will not hear" in again.body) == (200, True)


# ---- exactly once ----------------------------------------------------------------------------


async def test_of_two_taps_at_one_instant_one_counts(house: House) -> None:
    _, token = await asked(house)
    at = first_time(await house.open(token))
    answers = await asyncio.gather(
        *(house.answer(token, choice) for choice in ("now", f"t{at}", "email", "now", f"t{at}"))
    )
    assert sorted(answer.status for answer in answers) == [200, 410, 410, 410, 410]
    assert (await house.hub.kinds()).count("good_time.answered") == 1
    assert (await house.hub.kinds()).count("touch.next") == 1


async def test_a_used_link_says_what_was_chosen_and_how_to_change_it(house: House) -> None:
    lead, token = await asked(house)
    at = first_time(await house.open(token))
    await house.answer(token, f"t{at}")
    before = await house.now_is(lead)
    for answer in (await house.open(token), await house.answer(token, "now")):
        assert answer.status == 410
        assert "You chose: Today, Monday, 16:00." in answer.body
        assert "To change that, reply to our message." in answer.body
    assert await house.now_is(lead) == before


async def test_a_used_link_does_not_repeat_their_words(house: House) -> None:
    _, token = await asked(house)
    await house.answer(token, "words", "call my other number 020 7946 0018")
    page = await house.open(token)
    assert "7946" not in page.body
    assert "You chose: Another time, in your own words." in page.body


# ---- times that have gone --------------------------------------------------------------------


async def test_a_time_taken_meanwhile_shows_the_page_again_and_says_so(house: House) -> None:
    lead, token = await asked(house)
    at = first_time(await house.open(token))
    other, others = await asked(house, n=2)
    assert other == lead, "the same person's second enquiry is the same lead"
    third = await house.lead(n=3, email="c@example.com", phone="+447700900777")
    assert (await house.answer(await house.link(third), f"t{at}")).status == 200
    answer = await house.answer(token, f"t{at}")
    assert answer.status == 409
    assert "That time has just gone. These are free." in answer.body
    assert first_time(answer) != at
    assert (await house.now_is(lead)).next_touch is None
    assert (await house.answer(others, f"t{first_time(answer)}")).status == 200


@pytest.mark.parametrize(
    "tapped",
    [
        f"t{NOON - 1}",
        f"t{NOON + 12 * HOUR}",  # midnight there
        f"t{NOON + 400 * DAY}",
        "t0",
        "t" + "9" * 15,
    ],
)
async def test_a_time_that_never_stood_there_is_not_promised(house: House, tapped: str) -> None:
    lead, token = await asked(house)
    answer = await house.answer(token, tapped)
    assert answer.status == 409
    assert (await house.now_is(lead)).next_touch is None
    assert (await house.open(token)).status == 200, "the link is still good"


async def test_now_after_hours_is_a_time_that_has_gone(house: House) -> None:
    _, token = await asked(house)
    house.hub.clock.forward(10 * 3600)
    answer = await house.answer(token, "now")
    assert answer.status == 409
    assert "value=now" not in answer.body


@pytest.mark.parametrize("tapped", ["", "words", "t", "t12x", "t-1", "t²", "nonsense", "stop-sur"])
async def test_what_is_no_answer_shows_the_page_again(house: House, tapped: str) -> None:
    _, token = await asked(house)
    answer = await house.answer(token, tapped, "   ")
    assert answer.status == 422
    assert "Say when first, in your own words." in answer.body


async def test_words_that_are_too_long_are_said_to_be(house: House) -> None:
    _, token = await asked(house)
    answer = await house.answer(token, "words", "later " * 60)
    assert answer.status == 422
    assert "That was too long." in answer.body


async def test_a_closed_lead_has_nothing_to_choose(house: House) -> None:
    lead, token = await asked(house)
    dana = await house.hub.desk("Dana")
    await house.hub.do(dana, "claim", lead)
    assert (await house.hub.do(dana, "return", lead, gen=1, reason="spam")).ok
    for answer in (await house.open(token), await house.answer(token, "now")):
        assert answer.status == 410
        assert "Nothing is planned any more" in answer.body


async def test_where_no_zone_is_known_their_words_bring_one(house: House) -> None:
    token = await house.link(await house.lead(where=Where()))
    answer = await house.answer(token, "words", "Thursday after 3 pm, I am in Chicago")
    assert "We understood: Thursday after 15:00." in answer.body
    assert "Chicago" in answer.body


# ---- hard use --------------------------------------------------------------------------------


async def test_a_large_body_is_refused(house: House) -> None:
    lead, token = await asked(house)
    answer = await house.request("POST", f"/t/{token}", b"a=now&words=" + b"x" * routes.LARGEST)
    assert answer.status == 413
    assert (await house.now_is(lead)).next_touch is None


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"%%%", b"a=now%00", b"a" * 8000, b"&&&=&=", b"a=%ff%fe", b"a[]=now"]
)
async def test_a_garbled_body_is_no_answer(house: House, body: bytes) -> None:
    lead, token = await asked(house)
    answer = await house.request("POST", f"/t/{token}", body)
    assert answer.status == 422
    assert (await house.now_is(lead)).next_touch is None


async def test_guessing_links_is_slowed_and_nobody_else_is(house: House) -> None:
    _, token = await asked(house)
    guesses = [await house.open(f"{n:029}", sender="203.0.113.9") for n in range(70)]
    statuses = [guess.status for guess in guesses]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert int(guesses[-1].headers["retry-after"]) > 0
    assert (await house.open(token, sender="203.0.113.10")).status == 200


async def test_behind_a_proxy_a_flood_of_one_does_not_lock_out_the_others(house: House) -> None:
    _, token = await asked(house)
    flood = {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
    other = {"x-forwarded-for": "203.0.113.9, 203.0.113.10"}
    for n in range(70):
        last = await house.open(f"{n:029}", sender="127.0.0.1", headers=flood)
    assert last.status == 429
    assert (await house.open(token, sender="127.0.0.1", headers=other)).status == 200
    assert (await house.open(token, sender="203.0.113.77", headers=flood)).status == 200


async def test_one_link_asked_for_over_and_over_is_slowed_whoever_asks(house: House) -> None:
    _, token = await asked(house)
    opened = [await house.open(token, sender=f"203.0.113.{n}") for n in range(60)]
    assert (opened[0].status, opened[-1].status) == (200, 429)
    house.hub.clock.forward(5)
    assert (await house.open(token)).status == 200


class BusyService(Service):
    """Its writer has too much to do."""

    async def write(self, fn: Callable[[Connection], Done[T]]) -> T:
        raise Busy("later")


async def test_a_hub_that_cannot_write_says_try_again_and_keeps_the_link(house: House) -> None:
    _, token = await asked(house)
    idle = house.hub.service
    busy = House(replace(house.hub, service=BusyService(idle.db, idle.rulings.policies, idle.now)))
    answer = await busy.answer(token, "email")
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert (await house.answer(token, "email")).status == 200


# ---- one click -------------------------------------------------------------------------------

ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
)


@pytest.mark.parametrize("body", [ONE_CLICK, MULTIPART])
async def test_one_click_ends_emails_and_nothing_else(house: House, body: bytes) -> None:
    lead = await house.lead()
    token = await house.link(lead, "stop", days=400)
    answer = await house.request("POST", f"/u/{token}", body)
    assert answer.status == 200
    assert "You will get no more emails from us." in answer.body
    after = await house.now_is(lead)
    assert after.consent["email"].state == "refused"
    assert set(after.consent) == {"email"}
    assert (await house.request("POST", f"/u/{token}", body)).status == 200


async def test_opening_the_unsubscribe_link_asks_and_changes_nothing(house: House) -> None:
    lead = await house.lead()
    token = await house.link(lead, "stop", days=400)
    page = await house.open(token, "stop")
    assert page.status == 200
    assert "name=List-Unsubscribe value=One-Click" in page.body
    assert (await house.request("POST", f"/u/{token}", b"x=1")).body == page.body
    assert (await house.now_is(lead)).consent == {}
    assert "Imogen" not in page.body


async def test_an_unsubscribe_link_never_gets_too_old(house: House) -> None:
    lead = await house.lead()
    token = await house.link(lead, "stop", days=30)
    house.hub.clock.forward(100 * 86_400)
    assert (await house.request("POST", f"/u/{token}", ONE_CLICK)).status == 200
    assert (await house.now_is(lead)).consent["email"].state == "refused"


async def test_a_forged_unsubscribe_link_ends_nothing(house: House) -> None:
    lead = await house.lead()
    token = await house.link(lead)
    for wrong in (token, "x" * 29):
        assert (await house.request("POST", f"/u/{wrong}", ONE_CLICK)).status == 404
    assert (await house.now_is(lead)).consent == {}


async def test_no_word_of_a_person_is_logged(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    lead, token = await asked(house)
    await house.answer(token, "words", "my secret hour is 15:15")
    said = "".join(capsys.readouterr())
    assert lead in said
    for secret in ("Imogen", "secret", "900142", token):
        assert secret not in said
