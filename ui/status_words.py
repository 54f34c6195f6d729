"""What the status bar says: can I ring, is anything unsent, is it live. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.ids import Ms, at
from client.hooks import Armed, LinkState, Pending
from ui import words
from ui.my_clock import my_zone
from ui.widgets.status_bar import Bell, Status, StatusPart

CHECKS = ("link", "notification", "sound", "clock")
_ANSWERED_IN = 1_000
"""Milliseconds in which a live hub answers: an act on its way for less does not wait."""
MUTED = "muted by the system"
"""What the notification check says while the system's do-not-disturb is on."""
_MODES: dict[str, tuple[Bell, str]] = {
    "dnd": ("away", "Do not disturb"),
    "away": ("away", "Away"),
    "off": ("away", "Off"),
}


def status(
    armed: Armed,
    link: LinkState,
    pending: Sequence[Pending],
    now: Ms,
    *,
    on_call: str = "",
    stale: bool = False,
    narrow: bool = False,
) -> Status:
    """The bar, left to right. `on_call`: how long the running call lasts, empty without one."""
    bell, word, detail = _bell(armed, now, on_call, stale, narrow)
    parts = [_unsent(pending, now, narrow), _live(link, now, narrow)]
    notification = armed.checks.get("notification")
    if notification is not None and MUTED in notification.text:
        parts.insert(0, StatusPart("Muted by the system", "volume-x", "warm_text"))
    return Status(bell, word, detail, tuple(part for part in parts if part is not None), True)


def _bell(armed: Armed, now: Ms, on_call: str, stale: bool, narrow: bool) -> tuple[Bell, str, str]:
    if armed.mode != "on":
        bell, word = _MODES[armed.mode]
        return bell, word, armed.why
    if not armed.checks:
        return "waiting", "Arming", "checking link, notification, sound and clock"
    if not armed.armed:
        return "deaf_block", "Deaf", f"{armed.why} since {_clock(armed.since)}".strip()
    if stale:
        return "waiting", "Not known", "nothing is live"
    if on_call:
        return "on_call", "On a call", on_call
    checked = f"checked {words.age(at(armed.proven), at(now), my_zone())}"
    if narrow:
        return "armed", "Armed", checked
    named = [check for check in CHECKS if check in armed.checks] or list(armed.checks)
    proof = " and ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else "".join(named)
    return "armed", "Armed", f"{proof} {checked}"


def _unsent(pending: Sequence[Pending], now: Ms, narrow: bool) -> StatusPart | None:
    stuck = sum(act.state == "needs_user" for act in pending)
    if stuck:
        need = "needs" if stuck == 1 else "need"
        return StatusPart(f"{stuck} {need} your decision", "triangle-alert", "hot_text", "decide")
    waits = sum(act.state == "queued" or now - act.made > _ANSWERED_IN for act in pending)
    if not waits:
        return None if narrow else StatusPart("Nothing waiting to send")
    return StatusPart(f"{waits} waiting to send", "clock-arrow-up", "warm_text")


def _live(link: LinkState, now: Ms, narrow: bool) -> StatusPart:
    if link.state == "live":
        rtt = "" if link.rtt_ms is None or narrow else f", {link.rtt_ms} ms"
        return StatusPart(f"Live{rtt}", "" if narrow else "radio")
    if link.state == "catching_up":
        return StatusPart("Catching up", "clock", "warm_text")
    since = f"Not live since {_clock(link.since)}" if link.since else "Not live yet"
    if narrow:
        return StatusPart(since, "", "hot_text")
    if link.retry_at is not None and link.retry_at > now:
        since += f", trying again in {-(-(link.retry_at - now) // 1_000)} s"
    elif link.text:
        since += f", {link.text}"
    return StatusPart(since, "unplug", "hot_text")


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())
