"""Which way is taken when the service has buttons, has none, is gone, or comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from jeepney import HeaderFields, MessageType, message_bus, new_method_return
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection

from client.ports import ActionKey, Notice
from client.system.notifier.choose import SystemNotifier
from tests.rigs.notifiers import dunst, xfce4_notifyd
from tests.rigs.processes import needs, soon
from tests.rigs.screen import Screen

pytestmark = pytest.mark.real

BUTTONS: tuple[tuple[ActionKey, str], ...] = (("claim-call", "Claim & call"), ("default", "Open"))


@asynccontextmanager
async def notifier(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SystemNotifier]:
    screen.session.enter(monkeypatch)
    chosen = SystemNotifier(limit_s=60)  # a busy machine is not a service that hangs
    try:
        yield chosen
    finally:
        await chosen.close()


def notice(key: str, title: str = "Ayşe") -> Notice:
    return Notice(key=key, title=title, body="b", actions=BUTTONS, urgent=True)


async def test_no_service_means_false_and_a_reason_and_a_service_that_comes_is_used(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with notifier(screen, monkeypatch) as chosen:
        changes: list[int] = []
        chosen.changed = lambda: changes.append(1)
        assert not await chosen.show(notice("a"))
        assert "does not answer" in (await chosen.probe()).text
        with xfce4_notifyd(screen) as daemon:
            await soon(lambda: changes, "its coming is heard")
            assert await chosen.show(notice("a"))
            (window,) = await soon(daemon.shown, "shown with buttons")
            acted: list[tuple[str, str]] = []
            chosen.acted = lambda key, action: acted.append((key, action))
            await asyncio.to_thread(daemon.press, window, 0)
            await soon(lambda: acted == [("a", "claim-call")], "the press is heard")
        await soon(lambda: len(changes) > 1, "its going is heard")
        assert not await chosen.show(notice("b"))


@asynccontextmanager
async def buttonless(screen: Screen) -> AsyncIterator[list[tuple[str, str]]]:
    """A service that can show text and nothing else; yields what it was asked to show."""
    connection = await open_dbus_connection(screen.session.bus)
    shown: list[tuple[str, str]] = []
    async with DBusRouter(connection) as router:
        await router.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
    serving = asyncio.create_task(_serve(connection, shown))
    try:
        yield shown
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await connection.close()


async def _serve(connection: DBusConnection, shown: list[tuple[str, str]]) -> None:
    answers = {
        "GetServerInformation": ("ssss", ("plain", "test", "1", "1.2")),
        "GetCapabilities": ("as", (["body", "body-markup"],)),
        "Notify": ("u", (7,)),
    }
    while True:
        asked = await connection.receive()
        member = asked.header.fields.get(HeaderFields.member)
        if asked.header.message_type is MessageType.method_call and member in answers:
            if member == "Notify":
                shown.append((asked.body[3], asked.body[4]))
            await connection.send(new_method_return(asked, *answers[member]))


@pytest.mark.filterwarnings("ignore:The Python dbus package is not installed")
async def test_a_service_without_buttons_is_reached_through_plyer(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("notify-send", "libnotify-bin")
    async with notifier(screen, monkeypatch) as chosen, buttonless(screen) as shown:
        ability = await chosen.probe()
        assert ability.works
        assert not ability.actions
        assert "without buttons" in ability.text
        assert await chosen.show(notice("a", "-Ayşe <1>"))
        assert await chosen.show(notice("a", "older"))
        assert shown == [("–Ayşe <1>", "b")]


async def test_another_daemon_takes_over_in_the_same_session(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with notifier(screen, monkeypatch) as chosen:
        with xfce4_notifyd(screen):
            assert "Xfce" in (await chosen.probe()).text
            assert await chosen.show(notice("a"))
        with dunst(screen) as other:
            assert await chosen.show(notice("a"))
            await soon(lambda: other.displayed() == 1, "dunst shows it")
            assert "dunst" in (await chosen.probe()).text
