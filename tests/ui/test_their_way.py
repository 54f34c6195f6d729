"""Who wrote or called is answered the way they came: that key is the blue one, in the pane and on
the card."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from app.domain.evolve import evolve
from client.hooks import Ring
from client.settings import Settings
from tests.ui import message_scenes
from tests.ui.conftest import Open
from tests.ui.scenes import MINUTE, NOW, SECOND, YES, FakeDesk
from ui.bridge import Bridge
from ui.cards.lead_card import LeadCard
from ui.lead_stand import their_way
from ui.ring_card import RingCards
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind

WHO = "lead-imogen"
CAPS = {"call": "C", "sms": "S", "email": "E", "later": "L"}


def wrote(channel: str) -> f.MessageReceived:
    return f.MessageReceived(message="m9", channel=channel, from_="x", text="Two is fine",  # type: ignore[arg-type]
                             at=NOW + MINUTE)  # fmt: skip


def by_email() -> FakeDesk:
    consent = {"call": YES, "sms": YES, "email": YES}
    desk = message_scenes.theirs(wrote("email"))
    desk.leads[WHO] = replace(desk.leads[WHO], consent=consent)
    return desk


def asked_for_a_call() -> FakeDesk:
    said = f.GoodTimeAnswered(at=NOW + MINUTE, choice="now", when=None, text="")
    return message_scenes.theirs(said)


def blue(buttons: dict[str, KeyButton]) -> list[str]:
    return [name for name, b in buttons.items() if b.kind is Kind.PRIMARY and not b.isHidden()]


CAME: list[tuple[Callable[[], FakeDesk], str, str]] = [
    (message_scenes.replied, "reply", "sms"),
    (by_email, "reply", "email"),
    (message_scenes.called, "missed", "call"),
    (asked_for_a_call, "now", "call"),
]


@pytest.mark.parametrize(("scene", "why", "way"), CAME)
def test_the_card_of_who_came_has_their_way_in_blue_and_every_key_where_it_was(
    qtbot: QtBot, scene: Callable[[], FakeDesk], why: str, way: str
) -> None:
    desk, bridge = scene(), Bridge()
    bridge.attach(desk)
    cards = RingCards(bridge, Theme("light"), Settings(reduce_motion=True))
    ring = Ring(id=WHO, leads=(WHO,), urgent=True, why=why, sound="strike_now")  # type: ignore[arg-type]
    desk.hooks.ring(ring)
    card = cards.cards[0]
    assert isinstance(card, LeadCard)
    assert blue(card.buttons) == [way]
    assert {name: button.key for name, button in card.buttons.items()} == CAPS
    order = [card.buttons[name].x() for name in ("call", "sms", "email")]
    assert order == sorted(order)
    bridge.detach()


@pytest.mark.parametrize(("scene", "why", "way"), CAME)
def test_the_pane_has_the_same_blue_key_and_enter_goes_to_it(
    open_window: Open, scene: Callable[[], FakeDesk], why: str, way: str
) -> None:
    window = open_window(scene())
    window.open_lead(WHO)
    hero = window.now.lead_pane.hero
    assert blue(hero.buttons) == [way]
    window.now.enter()
    assert QApplication.focusWidget() is hero.buttons[way]


def test_once_answered_the_call_is_blue_again() -> None:
    lead = message_scenes.replied().leads[WHO]
    assert their_way(lead) == "sms"
    answered = evolve(lead, message_scenes.queued(12, "See you then", NOW + 2 * MINUTE))
    assert their_way(answered) is None


def test_an_automatic_answer_leaves_it_open() -> None:
    lead = message_scenes.replied().leads[WHO]
    auto = message_scenes.queued(12, "Thank you", NOW + 2 * MINUTE, automatic=True, rep="",
                                 rep_name="")  # fmt: skip
    assert their_way(evolve(lead, auto)) == "sms"


def test_a_machine_that_says_they_are_away_asks_for_nothing() -> None:
    away = replace(wrote("email"), away=True)
    assert their_way(message_scenes.theirs(away).leads[WHO]) is None


def test_where_their_way_is_refused_by_now_another_is_blue(open_window: Open) -> None:
    desk = message_scenes.replied()
    window = open_window(desk)
    no = f.ConsentChanged(channel="sms", at=NOW + MINUTE + SECOND,
                          consent=replace(YES, state="refused", why="said stop"))  # fmt: skip
    desk.fact(WHO, no)
    window.open_lead(WHO)
    assert blue(window.now.lead_pane.hero.buttons) == ["call"]
