"""What a key button can be, how large, and the colours of each kind. Paints nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor

from ui.tokens import Role, Tokens
from ui.widgets.key_cap import CapInk, muted_cap, plain_cap


class Kind(Enum):
    """What a button is at the moment."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    CHOSEN = "chosen"
    REFUSED = "refused"
    ASKING = "asking"


class Size(Enum):
    """Height, and the space at the left and the right of the content, in px."""

    HERO = (40, 15, 13)
    NORMAL = (36, 13, 11)
    SMALL = (28, 9, 9)

    @property
    def px(self) -> int:
        """Height in px."""
        return self.value[0]


@dataclass(frozen=True)
class ButtonInk:
    """The colours of a button; None: not drawn."""

    text: QColor
    fill: QColor | None
    border: QColor | None
    cap: CapInk


def button_ink(
    kind: Kind, tokens: Tokens, *, enabled: bool, over: bool, fill: Role | None, muted: bool
) -> ButtonInk:
    """The colours of a kind: `over` under the mouse, `muted` while its key is text."""
    cap = muted_cap(tokens) if muted or not enabled else plain_cap(tokens)
    accent_cap = CapInk(tokens.accent_text, tokens.accent_mark)
    hover = tokens.hover if over and enabled else None
    match kind:
        case Kind.PRIMARY if enabled:
            inside = CapInk(tokens.on_accent, tokens.on_accent)
            return ButtonInk(tokens.on_accent, tokens.accent, None, inside)
        case Kind.CHOSEN:
            return ButtonInk(tokens.accent_text, tokens.wash, tokens.accent_mark, accent_cap)
        case Kind.ASKING:
            return ButtonInk(tokens.accent_text, tokens.wash, None, accent_cap)
        case Kind.REFUSED:
            return ButtonInk(tokens.ink3, hover, tokens.line, cap)
        case Kind.QUIET:
            return ButtonInk(tokens.ink if enabled else tokens.ink3, hover, None, cap)
        case _ if not enabled:
            return ButtonInk(tokens.ink3, None, tokens.line, cap)
        case _:
            ground = tokens.of(fill) if fill else None
            return ButtonInk(tokens.ink, hover or ground, tokens.rim, cap)
