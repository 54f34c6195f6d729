"""The palette: every colour by its role; light, dark, stale, high contrast. Values only."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal, cast

from PySide6.QtGui import QColor

Role = Literal[
    "ground", "side", "raised", "hover", "wash", "line", "rim", "edge",
    "ink", "ink2", "ink3",
    "accent", "accent_mark", "accent_text", "on_accent",
    "calm", "warm", "warm_text", "warm_wash",
    "hot", "hot_text", "hot_wash", "on_hot",
    "good", "good_text", "good_wash",
    "data", "band",
]  # fmt: skip


@dataclass(frozen=True)
class Tokens:
    """One palette. Colours are named for what they are for, never for how they look.

    Text roles reach 4.5:1 and mark roles 3:1 (WCAG 2.1) on `ground`, `side` and `wash`;
    `line` and `rim` stay below on purpose: nothing depends on seeing them.
    """

    dark: bool
    ground: QColor
    side: QColor
    raised: QColor
    hover: QColor
    wash: QColor
    line: QColor
    rim: QColor
    edge: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    accent: QColor
    accent_mark: QColor
    accent_text: QColor
    on_accent: QColor
    calm: QColor
    warm: QColor
    warm_text: QColor
    warm_wash: QColor
    hot: QColor
    hot_text: QColor
    hot_wash: QColor
    on_hot: QColor
    good: QColor
    good_text: QColor
    good_wash: QColor
    data: QColor
    band: QColor
    ramp: tuple[QColor, QColor, QColor, QColor, QColor]
    """Heat map cells, low to high; the number in a cell is printed in `ink`."""
    bar: int = 3
    """Width in px of the mark at the left of a selected row."""

    def of(self, role: Role) -> QColor:
        """The colour of a role given by name."""
        return cast(QColor, getattr(self, role))

    def by_name(self) -> dict[str, str]:
        """Role name -> `#rrggbb`, for filling the stylesheet."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: v.name() for name, v in values.items() if isinstance(v, QColor)}


def _ramp(*colours: str) -> tuple[QColor, QColor, QColor, QColor, QColor]:
    a, b, c, d, e = (QColor(x) for x in colours)
    return (a, b, c, d, e)


LIGHT = Tokens(
    dark=False,
    ground=QColor("#FFFFFF"),
    side=QColor("#F6F7F9"),
    raised=QColor("#FFFFFF"),
    hover=QColor("#EEF0F4"),
    wash=QColor("#E9EFFD"),
    line=QColor("#E3E6EB"),
    rim=QColor("#C6CBD5"),
    edge=QColor("#868E9C"),
    ink=QColor("#16181D"),
    ink2=QColor("#474E5A"),
    ink3=QColor("#626A78"),
    accent=QColor("#2A57D5"),
    accent_mark=QColor("#2A57D5"),
    accent_text=QColor("#224BC0"),
    on_accent=QColor("#FFFFFF"),
    calm=QColor("#5A6373"),
    warm=QColor("#CB6D00"),
    warm_text=QColor("#974B00"),
    warm_wash=QColor("#FFF3DC"),
    hot=QColor("#CF2A35"),
    hot_text=QColor("#B01F2B"),
    hot_wash=QColor("#FDEBEC"),
    on_hot=QColor("#FFFFFF"),
    good=QColor("#2A8650"),
    good_text=QColor("#1C6B3C"),
    good_wash=QColor("#E8F5ED"),
    data=QColor("#40557F"),
    band=QColor("#DBE1ED"),
    ramp=_ramp("#F2F4F8", "#E0E6F0", "#C5CFE1", "#A3B3D0", "#7F95BD"),
)

DARK = Tokens(
    dark=True,
    ground=QColor("#17181C"),
    side=QColor("#111215"),
    raised=QColor("#202228"),
    hover=QColor("#22252C"),
    wash=QColor("#1F2A47"),
    line=QColor("#2B2E36"),
    rim=QColor("#444A55"),
    edge=QColor("#6B7280"),
    ink=QColor("#ECEEF2"),
    ink2=QColor("#B1B7C2"),
    ink3=QColor("#8D94A1"),
    accent=QColor("#3E69E6"),
    accent_mark=QColor("#5F86F3"),
    accent_text=QColor("#8DAEFF"),
    on_accent=QColor("#FFFFFF"),
    calm=QColor("#9AA2B0"),
    warm=QColor("#E5A033"),
    warm_text=QColor("#F2BA66"),
    warm_wash=QColor("#33280F"),
    hot=QColor("#E5484F"),
    hot_text=QColor("#FF908D"),
    hot_wash=QColor("#3B1B1F"),
    on_hot=QColor("#1C0608"),
    good=QColor("#43AE6E"),
    good_text=QColor("#74D198"),
    good_wash=QColor("#15291D"),
    data=QColor("#9DB0D6"),
    band=QColor("#2B3448"),
    ramp=_ramp("#1E2129", "#262D3C", "#323D54", "#43526F", "#596C92"),
)


def stale(tokens: Tokens) -> Tokens:
    """The palette of a picture without live data: all marks and words in `ink3`, no green at all.

    Marks inside a filled shape take `ground`, so they stay readable on an `ink3` fill.
    """
    grey, flat, inside = tokens.ink3, tokens.hover, tokens.ground
    return replace(
        tokens,
        ink=grey, ink2=grey, calm=grey,
        accent=grey, accent_mark=grey, accent_text=grey, on_accent=inside,
        warm=grey, warm_text=grey, warm_wash=flat,
        hot=grey, hot_text=grey, hot_wash=flat, on_hot=inside,
        good=grey, good_text=grey, good_wash=flat,
        wash=flat,
    )  # fmt: skip


def high_contrast(tokens: Tokens) -> Tokens:
    """For systems that ask for more contrast: visible rims, no third ink, a wider selection bar."""
    return replace(tokens, rim=tokens.edge, ink3=tokens.ink2, bar=5)
