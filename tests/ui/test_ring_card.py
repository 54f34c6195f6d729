"""The ring cards: the right lead is acted on, nothing steals the focus, a loss is said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.hooks import Ring
from client.settings import Settings
from tests.ui import message_scenes, scenes
from ui.bridge import Bridge
from ui.cards.burst_card import BurstCard
from ui.cards.lead_card import LeadCard
from ui.cards.lost_card import LASTS_S, LostCard
from ui.ring_card import MOST, RingCards
from ui.theme import Theme


class Rung:
    """Cards over a desk in memory, and what they asked for."""

    def __init__(self, **settings: bool) -> None:
        self.desk = scenes.offered()
        self.bridge = Bridge()
        self.bridge.attach(self.desk)
        how = Settings(reduce_motion=True, **settings)
        self.cards = RingCards(self.bridge, Theme("light"), how)
        self.asked: list[tuple[str, str]] = []
        self.cards.acted.connect(lambda lead, act: self.asked.append((lead, act)))
        self.cards.closed.connect(lambda lead: self.asked.append((lead, "closed")))
        self.leads = list(self.desk.leads)

    def ring(self, *leads: str, why: str = "new") -> None:
        key = "-".join(leads)
        self.desk.hooks.ring(
            Ring(id=key, leads=leads, urgent=True, why=why, sound="strike_now")  # type: ignore[arg-type]
        )


@pytest.fixture
def rung(qtbot: QtBot) -> Rung:
    return Rung()


def test_the_buttons_of_the_oldest_of_three_act_on_the_oldest(qtbot: QtBot, rung: Rung) -> None:
    for lead in rung.leads[:3]:
        rung.ring(lead)
    oldest = rung.cards.cards[0]
    assert isinstance(oldest, LeadCard)
    for act in ("call", "sms", "later"):
        qtbot.mouseClick(oldest.buttons[act], Qt.MouseButton.LeftButton)
    first = rung.leads[0]
    assert rung.asked == [(first, "claim-call"), (first, "sms"), (first, "later")]


def test_a_key_acts_once_the_card_is_clicked(qtbot: QtBot, rung: Rung) -> None:
    rung.ring(rung.leads[0])
    card = rung.cards.cards[0]
    assert card.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    qtbot.keyClick(card, Qt.Key.Key_C)
    assert rung.asked == [(rung.leads[0], "claim-call")]


def test_closing_the_card_closes_only_the_card(qtbot: QtBot, rung: Rung) -> None:
    rung.ring(rung.leads[0])
    card = rung.cards.cards[0]
    qtbot.mouseClick(card.cross, Qt.MouseButton.LeftButton)
    assert rung.asked == [(rung.leads[0], "closed")]
    assert rung.cards.cards == ()
    assert rung.desk.leads[rung.leads[0]].state == "open"


def test_while_the_hub_is_asked_the_button_says_so_and_cannot_ask_again(rung: Rung) -> None:
    rung.ring(rung.leads[0])
    rung.desk.claim(rung.leads[0])
    card = rung.cards.cards[0]
    assert isinstance(card, LeadCard)
    assert not card.buttons["call"].isEnabled()
    assert card.buttons["call"].accessibleName() == "Trying …"


def test_a_card_goes_when_the_lead_becomes_mine(rung: Rung) -> None:
    rung.ring(rung.leads[0])
    op = rung.desk.claim(rung.leads[0])
    rung.desk.answer(op)
    assert rung.cards.cards == ()


def test_a_lost_claim_says_who_and_leaves_by_itself(rung: Rung) -> None:
    rung.ring(rung.leads[0])
    rung.desk.claim(rung.leads[0])
    why = "Jonas took it, 0.3 s before you. Nothing was sent from here."
    rung.desk.hooks.ring_over(rung.leads[0], why)
    (card,) = rung.cards.cards
    assert isinstance(card, LostCard)
    assert "Jonas took it" in card.accessibleName()
    for _ in range(LASTS_S):
        rung.cards._second(None)
    assert rung.cards.cards == ()


def test_a_lead_taken_by_another_that_nobody_asked_for_here_just_goes(rung: Rung) -> None:
    rung.ring(rung.leads[0])
    rung.desk.hooks.ring_over(rung.leads[0], "Jonas took it.")
    assert rung.cards.cards == ()


def test_many_leads_share_one_card_that_claims_the_hottest(qtbot: QtBot, rung: Rung) -> None:
    rung.ring(*rung.leads)
    (card,) = rung.cards.cards
    assert isinstance(card, BurstCard)
    free = [lead for lead in rung.desk.leads.values() if lead.grabbable(scenes.NOW)]
    assert card.all.label == f"Show all {len(free)}"
    qtbot.mouseClick(card.call, Qt.MouseButton.LeftButton)
    assert rung.asked == [(rung.leads[0], "claim-call")]


def test_a_burst_takes_over_the_cards_of_its_leads(rung: Rung) -> None:
    rung.ring(rung.leads[0])
    rung.ring(*rung.leads)
    (card,) = rung.cards.cards
    assert isinstance(card, BurstCard)
    assert rung.asked == []


def test_never_more_cards_than_fit(rung: Rung) -> None:
    for lead in rung.leads[: MOST + 2]:
        rung.ring(lead)
    assert len(rung.cards.cards) == MOST


def test_privacy_names_nobody(qtbot: QtBot) -> None:
    rung = Rung(privacy=True)
    rung.ring(rung.leads[0])
    (card,) = rung.cards.cards
    said = card.accessibleName() + card.accessibleDescription()
    person = rung.desk.leads[rung.leads[0]].person
    for secret in (person.name, person.company, person.message):
        assert secret
        assert secret not in said
    assert "Lead for" in said


def test_a_practice_ring_shows_a_card_that_asks_for_nothing(qtbot: QtBot, rung: Rung) -> None:
    rung.desk.hooks.ring(
        Ring(id="practice:1", leads=(), urgent=True, why="practice", sound="strike_now")
    )
    (card,) = rung.cards.cards
    assert isinstance(card, LeadCard)
    qtbot.mouseClick(card.buttons["call"], Qt.MouseButton.LeftButton)
    assert rung.cards.cards == ()
    assert rung.asked == []


def card_of(desk: scenes.FakeDesk, why: str) -> str:
    """What the card of Imogen says, all of it."""
    bridge = Bridge()
    bridge.attach(desk)
    cards = RingCards(bridge, Theme("light"), Settings(reduce_motion=True))
    ring = Ring(id="r", leads=("lead-imogen",), urgent=True, why=why, sound="none")  # type: ignore[arg-type]
    desk.hooks.ring(ring)
    return "".join(card.accessibleName() + card.accessibleDescription() for card in cards.cards)


def test_the_card_of_a_reply_shows_their_new_words_and_when(qtbot: QtBot) -> None:
    said = card_of(message_scenes.replied(), "reply")
    assert f"“{message_scenes.THURSDAY}”" in said
    assert "replied 14:33 yours" in said
    assert "1:00 waiting" in said
    assert "140 hauliers" not in said


def test_the_card_of_a_missed_call_says_when_on_their_clock(qtbot: QtBot) -> None:
    said = card_of(message_scenes.called(), "missed")
    assert "called 14:33 yours" in said
    assert "She called you 12:33 her time; nobody took it." in said


def test_another_ring_after_a_reply_shows_what_they_first_wanted(qtbot: QtBot) -> None:
    assert "140 hauliers" in card_of(message_scenes.replied(), "nudged")


def test_every_button_lies_inside_its_card(rung: Rung) -> None:
    for lead in rung.leads:
        rung.ring(lead)
    for card in rung.cards.cards:
        assert isinstance(card, LeadCard)
        for button in card.buttons.values():
            assert not button.isVisible() or card.rect().adjusted(8, 8, -8, -8).contains(
                button.geometry()
            )


def test_a_card_that_waits_for_the_notification_does_not_come_when_its_lead_is_gone(
    qtbot: QtBot,
) -> None:
    desk = scenes.offered()
    bridge = Bridge()
    bridge.attach(desk)
    cards = RingCards(bridge, Theme("light"), Settings(reduce_motion=True), after=5)
    first, second = list(desk.leads)[:2]
    for lead in (first, second):
        desk.hooks.ring(Ring(id=lead, leads=(lead,), urgent=True, why="new", sound="none"))
    assert cards.cards == ()
    desk.hooks.ring_over(first, "Jonas took it.")
    qtbot.waitUntil(lambda: len(cards.cards) == 1)
    qtbot.wait(20)
    (card,) = cards.cards
    assert desk.leads[second].person.name in card.accessibleName()
