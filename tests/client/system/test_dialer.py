"""Handing over to programs the system really has registered."""

import pytest

from client.ports import Dialer
from client.system.dialer import SystemDialer
from client.system.links import DEFAULT_TEMPLATE
from tests.client.system.test_links import NOT_ADDRESSES, NOT_NUMBERS
from tests.rigs.schemes import Handed, registered
from tests.rigs.screen import Screen
from tests.rigs.session import Session

pytestmark = pytest.mark.real


def patient(session: Session, template: str = DEFAULT_TEMPLATE) -> SystemDialer:
    """A dialer in this session that gives a busy machine time to say who opens what."""
    return SystemDialer(template, env=session.env, limit_s=60)


async def test_the_registered_handler_is_given_exactly_the_number(
    screen: Screen, phone: Handed
) -> None:
    dialer: Dialer = patient(screen.session)
    assert dialer.handler("tel") == "Test phone"
    assert dialer.call("+14155550101")
    assert await phone.soon() == ["tel:+14155550101"]


async def test_texts_and_mails_arrive_whole(screen: Screen, phone: Handed) -> None:
    dialer = patient(screen.session)
    assert dialer.sms("+14155550101", "Hi Zoë, $(id) `id` ; & | 'q' \"q\"")
    await phone.soon(1)
    assert dialer.email("a.b@example.com", "Your question", "Line 1\nLine 2")
    assert await phone.soon(2) == [
        "sms:+14155550101?body=Hi%20Zo%C3%AB%2C%20%24%28id%29%20%60id%60%20%3B%20%26%20%7C"
        "%20%27q%27%20%22q%22",
        "mailto:a.b@example.com?subject=Your%20question&body=Line%201%0D%0ALine%202",
    ]


async def test_hostile_numbers_and_addresses_never_leave_the_desk(
    screen: Screen, phone: Handed
) -> None:
    dialer = patient(screen.session)
    for number in NOT_NUMBERS:
        assert not dialer.call(number)
        assert not dialer.sms(number, "hello")
    for address in NOT_ADDRESSES:
        assert not dialer.email(address, "s", "t")
    # The next good one is the first that arrives.
    assert dialer.call("+14155550199")
    assert await phone.soon() == ["tel:+14155550199"]


async def test_with_nothing_registered_nothing_is_claimed_to_be_opened(screen: Screen) -> None:
    dialer = patient(screen.session)
    assert dialer.handler("tel") == ""
    assert not dialer.call("+14155550101")
    assert "Install a softphone" in dialer.test("+14155550101")


async def test_a_softphone_installed_later_is_found_without_a_restart(screen: Screen) -> None:
    dialer = patient(screen.session)
    assert not dialer.call("+14155550101")
    phone = registered(screen.session, "tel")
    assert dialer.call("+14155550101")
    assert await phone.soon() == ["tel:+14155550101"]


async def test_a_users_own_softphone_is_asked_for_by_its_own_scheme(screen: Screen) -> None:
    registered(screen.session, "tel", name="Wrong phone", entry="wrong")
    zoom = registered(screen.session, "zoomphonecall", name="Right phone", entry="right")
    dialer = patient(screen.session, "zoomphonecall://{e164}")
    assert dialer.handler("tel") == "Right phone"
    assert dialer.test("+14155550101") == "Handed to Right phone."
    assert await zoom.soon() == ["zoomphonecall://+14155550101"]
    dialer.template = "file:///{e164}"
    assert not dialer.call("+14155550101")
    assert dialer.test("+14155550101").startswith("A template begins with one of")


async def test_a_handler_that_stays_open_does_not_hold_the_desk(
    session: Session, screen: Screen
) -> None:
    phone = registered(session, "tel")
    script = session.folder / "leadbell-test.sh"
    # It stays until it is taken away.
    script.write_text(script.read_text() + f"\nwhile [ -e {script} ]; do sleep 0.05; done\n")
    dialer = patient(session)
    # A desk that waited for it would wait here for good.
    assert dialer.call("+14155550101")
    await phone.soon()
    assert dialer.call("+14155550102")
    assert await phone.soon(2) == ["tel:+14155550101", "tel:+14155550102"]
    script.unlink()
