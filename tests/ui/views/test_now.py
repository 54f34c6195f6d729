"""Now: keys and clicks become verbs, nothing moves under the hand, nothing unproven is green."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from client.hooks import LinkState
from client.settings import Settings
from tests.ui import scenes
from tests.ui.conftest import Open, tick
from tests.ui.scenes import JONAS, MINUTE, NOW, SECOND, FakeDesk, imogen, lead, waiting
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.tokens import LIGHT
from ui.views.lead_list import LeadList
from ui.widgets.key_button import KeyButton, Kind


def press(window: MainWindow, keys: str | Qt.Key, *, alt: bool = False) -> None:
    """Type into the window, wherever the focus is."""
    target = window.focusWidget() or window
    how = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    if isinstance(keys, str):
        for key in keys:
            QTest.keyClick(target, key, how)  # type: ignore[call-overload]
    else:
        QTest.keyClick(target, keys, how)


def slot(window: MainWindow) -> str:
    face = window.now.column.slot.face
    return "" if face is None else f"{face.name} | {face.time} | {face.clock}"


def shown_name(window: MainWindow) -> str:
    face = window.now.lead_pane.hero.face
    return "" if face is None else face.name


def rest_mouse(view: LeadList, inside: bool) -> None:
    """The mouse comes into a list, or leaves it."""
    view.entered_or_left.emit(inside)


# ---- acts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("c", ("claim", "lead-imogen", "call")),
        ("s", ("claim", "lead-imogen", "sms")),
    ],
)
def test_one_key_claims_and_says_what_comes_then(
    open_window: Open, key: str, asked: tuple[str, ...]
) -> None:
    desk = scenes.offered()
    press(open_window(desk), key)
    assert desk.asked == [asked]


def test_a_refused_channel_opens_its_reason_and_asks_for_nothing(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "e")
    assert desk.asked == []
    assert window.toast.text == "No email to Imogen Okafor: said stop 3 Nov."


def test_a_claim_is_never_shown_before_the_hub_has_granted_it(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "c")
    assert slot(window) == "Imogen Okafor | trying … | 12:32 there"
    assert window.now.lead_pane.hero.buttons["call"].kind is Kind.ASKING
    press(window, "cs")
    assert len(desk.asked) == 1
    desk.answer()
    assert slot(window) == "Imogen Okafor | 4:24 left | 12:32 there"
    assert window.now.lead_pane.hero.buttons["call"].label == "Call"


def test_losing_says_who_and_by_how_much_and_stays_four_seconds(
    open_window: Open, qtbot: QtBot
) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.now.open_lead("lead-dana")
    press(window, "c")
    desk.answer(lost_to=JONAS)
    assert window.toast.text == "Jonas took it 0.3 s before you. Nothing was sent."
    assert window.now.lead_pane.hero.face is not None
    assert window.now.lead_pane.hero.face.note == "gone to Jonas, by 0.3 s"
    assert "lead-dana" in window.now.pool
    qtbot.waitUntil(lambda: "lead-dana" not in window.now.pool)


def test_my_own_lead_is_called_at_once_and_handed_over(open_window: Open) -> None:
    desk = scenes.claimed_only()
    press(open_window(desk), "c")
    assert desk.asked == [
        ("start_touch", "lead-imogen", "call"),
        ("hand_over", "lead-imogen", "call"),
    ]


def test_a_lane_that_wants_reading_first_claims_without_calling(open_window: Open) -> None:
    desk = FakeDesk(waiting())
    window = open_window(desk)
    window.now.open_lead("lead-gülşah")
    assert window.now.lead_pane.hero.buttons["call"].label == "Claim & read"
    press(window, "c")
    assert desk.asked == [("claim", "lead-gülşah", None)]


# ---- how it ended ----------------------------------------------------------------------------


def test_a_key_the_hint_and_enter_say_how_it_ended(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "5")
    press(window, "dana: tue or thu after 3")
    window.now.lead_pane.bar.draft_changed.emit()
    assert window.now.lead_pane.bar._echo == "Ask for Dana. Tue, Thu after 15:00, her time"
    assert window.now.lead_pane.bar._then.startswith("Then call about Thu 19 Nov, 15:00 her")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [
        ("end_touch", "lead-imogen", "touch-1", "gatekeeper", "dana: tue or thu after 3")
    ]


def test_the_next_touch_appears_with_the_hubs_fact_and_not_before(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "3")
    press(window, Qt.Key.Key_Return)
    bar = window.now.lead_pane.bar
    assert bar._idle == "Saving …"
    assert window.now.agenda.row_of("lead-imogen") == -1
    desk.answer()
    assert window.now.agenda.row_of("lead-imogen") >= 0
    assert bar._idle.startswith("Next: call Thu 19 Nov, 13:")


def test_after_saving_the_keyboard_is_back_in_the_list_and_what_was_booked_is_said(
    open_window: Open,
) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "3")
    press(window, Qt.Key.Key_Return)
    assert window.now.column.pool.hasFocus()
    desk.answer()
    assert window.toast.text.startswith("Imogen Okafor: call Thu 19 Nov, 13:")


def test_ring_and_row_show_the_same_second(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    for _ in range(3):
        tick(window, desk, 700)
        face = window.now.lead_pane.hero.face
        assert face is not None
        assert f"{face.ring.digits} to claim" in slot(window)


def test_inside_the_clue_field_letters_are_text_and_alt_makes_them_keys(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "3")
    press(window, "c3")
    assert window.now.lead_pane.bar.field.text() == "c3"
    assert all(button._cap_muted for button in window.now.lead_pane.hero.buttons.values())
    press(window, "4", alt=True)
    assert window.now.lead_pane.bar.chosen == "busy"
    assert desk.asked == []


def test_a_message_that_was_handed_over_is_sent_or_not(open_window: Open) -> None:
    desk = scenes.sms_sent()
    window = open_window(desk)
    assert [button.label for button in window.now.lead_pane.bar.buttons] == [
        "Sent", "Not sent", "Return"
    ]  # fmt: skip
    press(window, "2")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("end_touch", "lead-imogen", "touch-1", "not_sent")]


def test_before_a_touch_the_keys_do_nothing_and_the_bar_says_what_it_is_for(
    open_window: Open,
) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "1")
    assert desk.asked == []
    assert window.now.lead_pane.bar._idle.startswith("How it ended goes here")


def test_a_half_said_outcome_waits_while_another_lead_is_read(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "7")
    press(window, "tomorrow 10")
    window.now.open_lead("lead-dana")
    window.now.open_lead("lead-imogen")
    assert window.now.lead_pane.bar.draft() == ("callback", "tomorrow 10")


@pytest.mark.parametrize("scene", sorted(scenes.SCENES))
@pytest.mark.parametrize("width", [960, 1280])
def test_the_bar_is_as_high_in_every_state(open_window: Open, scene: str, width: int) -> None:
    window = open_window(scenes.SCENES[scene](), width)
    assert window.now.lead_pane.bar.height() == 100


# ---- nothing moves under the hand ------------------------------------------------------------


def arrive_many(desk: FakeDesk, count: int = 20) -> None:
    for number in range(count):
        made = lead(f"Newcomer{number}", "Demo", "Co", age=MINUTE, zone="Europe/London",
                    due=NOW - number * MINUTE)  # fmt: skip
        desk.arrive(made)


def test_twenty_arrivals_do_not_move_the_row_under_the_mouse(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    view, model = window.now.column.pool, window.now.pool
    before = view.rowViewportPosition(model.row_of("lead-tomáš"))
    rest_mouse(view, True)
    arrive_many(desk)
    assert view.rowViewportPosition(model.row_of("lead-tomáš")) == before
    assert window.now.column.pool_header.waiting == 20
    assert window.top._tabs["now"].tab.count == 27
    rest_mouse(view, False)
    assert model.rowCount() == 26
    assert window.now.column.pool_header.waiting == 0


def test_after_a_key_in_the_list_arrivals_wait_a_moment(open_window: Open, qtbot: QtBot) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "j")
    arrive_many(desk, 2)
    assert window.now.pool.rowCount() == 6
    qtbot.waitUntil(lambda: window.now.pool.rowCount() == 8)


def test_home_lets_them_in_and_shows_the_hottest(open_window: Open) -> None:
    desk = scenes.empty()
    for one in waiting():
        desk.leads[one.id] = one
    window = open_window(desk)
    rest_mouse(window.now.column.pool, True)
    arrive_many(desk, 3)
    press(window, Qt.Key.Key_Home)
    assert shown_name(window) == "Newcomer2"


def test_the_slot_shifts_nothing_when_an_offer_comes_or_goes(open_window: Open) -> None:
    desk = FakeDesk(waiting())
    window = open_window(desk)
    before = window.now.column.pool.geometry()
    desk.arrive(imogen())
    assert slot(window) == "Imogen Okafor | 0:24 to claim | 12:32 there"
    assert window.now.column.pool.geometry() == before
    tick(window, desk, 25 * SECOND)
    assert slot(window) == ""
    assert window.now.column.pool.geometry() == before
    assert "lead-imogen" in window.now.pool


def test_a_lead_that_comes_up_by_itself_takes_no_key_meant_for_the_one_before(
    open_window: Open,
) -> None:
    desk = FakeDesk(waiting())
    window = open_window(desk)
    assert shown_name(window) == "Oluwaseun Adebayo"
    window.now.desk.guard_ms = 60_000  # a busy machine may need longer than a hand
    desk.arrive(imogen())
    assert shown_name(window) == "Imogen Okafor"
    press(window, "c")
    assert desk.asked == []
    assert "Press the key again" in window.toast.text
    window.now.desk.guard_ms = 0
    press(window, "c")
    assert desk.asked == [("claim", "lead-imogen", "call")]


def test_a_lead_picked_by_hand_is_not_replaced_by_an_offer(open_window: Open) -> None:
    desk = FakeDesk(waiting())
    window = open_window(desk)
    window.now.open_lead("lead-tomáš")
    desk.arrive(imogen())
    assert shown_name(window) == "Tomáš Dvořák"
    assert slot(window).startswith("Imogen Okafor")


# ---- moving ----------------------------------------------------------------------------------


def test_j_and_k_walk_through_slot_pool_and_agenda(open_window: Open) -> None:
    window = open_window(scenes.offered())
    names = []
    for _ in range(8):
        names.append(shown_name(window))
        press(window, "j")
    assert names[0] == "Imogen Okafor"
    assert names[1] == "Oluwaseun Adebayo"
    assert names[6] == "Jean-Baptiste N’Guessan"
    assert names[7] == "Ruth O’Donnell"
    press(window, "k")
    assert shown_name(window) == "Ruth O’Donnell"


def test_a_click_on_a_row_opens_it(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(scenes.offered())
    QTest.mouseClick(
        window.now.column.pool.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 78)
    )
    assert shown_name(window) == "דנה לוי"


def test_enter_goes_to_the_blue_button_and_esc_comes_back(open_window: Open) -> None:
    window = open_window(scenes.offered())
    press(window, Qt.Key.Key_Return)
    assert window.now.lead_pane.hero.buttons["call"].hasFocus()
    press(window, Qt.Key.Key_Escape)
    assert window.now.column.pool.hasFocus()


def test_the_window_counts_what_waits_as_soon_as_it_opens(open_window: Open) -> None:
    window = open_window(scenes.team_lead())
    assert window.top._tabs["now"].tab.count == 7


@pytest.mark.qt_log_ignore("pipewire", "PulseAudio", extend=True)  # said where nothing can sound
def test_each_role_sees_the_places_that_are_there_for_it(open_window: Open) -> None:
    assert open_window(scenes.offered()).top.tabs == ["now", "agenda", "numbers", "settings"]
    window = open_window(scenes.team_lead())
    assert window.top.tabs == ["now", "agenda", "board", "numbers", "settings"]
    for name in window.top.tabs:
        window.show_place(name)
        assert window.rooms.at == name


def test_g_and_a_letter_go_to_a_place_and_back(open_window: Open) -> None:
    window = open_window(scenes.offered())
    press(window, "ga")
    assert window.rooms.at == "agenda"
    press(window, "gb")
    assert window.rooms.at == "agenda"
    press(window, "gn")
    assert window.rooms.at == "now"


def test_a_window_nobody_is_signed_in_to_ticks_and_says_so(qtbot: QtBot) -> None:
    window = MainWindow(Bridge(), Theme("light"), Settings())
    window.ticker.stop()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.ticker.second.emit(NOW)
    assert window.pages.shown == "nobody"
    assert window.status.status.word == "Nobody is signed in"
    press(window, "cj1?")


def test_signing_in_covers_everything_and_its_page_says_what_went_wrong(open_window: Open) -> None:
    window = open_window(scenes.offered())
    asked: list[tuple[str, str]] = []
    window.sign_in_requested.connect(lambda hub, code: asked.append((hub, code)))
    window.bridge.detach()
    window.show_sign_in("http://127.0.0.1:8123", "That code was used already.")
    assert window.rooms.at == "sign_in"
    press(window, "c")
    assert window.pages.shown == "nobody"
    assert slot(window) == ""
    assert asked == []


# ---- what opens over the window --------------------------------------------------------------


def test_later_asks_how_long_and_puts_it_off(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "l")
    press(window, "1")
    assert desk.asked == [("pass", "lead-imogen", 2)]
    assert window.toast.text == "It rings here again in 2 min. Its clock does not stop."


def test_nine_asks_why_and_ends_the_touch_as_returned(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "9")
    assert desk.asked == []
    press(window, Qt.Key.Key_Return)
    assert desk.playbook is not None
    reason = desk.playbook.return_reasons[0].key
    assert desk.asked == [("end_touch", "lead-imogen", "touch-1", "returned", reason)]


def test_a_note_is_written_in_one_line(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "n")
    press(window, "asks for a quote")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("note", "lead-imogen", "asks for a quote")]


def test_sms_to_my_own_lead_opens_the_letter(open_window: Open) -> None:
    window = open_window(scenes.claimed_only())
    press(window, "s")
    assert window.pages.shown == "compose"


def test_ctrl_k_finds_a_lead_and_opens_it(open_window: Open) -> None:
    window = open_window(scenes.offered())
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    press(window, "ruth")
    press(window, Qt.Key.Key_Return)
    assert shown_name(window) == "Ruth O’Donnell"


def test_a_question_mark_shows_the_keys_that_hold_here(open_window: Open) -> None:
    window = open_window(scenes.offered())
    press(window, "?")
    sheet = window.popups._keys
    assert sheet is not None
    assert sheet.isVisible()


def test_while_another_page_stands_in_the_pane_no_row_is_marked(open_window: Open) -> None:
    window = open_window(scenes.deaf())
    assert window.pages.shown == "arming"
    assert window.now.column.pool.current_row() == -1
    press(window, "j")
    assert window.pages.shown == "lead"
    assert window.now.column.pool.current_row() >= 0


def test_home_shows_the_hottest_though_the_desk_is_deaf(open_window: Open) -> None:
    desk = scenes.deaf()
    window = open_window(desk)
    press(window, Qt.Key.Key_Home)
    tick(window, desk)
    assert window.pages.shown == "lead"
    press(window, "c")
    assert desk.asked == [("claim", "lead-oluwaseun", "call")]


def test_after_a_long_silence_the_pane_says_what_happened_meanwhile(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    desk.set_link(LinkState(state="waiting", since=desk.clock))
    desk.clock += 42 * MINUTE
    desk.set_link(LinkState(state="live", since=desk.clock, rtt_ms=9))
    assert window.pages.shown == "awake"
    press(window, Qt.Key.Key_Return)
    assert window.pages.shown == "lead"


# ---- proven or grey --------------------------------------------------------------------------


def colours(widget: QWidget) -> set[str]:
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {f"#{pixel & 0xFFFFFF:06x}" for pixel in set(memoryview(picture.constBits()).cast("I"))}


def test_with_the_feed_cut_nothing_is_green_after_five_seconds(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    green = {LIGHT.good.name(), LIGHT.good_text.name()}
    assert green & colours(window)
    desk.set_link(LinkState(state="waiting", since=desk.clock, text="the hub does not answer"))
    for _ in range(5):
        tick(window, desk)
    assert not green & colours(window)
    desk.set_link(LinkState(state="live", since=desk.clock, rtt_ms=12))
    tick(window, desk)
    assert green & colours(window)


def test_a_stale_pool_stops_its_clocks_and_says_what_was(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    desk.set_link(LinkState(state="waiting", since=desk.clock))
    for _ in range(30):
        tick(window, desk)
    assert window.now.moment.shown == NOW
    from ui.models.faces import pool_face

    face = pool_face(window.now.pool.lead(1), window.now.moment)
    assert face.time in {"was 4:24", "was 0:52"}


def test_states_differ_without_colour(open_window: Open) -> None:
    pictures = []
    for scene in ("offer", "on-call", "sms", "claimed", "stale", "empty"):
        window = open_window(scenes.SCENES[scene](), 960, 600)
        grey = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        pictures.append(bytes(grey.constBits()))
    assert len(set(pictures)) == len(pictures)


# ---- keys and names --------------------------------------------------------------------------


def shown_buttons(window: MainWindow) -> list[KeyButton]:
    return [button for button in window.findChildren(KeyButton) if button.isVisible()]


@pytest.mark.parametrize("scene", sorted(scenes.SCENES))
def test_every_key_cap_shown_is_bound_and_one_button_is_blue(open_window: Open, scene: str) -> None:
    window = open_window(scenes.SCENES[scene]())
    if scene == "on-call":
        press(window, "1")
    bound = window.acts.keys() | {"Enter"}
    for button in shown_buttons(window):
        assert not button.key or button.key in bound, button.label
    blue = [b.label for b in shown_buttons(window) if b.kind is Kind.PRIMARY]
    assert len(blue) <= 1, blue


@pytest.mark.parametrize("scene", ["offer", "on-call", "empty"])
def test_whatever_takes_the_focus_has_a_name(open_window: Open, scene: str) -> None:
    window = open_window(scenes.SCENES[scene]())
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), type(widget)


def test_names_in_hebrew_stand_at_the_left_like_all_others(open_window: Open) -> None:
    window = open_window(scenes.offered())
    view = window.now.column.pool
    row = view.visualRect(window.now.pool.index(window.now.pool.row_of("lead-dana"), 0))
    picture = view.viewport().grab(row).toImage()
    ground = picture.pixel(picture.width() // 2, 2)
    line = [picture.pixel(x, 18) for x in range(picture.width())]
    inked = [x for x in range(38, 200) if line[x] != ground]
    assert inked
    assert inked[0] < 60


# ---- the window ------------------------------------------------------------------------------


def test_at_960_by_600_the_rail_folds_into_a_key(open_window: Open) -> None:
    window = open_window(scenes.offered(), 960, 600)
    pane = window.now.lead_pane
    assert window.now.column.width() == 272
    assert not pane.rail.isVisible()
    press(window, "i")
    assert pane.rail.isVisible()
    press(window, "i")
    assert not pane.rail.isVisible()


def test_hostile_words_are_shown_as_words(open_window: Open) -> None:
    desk = FakeDesk()
    person = replace(
        imogen().person,
        name="<img src=x onerror=alert(1)>\u202e{rep}",
        message="{first_name} <b>now</b>\n" * 400,
        company="\u200b" * 3_000 + "tel:*21*#",
        phone="",
        phone_raw="*21*#",
    )
    desk.arrive(replace(imogen(), person=person))
    window = open_window(desk)
    assert shown_name(window) == "<img src=x onerror=alert(1)>{rep}"
    assert window.now.lead_pane.hero.buttons["call"].kind is Kind.REFUSED
    assert window.windowTitle() == "Leadbell"
    press(window, "c")
    assert desk.asked == []


def test_the_window_tells_when_its_first_picture_and_first_rows_are_there(
    qtbot: QtBot, open_window: Open
) -> None:
    desk = scenes.offered()
    bridge = Bridge()
    bridge.attach(desk)
    window = MainWindow(bridge, Theme("light"), Settings())
    window.ticker.stop()
    qtbot.addWidget(window)
    said: list[str] = []
    window.painted.connect(lambda: said.append("painted"))
    window.rows_painted.connect(lambda: said.append("rows"))
    window.row_painted.connect(said.append)
    with qtbot.waitSignals([window.painted, window.rows_painted]):
        window.show()
    assert said.count("painted") == said.count("rows") == 1
    assert said.count("lead-dana") == said.count("lead-imogen") == 1
    bridge.detach()


def test_closing_goes_to_the_tray_and_says_so_once(open_window: Open) -> None:
    window = open_window(scenes.offered())
    kept: list[object] = []
    told: list[str] = []
    window.settings_changed.connect(kept.append)
    window.went_to_tray.connect(lambda: told.append("tray"))
    window.set_tray(True)
    window.close()
    window.show()
    window.close()
    assert window.isHidden()
    assert told == ["tray"]
    assert window.settings.close_explained
    assert window.settings.geometry


def test_without_a_tray_closing_minimises(open_window: Open) -> None:
    window = open_window(scenes.offered())
    window.close()
    assert window.isMinimized()


def test_a_lead_that_came_up_by_itself_goes_when_a_colleague_takes_it(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    assert window.now.current == "lead-imogen"
    desk.fact("lead-imogen", scenes.claimed(scenes.JONAS, desk.clock))
    assert window.now.current == "lead-oluwaseun"


def test_a_lead_picked_by_hand_stays_and_says_who_has_it(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.now.open_lead("lead-dana")
    desk.fact("lead-dana", scenes.claimed(scenes.JONAS, desk.clock))
    assert window.now.current == "lead-dana"
    face = window.now.lead_pane.hero.face
    assert face is not None
    assert "Jonas Weber has this lead" in face.note
