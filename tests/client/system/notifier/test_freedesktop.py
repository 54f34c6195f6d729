"""Our own notifications against two real daemons, their death and their silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from client.ports import ActionKey, Notice
from client.system.notifier.freedesktop import Freedesktop
from client.system.session_bus import LIMIT_S, SessionBus
from tests.rigs.notifiers import Dunst, Xfce, xfce4_notifyd, xfconfd
from tests.rigs.notifiers import dunst as dunst_running
from tests.rigs.processes import soon
from tests.rigs.screen import Screen
from tests.rigs.session import Session

pytestmark = pytest.mark.real

ACTIONS: tuple[tuple[ActionKey, str], ...] = (
    ("claim-call", "Claim & call"),
    ("sms", "SMS"),
    ("email", "Email"),
    ("later", "Later"),
    ("default", "Open"),
)
HOSTILE = 'Zoë <b>bold</b> & &lt;i&gt; <img src="file:///dev/urandom"> \u202egnp.exe\u2066 <script>'


class Heard:
    def __init__(self, notifier: Freedesktop) -> None:
        self.acted: list[tuple[str, str]] = []
        self.closed: list[str] = []
        self.changes = 0
        notifier.acted = lambda key, action: self.acted.append((key, action))
        notifier.closed = self.closed.append
        notifier.changed = self.changed

    def changed(self) -> None:
        self.changes += 1


@asynccontextmanager
async def notifying(session: Session) -> AsyncIterator[tuple[Freedesktop, Heard]]:
    """With all the time a busy machine may need, but for the tests of the limit itself."""
    notifier = Freedesktop(SessionBus(session.bus, limit_s=60))
    try:
        yield notifier, Heard(notifier)
    finally:
        await notifier.close()


def notice(key: str, title: str = "Ayşe Karaca, Karaca Tekstil", **more: object) -> Notice:
    body = "Pricing form, opted in 12 s ago. 0:24 to claim.\nRead: Pricing, Security."
    fields = {"title": title, "body": body, "actions": ACTIONS, "urgent": True} | more
    return Notice(key=key, **fields)  # type: ignore[arg-type]


async def test_four_buttons_are_drawn_and_a_press_on_the_oldest_of_three_names_its_key(
    xfce: Xfce,
) -> None:
    async with notifying(xfce.screen.session) as (notifier, heard):
        for key, name in (("a", "Ayşe Karaca"), ("b", "Jonas Weber"), ("c", "Mia 日本")):
            assert await notifier.show(notice(key, name))
        windows = await soon(lambda: len(xfce.shown()) == 3 and xfce.shown(), "three shown")
        assert windows
        oldest = windows[0]
        xfce.screen.shot("notifier-three")
        assert len(await soon(lambda: xfce.buttons(oldest), "buttons")) == 5
        await asyncio.to_thread(xfce.press, oldest, 0)
        await soon(lambda: heard.acted, "the press is heard")
        assert heard.acted == [("a", "claim-call")]
        await soon(lambda: len(xfce.shown()) == 2, "the pressed one is gone")
        assert heard.closed == []


@pytest.mark.parametrize(
    ("button", "action"), [(1, "sms"), (2, "email"), (3, "later"), (4, "default")]
)
async def test_each_button_says_its_own_action(xfce: Xfce, button: int, action: str) -> None:
    async with notifying(xfce.screen.session) as (notifier, heard):
        await notifier.show(notice("other"))
        await notifier.show(notice("mine"))
        await soon(lambda: len(xfce.shown()) == 2, "both shown")
        await asyncio.to_thread(xfce.press, xfce.shown()[1], button)
        await soon(lambda: heard.acted, "the press is heard")
        assert heard.acted == [("mine", action)]


async def test_one_that_the_user_dismisses_is_told_as_closed(xfce: Xfce) -> None:
    async with notifying(xfce.screen.session) as (notifier, heard):
        await notifier.show(notice("mine"))
        (window,) = await soon(xfce.shown, "shown")
        await asyncio.to_thread(xfce.screen.click, window.x + 30, window.y + 25)
        await soon(lambda: heard.closed, "the click is heard")
        assert heard.closed == ["mine"]
        assert heard.acted == []


async def test_the_same_key_is_replaced_in_place_and_withdrawn_without_a_word(xfce: Xfce) -> None:
    async with notifying(xfce.screen.session) as (notifier, heard):
        await notifier.show(notice("a", "0:24 to claim"))
        (before,) = await soon(xfce.shown, "shown")
        await notifier.show(notice("a", "0:19 to claim"))
        (after,) = await soon(xfce.shown, "still one")
        assert (after.id, after.x, after.y) == (before.id, before.x, before.y)
        await notifier.withdraw("a")
        await soon(lambda: not xfce.shown(), "withdrawn")
        assert heard.closed == []


async def test_dunst_counts_one_for_a_key_shown_twice_and_keeps_its_latest_words(
    dunst: Dunst,
) -> None:
    async with notifying(dunst.screen.session) as (notifier, _):
        await notifier.show(notice("a", "first"))
        await notifier.show(notice("a", "second"))
        await notifier.show(notice("b", "other"))
        await soon(lambda: dunst.displayed() == 2, "two are displayed")
        dunst.screen.shot("notifier-dunst")
        await notifier.withdraw("a")
        await soon(lambda: dunst.displayed() == 1, "one is left")
        (row,) = dunst.history()
        assert (row["summary"], row["category"]) == ("second", "im.received")
        assert (row["appname"], row["default_action_name"]) == ("Leadbell", "default")


async def test_dunst_loses_the_notification_after_an_action(dunst: Dunst) -> None:
    async with notifying(dunst.screen.session) as (notifier, heard):
        await notifier.show(notice("a", "Ayşe"))
        await soon(lambda: dunst.displayed() == 1, "displayed")
        await asyncio.to_thread(dunst.choose, "Email")
        await soon(lambda: heard.acted, "the choice is heard")
        assert heard.acted == [("a", "email")]
        await soon(lambda: dunst.displayed() == 0, "closed by us")


async def test_hostile_text_is_shown_as_it_was_written(dunst: Dunst) -> None:
    async with notifying(dunst.screen.session) as (notifier, _):
        assert await notifier.show(notice("a", HOSTILE, body=HOSTILE + "\n" + "x" * 1_000_000))
        await soon(lambda: dunst.displayed() == 1, "displayed")
        dunst.screen.shot("notifier-hostile")
        await notifier.withdraw("a")
        (row,) = await soon(dunst.history, "it is in the history")
        clean = HOSTILE.replace("\u202e", "").replace("\u2066", "")
        assert row["summary"] == clean
        # dunst's history has the body as it came: markup that says these very characters.
        first, second = row["body"].splitlines()
        assert first == clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert len(second) == 200


async def test_a_service_without_markup_gets_no_markup(screen: Screen) -> None:
    with dunst_running(screen, markup="no") as daemon:
        async with notifying(screen.session) as (notifier, _):
            assert await notifier.show(notice("a", body="<b>1</b> & 2"))
            await notifier.withdraw("a")
            (row,) = await soon(daemon.history, "it is in the history")
            assert row["body"] == "\u2039b\u203a1\u2039/b\u203a & 2"


async def test_a_hung_service_costs_two_seconds_and_not_the_loop(xfce: Xfce) -> None:
    async with notifying(xfce.screen.session) as (notifier, _):
        assert await notifier.show(notice("a"))
        xfce.freeze()
        notifier._bus.limit_s = LIMIT_S
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.01)

        ticking = asyncio.create_task(tick())
        limit = asyncio.create_task(asyncio.sleep(2 - 0.1))
        assert not await notifier.show(notice("b"))  # it comes back at all: nobody answers
        assert limit.done(), "a service that is only slow had its two seconds"
        ticking.cancel()
        assert ticks > 10
        notifier._bus.limit_s = 0.2
        assert not (await notifier.probe()).works

        # What hung was only late: it counts for the key still wanted, once.
        await notifier.withdraw("a")
        notifier._bus.limit_s = 60
        xfce.thaw()
        await soon(lambda: len(xfce.shown()) == 1, "a is withdrawn, b is shown")
        assert await notifier.show(notice("b", "again"))
        # Its window may still be on its way: the daemon answers before it draws. A second one
        # would have been drawn before the third.
        assert await notifier.show(notice("c"))
        await soon(lambda: len(xfce.shown()) == 2, "b, replaced in place, and c are shown")


async def test_what_was_withdrawn_while_the_service_hung_does_not_ring_later(xfce: Xfce) -> None:
    async with notifying(xfce.screen.session) as (notifier, _):
        assert await notifier.show(notice("a"))
        xfce.freeze()
        notifier._bus.limit_s = 0.3
        assert not await notifier.show(notice("b"))
        notifier._bus.limit_s = 60
        await notifier.withdraw("b")
        xfce.thaw()
        assert await notifier.show(notice("c"))
        await soon(lambda: len(xfce.shown()) == 2, "a and c are left")


async def test_a_service_that_dies_and_comes_back_is_asked_anew(screen: Screen) -> None:
    async with notifying(screen.session) as (notifier, heard):
        with xfce4_notifyd(screen) as first:
            assert await notifier.show(notice("a"))
            first.die()
            await soon(lambda: heard.closed == ["a"], "what was shown is gone")
            assert not await notifier.show(notice("a"))
            assert not (await notifier.probe()).works
        before = heard.changes
        with xfce4_notifyd(screen) as second:
            await soon(lambda: heard.changes > before, "its coming is heard")
            assert await notifier.show(notice("a"))
            await soon(lambda: len(second.shown()) == 1, "shown by the new one")
            ability = await notifier.probe()
            assert ability.works
            assert ability.actions
            assert "with buttons" in ability.text


async def test_dunst_paused_is_told_as_muted(dunst: Dunst) -> None:
    async with notifying(dunst.screen.session) as (notifier, _):
        assert not (await notifier.probe()).muted
        dunst.pause(True)
        ability = await notifier.probe()
        assert ability.muted
        assert ability.works


async def test_do_not_disturb_of_xfce_is_told_as_muted(screen: Screen) -> None:
    with xfconfd(screen), xfce4_notifyd(screen) as daemon:
        async with notifying(screen.session) as (notifier, _):
            assert not (await notifier.probe()).muted
            daemon.mute(True)
            assert (await notifier.probe()).muted
            daemon.mute(False)
            assert not (await notifier.probe()).muted


async def test_without_a_session_bus_nothing_is_shown_and_the_reason_is_said(
    no_bus: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_bus.enter(monkeypatch)
    async with notifying(no_bus) as (notifier, _):
        assert not await notifier.show(notice("a"))
        ability = await notifier.probe()
        assert not ability.works
        assert "no session bus" in ability.text


async def test_a_bus_that_goes_away_is_survived(xfce: Xfce) -> None:
    async with notifying(xfce.screen.session) as (notifier, heard):
        assert await notifier.show(notice("a"))
        assert notifier._bus._connection is not None
        notifier._bus._connection.writer.transport.abort()
        await soon(lambda: heard.closed == ["a"], "the loss is noticed without a call")
        assert await notifier.show(notice("a"))
