"""From the key on an offered lead to its words in the editor, in the whole window."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain import facts as f
from app.domain.touch import NextTouch
from client.drafts import Kept
from tests.ui import message_scenes, scenes
from tests.ui.conftest import Open
from tests.ui.scenes import AINO, DAY, NOW, SECOND, FakeDesk, claimed
from ui.main_window import MainWindow
from ui.overlays.keys import groups
from ui.views.compose import Composer

WHO = "lead-imogen"


def composer(window: MainWindow) -> Composer:
    page = window.now.pane.currentWidget()
    assert isinstance(page, Composer)
    return page


def answered(desk: FakeDesk) -> None:
    """The claim is granted, and its answer is on its way."""
    desk.fact(WHO, claimed(AINO, desk.now()))
    desk.fact(WHO, message_scenes.queued(1, "Thank you, Imogen.", desk.now()))
    desk.hooks.open_lead(WHO)
    desk.hooks.compose(WHO, "sms", "")


def test_s_on_an_offered_lead_asks_for_one_act(open_window: Open) -> None:
    desk = message_scenes.unclaimed()
    window = open_window(desk)
    window.open_lead(WHO)
    window.acts.run("sms")
    assert desk.asked == [("claim", WHO, "sms")]


def test_the_composer_opens_with_the_ring_running_and_z_has_the_words_back(
    open_window: Open,
) -> None:
    desk = message_scenes.unclaimed()
    window = open_window(desk)
    answered(desk)
    page = composer(window)
    assert page.story.messages[-1].said(desk.now()) == "Goes out in 5 s"
    assert window.pages.shown == "compose"
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Z)
    desk.answer_all()
    assert page.foot.box.toPlainText() == "Thank you, Imogen."


def test_z_works_from_the_lead_too_once_the_composer_was_left(open_window: Open) -> None:
    desk = message_scenes.unclaimed()
    window = open_window(desk)
    answered(desk)
    composer(window).leave()
    assert window.pages.shown == "lead"
    window.acts.run("take-back")
    desk.answer_all()
    assert composer(window).foot.box.toPlainText() == "Thank you, Imogen."


def test_where_nothing_was_sent_the_composer_says_why(open_window: Open) -> None:
    desk = message_scenes.sends()
    window = open_window(desk)
    desk.hooks.compose(WHO, "sms", "The template lacks what is marked. Nothing was sent.")
    assert "Nothing was sent." in composer(window).foot.says.text()


def test_the_key_for_taking_back_is_on_the_sheet(open_window: Open) -> None:
    desk = message_scenes.sends()
    window = open_window(desk)
    window.open_lead(WHO)
    sheet = [line for group in groups(window.acts.here()) for line in group.keys]
    assert ("Z", "Take the message back") in sheet
    assert ("R", "Try the message again") in sheet


def test_what_may_be_done_about_a_message_can_be_run_by_its_name(open_window: Open) -> None:
    desk = message_scenes.failed()
    window = open_window(desk)
    window.open_lead(WHO)
    window.acts.run("message-again")  # nothing is written to anybody yet
    assert [said[0] for said in desk.asked] == []
    window.compose(WHO, "sms")
    window.acts.run("message-again")
    assert [said[0] for said in desk.asked] == ["send_message"]


def test_typed_for_one_and_sent_to_nobody_else_when_another_comes_up(open_window: Open) -> None:
    desk = message_scenes.sends()
    window = open_window(desk)
    window.open_lead(WHO)
    window.pages.write(desk.leads[WHO], "sms")
    page = composer(window)
    page.foot.box.selectAll()
    QTest.keyClicks(page.foot.box, "For Imogen alone")
    desk.arrive(scenes.lead("Newcomer", "Demo request", "X", age=SECOND, zone="Europe/London",
                            due=NOW + 60 * SECOND, offer_over=False))  # fmt: skip
    desk.hooks.open_lead("lead-newcomer")
    focus = QApplication.focusWidget()
    if focus is not None:
        QTest.keyClick(focus, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sent = [said for said in desk.asked if said[0] == "send_message"]
    assert all(said[1] == WHO for said in sent)
    assert sent == [] or sent[0][3] == "For Imogen alone"
    assert "lead-newcomer" not in {said[1] for said in desk.asked if len(said) > 1}
    if not sent:
        kept = desk.draft(WHO, "sms")
        assert kept is not None
        assert kept.text == "For Imogen alone"


def test_who_replied_stands_first_among_mine_until_answered(open_window: Open) -> None:
    desk = message_scenes.sends()
    desk.leads[WHO] = scenes.imogen()  # offered, not mine
    window = open_window(desk)
    came = f.MessageReceived(message="m9", channel="sms", from_="+44", text="Two is fine",
                             at=desk.clock)  # fmt: skip
    due = NextTouch(at=desk.clock, channel="sms", attempt=2, of=6, reason="They wrote")
    desk.fact("lead-ruth", came)
    desk.fact("lead-ruth", f.NextTouchSet(next=due, at=desk.clock))
    assert window.now.lists.mine(AINO.rep, desk.clock)[0].id == "lead-ruth"
    assert window.now._slot_id == "lead-ruth"
    desk.fact("lead-ruth", message_scenes.queued(5, "See you then", desk.clock))
    desk.fact("lead-ruth", f.NextTouchSet(next=replace(due, at=NOW + DAY), at=desk.clock))
    assert window.now._slot_id != "lead-ruth"


def test_a_draft_of_somebody_gone_is_shown_to_nobody(open_window: Open) -> None:
    desk = message_scenes.sends()
    desk.keep_draft(WHO, "sms", Kept(text="secret words", touched=True))
    window = open_window(desk)
    window.compose("lead-ruth", "sms")
    assert "secret words" not in composer(window).foot.box.toPlainText()
    other = replace(desk.leads[WHO], id="lead-other")
    desk.leads["lead-other"] = other
    window.compose(other.id, "sms")
    assert "secret words" not in composer(window).foot.box.toPlainText()


def test_nobody_comes_up_by_itself_while_somebody_is_written_to(open_window: Open) -> None:
    desk = message_scenes.thread()
    window = open_window(desk)
    window.now.home()  # what is first is shown, and the next may come up by itself
    here = window.now.current
    lead = desk.leads[here]
    window.pages.write(lead, "sms")
    composer(window).foot.box.setPlainText("Half a sentence")
    ahead = NextTouch(at=NOW + DAY, channel="call", attempt=2, of=6, reason="Tomorrow")
    desk.fact(here, f.NextTouchSet(next=ahead, at=desk.clock))
    offered = replace(scenes.imogen(), claim_by=desk.clock + 60 * SECOND)
    desk.leads[WHO] = offered
    desk.hooks.lead_changed(offered, f.LeadNudged(by="m", by_name="Marika", at=desk.clock))
    assert window.now._slot_id == WHO
    assert window.now.current == here
    assert composer(window).foot.box.toPlainText() == "Half a sentence"
