"""Acts on a touch of the agenda: one key each, legal before they are asked for, taken back by Z."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain import hours
from app.domain.lead import Lead
from tests.ui import agenda_scenes, scenes
from tests.ui.agenda_scenes import clock
from tests.ui.conftest import Open
from tests.ui.scenes import HOUR, MINUTE, NOW, FakeDesk
from ui.main_window import MainWindow
from ui.models.moves import puts_off
from ui.overlays.clue import CluePopup
from ui.overlays.keys import KeysSheet
from ui.overlays.snooze import SnoozePopup
from ui.preview import move_refused
from ui.views.agenda import AgendaView
from ui.widgets.popup import Popup

BEATRIZ, OLAFUR = "lead-beatriz", "lead-ólafur"


@pytest.fixture
def desk() -> FakeDesk:
    return agenda_scenes.as_drawn()


def agenda(window: MainWindow, lead: str = OLAFUR) -> AgendaView:
    window.show_place("agenda")
    view = window.places.currentWidget()
    assert isinstance(view, AgendaView)
    view.choose(lead)
    return view


def press(window: MainWindow, *keys: str | Qt.Key) -> None:
    for key in keys:
        target: QWidget = window.focusWidget() or window
        QTest.keyClick(target, key)  # type: ignore[call-overload]


def the(window: MainWindow, kind: type[Popup]) -> Popup:
    found = next((popup for popup in window.findChildren(kind) if popup.isVisible()), None)
    assert found is not None
    return found


def lead(desk: FakeDesk, lead_id: str = OLAFUR) -> Lead:
    return desk.leads[lead_id]


# ---- again, and who is next ------------------------------------------------------------------


def test_again_in_twenty_minutes_is_one_key_and_one_more_takes_it_back(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "a")
    assert desk.asked == [("move_touch", OLAFUR, clock(14, 52), "call", "again")]
    assert window.toast.text == "Ólafur Þórðarson again at 14:52 (12:52 there)."
    press(window, "z")
    assert desk.asked[-1] == ("move_touch", OLAFUR, clock(15, 45), "call")


def test_again_where_it_will_be_night_is_refused_and_asks_nothing(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    view = agenda(window)
    desk.clock = clock(22, 50)
    view.rebuild()
    view.choose(OLAFUR)
    press(window, "a")
    assert desk.asked == []
    assert "outside calling hours" in window.toast.text


def test_whoever_is_next_is_called_whatever_is_selected(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window, "lead-nguyễn")
    target = window.focusWidget()
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert desk.asked[0] == ("start_touch", "lead-ruth", "call")


# ---- snooze ----------------------------------------------------------------------------------


def test_snooze_is_two_keys(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "l", "2")
    assert desk.asked == [("move_touch", OLAFUR, clock(16, 45), None, "snoozed")]
    assert window.toast.can_undo


@pytest.mark.parametrize("after", [0, 3 * HOUR, 7 * HOUR, 12 * HOUR])
def test_only_times_that_are_allowed_are_offered(desk: FakeDesk, after: int) -> None:
    assert desk.playbook is not None
    for one in desk.leads.values():
        if one.state != "engaged" or one.next_touch is None:
            continue
        for put in puts_off(one, desk.playbook, agenda_scenes.HELSINKI, NOW + after):
            assert put.at > max(NOW + after, one.next_touch.at)
            if one.next_touch.channel == "call":
                assert hours.legal(put.at, one.where, desk.playbook.rules)


def test_a_meeting_at_that_time_is_said_beside_it(desk: FakeDesk) -> None:
    assert desk.playbook is not None
    mine = replace(agenda_scenes.HELSINKI, busy=desk.meetings)
    notes = {p.words: p.note for p in puts_off(lead(desk), desk.playbook, mine, clock(15, 45))}
    assert notes["in 1 h"] == "You are in “QBR”"


def test_where_nothing_is_allowed_the_way_out_is_said(open_window: Open, desk: FakeDesk) -> None:
    held = lead(desk)
    consent = {**held.consent, "call": scenes.STOP}
    desk.leads[OLAFUR] = replace(held, consent=consent)
    window = open_window(desk)
    agenda(window)
    press(window, "l")
    popup = the(window, SnoozePopup)
    assert isinstance(popup, SnoozePopup)
    assert popup.offered == []


# ---- skip and clue ---------------------------------------------------------------------------


def test_skip_needs_a_reason_by_digit_or_in_words(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "x", "3", Qt.Key.Key_Return)
    assert desk.asked == [("skip_touch", OLAFUR, "I know they are away")]
    desk.answer_all()
    press(window, "x", "s", "i", "c", "k", Qt.Key.Key_Return)
    assert desk.asked[-1] == ("skip_touch", OLAFUR, "sick")


def test_a_skip_is_taken_back_to_where_it_was(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "x", Qt.Key.Key_Return)
    desk.answer_all()
    press(window, "z")
    assert desk.asked[-1] == ("move_touch", OLAFUR, clock(15, 45), "call")


def test_a_clue_is_echoed_with_what_the_plan_would_make_of_it(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "w")
    popup = the(window, CluePopup)
    assert isinstance(popup, CluePopup)
    QTest.keyClicks(popup.field, "tue after 3, ask for Dana")
    popup.say()
    assert popup.echo == "Ask for Dana. Tue after 15:00, his time"
    assert popup.then.startswith("Then call about Tue 24 Nov, 15:00 his time")
    assert popup.then.endswith("the plan decides")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("clue", OLAFUR, "tue after 3, ask for Dana")]


def test_a_promise_is_no_matter_of_the_plan(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "w")
    popup = the(window, CluePopup)
    assert isinstance(popup, CluePopup)
    QTest.keyClicks(popup.field, "24 nov 15:10")
    popup.say()
    assert popup.then == "Then call Tue 24 Nov, 15:10 his time · 17:10 yours"


def test_escape_keeps_the_words_for_the_next_time(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "w")
    popup = the(window, CluePopup)
    assert isinstance(popup, CluePopup)
    QTest.keyClicks(popup.field, "back monday")
    press(window, Qt.Key.Key_Escape, "w")
    assert popup.field.text() == "back monday"
    assert desk.asked == []


def test_a_clue_can_be_typed_in_the_pane_of_a_lead_of_mine_only(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    window.open_lead(OLAFUR)
    press(window, "w")
    assert the(window, CluePopup).isVisible()


# ---- after a call ----------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "offered"), [("3", True), ("4", True), ("1", False), ("5", False)])
def test_again_is_offered_where_nobody_was_spoken_to(
    open_window: Open, key: str, offered: bool
) -> None:
    window = open_window(scenes.on_call())
    press(window, key)
    assert window.now.lead_pane.bar.again.isVisible() is offered


def test_no_answer_and_again_in_twenty_minutes_are_two_keys(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "3")
    target = window.focusWidget()
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    when = (desk.clock + 20 * MINUTE) // MINUTE * MINUTE
    assert desk.asked == [
        ("end_touch", "lead-imogen", "touch-1", "no_answer"),
        ("move_touch", "lead-imogen", when, "call", "again"),
    ]
    desk.answer_all()
    ahead = desk.leads["lead-imogen"].next_touch
    assert ahead is not None
    assert ahead.at == when


def test_again_after_hours_saves_nothing_and_says_why(open_window: Open) -> None:
    desk = scenes.on_call()
    desk.clock = NOW + 8 * HOUR + 20 * MINUTE  # 20:52 in Leeds
    window = open_window(desk)
    window.open_lead("lead-imogen")
    press(window, "3")
    window.now.lead_pane.bar.press_again()
    assert desk.asked == []
    assert "outside calling hours" in window.toast.text


# ---- what the hub has not said ---------------------------------------------------------------


def test_what_the_desk_planned_itself_is_shown_dashed_until_the_hub_answers(
    open_window: Open,
) -> None:
    desk = agenda_scenes.offline()
    view = agenda(open_window(desk), "lead-олена")
    face = view.strip.day.faces["lead-олена"]
    assert (face.time, face.dashed) == ("17:32", True)
    assert face.reason.startswith("By the cadence, until the hub answers")
    desk.provisional.clear()
    desk.answer_all()
    view.rebuild()
    assert not any(face.dashed for face in view.strip.day.faces.values())


def test_a_refused_move_goes_back_and_says_why(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = agenda(window)
    view.acts.put(OLAFUR, clock(17, 20))
    assert view.strip.day.faces[OLAFUR].time == "17:20"
    desk.leads[OLAFUR] = replace(lead(desk), owner="rep-jonas", owner_name="Jonas Weber")
    desk.answer()
    assert "Jonas" in window.toast.text
    assert not view.acts.unsettled.moving


def test_the_desk_asks_the_same_rules_as_the_hub(desk: FakeDesk) -> None:
    assert desk.playbook is not None
    one = lead(desk)
    for half in range(1, 48 * 7):
        when = NOW + half * 30 * MINUTE
        said = move_refused(one, when, desk.playbook, NOW)
        assert bool(said) is not hours.legal(when, one.where, desk.playbook.rules)


# ---- days and keys ---------------------------------------------------------------------------


def test_the_next_day_and_back(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = agenda(window)
    press(window, Qt.Key.Key_Right)
    assert view.head.accessibleName().startswith("Friday 20 November, 7 touches")
    assert view.strip.day.now is None
    press(window, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Escape)
    assert view.head.accessibleName().startswith("Thursday 19 November")


def test_a_folded_day_opens_by_enter_and_shows_the_way_back(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    view = agenda(window)
    view.coming.setFocus()
    press(window, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert view.head.accessibleName().startswith("Monday 23 November")
    assert [day.label for day in view.coming.days] == ["Thu 19"]


def test_every_key_of_the_agenda_is_on_the_sheet(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window, BEATRIZ)
    window.acts.run("keys")
    sheet = the(window, KeysSheet)
    assert isinstance(sheet, KeysSheet)
    (group,) = [group for group in sheet.groups if group.title == "Agenda"]
    keys = {key for key, _ in group.keys}
    assert {"C", "Shift C", "A", "B", "L", "X", "W", "P", "Enter", "1–3", "T", "U"} <= keys
    assert {"Alt Up", "Alt Down", "Left", "Right", "J", "K", "V"} <= keys
    assert sheet.height() <= window.height()


def test_an_email_that_is_next_is_written_where_leads_are_written_to(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    view = agenda(window, "lead-priya")
    assert (view.card.call.label, view.card.call.key) == ("Email", "E")
    press(window, "e")
    assert (window.rooms.at, window.now.current) == ("now", "lead-priya")
    assert window.pages.shown == "compose"


def test_a_call_that_was_ended_offline_is_over(open_window: Open) -> None:
    window = open_window(agenda_scenes.offline())
    assert window.now.on_call() == ""


def test_a_call_that_was_ended_offline_stands_among_the_next_touches_and_no_more_as_running(
    open_window: Open,
) -> None:
    window = open_window(agenda_scenes.offline())
    now = window.now
    rows = [now.agenda.lead(row).id for row in range(now.agenda.rowCount())]
    assert rows.index("lead-олена") > rows.index("lead-samir"), "by its time, not on top"
    assert now.column.slot.face is None, "nobody is on the phone"
    said = now.agenda.data(now.agenda.index(rows.index("lead-олена"), 0))
    assert said == "17:32, Олена Шевчук, By the cadence, until the hub answers, 17:32 there"
    now.open_lead("lead-олена")
    assert now.lead_pane.hero.buttons["call"].isVisible(), "they may be called again"


def test_a_call_leaves_the_slot_when_its_outcome_is_said_without_a_link(
    open_window: Open,
) -> None:
    desk = agenda_scenes.as_drawn()
    desk.fact("lead-олена", scenes.called(desk.who, NOW - MINUTE, "touch-9"))
    window = open_window(desk)
    assert window.now.on_call().endswith("Олена Шевчук")
    desk.provisional["lead-олена"] = agenda_scenes.call(
        agenda_scenes.clock(17, 32), 3, "No answer twice, 3 h later", provisional=True
    )
    desk.end_touch("lead-олена", "touch-9", "no_answer")
    assert window.now.on_call() == ""
    assert window.now.column.slot.face is None
