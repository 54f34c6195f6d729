"""What the Test button says of each way to call, and what it dials."""

import pytest

from client.call_check import NO_HANDLER, NO_NUMBER, checked, number_of
from client.settings import CallBy, Settings
from client.system.softphone import Softphone
from tests.fakes import FakeClock, FakeDialer

MINE = "+358401234567"


async def _say(
    how: CallBy, typed: str = "", *, takes: bool = True, gateway: str = "Twilio", **values: str
) -> tuple[tuple[str, str], list[tuple[str, str, str]]]:
    clock, dialer = FakeClock(), FakeDialer()
    dialer.takes = takes
    phone = Softphone(now=clock.wall, mono=clock.mono)
    settings = Settings(call_by=how, **values)  # type: ignore[arg-type]
    said = await checked(how, typed, settings, dialer=dialer, phone=phone, gateway=gateway)
    return said, dialer.taken


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+358 40 123 4567", MINE),
        ("+358-40.123(4567)", MINE),
        ("+358\u00a0401234567", MINE),
        ("0401234567", ""),
        ("112", ""),
        ("+358401234567\n", ""),
        ("sip:+358401234567@x", ""),
        ("", ""),
    ],
)
def test_a_typed_number_is_a_whole_one_or_none(typed: str, number: str) -> None:
    assert number_of(typed) == number


async def test_this_computers_phone_names_what_opens_and_calls_only_a_typed_number() -> None:
    assert await _say("tel") == (("Calls open in a fake phone.", ""), [])
    assert await _say("tel", "+358 401234567") == (
        ("Handed to a fake phone.", ""),
        [("call", MINE, "")],
    )
    assert await _say("tel", takes=False) == ((NO_HANDLER, ""), [])


async def test_the_company_says_whom_it_rings_first_or_what_is_missing() -> None:
    (said, number), taken = await _say("company", my_phone=MINE)
    assert said == f"Twilio rings {MINE} first. Pick up, and it calls the lead."
    assert (number, taken) == ("", [])
    (said, _), _ = await _say("company")
    assert "has to know your phone" in said
    (said, _), _ = await _say("company", gateway="", my_phone=MINE)
    assert "makes no calls" in said


async def test_a_softphone_that_is_not_there_is_not_asked_to_call() -> None:
    (said, number), _ = await _say("softphone", MINE, sip_phone="127.0.0.1:1")
    assert (number, "Nothing listens at 127.0.0.1:1" in said) == ("", True)


async def test_what_is_no_number_is_not_tried() -> None:
    assert await _say("softphone", "112") == ((NO_NUMBER, ""), [])
