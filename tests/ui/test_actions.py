"""One list of acts: a key runs the first one that holds here, and a refused one says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import Actions, cap


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_same_letter_means_one_thing_in_each_place(host: QWidget) -> None:
    acts, ran = Actions(host), list[str]()
    acts.add("note", "Note", ("N",), "lead", lambda: ran.append("note"))
    acts.add("nudge", "Nudge", ("N",), "board", lambda: ran.append("nudge"))
    place = {"at": "lead"}
    acts.set_scopes(lambda: frozenset((place["at"],)))
    QTest.keyClick(host, Qt.Key.Key_N)
    place["at"] = "board"
    QTest.keyClick(host, Qt.Key.Key_N)
    assert ran == ["note", "nudge"]


def test_two_keys_in_a_row_go_somewhere(host: QWidget) -> None:
    acts, ran = Actions(host), list[str]()
    acts.add("note", "Note", ("N",), "lead", lambda: ran.append("note"))
    acts.add("go", "Now", ("G, N",), "go", lambda: ran.append("go"))
    QTest.keyClick(host, Qt.Key.Key_G)
    QTest.keyClick(host, Qt.Key.Key_N)
    QTest.keyClick(host, Qt.Key.Key_N)
    assert ran == ["go", "note"]


def test_an_act_that_may_not_be_done_says_why_and_does_nothing(host: QWidget) -> None:
    acts, ran, told = Actions(host), list[str](), list[str]()
    acts.refused.connect(told.append)
    acts.add("email", "Email", ("E",), "lead", lambda: ran.append("email"), lambda: "said stop")
    QTest.keyClick(host, Qt.Key.Key_E)
    acts.run("email")
    assert (ran, told) == ([], ["said stop", "said stop"])


def test_in_a_field_letters_are_text_and_alt_makes_them_keys(host: QWidget) -> None:
    acts, ran = Actions(host), list[str]()
    acts.add("sms", "SMS", ("S",), "lead", lambda: ran.append("sms"))
    field = QLineEdit(host)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_S)
    assert (field.text(), ran) == ("s", [])
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert (field.text(), ran) == ("s", ["sms"])


def test_caps_read_as_people_say_keys() -> None:
    assert [cap(key) for key in ("C", "Ctrl+K", "G, N", "Return")] == [
        "C",
        "Ctrl K",
        "G N",
        "Enter",
    ]
