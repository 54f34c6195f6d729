"""Icons are drawn sharp, in one colour, and all those we name are shipped."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from ui import icons

NAMED = (
    "phone phone-call phone-off phone-missed voicemail message-square mail mail-x ban clock "
    "calendar-clock bell-ring bell bell-off moon log-out circle-help arrow-down-left check "
    "check-check circle-x pause clock-arrow-up undo-2 lightbulb corner-down-right pin pencil-line "
    "user-check radio unplug book-open triangle-alert arrow-up search volume-2"
)


def inks(picture: QPixmap) -> set[str]:
    image = picture.toImage()
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {QColor(c.red(), c.green(), c.blue()).name() for c in every if c.alpha() == 255}


@pytest.mark.parametrize("name", NAMED.split())
def test_an_icon_named_in_the_design_is_shipped_and_draws_something(
    qtbot: QtBot, name: str
) -> None:
    assert icons.exists(name)
    assert inks(icons.pixmap(name, 32, QColor("#CF2A35"))) == {"#cf2a35"}


def test_an_icon_has_the_pixels_of_its_screen(qtbot: QtBot) -> None:
    picture = icons.pixmap("phone", 16, QColor("#16181D"), 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
    assert picture.deviceIndependentSize().width() == 16


def test_an_icon_is_drawn_once(qtbot: QtBot) -> None:
    one = icons.pixmap("mail", 16, QColor("#16181D"))
    assert icons.pixmap("mail", 16, QColor("#16181D")).cacheKey() == one.cacheKey()
    assert icons.pixmap("mail", 16, QColor("#626A78")).cacheKey() != one.cacheKey()


def test_an_icon_we_do_not_have_is_empty_and_breaks_nothing(qtbot: QtBot) -> None:
    assert not icons.exists("no-such-icon")
    assert inks(icons.pixmap("no-such-icon", 16, QColor("#16181D"))) == set()


@pytest.mark.parametrize(
    ("size", "width"), [(12, 2.0), (14, 2.0), (16, 1.75), (18, 1.75), (48, 1.6)]
)
def test_strokes_stay_even_over_the_sizes(size: int, width: float) -> None:
    assert icons.stroke(size) == width
