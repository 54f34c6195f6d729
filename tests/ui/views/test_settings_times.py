"""My hours in the settings: typed, echoed, taken back; leave with cover; a calendar kept secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.rep_times import Block, RepTimes
from app.protocol.messages import Problem, Re, Times
from client.hooks import CalendarState
from client.settings import Settings
from tests.ui import hours_scenes
from tests.ui.conftest import Open
from tests.ui.hours_scenes import WEEK
from tests.ui.scenes import JONAS, NOW, FakeDesk
from ui.bridge import Bridge
from ui.theme import Theme
from ui.views.settings import SettingsView
from ui.views.settings_times import TimesPart
from ui.widgets.field import Field
from ui.widgets.key_button import Kind


class Opened:
    """The settings of a desk, and what they said."""

    def __init__(self, qtbot: QtBot, desk: FakeDesk) -> None:
        self.desk, bridge = desk, Bridge()
        bridge.attach(desk)
        self.page = SettingsView(bridge, Theme("light"), Settings())
        self.told: list[str] = []
        self.undo: list[Callable[[], None]] = []
        self.page.told.connect(self.told.append)
        self.page.undoable.connect(self._undoable)
        self.page.resize(960, 1400)
        qtbot.addWidget(self.page)
        self.page.show()

    @property
    def times(self) -> TimesPart:
        return self.page.times

    @property
    def asked(self) -> RepTimes:
        """What the hub was asked to keep last."""
        return next(said[2] for said in reversed(self.desk.asked) if said[0] == "set_times")  # type: ignore[return-value]

    def _undoable(self, said: str, undo: Callable[[], None]) -> None:
        self.told.append(said)
        self.undo.append(undo)


@pytest.fixture
def bare(qtbot: QtBot) -> Opened:
    return Opened(qtbot, hours_scenes.bare())


@pytest.fixture
def set_up(qtbot: QtBot) -> Opened:
    return Opened(qtbot, hours_scenes.set_up())


def typed(field: Field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_hours_are_typed_echoed_and_kept_with_enter(bare: Opened) -> None:
    hours = bare.times.hours
    assert hours.said.text.startswith("Nothing is set: your team’s hours count, Mon to Fri")
    typed(hours.field, "mon-fri 9-12:30 13:30-18")
    assert hours.said.text == "Mon to Fri 09:00–12:30 and 13:30–18:00: 40 h a week"
    assert not [said for said in bare.desk.asked if said[0] == "set_times"]
    QTest.keyClick(hours.field, Qt.Key.Key_Return)
    assert bare.asked == RepTimes(zone="Europe/Helsinki", blocks=WEEK)
    assert bare.told[-1].startswith("Your hours: Mon to Fri")


def test_hours_are_taken_back_and_what_the_calendar_said_meanwhile_stays(set_up: Opened) -> None:
    typed(set_up.times.hours.field, "sat 10-12")
    set_up.times.hours.keep.click()
    assert set_up.asked.blocks == (Block(day=5, start=600, end=720),)
    set_up.desk.set_times(replace(set_up.desk.my_times, busy=()))
    set_up.undo[-1]()
    assert set_up.asked.blocks == WEEK and set_up.asked.busy == ()
    assert set_up.times.hours.field.text() == "mon-fri 09:00-12:30 13:30-18:00"


@pytest.mark.parametrize(
    ("line", "why"),
    [("mon nine", "“nine” is neither"), ("mon 9-14 13-18", "runs into"), ("9-17", "Say the days")],
)
def test_a_line_that_cannot_be_is_named_and_not_kept(bare: Opened, line: str, why: str) -> None:
    hours = bare.times.hours
    typed(hours.field, line)
    assert why in hours.said.text and hours.keep.kind is Kind.REFUSED
    QTest.keyClick(hours.field, Qt.Key.Key_Return)
    hours.keep.click()
    assert not [said for said in bare.desk.asked if said[0] == "set_times"]


def test_a_line_being_typed_is_left_alone_when_the_hub_tells_something(bare: Opened) -> None:
    typed(bare.times.hours.field, "mon 9-1")
    bare.desk.times = Times(times=RepTimes(zone="Europe/Helsinki", busy=hours_scenes.BUSY))
    bare.desk.hooks.times(bare.desk.times)
    assert bare.times.hours.field.text() == "mon 9-1"


def test_a_zone_set_elsewhere_is_said_and_changed_by_one_press(qtbot: QtBot) -> None:
    opened = Opened(qtbot, hours_scenes.troubled())
    hours = opened.times.hours
    assert "count in Bogota (America/Bogota)" in hours.zone.text
    hours.use_zone.click()
    assert opened.asked.zone == "Europe/Helsinki" and opened.asked.blocks == WEEK
    assert not hours.use_zone.isVisible()


def test_leave_is_added_with_who_stands_in(bare: Opened) -> None:
    leave = bare.times.leave
    typed(leave.field, "21 Dec to 2 Jan")
    assert leave.said.text == (
        "Mon 21 Dec to Sat 2 Jan, 13 days. What is due meanwhile is spread over the days after."
    )
    leave.cover.click()
    names = [choice.text for choice in bare.times.covers.list.choices]
    assert names[0].startswith("Nobody") and "Jonas Weber" in names
    assert "Aino Laine" not in names
    bare.times.covers.list.choose(names.index("Jonas Weber"))
    assert "Jonas Weber gets what is due meanwhile" in leave.said.text
    QTest.keyClick(leave.field, Qt.Key.Key_Return)
    [kept] = bare.asked.leave
    assert (kept.first, kept.last, kept.cover) == ("2026-12-21", "2027-01-02", JONAS.rep)
    assert leave.field.text() == "" and len(leave.buttons()) == 1


def test_leave_is_removed_and_taken_back(set_up: Opened) -> None:
    leave = set_up.times.leave
    first = leave.buttons()[0]
    assert first.accessibleName() == "Remove Fri 4 Dec, 1 day"
    first.click()
    assert [one.first for one in set_up.asked.leave] == ["2026-12-21"]
    set_up.undo[-1]()
    assert {one.first for one in set_up.asked.leave} == {"2026-12-21", "2026-12-04"}


def test_leave_that_overlaps_another_is_named(set_up: Opened) -> None:
    typed(set_up.times.leave.field, "1 Jan to 5 Jan")
    assert set_up.times.leave.said.text.startswith("You are away Mon 21 Dec to Sat 2 Jan, 13 days")
    QTest.keyClick(set_up.times.leave.field, Qt.Key.Key_Return)
    assert not [said for said in set_up.desk.asked if said[0] == "set_times"]


def test_a_calendars_address_is_handed_over_and_never_shown_again(bare: Opened) -> None:
    part = bare.times.calendar
    typed(part.field, "webcal://calendar.example.com/private-3f9c/basic.ics")
    QTest.keyClick(part.field, Qt.Key.Key_Return)
    wanted = ("set_calendar", "webcal://calendar.example.com/private-3f9c/basic.ics")
    assert bare.desk.asked[-1] == wanted
    assert part.field.text() == ""
    bare.desk.calendar = CalendarState(
        source="https://calendar.example.com/…", read_at=NOW, meetings=1
    )
    bare.desk.hooks.calendar(bare.desk.calendar)
    assert part.state.text == (
        "https://calendar.example.com/…  1 meeting in the next four weeks,"
        " read Thu 19 Nov, 14:32 yours"
    )


def test_an_address_that_is_not_encrypted_is_refused_before_it_is_used(bare: Opened) -> None:
    part = bare.times.calendar
    typed(part.field, "http://example.com/a.ics")
    assert "not encrypted" in part.wrong.text and not part.use.isEnabled()
    QTest.keyClick(part.field, Qt.Key.Key_Return)
    assert ("set_calendar", "http://example.com/a.ics") not in bare.desk.asked


def test_a_file_is_chosen_while_the_window_goes_on(bare: Opened, tmp_path: Path) -> None:
    dialog = bare.times.calendar.choose_file()
    assert isinstance(dialog, QFileDialog) and dialog.isVisible()
    dialog.fileSelected.emit(str(tmp_path / "work.ics"))
    assert bare.desk.asked[-1] == ("set_calendar", str(tmp_path / "work.ics"))
    dialog.close()


def test_a_calendar_is_read_now_and_removed_only_when_asked_twice(set_up: Opened) -> None:
    part = set_up.times.calendar
    part.now.click()
    assert set_up.desk.asked == [("read_calendar",)]
    part.remove.click()
    assert "pasted again" in part.sure.text and len(set_up.desk.asked) == 1
    part.stay.click()
    assert part.sure.text == ""
    part.remove.click()
    part.really.click()
    assert set_up.desk.asked[-1] == ("set_calendar", "")


def test_what_is_wrong_with_a_calendar_stands_beside_what_still_counts(qtbot: QtBot) -> None:
    part = Opened(qtbot, hours_scenes.troubled()).times.calendar
    assert "does not let this address in" in part.wrong.text
    assert "14 meetings" in part.state.text


def test_hours_the_hub_does_not_keep_are_told(bare: Opened) -> None:
    typed(bare.times.hours.field, "mon 9-17")
    bare.times.hours.keep.click()
    [act] = bare.desk.pending()
    del bare.desk.acts[act.op]
    no = Problem(code="bad_field", msg="blocks: too many.")
    bare.desk.hooks.settled(act, Re(re=1, op=act.op, ok=False, e=no))
    assert bare.told[-1] == "Your hours were not kept. blocks: too many."
    assert bare.times.hours.said.text.startswith("Nothing is set")


def test_undo_stands_at_the_foot_of_the_window(open_window: Open) -> None:
    window = open_window(hours_scenes.set_up())
    window.show_place("settings")
    page = window.places.currentWidget()
    assert isinstance(page, SettingsView)
    page.times.leave.buttons()[0].click()
    assert window.toast.text == "No longer away Fri 4 Dec, 1 day." and window.toast.can_undo
    window.acts.run("undo")
    assert len(page.times.leave.buttons()) == 2
