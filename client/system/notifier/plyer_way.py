"""Notifications through plyer: on Windows and macOS, and where the Linux service has no buttons.

It can only show: no actions, no replacing, no withdrawing, and it may block, so it runs aside.
"""

import html
import sys
from collections.abc import Callable
from typing import Any

from client.ports import Ability, ActionKey, Notice
from client.system.notifier.text import TITLE_MAX, line, lines
from client.system.off_loop import OffLoop, Silent

LIMIT_S = 2.0
# Windows cuts at these (NOTIFYICONDATA: szInfoTitle 64, szInfo 256, both with their closing NUL).
WINDOWS_TITLE, WINDOWS_BODY = 63, 255


class PlyerWay:
    """`Notifier` that never hears back: `acted` and `closed` are never called.

    Showing a key again does nothing: it could only pile up. `markup` says that the service
    behind plyer would take the body for markup."""

    def __init__(self, limit_s: float = LIMIT_S, send: Callable[..., Any] | None = None) -> None:
        self.acted: Callable[[str, ActionKey], None] = lambda key, action: None
        self.closed: Callable[[str], None] = lambda key: None
        self.markup = False
        self._ask = OffLoop("plyer", limit_s)
        self._send = send or _plyer
        self._shown: set[str] = set()

    async def show(self, notice: Notice) -> bool:
        """True when plyer came back without a complaint within the limit; it tells no more."""
        if notice.key in self._shown:
            return True
        title, body = self._words(notice)
        try:
            await self._ask(lambda: self._send(title=title, message=body, app_name="Leadbell"))
        except Silent:
            return False
        except Exception:  # each platform's part of plyer fails in its own way
            return False
        self._shown.add(notice.key)
        return True

    async def withdraw(self, key: str) -> None:
        self._shown.discard(key)

    async def probe(self) -> Ability:
        try:
            await self._ask(_plyer_loads)
        except Exception as wrong:
            text = f"The system's notifications cannot be reached ({type(wrong).__name__})"
            return Ability(works=False, actions=False, text=text)
        return Ability(works=True, actions=False, text="system notifications, without buttons")

    def _words(self, notice: Notice) -> tuple[str, str]:
        title, body = line(notice.title, TITLE_MAX), lines(notice.body)
        if self.markup:
            body = html.escape(body, quote=False)
        if sys.platform == "win32":
            title, body = title[:WINDOWS_TITLE], body[:WINDOWS_BODY]
        return _tame(title), _tame(body)


def _tame(text: str) -> str:
    """plyer hands text to notify-send as bare arguments, and in Flatpak inside quotes."""
    text = text.replace("\\", "/").replace("'", "’")
    return "–" + text[1:] if text.startswith("-") else text


def _plyer(**said: str) -> None:
    from plyer import notification

    notification.notify(**said)


def _plyer_loads() -> None:
    from plyer import notification

    # Its stand-in for a platform is made at first use and raises there.
    notification.notify  # noqa: B018
