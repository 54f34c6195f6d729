"""How a connection ended, or why none began, and what follows from it (FEED §2.6, §2.10). Pure."""

import random
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from app.protocol import messages as m

FIRST_MS = 500
MOST_MS = 30_000
SLOW_MS = 30_000
"""How often a portal or a wrong address is tried again."""
BUG_MS = 60_000


class Ending(Struct, frozen=True, kw_only=True):
    """`again`: retry with jitter; `after`: in `wait` ms; `portal`: something else answers, retry
    slowly; `stop`: only a person can mend it; `wiped`: the device was revoked, stop and forget."""

    then: Literal["again", "after", "portal", "stop", "wiped"]
    text: str
    wait: tuple[int, int] = (0, 0)


Jitter = Callable[[float, float], float]


def delay(ending: Ending, attempt: int, jitter: Jitter = random.uniform) -> int:
    """Milliseconds to wait before the next try; full jitter, so that many desks spread out."""
    if ending.then == "after":
        return round(jitter(*ending.wait))
    if ending.then == "portal":
        return SLOW_MS
    return round(jitter(0, min(MOST_MS, FIRST_MS * 2 ** min(attempt, 10))))


def after_close(code: int, reason: str, drain: tuple[int, int] | None, bugs: int) -> Ending:
    """The close code table. `drain` is the window of a draining notice, `bugs` how many protocol
    errors there were before."""
    if code == m.CLOSE_REVOKED and reason != "no open":
        return Ending(then="wiped", text="This desk was signed out by the hub. Pair it again.")
    if code == m.CLOSE_FORBIDDEN:
        return Ending(then="stop", text="This account is switched off. Ask your team lead.")
    if code == m.CLOSE_VERSION:
        return Ending(then="stop", text="This version is too old for the hub. Update Leadbell.")
    if code == m.CLOSE_REPLACED:
        return Ending(then="stop", text="Another window of this desk is connected.")
    if code in (m.CLOSE_BAD_FRAME, m.CLOSE_TOO_BIG):
        if bugs:
            return Ending(then="stop", text="The hub does not understand this desk. Report it.")
        return Ending(then="after", text="The hub refused a frame", wait=(BUG_MS, BUG_MS))
    if code == m.CLOSE_RATE:
        return Ending(then="after", text="The hub asks for a pause", wait=drain or (5_000, 10_000))
    if code == m.CLOSE_DRAINING and drain:
        return Ending(then="after", text="The hub restarts", wait=drain)
    return Ending(then="again", text="The connection was lost")


def after_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Ending:
    """The answer to the upgrade, when it was not an upgrade."""
    if status == 401:
        if _error_code(body) == "revoked":
            return Ending(then="wiped", text="This desk was signed out by the hub. Pair it again.")
        return Ending(then="stop", text="The hub does not know this desk. Pair it again.")
    if status == 403:
        return Ending(then="stop", text="The hub refuses this desk. Ask your team lead.")
    if status == 426:
        return Ending(then="stop", text="This version is too old for the hub. Update Leadbell.")
    if status in (429, 503):
        wait = _retry_after(headers.get("Retry-After", ""))
        if wait:
            return Ending(then="after", text="The hub is busy", wait=(wait, wait + wait // 2))
        return Ending(then="again", text="The hub is busy")
    if status >= 500:
        return Ending(then="again", text="The hub is not well")
    return Ending(then="portal", text="Something else answers in the hub's place")


def _retry_after(text: str) -> int:
    """Seconds form only (the hub's own), as milliseconds; 0 when it says nothing usable."""
    return min(int(text), 300) * 1_000 if text.isascii() and text.isdigit() else 0


def _error_code(body: bytes) -> str:
    try:
        said = msgspec.json.decode(body, type=dict[str, dict[str, str]])
    except msgspec.DecodeError:
        return ""
    return said.get("error", {}).get("code", "")
