"""Writing where the hub sends: undo, held, failed, not known, refused; drafts never cross."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from app.domain.lead import Consent, Lead
from app.domain.message import Message
from client.drafts import Kept
from tests.ui import message_scenes, scenes
from tests.ui.scenes import AINO, NOW, SECOND, FakeDesk
from ui.bridge import Bridge
from ui.models.bubble import Bubble
from ui.theme import Theme
from ui.views.compose import Composer
from ui.views.letter import SAVED_AFTER
from ui.widgets.key_button import KeyButton

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
WHO = "lead-imogen"


class Writing:
    """A composer over a desk whose hub sends."""

    def __init__(self, qtbot: QtBot, desk: FakeDesk | None = None, lead: str = WHO) -> None:
        self.desk = desk or message_scenes.sends()
        self.bridge = Bridge()
        self.bridge.attach(self.desk)
        self.page = Composer(self.bridge, Theme("light"))
        self.page.resize(944, 728)
        qtbot.addWidget(self.page)
        self.page.show()
        self.page.open(self.desk.leads[lead], "sms")

    def type(self, text: str) -> None:
        self.page.foot.box.selectAll()
        QTest.keyClicks(self.page.foot.box, text)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = ALT) -> None:
        QTest.keyClick(self.page.foot.box, key, held)

    def send(self, text: str) -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return, CTRL)

    def text(self) -> str:
        return self.page.foot.box.toPlainText()

    def last(self) -> Bubble:
        return self.page.story.messages[-1]

    def verbs(self, name: str) -> list[tuple[object, ...]]:
        return [said for said in self.desk.asked if said[0] == name]

    def message(self) -> Message:
        return self.desk.leads[WHO].messages[-1]


@pytest.fixture
def writing(qtbot: QtBot) -> Writing:
    return Writing(qtbot)


def test_ctrl_enter_sends_and_the_words_stand_in_the_thread_at_once(writing: Writing) -> None:
    writing.send("At two then")
    assert writing.verbs("send_message")[0][:4] == ("send_message", WHO, "sms", "At two then")
    assert writing.text() == ""
    assert writing.last().text == "At two then"
    assert writing.last().said(writing.desk.now()) == "Goes out in 5 s"
    writing.desk.answer_all()
    assert [b.text for b in writing.page.story.messages].count("At two then") == 1


def test_undo_brings_exactly_the_words_back_and_only_the_edited_ones_are_sent(
    writing: Writing,
) -> None:
    writing.send("At two then, Imogen ")
    writing.desk.answer_all()
    writing.press(Qt.Key.Key_Z)
    assert writing.text() == ""  # not before the hub says it has not left
    writing.desk.answer_all()
    assert writing.text() == "At two then, Imogen"
    writing.send("At three then")
    writing.desk.answer_all()
    states = [(m.text, m.state) for m in writing.desk.leads[WHO].messages]
    assert states == [("At two then, Imogen", "taken_back"), ("At three then", "waiting")]
    assert [b.text for b in writing.page.story.messages[1:]] == ["At three then"]


def test_what_was_typed_since_is_not_overwritten_by_an_undo(writing: Writing) -> None:
    writing.send("First words")
    writing.desk.answer_all()
    writing.type("Second words")
    writing.press(Qt.Key.Key_Z)
    writing.desk.answer_all()
    assert writing.text() == "Second words"
    assert writing.page.foot.other.text() == "Also kept: “First words”"
    assert "What you typed since stays" in writing.page.foot.says.text()
    writing.press(Qt.Key.Key_W)
    assert writing.text() == "First words"
    assert writing.page.foot.other.text() == "Also kept: “Second words”"


def test_words_that_come_back_go_to_the_lead_they_were_written_to(writing: Writing) -> None:
    writing.send("Only for Imogen")
    writing.desk.answer_all()
    writing.press(Qt.Key.Key_Z)
    writing.page.open(writing.desk.leads["lead-ruth"], "sms")
    writing.desk.answer_all()
    assert "Only for Imogen" not in writing.text()
    back = writing.desk.draft(WHO, "sms")
    assert back is not None
    assert back.text == "Only for Imogen"
    assert writing.desk.draft("lead-ruth", "sms") is None


def test_another_lead_that_comes_up_gets_nothing_that_was_typed_for_this_one(
    writing: Writing,
) -> None:
    writing.type("For Imogen alone")
    writing.page.open(writing.desk.leads["lead-ruth"], "sms")
    writing.press(Qt.Key.Key_Return, CTRL)
    sent = writing.verbs("send_message")
    assert all("For Imogen alone" not in said for said in sent)
    assert all(said[1] == "lead-ruth" for said in sent)
    writing.page.open(writing.desk.leads[WHO], "sms")
    assert writing.text() == "For Imogen alone"


def test_it_says_so_when_it_is_too_late_to_undo(writing: Writing) -> None:
    writing.send("Gone")
    writing.desk.answer_all()
    writing.press(Qt.Key.Key_Z)
    message = writing.message().id
    writing.desk.fact(WHO, f.MessageSending(message=message, at=NOW, gateway="Kannel"))
    writing.desk.answer_all()
    assert writing.text() == ""
    assert writing.page.foot.says.text().startswith("It has left already")


def test_a_draft_is_written_soon_after_the_last_letter(writing: Writing, qtbot: QtBot) -> None:
    assert SAVED_AFTER <= 300
    writing.type("Half a sen")

    def kept() -> None:
        draft = writing.desk.draft(WHO, "sms")
        assert draft is not None
        assert draft.text == "Half a sen"

    qtbot.waitUntil(kept)


def test_a_draft_of_before_a_crash_is_there_again(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    desk.keep_draft(WHO, "sms", Kept(text="From before", touched=True))
    assert Writing(qtbot, desk).text() == "From before"


def test_a_message_the_hub_refused_comes_back_with_the_reason(writing: Writing) -> None:
    writing.send("No longer allowed")
    act = writing.desk.pending(WHO)[0]
    assert act.answer is not None
    del writing.desk.acts[act.op]
    writing.desk.drafts.give_back(WHO, act.answer, "She said stop.", NOW)
    writing.desk.hooks.pending_changed(WHO)
    assert writing.text() == "No longer allowed"
    assert writing.page.foot.says.text() == "She said stop."


def test_without_a_link_it_waits_and_says_so(writing: Writing) -> None:
    writing.desk.link = scenes.stale().link
    writing.send("Later then")
    assert writing.last().what == "Waiting for the link"
    assert [act.words for act in writing.last().acts] == ["Undo"]


def test_a_held_message_says_until_when_on_both_clocks_and_can_be_changed(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.thread(), "lead-oluwaseun")
    held = writing.last()
    assert held.look == "dashed"
    assert held.what == "Held until Fri 08:00 his time"
    assert held.time.endswith("yours, quiet hours there")
    writing.press(Qt.Key.Key_H)
    writing.desk.answer_all()
    assert writing.text() == "Good morning, here is the limits sheet you asked for."


def test_what_they_wrote_stands_at_their_side(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.thread(), "lead-oluwaseun")
    theirs = [b.text for b in writing.page.story.messages if b.inbound]
    assert theirs == ["Please call me back about payout limits, or text.", "14:00 is better"]


def test_a_failure_is_red_and_trying_again_is_a_new_send(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.failed())
    failed = writing.last()
    assert (failed.look, failed.what, failed.time) == ("hot", "Not delivered", "the phone is off.")
    writing.press(Qt.Key.Key_R)
    writing.desk.answer_all()
    new = writing.message()
    assert (new.retry_of, new.state, new.text) == (failed.id, "waiting", failed.text)
    old = next(b for b in writing.page.story.messages if b.id == failed.id)
    assert (old.look, old.acts) == ("hot", ())


def test_what_nobody_knows_is_amber_and_can_be_asked_about_or_sent_anew(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.unknown())
    unknown = next(b for b in writing.page.story.messages if b.id == "m3")
    assert unknown.look == "warm"
    assert unknown.what == "Not known whether it arrived"
    assert "has no word of it" in unknown.time
    assert [act.words for act in unknown.acts] == ["Ask again", "Send anew"]
    writing.press(Qt.Key.Key_A)
    assert writing.verbs("ask_message") == [("ask_message", WHO, "m3")]


def test_an_out_of_office_reply_is_marked_as_one(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.unknown())
    assert writing.last().what == "Out of office, written by a machine"


def test_already_got_names_the_words_the_way_and_the_day(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.refused())
    lines = [(line.quote, line.under) for line in writing.page.side.got]
    assert lines == [
        ("“Thanks, someone will call you in minutes. Reply STOP to end…”",
         "automatic SMS, today 14:32"),
        ("“Payouts without spreadsheets”", "email, 12 Oct"),
    ]  # fmt: skip


def test_a_template_used_up_is_grey_and_says_when(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    assert desk.playbook is not None
    every = tuple(replace(t, variants=()) for t in desk.playbook.templates)
    desk.playbook = replace(desk.playbook, templates=every)
    writing = Writing(qtbot, desk)
    writing.press(Qt.Key.Key_Return, CTRL)
    writing.desk.answer_all()
    for fact in message_scenes.went(0, NOW + 10 * SECOND):
        writing.desk.fact(WHO, replace(fact, message=writing.message().id))
    first = writing.page.foot.templates.parts[0]
    assert isinstance(first, KeyButton)
    assert (first.label, first.isEnabled()) == ("Thanks, sent 14:32", False)


def test_another_wording_is_taken_for_who_got_the_first(writing: Writing) -> None:
    first = writing.text()
    writing.press(Qt.Key.Key_Return, CTRL)
    writing.desk.answer_all()
    writing.press(Qt.Key.Key_1, CTRL)
    assert writing.text() not in ("", first)
    assert writing.page.draft().variant == 1


def test_the_place_of_the_link_is_counted_and_shown_as_they_read_it(writing: Writing) -> None:
    assert writing.text().endswith("{good_time}")
    assert "https://leads.tillerpay.example/t/…" in writing.page.foot.reads.text()
    assert writing.page.foot.count.text().startswith("2 parts, 189")
    writing.type("No link")
    assert writing.page.foot.reads.text() == ""


def test_a_yes_on_the_call_is_recorded_in_their_words(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.refused())
    writing.page.open(writing.desk.leads[WHO], "email")
    QTest.keyClick(writing.page.foot.ways.parts[0], Qt.Key.Key_K)
    popup = writing.page._consent
    assert popup is not None
    popup.do.click()
    assert writing.verbs("set_consent") == []  # without words nothing is recorded
    popup.field.setText("Yes, mail me the sheet")
    popup.do.click()
    assert writing.verbs("set_consent") == [
        ("set_consent", WHO, "email", True, "Yes, mail me the sheet")
    ]


def test_z_alone_takes_the_answer_back_that_came_with_the_claim(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    desk.fact(WHO, message_scenes.queued(1, "Thank you, Imogen.", desk.now()))
    writing = Writing(qtbot, desk)
    assert writing.text() == ""  # no other template tempts while one is on its way
    QTest.keyClick(writing.page.story, Qt.Key.Key_Z)
    desk.answer_all()
    assert writing.text() == "Thank you, Imogen."


def test_quiet_hours_do_not_take_the_box_where_the_hub_holds(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    desk.clock += 10 * scenes.HOUR
    writing = Writing(qtbot, desk)
    assert writing.page.foot.box.isVisible()
    desk.gateways = replace(desk.gateways, sms="")
    writing.page.open(desk.leads[WHO], "sms")
    assert not writing.page.foot.box.isVisible()


def test_a_stop_that_comes_while_writing_takes_the_box(writing: Writing) -> None:
    no = Consent(state="refused", why="said stop just now")
    writing.type("Half a sentence")
    writing.desk.fact(WHO, f.ConsentChanged(channel="sms", consent=no, at=1))
    QTest.keyClick(writing.page, Qt.Key.Key_Return, CTRL)
    assert writing.verbs("send_message") == []
    assert "Half a sentence" in writing.page.foot.kept.text()


def test_a_message_of_somebody_else_cannot_be_taken_back_here(writing: Writing) -> None:
    theirs = replace(message_scenes.queued(7, "Hello", NOW), rep="rep-jonas", rep_name="Jonas")
    lead: Lead = writing.desk.fact(WHO, theirs)
    assert lead.messages[-1].rep != AINO.rep
    assert writing.last().acts == ()
