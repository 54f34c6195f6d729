"""The board: the pool's order, where each offer stands, and nothing green that is not proven."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from app.protocol.messages import RepCard
from client.hooks import LinkState
from tests.ui import scenes
from tests.ui.conftest import Open
from tests.ui.scenes import AINO, HOUR, JONAS, MARIKA, MINUTE, NOW, SECOND, FakeDesk, claimed, lead
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.overlays.assign import AssignPopup
from ui.theme import Theme
from ui.tokens import LIGHT
from ui.views.board import BoardView
from ui.widgets.key_button import Kind

CARDS = (
    RepCard(rep="r-off", name="Diego Márquez", role="rep", state="off", since=NOW - HOUR),
    RepCard(rep=AINO.rep, name=AINO.name, role="rep", state="armed", since=NOW - HOUR),
    RepCard(rep="r-call", name="Sami Rahman", role="rep", state="on_call", since=NOW - 192 * SECOND,
            lead="lead-ruth"),
    RepCard(rep=JONAS.rep, name=JONAS.name, role="rep", state="deaf", why="No sound output",
            since=NOW - 11 * MINUTE),
)  # fmt: skip


def a_team() -> FakeDesk:
    desk = scenes.team_lead()
    desk.cards = CARDS
    unmapped = lead("Chidinma Eze", "Partner form", "Savanna", age=3 * HOUR, zone="Africa/Lagos",
                    lane="needs_mapping", rank="D", rank_why="the form has no phone field",
                    due=NOW - 2 * HOUR - 14 * MINUTE)  # fmt: skip
    desk.leads[unmapped.id] = unmapped
    return desk


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    return a_board(qtbot, a_team())


def a_board(qtbot: QtBot, desk: FakeDesk, width: int = 1280) -> BoardView:
    bridge = Bridge()
    bridge.attach(desk)
    view = BoardView(bridge, Theme("light"))
    view.resize(width, 728)
    qtbot.addWidget(view)
    view.show()
    return view


def names(view: BoardView) -> list[str]:
    return [shown.person.name for shown in view.rows.leads()]


def row(view: BoardView, lead_id: str) -> str:
    at = view.rows.row_of(lead_id)
    face = view.rows.face(at)
    return f"{face.row.time} | {face.standing} | {face.detail}"


def desk_of(view: BoardView) -> FakeDesk:
    desk = view._bridge.desk
    assert isinstance(desk, FakeDesk)
    return desk


def test_the_heading_counts_what_nobody_has(board: BoardView) -> None:
    board.repaint()
    assert board.accessibleName() == "Board: 8 unclaimed, 2 breached, 1 hot"


def test_rows_stand_in_the_pools_order_with_what_needs_mapping_in_it(board: BoardView) -> None:
    assert names(board)[:4] == ["Chidinma Eze", "Oluwaseun Adebayo", "דנה לוי", "Imogen Okafor"]
    assert row(board, "lead-chidinma") == (
        "2 h 14 over | Nobody asked yet | needs mapping: the form has no phone field"
    )


def test_a_running_offer_says_to_how_many_and_how_long(board: BoardView) -> None:
    assert row(board, "lead-imogen") == "4:24 left | Offered to the one armed | 0:24 to answer"


def test_who_said_later_is_named(board: BoardView) -> None:
    passed = f.LeadPassed(rep=JONAS.rep, rep_name=JONAS.name, at=NOW, until=NOW + 10 * MINUTE)
    desk_of(board).fact("lead-imogen", passed)
    assert row(board, "lead-imogen").endswith("0:24 to answer, Jonas said later")


def test_an_ended_offer_is_open_to_all_since_then(board: BoardView) -> None:
    desk_of(board).fact("lead-imogen", f.OfferEnded(at=NOW - 3 * MINUTE))
    assert row(board, "lead-imogen").endswith("Open to all since 14:29 | nobody claimed it in time")


def test_a_claim_moves_a_lead_into_the_fold_and_counts_for_its_rep(
    qtbot: QtBot, board: BoardView
) -> None:
    desk_of(board).fact("lead-imogen", claimed(AINO, NOW))
    qtbot.waitUntil(lambda: board.hand.row_of("lead-imogen") >= 0)
    assert "Imogen Okafor" not in names(board)
    face = board.hand.face(board.hand.row_of("lead-imogen"))
    assert (face.standing, face.detail) == ("Aino Laine", "claimed 14:32, no touch yet")
    assert face.row.time == "4:24 left"
    assert board.claims.of(AINO.rep) == 1


def test_claims_of_yesterday_are_not_claims_of_today(board: BoardView) -> None:
    assert board.claims.of(AINO.rep) == 0  # her six of the agenda were claimed yesterday


def test_deaf_reps_stand_first_with_the_reason(board: BoardView) -> None:
    faces = [board.reps.face(n) for n in range(board.reps.rowCount())]
    assert [face.state for face in faces] == ["Deaf", "Armed", "On a call", "Off"]
    assert faces[0].why == ", no sound output since 14:21"
    assert faces[2].why == ", 3:12, Ruth O’Donnell"


# ---- acts ------------------------------------------------------------------------------------


def press(window: MainWindow, *keys: str | Qt.Key) -> None:
    for key in keys:
        target: QWidget = window.focusWidget() or window
        QTest.keyClick(target, key)  # type: ignore[call-overload]


def test_nudge_assign_and_pull_back_are_keys(open_window: Open) -> None:
    desk = a_team()
    window = open_window(desk)
    window.show_place("board")
    press(window, "n")
    assert desk.asked == [("nudge", "lead-oluwaseun", "")]
    press(window, "a", "1")
    assert desk.asked[1:] == [("assign", "lead-oluwaseun", AINO.rep)]
    desk.answer_all()
    view = window.places.currentWidget()
    assert isinstance(view, BoardView)
    view.choose("lead-oluwaseun")
    press(window, "p")
    assert desk.asked[2:] == [("pull_back", "lead-oluwaseun", "")]


def test_armed_reps_are_offered_first_for_an_assignment(board: BoardView, qtbot: QtBot) -> None:
    board.choose("lead-imogen")
    board.acts.assign()
    texts = [choice.text for choice in board.acts.popup.list.choices]
    assert [text.split(" ")[0] for text in texts] == ["Aino", "Sami", "Jonas", "Diego"]
    assert isinstance(board.acts.popup, AssignPopup)


def test_what_cannot_be_done_says_why(board: BoardView) -> None:
    board.choose("lead-chidinma")
    told: list[str] = []
    board.told.connect(told.append)
    for act in ("nudge", "assign", "pull"):
        assert board.acts.buttons[act].kind is Kind.REFUSED
        board.acts.buttons[act].click()
    assert desk_of(board).asked == []
    assert told[0].startswith("It has to be mapped first")
    assert told[2].startswith("Nobody has this lead")


def test_a_row_is_opened_by_enter(board: BoardView, qtbot: QtBot) -> None:
    board.choose("lead-dana")
    with qtbot.waitSignal(board.open_lead) as opened:
        QTest.keyClick(board.list, Qt.Key.Key_Return)
    assert opened.args == ["lead-dana"]


def test_a_rep_has_no_board(open_window: Open) -> None:
    window = open_window(scenes.offered())
    window.show_place("board")
    assert window.rooms.at == "now"


# ---- the hand, and the link ------------------------------------------------------------------


def test_twenty_arrivals_move_no_row_under_the_mouse(board: BoardView) -> None:
    before = names(board)
    board.list.entered_or_left.emit(True)
    for number in range(20):
        desk_of(board).arrive(lead(f"N{number}", "Demo", "K", age=MINUTE, zone="Europe/London",
                                   due=NOW - HOUR * 3 + number))  # fmt: skip
    assert names(board) == before
    board.list.entered_or_left.emit(False)
    assert len(names(board)) == len(before) + 20


def cut(view: BoardView, ms: int = 30 * MINUTE) -> FakeDesk:
    desk = desk_of(view)
    desk.set_link(LinkState(state="waiting", since=NOW))
    desk.clock += ms
    view.ticker.second.emit(desk.clock)
    return desk


def pixels(view: QWidget, *colours: QColor) -> int:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = {colour.rgb() for colour in colours}
    return sum(
        image.pixel(x, y) in wanted for x in range(image.width()) for y in range(image.height())
    )


def test_without_a_link_clocks_stop_and_no_rep_is_known(board: BoardView) -> None:
    cut(board)
    assert row(board, "lead-dana").startswith("was 0:52 |")
    assert row(board, "lead-oluwaseun").startswith("over |")
    assert board.band.words.startswith("Not live since 14:32. 30 min old.")
    assert [board.reps.face(n).state for n in range(4)] == ["Not known"] * 4
    assert board.reps.face(1).why == ", was armed at 14:32"
    assert board.column.age_words() == "As it was at 14:32"


def test_nothing_on_a_stale_board_is_green(board: BoardView) -> None:
    assert pixels(board, LIGHT.good, LIGHT.good_text) > 0
    cut(board, 6 * SECOND)
    assert pixels(board, LIGHT.good, LIGHT.good_text) == 0


def test_a_stale_list_has_lost_its_colours(board: BoardView) -> None:
    loud = (LIGHT.ink, LIGHT.hot, LIGHT.warm, LIGHT.accent_mark, LIGHT.wash)
    assert pixels(board.list, *loud) > 0
    cut(board, 6 * SECOND)
    assert pixels(board.list, *loud) == 0


def test_a_short_cut_is_not_called_stale(board: BoardView) -> None:
    cut(board, 3 * SECOND)
    assert not board.band.isVisible()


def test_a_lease_that_ran_out_while_nothing_is_live_stays_where_it_was(board: BoardView) -> None:
    desk_of(board).fact("lead-imogen", claimed(AINO, NOW))
    cut(board)
    assert "Imogen Okafor" not in names(board)


def test_a_lease_that_runs_out_puts_the_lead_back_above_the_fold(
    qtbot: QtBot, board: BoardView
) -> None:
    desk = desk_of(board)
    desk.fact("lead-imogen", claimed(AINO, NOW))
    qtbot.waitUntil(lambda: board.hand.row_of("lead-imogen") >= 0)
    desk.clock += 121 * SECOND
    board.ticker.second.emit(desk.clock)
    assert "Imogen Okafor" in names(board)


def test_the_age_of_what_is_shown_is_said(board: BoardView) -> None:
    desk = desk_of(board)
    desk.fact("lead-imogen", claimed(AINO, NOW))
    desk.clock += 2 * SECOND
    board.ticker.second.emit(desk.clock)
    assert board.column.age_words() == "Last fact 2 s ago"


def test_what_happened_while_the_board_was_hidden_is_there_when_it_is_shown(
    board: BoardView,
) -> None:
    board.hide()
    desk_of(board).fact("lead-imogen", claimed(AINO, NOW))
    board.show()
    assert "Imogen Okafor" not in names(board)
    assert board.hand.row_of("lead-imogen") >= 0
    assert board.claims.of(AINO.rep) == 1


def test_hostile_names_stay_text(qtbot: QtBot) -> None:
    desk = a_team()
    evil = "<b>x</b>\u202e{rep}\n"
    imogen = desk.leads["lead-imogen"]
    desk.leads["lead-imogen"] = replace(imogen, person=replace(imogen.person, name=evil))
    desk.cards = (replace(CARDS[0], name=evil, why=evil, state="deaf"),)
    view = a_board(qtbot, desk, 960)
    view.grab()
    assert view.reps.face(0).name == "<b>x</b>{rep}"
    assert "\u202e" not in row(view, "lead-imogen")
    assert MARIKA.name == desk.who.name
