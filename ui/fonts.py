"""Type: the scale by name, made in code because stylesheets cannot ask for tabular digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from ui.resources import RESOURCES

# Ours has a name of its own, so that an Inter of the system, drawn bolder, does not take its place.
TEXT = ("Leadbell Inter", "Inter")
DISPLAY = ("Leadbell Inter Display", "Inter Display")
FALLBACKS = ("Noto Sans", "DejaVu Sans")
_NORMAL, _MEDIUM, _STRONG = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold


@dataclass(frozen=True)
class TypeStyle:
    """Size and line height in px, weight, and whether it is the display cut of the face."""

    px: int
    line: int
    weight: QFont.Weight
    display: bool = False
    use: str = ""
    """Tells two roles of the same measure apart; says what the role is for."""


class Type(Enum):
    """The type scale. Sizes are px/line."""

    DEAF = TypeStyle(34, 40, _STRONG, True)
    HERO = TypeStyle(28, 34, _STRONG, True)
    FIGURE = TypeStyle(24, 32, _STRONG, True)
    TITLE = TypeStyle(20, 26, _STRONG, True)
    DIGITS = TypeStyle(17, 22, _STRONG)
    READ = TypeStyle(15, 23, _NORMAL)
    READ_STRONG = TypeStyle(15, 23, _STRONG)
    NAME = TypeStyle(14, 18, _STRONG)
    HERO_BUTTON = TypeStyle(14, 18, _MEDIUM)
    ROLE = TypeStyle(14, 20, _NORMAL)
    BODY = TypeStyle(13, 18, _NORMAL)
    BODY_MEDIUM = TypeStyle(13, 18, _MEDIUM)
    BODY_STRONG = TypeStyle(13, 18, _STRONG)
    SMALL = TypeStyle(12, 16, _NORMAL)
    SMALL_MEDIUM = TypeStyle(12, 16, _MEDIUM)
    SMALL_STRONG = TypeStyle(12, 16, _STRONG)
    TINY = TypeStyle(11, 16, _NORMAL)
    CAP = TypeStyle(11, 16, _MEDIUM)
    RANK = TypeStyle(11, 16, _STRONG)

    @property
    def line(self) -> int:
        """Line height in px."""
        return self.value.line


@cache
def load_fonts() -> None:
    """Register the faces we ship, once. Without them the system's Inter, Noto or DejaVu serve."""
    folder = RESOURCES / "fonts"
    for face in sorted([*folder.glob("**/*.ttf"), *folder.glob("**/*.otf")]):
        QFontDatabase.addApplicationFont(str(face))


_WORD_HYPHEN = re.compile(r"[^\W\d]-|-[^\W\d]")


def tabular(text: str) -> bool:
    """Whether a text takes tabular digits: all do, but words with a hyphen. Inter's feature widens
    the hyphen to a digit's width, and nobody is called `Jean - Baptiste`."""
    return not _WORD_HYPHEN.search(text)


@cache
def _made(style: TypeStyle, times: float, digits: bool) -> QFont:
    load_fonts()
    font = QFont()
    font.setFamilies([*(DISPLAY if style.display else ()), *TEXT, *FALLBACKS])
    font.setPixelSize(round(style.px * times))
    font.setWeight(style.weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if digits:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def font(of: Type, times: float = 1.0, *, digits: bool = True) -> QFont:
    """A font of the scale, with tabular digits or without; `times` enlarges it (the wall: 1.75)."""
    return QFont(_made(of.value, times, digits))


@cache
def face(of: Type, times: float = 1.0, digits: bool = True) -> tuple[QFont, QFontMetricsF]:
    """The same font with its metrics, made once, for painting. Shared: do not change it."""
    made = _made(of.value, times, digits)
    return made, QFontMetricsF(made)


def font_for(text: str, of: Type, times: float = 1.0) -> QFont:
    """The font to show this text in (see `tabular`)."""
    return font(of, times, digits=tabular(text))
