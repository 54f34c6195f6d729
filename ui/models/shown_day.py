"""A day as the strip shows it: what is placed, in words, and what of it is taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.ids import Ms
from ui.models.my_day import Taken
from ui.models.strip_layout import Strip
from ui.models.touch_face import TouchFace


@dataclass(frozen=True)
class DayShown:
    """Everything a strip shows. `now` is None on another day than today."""

    strip: Strip
    faces: dict[str, TouchFace] = field(default_factory=dict)
    times: dict[str, Ms | None] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()
    now: Ms | None = None
    ends: Ms = 0
    """Midnight: no touch is dropped after it."""
    empty: str = ""
