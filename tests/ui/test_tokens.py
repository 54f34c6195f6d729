"""The palette keeps its contrast promises (WCAG 2.1), and a stale picture has no colour left."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from ui.tokens import DARK, LIGHT, Role, Tokens, high_contrast, stale

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS: tuple[Role, ...] = ("ground", "side", "wash")
WORDS: tuple[Role, ...] = (
    "ink", "ink2", "ink3", "accent_text", "warm_text", "hot_text", "good_text",
)  # fmt: skip
MARKS: tuple[Role, ...] = ("accent_mark", "calm", "warm", "hot", "good")


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", WORDS)
def test_words_can_be_read(tokens: Tokens, role: Role, ground: Role) -> None:
    assert contrast(tokens.of(role), tokens.of(ground)) >= 4.5


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", MARKS)
def test_marks_can_be_seen(tokens: Tokens, role: Role, ground: Role) -> None:
    assert contrast(tokens.of(role), tokens.of(ground)) >= 3


@BOTH
@pytest.mark.parametrize(
    ("role", "ground"),
    [
        ("on_accent", "accent"), ("on_hot", "hot"), ("hot_text", "hot_wash"), ("ink", "hot_wash"),
        ("warm_text", "warm_wash"), ("good_text", "good_wash"), ("ink3", "hover"),
        ("ink2", "raised"), ("ink3", "raised"), ("hot_text", "raised"), ("warm_text", "raised"),
    ],
)  # fmt: skip
def test_words_can_be_read_on_what_they_stand_on(tokens: Tokens, role: Role, ground: Role) -> None:
    assert contrast(tokens.of(role), tokens.of(ground)) >= 4.5


@BOTH
def test_the_border_of_a_text_field_can_be_seen(tokens: Tokens) -> None:
    assert contrast(tokens.edge, tokens.ground) >= 3


@BOTH
def test_a_number_can_be_read_in_every_cell_of_the_heat_map(tokens: Tokens) -> None:
    assert min(contrast(tokens.ink, cell) for cell in tokens.ramp) >= 4.5


@BOTH
def test_a_stale_picture_is_grey_and_readable(tokens: Tokens) -> None:
    old = stale(tokens)
    live: tuple[Role, ...] = ("accent", *MARKS, *WORDS)
    assert {old.of(role).name() for role in live} == {tokens.ink3.name()}
    for ground in ("ground", "side", "wash", "hot_wash"):
        assert contrast(old.ink, old.of(ground)) >= 4.5
    assert contrast(old.on_hot, old.hot) >= 4.5
    assert contrast(old.on_accent, old.accent) >= 4.5


@BOTH
def test_high_contrast_makes_rims_visible_and_the_selection_wider(tokens: Tokens) -> None:
    strong = high_contrast(tokens)
    assert contrast(strong.rim, strong.ground) >= 3
    assert contrast(strong.ink3, strong.ground) >= 7
    assert strong.bar > tokens.bar


def test_every_colour_has_a_name_for_the_stylesheet() -> None:
    names = LIGHT.by_name()
    assert names["accent"] == "#2a57d5"
    assert len(names) == 28
