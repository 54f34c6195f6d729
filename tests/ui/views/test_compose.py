"""Writing: drafts stay with their lead, gaps are named, a refused channel has no box."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from app.domain.lead import Consent
from app.domain.sms_parts import parts_words, sms_parts
from tests.ui import scenes
from tests.ui.scenes import AINO, JONAS, MINUTE, SECOND, FakeDesk
from ui.bridge import Bridge
from ui.models.thread import thread
from ui.theme import Theme
from ui.views.compose import Composer
from ui.widgets.key_button import KeyButton, Kind

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Writing:
    """A composer over a desk, and what it handed over."""

    def __init__(self, qtbot: QtBot, desk: FakeDesk | None = None) -> None:
        self.desk = desk or scenes.claimed_only()
        self.bridge = Bridge()
        self.bridge.attach(self.desk)
        self.page = Composer(self.bridge, Theme("light"))
        self.page.resize(944, 728)
        self.handed: list[tuple[str, ...]] = []
        self.page.handed.connect(lambda *said: self.handed.append(said))
        qtbot.addWidget(self.page)
        self.page.show()

    def open(self, lead_id: str = "lead-imogen", channel: str = "sms") -> Composer:
        self.page.open(self.desk.leads[lead_id], channel)  # type: ignore[arg-type]
        return self.page

    def type(self, text: str) -> None:
        self.page.foot.box.selectAll()
        QTest.keyClicks(self.page.foot.box, text)

    def ways(self) -> list[str]:
        return [b.label for b in self.page.foot.ways.parts if isinstance(b, KeyButton)]


@pytest.fixture
def writing(qtbot: QtBot) -> Writing:
    return Writing(qtbot)


def test_the_first_fitting_template_stands_there_filled(writing: Writing) -> None:
    page = writing.open()
    assert page.foot.box.toPlainText().startswith("Hello Imogen, this is Aino.")
    assert page.foot.hand.label == "Open in SMS app"
    assert page.foot.hand.kind is Kind.PRIMARY


def test_nobody_is_told_of_a_call_that_was_never_made(writing: Writing) -> None:
    page = writing.open()
    assert writing.desk.leads["lead-imogen"].attempts == 0
    assert "tried to call" not in page.foot.box.toPlainText()


def test_ctrl_enter_hands_over_exactly_what_is_written(writing: Writing) -> None:
    page = writing.open()
    writing.type("At two then")
    QTest.keyClick(page.foot.box, Qt.Key.Key_Return, CTRL)
    assert writing.handed == [("lead-imogen", "sms", "At two then", "", page.draft().template)]


def test_nothing_is_sent_and_no_verb_is_asked_here(writing: Writing) -> None:
    writing.open()
    QTest.keyClick(writing.page.foot.box, Qt.Key.Key_Return, CTRL)
    assert writing.desk.asked == []


def test_a_draft_survives_closing_and_never_reaches_another_lead(writing: Writing) -> None:
    writing.open()
    writing.type("Only for Imogen")
    QTest.keyClick(writing.page.foot.box, Qt.Key.Key_Escape)
    writing.open("lead-ruth")
    assert "Only for Imogen" not in writing.page.foot.box.toPlainText()
    writing.open("lead-imogen")
    assert writing.page.foot.box.toPlainText() == "Only for Imogen"


def test_switching_leads_without_closing_keeps_each_draft(writing: Writing) -> None:
    writing.open("lead-imogen")
    writing.type("one")
    writing.open("lead-ruth")
    writing.type("two")
    writing.open("lead-imogen")
    assert writing.page.foot.box.toPlainText() == "one"
    writing.open("lead-ruth")
    assert writing.page.foot.box.toPlainText() == "two"


def test_the_draft_of_a_channel_is_its_own(writing: Writing) -> None:
    desk = writing.desk
    lead = desk.leads["lead-imogen"]
    desk.leads["lead-imogen"] = replace(lead, consent={})
    writing.open()
    writing.type("a text")
    QTest.keyClick(writing.page.foot.box, Qt.Key.Key_E, ALT)
    assert writing.page.channel == "email"
    assert "a text" not in writing.page.foot.box.toPlainText()
    QTest.keyClick(writing.page.foot.box, Qt.Key.Key_S, ALT)
    assert writing.page.foot.box.toPlainText() == "a text"


def test_words_are_kept_until_the_hub_has_the_touch(writing: Writing) -> None:
    writing.open()
    writing.type("Keep me")
    writing.page.foot.hand.click()
    writing.page.leave()
    assert writing.desk.draft("lead-imogen", "sms") is not None
    touch = scenes.called(AINO, writing.desk.clock, "t9", "sms")
    writing.desk.fact("lead-imogen", touch)
    assert writing.desk.draft("lead-imogen", "sms") is None


def test_a_gap_is_marked_named_and_holds_the_message_back(qtbot: QtBot) -> None:
    desk = scenes.claimed_only()
    lead = desk.leads["lead-imogen"]
    desk.leads["lead-imogen"] = replace(lead, person=replace(lead.person, company=""))
    assert desk.playbook is not None
    book = desk.playbook
    body = "Hello {first_name}, {company} asked."
    first = replace(book.templates[0], body=body, lanes=(), variants=())
    desk.playbook = replace(book, templates=(first,))
    writing = Writing(qtbot, desk)
    page = writing.open()
    assert page.foot.box.toPlainText() == "Hello Imogen, [company] asked."
    assert page.foot.says.text() == "Not known of her: company. Replace what is marked."
    page.foot.hand.click()
    assert writing.handed == []
    writing.type("Hello Imogen, you asked.")
    page.foot.hand.click()
    assert len(writing.handed) == 1


def test_words_they_got_are_not_offered_again_and_a_template_used_up_is_grey(
    qtbot: QtBot,
) -> None:
    desk = scenes.claimed_only()
    assert desk.playbook is not None
    every = tuple(replace(t, variants=()) for t in desk.playbook.templates)
    desk.playbook = replace(desk.playbook, templates=every)
    writing = Writing(qtbot, desk)
    page = writing.open()
    text = page.foot.box.toPlainText()
    at = writing.desk.clock + SECOND
    touch = replace(scenes.called(AINO, at, "t9", "sms"), text=text)
    writing.desk.fact("lead-imogen", touch)
    end = f.TouchEnded(touch="t9", rep=AINO.rep, rep_name=AINO.name, at=at + SECOND,
                       disposition="sent", channel="sms")  # fmt: skip
    writing.desk.fact("lead-imogen", end)
    page = writing.open()
    first = page.foot.templates.parts[0]
    assert isinstance(first, KeyButton)
    assert first.label == "Thanks, used up"
    assert not first.isEnabled()
    assert page.foot.box.toPlainText() != text
    writing.type("mine")
    QTest.keyClick(page.foot.box, Qt.Key.Key_1, CTRL)
    assert page.foot.box.toPlainText() == "mine"


def test_ctrl_and_a_digit_takes_a_template(writing: Writing) -> None:
    page = writing.open()
    before = page.foot.box.toPlainText()
    QTest.keyClick(page.foot.box, Qt.Key.Key_2, CTRL)
    assert page.foot.box.toPlainText() not in ("", before)


def test_a_refused_channel_has_no_box_but_the_reason_and_the_other_ways(writing: Writing) -> None:
    page = writing.open(channel="email")
    assert not page.foot.box.isVisible()
    assert page.foot.no_title.text() == "No email to Imogen Okafor"
    assert page.foot.no_text.text == "Said stop 3 Nov. The hub refuses it, whoever sends it."
    assert writing.ways() == ["Call", "SMS instead", "Ask her on the call, then record it"]
    QTest.keyClick(page, Qt.Key.Key_Return, CTRL)
    assert writing.handed == []


def test_the_other_ways_have_the_keys_they_show(writing: Writing) -> None:
    called: list[str] = []
    writing.page.call_wanted.connect(called.append)
    page = writing.open(channel="email")
    first = page.foot.ways.parts[0]
    QTest.keyClick(first, Qt.Key.Key_C, ALT)
    assert called == ["lead-imogen"]
    QTest.keyClick(first, Qt.Key.Key_S, ALT)
    assert page.channel == "sms"


def test_the_subject_line_knows_the_same_keys(qtbot: QtBot) -> None:
    desk = scenes.claimed_only()
    desk.leads["lead-imogen"] = replace(desk.leads["lead-imogen"], consent={})
    writing = Writing(qtbot, desk)
    page = writing.open(channel="email")
    page.foot.subject.setText("About Friday")
    QTest.keyClick(page.foot.subject, Qt.Key.Key_Return, CTRL)
    assert [said[3] for said in writing.handed] == ["About Friday"]
    closed: list[int] = []
    page.closed.connect(lambda: closed.append(1))
    QTest.keyClick(page.foot.subject, Qt.Key.Key_Escape)
    assert closed == [1]


def test_a_refusal_that_comes_while_writing_takes_the_box_and_keeps_the_words(
    writing: Writing,
) -> None:
    writing.open()
    writing.type("Half a sentence")
    no = Consent(state="refused", why="said stop just now")
    writing.desk.fact("lead-imogen", f.ConsentChanged(channel="sms", consent=no, at=1))
    assert not writing.page.foot.box.isVisible()
    assert writing.page.foot.kept.text() == "Your draft is kept: “Half a sentence”"
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(writing.page, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "Half a sentence"
    QGuiApplication.clipboard().setText("before")
    writing.page.foot.copy.click()
    assert QGuiApplication.clipboard().text() == "Half a sentence"


def test_without_a_draft_there_is_nothing_to_copy(writing: Writing) -> None:
    page = writing.open(channel="email")
    assert page.foot.refused
    assert not page.foot.copy.isVisible()
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(page, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "before"


def test_a_lead_that_is_somebody_elses_by_now_cannot_be_written_to(writing: Writing) -> None:
    writing.open()
    at = writing.desk.clock
    writing.desk.fact("lead-imogen", f.LeadAssigned(
        rep=JONAS.rep, rep_name=JONAS.name, by="m", by_name="Marika Salo", gen=9, at=at,
        lease_until=at + MINUTE))  # fmt: skip
    assert writing.page.foot.no_title.text() == "Imogen Okafor is not yours"
    QTest.keyClick(writing.page, Qt.Key.Key_Return, CTRL)
    assert writing.handed == []


def test_the_person_is_named_where_one_types(writing: Writing) -> None:
    page = writing.open()
    assert page.head.name == "Imogen Okafor"
    assert page.foot.box.accessibleName() == "SMS to Imogen Okafor"


@pytest.mark.parametrize(
    ("text", "parts", "room"),
    [
        ("", 1, 160), ("a" * 160, 1, 160), ("a" * 161, 2, 306), ("€" * 80, 1, 160),
        ("€" * 81, 2, 306), ("ж" * 70, 1, 70), ("ж" * 71, 2, 134), ("😀" * 35, 1, 70),
        ("😀" * 36, 2, 134), ("😀" * 67, 3, 201),
    ],
)  # fmt: skip
def test_the_parts_of_an_sms_are_counted_as_a_phone_does(text: str, parts: int, room: int) -> None:
    assert (sms_parts(text).parts, sms_parts(text).room) == (parts, room)


def test_the_letter_that_shortens_the_parts_is_named() -> None:
    assert parts_words("Žlutý") == "1 part, 5 of 70, shortened by “Ž”"


def test_hostile_words_stay_words(qtbot: QtBot) -> None:
    desk = scenes.claimed_only()
    lead = desk.leads["lead-imogen"]
    evil = "<img src=x>{rep}\u202e\x07"
    desk.leads["lead-imogen"] = replace(
        lead, person=replace(lead.person, name=evil, message=f"{evil}\nsecond")
    )
    writing = Writing(qtbot, desk)
    page = writing.open()
    assert "<img" in page.foot.box.toPlainText()
    assert "\u202e" not in page.foot.box.toPlainText()
    first = thread(desk.leads["lead-imogen"], AINO.rep, desk.clock)[0]
    assert first.text == "<img src=x>{rep}\nsecond"
