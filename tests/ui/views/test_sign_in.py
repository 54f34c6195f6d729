"""Signing in: the code is read as people type it, and nothing is asked before it can work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.views.sign_in import SignInPage, address_problem, code_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7H2M-QV4D", "7H2MQV4D"),
        (" 7h2m qv4d\n", "7H2MQV4D"),
        ("oi2mqv4l", "012MQV41"),
        ("7H2M-QV4", ""),
        ("7H2M-QV4D-9", ""),
        ("UUUU-UUUU", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_whatever_its_case_and_dashes(typed: str, read: str) -> None:
    assert code_of(typed) == read


@pytest.mark.parametrize(
    "address", ["https://hub.example", "http://127.0.0.1:8765/", "https://hub.example:8443"]
)
def test_a_hub_is_named_by_an_address(address: str) -> None:
    assert address_problem(address) == ""


@pytest.mark.parametrize(
    "address",
    ["", "hub.example", "ftp://hub.example", "https://", "https://h:99999", "javascript:alert(1)"],
)
def test_anything_else_is_refused_in_words(address: str) -> None:
    assert "https://" in address_problem(address)


@pytest.fixture
def page(qtbot: QtBot) -> SignInPage:
    page = SignInPage(Theme("light"))
    qtbot.addWidget(page)
    page.resize(960, 600)
    page.show()
    return page


def test_enter_in_the_code_field_asks_once(qtbot: QtBot, page: SignInPage) -> None:
    asked: list[tuple[str, str]] = []
    page.asked.connect(lambda hub, code: asked.append((hub, code)))
    page.set_hub("https://hub.example/")
    qtbot.keyClicks(page.code, "7h2mqv4d")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert asked == [("https://hub.example", "7H2M-QV4D")]


def test_an_incomplete_code_says_what_it_needs_and_asks_nothing(
    qtbot: QtBot, page: SignInPage
) -> None:
    asked: list[str] = []
    page.asked.connect(lambda hub, code: asked.append(code))
    page.set_hub("https://hub.example")
    qtbot.keyClicks(page.code, "7h2")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert asked == []
    assert "eight letters" in page.told.text


def test_a_refusal_keeps_what_was_typed_and_lets_it_be_tried_again(
    qtbot: QtBot, page: SignInPage
) -> None:
    page.set_hub("https://hub.example")
    qtbot.keyClicks(page.code, "7h2mqv4d")
    page.busy(True)
    assert not page.button.isEnabled()
    page.show_error("<b>This code has been used.</b>")
    assert page.button.isEnabled()
    assert page.told.text == "<b>This code has been used.</b>"
    assert page.code.text() == "7h2mqv4d"
