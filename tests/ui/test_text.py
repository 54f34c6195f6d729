"""Hostile text becomes harmless and stays readable; labels show it as it is, never as markup."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.text import PlainLabel, clean, isolated, side_by_side, tooltip
from ui.theme import Theme, Type
from ui.widgets.elided_label import ElidedLabel


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Imogen Okafor", "Imogen Okafor"),
        ("<b>Bob</b> & co", "<b>Bob</b> & co"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("a\u2066b\u2069c\u200fd\u061ce", "abcde"),
        ("in\u200bvis\u200d\ufeffible", "invisible"),
        ("bell\x07\x00\x1b[31m", "bell[31m"),
        ("two\r\nlines\nand\u2028more", "two lines and more"),
        ("  tab\t and   space\u00a0 ", "tab and space"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\u3164\u115f", ""),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("דנה לוי", "דנה לוי"),
        ("Nguyễn Thị Hồng Ánh", "Nguyễn Thị Hồng Ánh"),
        ("佐藤 美咲 🙂", "佐藤 美咲 🙂"),
        ("Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "Z\u0301\u0301\u0301\u0301"),
        ("", ""),
    ],
)
def test_what_hides_or_reorders_goes_and_the_rest_stays(given_text: str, shown: str) -> None:
    assert clean(given_text) == shown


def test_line_breaks_stay_only_where_asked_and_never_pile_up() -> None:
    assert clean("Hi\r\n\n\n\n  there \n", newlines=True) == "Hi\n\nthere"


def test_a_cut_text_says_so() -> None:
    assert clean("abcdef", limit=4) == "abc…"
    assert clean("abcd", limit=4) == "abcd"


def test_a_text_hidden_behind_invisible_characters_is_cut_not_lost() -> None:
    assert clean("\u200b" * 10_000 + "Bob", limit=10) == "…"


def test_a_megabyte_costs_no_more_than_its_first_lines() -> None:
    begin = time.thread_time()
    assert len(clean("x" * 1_000_000)) == 400
    assert time.thread_time() - begin < 1


@given(st.text(max_size=300), st.booleans(), st.integers(2, 50))
def test_whatever_comes_the_result_is_short_and_visible(
    text: str, newlines: bool, limit: int
) -> None:
    shown = clean(text, newlines=newlines, limit=limit)
    assert len(shown) <= limit
    assert clean(shown, newlines=newlines, limit=limit) == shown
    bad = {char for char in shown if unicodedata.category(char) in {"Cc", "Cs"}}
    assert bad <= ({"\n"} if newlines else set())


def test_a_name_cannot_reorder_its_neighbours() -> None:
    assert side_by_side("Google Ads form", "", "נמל") == (
        f"{isolated('Google Ads form')} · {isolated('נמל')}"
    )


def test_a_tooltip_leaves_nothing_to_guess() -> None:
    shown = tooltip("<img src='http://x/y.png'> & more")
    assert "<img" not in shown
    assert "&lt;img" in shown
    assert tooltip("") == ""


HOSTILE = "<h1>Big</h1><a href='tel:*21*1%23'>call</a>"


def test_a_label_shows_markup_as_text(qtbot: QtBot) -> None:
    label = PlainLabel(Theme("light"), HOSTILE, Type.BODY)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE
    assert label.accessibleName() == HOSTILE
    rich = PlainLabel(Theme("light"), HOSTILE.replace("<", "("), Type.BODY)
    qtbot.addWidget(rich)
    assert label.sizeHint().height() == rich.sizeHint().height()


def test_a_label_cleans_what_it_is_given_later(qtbot: QtBot) -> None:
    label = PlainLabel(Theme("light"), "a", limit=10)
    qtbot.addWidget(label)
    label.setText("x\u202ey" * 20)
    assert label.text() == "xyxyxyxyx…"


def test_a_label_takes_the_colours_of_a_new_look(qtbot: QtBot) -> None:
    theme = Theme("light")
    label = PlainLabel(theme, "a", Type.BODY, "ink")
    qtbot.addWidget(label)
    theme.set_mode("dark")
    assert label.palette().color(label.foregroundRole()) == theme.tokens.ink


def test_an_elided_label_keeps_the_whole_text_and_knows_when_it_is_cut(qtbot: QtBot) -> None:
    label = ElidedLabel(Theme("light"), "Imogen\u202e Okafor of Kestrel Freight")
    qtbot.addWidget(label)
    label.resize(60, 18)
    assert label.is_cut()
    label.resize(600, 18)
    assert not label.is_cut()
    assert label.text == label.accessibleName() == "Imogen Okafor of Kestrel Freight"
