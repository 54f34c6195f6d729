"""Deaf, arming, awake, empty: what is broken first with its mend, and only what is known."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.protocol.messages import RepCard
from client.hooks import LinkState
from tests.ui import scenes
from tests.ui.conftest import Open
from tests.ui.scenes import AINO, HOUR, JONAS, MINUTE, NOW, FakeDesk, armed, called, claimed
from ui.bridge import Bridge
from ui.models.gone import Gap, meanwhile, sentence, took
from ui.theme import Theme
from ui.views.arming import ArmingPage
from ui.views.awake import AwakePage
from ui.views.deaf import DeafPage
from ui.views.empty import EmptyPage
from ui.widgets.key_button import KeyButton, Kind


def bridged(desk: FakeDesk) -> Bridge:
    bridge = Bridge()
    bridge.attach(desk)
    return bridge


def shown(qtbot: QtBot, page: QWidget) -> None:
    page.resize(944, 728)
    qtbot.addWidget(page)
    page.show()


def primaries(page: QWidget) -> list[str]:
    QApplication.processEvents()  # a layout shows what it was given
    return [
        b.label
        for b in page.findChildren(KeyButton)
        if b.kind is Kind.PRIMARY and b.isVisible() and b.isEnabled()
    ]


# ---- deaf ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "asked"),
    [("sound", "device"), ("link", "link"), ("notification", "notification"), ("clock", "link")],
)
def test_the_broken_check_stands_first_with_its_mend(qtbot: QtBot, broken: str, asked: str) -> None:
    desk = scenes.deaf()
    desk.armed_state = armed(NOW, broken=broken, why="it broke")
    page = DeafPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    first = page.rows[0]
    assert first.accessibleName().casefold().startswith(f"{broken}: failed")
    assert first.accessibleDescription() == "it broke"
    assert len(primaries(page)) == 1
    with qtbot.waitSignal(page.fix) as fixed:
        page.press_mend()
    assert fixed.args == [asked]


def test_show_again_rings_a_practice_lead(open_window: Open) -> None:
    desk = scenes.deaf()
    desk.armed_state = armed(NOW, broken="notification", why="not shown within 2 s")
    window = open_window(desk)
    window.acts.run("arming-mend-notification")
    assert desk.asked == [("practice",)]


def test_ringing_without_sound_is_offered_only_when_sound_is_broken(qtbot: QtBot) -> None:
    desk = scenes.deaf()
    page = DeafPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    assert page.see.isVisible()
    desk.set_armed(armed(NOW, broken="link", why="gone"))
    assert not page.see.isVisible()


def test_the_ring_can_be_tried_there(qtbot: QtBot) -> None:
    page = DeafPage(bridged(scenes.deaf()), Theme("light"))
    shown(qtbot, page)
    with qtbot.waitSignal(page.play) as played:
        page.try_ring.click()
    assert played.args == ["strike_now"]


def test_deaf_says_since_when_and_what_happens_meanwhile(qtbot: QtBot) -> None:
    page = DeafPage(bridged(scenes.deaf()), Theme("light"))
    shown(qtbot, page)
    assert page.accessibleDescription().startswith("Since 14:21, 11 min.")
    assert page._meanwhile.text.startswith("4 leads came.")
    assert "Ruth O’Donnell at 14:40 is still yours." in page._own.text


def test_without_a_link_deaf_claims_to_know_nothing_of_the_others(qtbot: QtBot) -> None:
    desk = scenes.deaf()
    desk.link = LinkState(state="waiting", since=NOW)
    page = DeafPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    assert page._meanwhile.text.startswith("Not known:")


# ---- arming ----------------------------------------------------------------------------------


def test_arming_leads_to_the_shift_by_one_blue_button_after_another(qtbot: QtBot) -> None:
    desk = FakeDesk()
    desk.armed_state = armed(NOW, broken="notification", why="not shown within 2 s")
    page = ArmingPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    assert primaries(page) == ["Show again"]
    assert not page.begin.isEnabled()
    desk.set_armed(armed(NOW))
    assert primaries(page) == ["Play"]
    page.try_ring.click()
    assert primaries(page) == ["Start my shift"]
    with qtbot.waitSignal(page.done):
        page.begin.click()
    assert desk.asked == [("set_mode", "on")]


# ---- awake -----------------------------------------------------------------------------------


def gone_desk() -> FakeDesk:
    hanna = scenes.lead(
        "Hanna Virtanen", "Demo request", "Saimaa Optics", age=36 * MINUTE, zone="Europe/Helsinki",
        facts=(claimed(JONAS, NOW - 35 * MINUTE), called(JONAS, NOW - 34 * MINUTE)),
    )  # fmt: skip
    waits = scenes.waiting()[0]
    return FakeDesk((hanna, waits))


def test_what_came_is_counted_from_the_leads_own_stories() -> None:
    what = meanwhile(gone_desk().leads.values(), NOW - 45 * MINUTE, NOW)
    assert "".join(sentence(what)) == (
        "2 leads came. 1 is taken care of, 1 still waits for somebody to take it."
    )
    assert took(what) == "Jonas took 1."
    assert what.taken[0].words == "came 13:56, Jonas claimed after 1:00"


def test_leads_of_before_and_practice_ones_do_not_count() -> None:
    desk = gone_desk()
    practice = scenes.lead("P", "Practice", "", age=MINUTE, zone="Europe/London", test=True)
    what = meanwhile((*desk.leads.values(), practice), NOW - 10 * MINUTE, NOW)
    assert what.count == 1


def test_what_still_waits_stands_first_and_is_one_press_away(qtbot: QtBot) -> None:
    page = AwakePage(bridged(gone_desk()), Theme("light"))
    shown(qtbot, page)
    page.show_gap(Gap(NOW - 45 * MINUTE, NOW, "The computer slept"))
    assert page.lines[0].accessibleName().startswith("Oluwaseun Adebayo")
    assert page._since.text() == "The computer slept from 13:47 to 14:32"
    assert primaries(page) == ["Claim & call"]
    with qtbot.waitSignal(page.claim) as taken:
        page.lines[0].button.click()  # type: ignore[union-attr]
    assert taken.args == ["lead-oluwaseun"]


def test_an_act_that_could_not_leave_is_told(qtbot: QtBot) -> None:
    desk = gone_desk()
    desk.note("lead-oluwaseun", "call the mobile")
    page = AwakePage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    page.show_gap(Gap(NOW - MINUTE, NOW))
    assert page.lines[-1].accessibleName().startswith("A note waited here")


def test_what_does_not_fit_is_counted(qtbot: QtBot) -> None:
    page = AwakePage(bridged(scenes.offered()), Theme("light"))
    shown(qtbot, page)
    page.show_gap(Gap(NOW - 45 * MINUTE, NOW))
    assert page.told.startswith("7 leads came.")
    assert page.lines[6].accessibleName() == "and 1 more in the pool"


def test_nothing_missed_is_said_too(qtbot: QtBot) -> None:
    page = AwakePage(bridged(FakeDesk()), Theme("light"))
    shown(qtbot, page)
    page.show_gap(Gap(NOW - MINUTE, NOW))
    assert page.told == "No lead came. Nothing was missed."
    assert primaries(page) == ["Done, go on"]


# ---- empty -----------------------------------------------------------------------------------


def test_the_empty_page_says_who_else_is_asked_and_what_is_next(qtbot: QtBot) -> None:
    desk = scenes.empty()
    desk.cards = tuple(
        RepCard(rep=who.rep, name=who.name, role="rep", state="armed") for who in (AINO, JONAS)
    )
    page = EmptyPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    said = page.words.accessibleDescription()
    assert "offered to all who are armed at once: you and 1 other." in said
    assert page.line.accessibleName() == "Ruth O’Donnell 12:40 there"
    with qtbot.waitSignal(page.practice):
        page.ring.click()
    with qtbot.waitSignal(page.open_lead) as opened:
        page.read.click()
    assert opened.args == ["lead-ruth"]


def test_who_is_away_is_told_that_leads_go_to_the_others(qtbot: QtBot) -> None:
    desk = scenes.empty()
    desk.armed_state = armed(NOW, mode="away")
    page = EmptyPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    assert page.words.accessibleDescription() == (
        "You are away, so the next lead goes to the others."
    )


def test_without_a_link_nobody_is_waiting_is_not_claimed(qtbot: QtBot) -> None:
    desk = scenes.empty()
    desk.link = LinkState(state="waiting", since=NOW - HOUR)
    page = EmptyPage(bridged(desk), Theme("light"))
    shown(qtbot, page)
    assert "may be waiting" in page.words.accessibleDescription()
