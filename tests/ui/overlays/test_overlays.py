"""What opens over the window: chosen by keys alone, and what is said there is true."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain import hours
from app.domain.lead import Lead, Where
from tests.ui import scenes
from tests.ui.conftest import Open
from tests.ui.scenes import DAY, HOUR, MINUTE, NOW, FakeDesk, imogen
from ui.main_window import MainWindow
from ui.models.proposals import proposals, typed
from ui.overlays.keys import KeysSheet
from ui.overlays.later import LaterPopup, clock_words, later_choices
from ui.overlays.next_touch import NextTouchPopup, time_choice
from ui.overlays.palette import Palette
from ui.overlays.return_slip import ReturnSlip
from ui.widgets.popup import Popup


def press(window: MainWindow, *keys: str | Qt.Key) -> None:
    """Type, each key where the focus is by then."""
    for key in keys:
        for one in key if isinstance(key, str) else (key,):
            target: QWidget = window.focusWidget() or window
            if isinstance(one, str):
                QTest.keyClicks(target, one)
            else:
                QTest.keyClick(target, one)


def the(window: MainWindow, kind: type[Popup]) -> Popup:
    found = next((popup for popup in window.findChildren(kind) if popup.isVisible()), None)
    assert found is not None, f"{kind.__name__} is not open"
    return found


# ---- Later -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "minutes"), [("1", 2), ("2", 10), ("3", 30), ("4", 60)])
def test_later_is_two_keys_away(open_window: Open, key: str, minutes: int) -> None:
    desk = scenes.offered()
    press(open_window(desk), "l", key)
    assert desk.asked == [("pass", "lead-imogen", minutes)]


def test_later_says_that_the_clock_does_not_stop(open_window: Open) -> None:
    window = open_window(scenes.offered())
    press(window, "l")
    popup = the(window, LaterPopup)
    assert isinstance(popup, LaterPopup)
    assert popup.clock == "The clock does not stop: 4:24 to the deadline."


def test_later_warns_of_the_times_after_the_deadline() -> None:
    late = ["after the deadline" in choice.text for choice in later_choices(imogen(), NOW)]
    assert late == [False, True, True, True]


def test_later_of_a_breached_lead_says_how_late_it_is() -> None:
    said, role = clock_words(imogen(due=NOW - MINUTE), NOW)
    assert (said, role) == ("The clock does not stop: 1:00 over.", "hot_text")


def test_escape_leaves_later_and_asks_for_nothing(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    press(window, "l", Qt.Key.Key_Escape)
    assert desk.asked == []
    assert not window.findChildren(LaterPopup)[0].isVisible()


# ---- the return slip -------------------------------------------------------------------------


def test_a_reason_is_marked_first_and_returned_by_enter(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "9", "2")
    slip = the(window, ReturnSlip)
    assert isinstance(slip, ReturnSlip)
    assert desk.asked == []
    assert slip.then.startswith("Goes to Marketing with this reason. May come back")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("end_touch", "lead-imogen", "touch-1", "returned", "country")]


def test_keep_is_escape(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    press(window, "9", "1", Qt.Key.Key_Escape)
    assert desk.asked == []


def test_the_slip_says_what_we_call_a_lead(open_window: Open) -> None:
    window = open_window(scenes.on_call())
    press(window, "9")
    said = [w.accessibleName() for w in the(window, ReturnSlip).findChildren(QWidget)]
    assert any(words.startswith("Our lead: a person with a way to be reached") for words in said)


# ---- the next touch --------------------------------------------------------------------------


def ruth(**changes: object) -> Lead:
    return replace(scenes.agenda()[0], **changes)


@pytest.mark.parametrize("country", ["GB", "FR", "US", "DE", "ES", "AU"])
@pytest.mark.parametrize("after", [0, 9 * HOUR, DAY, 2 * DAY + 5 * HOUR])
def test_every_proposal_is_allowed_where_the_person_is(country: str, after: int) -> None:
    zone = {"US": "America/Denver", "AU": "Australia/Perth"}.get(country, "Europe/Paris")
    lead = ruth(where=Where(zones=(zone,), country=country, confidence="high"))
    book = FakeDesk().playbook
    assert book is not None
    found = proposals(lead, book, NOW + after)
    assert len(found) == 3
    assert all(hours.legal(p.at, lead.where, book.rules) and p.at > NOW + after for p in found)
    assert [p.at for p in found] == sorted({p.at for p in found})


def test_a_proposal_never_speaks_of_a_call_that_did_not_end_so() -> None:
    book = FakeDesk().playbook
    assert book is not None
    said = [p.why for p in proposals(ruth(next_touch=None), book, NOW)]
    assert "when the plan would try next" in said
    assert not any(why.startswith("No answer") for why in said)


def test_a_time_outside_hours_is_refused_naming_the_next_one() -> None:
    book = FakeDesk().playbook
    assert book is not None
    made = typed("tomorrow at 22:30", ruth(), book, NOW)
    assert made.at is None
    assert "; the next time is" in made.refused


@pytest.mark.parametrize(
    ("line", "echo"),
    [("tue after 3", "Tue after 15:00, their time"), ("24 nov 15:10", "Tue 24 Nov, 15:10")],
)
def test_a_typed_line_is_echoed_and_comes_to_an_allowed_time(line: str, echo: str) -> None:
    book = FakeDesk().playbook
    assert book is not None
    made = typed(line, ruth(), book, NOW)
    assert made.echo.startswith(echo)
    assert made.at is not None
    assert hours.legal(made.at, ruth().where, book.rules)


def test_where_the_zone_is_unknown_times_are_mine_and_said_to_be() -> None:
    book = FakeDesk().playbook
    assert book is not None
    nowhere = ruth(where=Where())
    found = proposals(nowhere, book, NOW)
    assert len(found) == 3
    choice = time_choice(nowhere, found[0], 1)
    assert choice.text.startswith("Thu 19 Nov, 15:15 yours · time there unknown")
    made = typed("24 nov 15:10", nowhere, book, NOW)
    assert made.echo == "Tue 24 Nov, 15:10, your time"
    assert made.at is not None


@pytest.mark.parametrize("line", ["soonish", "ask for Dana", "<b>1</b>", "{rep}"])
def test_a_line_without_a_time_is_not_guessed(line: str) -> None:
    book = FakeDesk().playbook
    assert book is not None
    made = typed(line, ruth(), book, NOW)
    assert made.at is None
    assert made.refused


def test_the_next_touch_is_moved_by_its_number_and_enter(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.open_lead("lead-ruth")
    press(window, "b", "2", Qt.Key.Key_Return)
    (verb, lead_id, at, channel), *more = desk.asked
    assert (verb, lead_id, channel, more) == ("move_touch", "lead-ruth", None, [])
    assert isinstance(at, int)
    assert at > NOW


def test_typing_goes_into_the_field_and_enter_books_it(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.open_lead("lead-ruth")
    press(window, "b", "tue after 3")
    popup = the(window, NextTouchPopup)
    assert isinstance(popup, NextTouchPopup)
    assert popup.field.text() == "tue after 3"
    assert "15:00 their time" in popup.echo
    press(window, Qt.Key.Key_Return)
    assert [asked[0] for asked in desk.asked] == ["move_touch"]


def test_nothing_is_booked_outside_hours(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.open_lead("lead-ruth")
    press(window, "b")
    popup = the(window, NextTouchPopup)
    assert isinstance(popup, NextTouchPopup)
    popup.field.setFocus()
    press(window, "tomorrow at 23:00", Qt.Key.Key_Return)
    assert desk.asked == []
    assert popup.isVisible()


# ---- the palette -----------------------------------------------------------------------------


def find(window: MainWindow, text: str) -> Palette:
    window.acts.run("find")
    palette = the(window, Palette)
    assert isinstance(palette, Palette)
    palette.field.setText(text)
    return palette


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ola", "Ólafur Þórðarson"),
        ("thi minh", "Nguyễn Thị Minh"),
        ("liffey", "Ruth O’Donnell"),
        ("олена", "Олена Шевчук"),
        ("佐藤", "佐藤 美咲"),
        ("jean-b", "Jean-Baptiste N’Guessan"),
    ],
)
def test_a_lead_is_found_by_a_few_letters(open_window: Open, text: str, name: str) -> None:
    palette = find(open_window(scenes.offered()), text)
    found = [lead.person.name for lead in palette.found if isinstance(lead, Lead)]
    assert name in found


def test_a_lead_is_found_by_its_number_as_people_write_it(open_window: Open) -> None:
    desk = scenes.offered()
    person = replace(desk.leads["lead-ruth"].person, phone="+447700900999")
    desk.leads["lead-ruth"] = replace(desk.leads["lead-ruth"], person=person)
    found = find(open_window(desk), "07700 900 999").found
    assert [lead.id for lead in found if isinstance(lead, Lead)] == ["lead-ruth"]


def test_enter_opens_the_first_lead(open_window: Open) -> None:
    window = open_window(scenes.offered())
    find(window, "ruth")
    press(window, Qt.Key.Key_Return)
    assert window.now.current == "lead-ruth"
    assert not window.findChildren(Palette)[0].isVisible()


def test_the_palette_is_walked_by_arrows_and_runs_an_act(open_window: Open) -> None:
    window = open_window(scenes.offered())
    palette = find(window, "age")
    assert palette.list.choices[palette.list.at].text.startswith("Agenda")
    press(window, Qt.Key.Key_Return)
    assert window.rooms.at == "agenda"


def test_letters_typed_there_are_no_acts(open_window: Open) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    find(window, "")
    press(window, "cls9")
    assert desk.asked == []
    assert window.findChildren(Palette)[0].field.text() == "cls9"


def test_a_name_that_is_markup_is_shown_as_it_is(open_window: Open) -> None:
    desk = scenes.offered()
    desk.leads["lead-imogen"] = imogen(person={"name": "<b>Zed</b>\u202e{rep}"})
    palette = find(open_window(desk), "<b>z")
    assert palette.list.choices[0].text.startswith("<b>Zed</b>{rep}")


# ---- the keys --------------------------------------------------------------------------------


def test_every_key_on_the_sheet_is_bound(open_window: Open) -> None:
    window = open_window(scenes.offered())
    window.acts.run("keys")
    sheet = the(window, KeysSheet)
    assert isinstance(sheet, KeysSheet)
    bound = {act.keys[0].replace("+", " ").replace(", ", " ") for act in window.acts.all()}
    shown = {key for group in sheet.groups for key, _ in group.keys} - {"1–9", "1–3"}
    assert shown <= {key.replace("Return", "Enter") for key in bound}
    assert {"C", "S", "Ctrl K", "Ctrl ,"} <= shown


def test_the_sheet_shows_no_place_that_is_not_mine(open_window: Open) -> None:
    window = open_window(scenes.offered())
    window.acts.run("keys")
    sheet = the(window, KeysSheet)
    assert isinstance(sheet, KeysSheet)
    assert "G B" not in {key for group in sheet.groups for key, _ in group.keys}


def test_any_key_closes_the_sheet_and_does_nothing_else(open_window: Open, qtbot: QtBot) -> None:
    desk = scenes.offered()
    window = open_window(desk)
    window.acts.run("keys")
    press(window, "c")
    assert desk.asked == []
    assert not window.findChildren(KeysSheet)[0].isVisible()
