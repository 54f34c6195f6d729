"""What the headers of Now say: how many wait, what is due, and why nobody is offered. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from client.hooks import Armed
from ui import words
from ui.my_clock import my_zone

EMPTY_POOL = "New leads appear here, hottest first."


def is_deaf(armed: Armed) -> bool:
    """Wants to ring and is proven unable to; not while nothing has been checked yet."""
    return armed.mode == "on" and not armed.armed and bool(armed.checks)


def nobody_offered(armed: Armed | None, *, stale: bool) -> str:
    """Why the slot is empty."""
    if armed is None:
        return "Nobody is signed in."
    if stale:
        return "Not known while nothing is live."
    return "Nobody at the moment. This desk is deaf." if is_deaf(armed) else "Nobody at the moment."


def pool_note(count: int, armed: Armed | None, stale_at: Ms | None, *, wide: bool) -> str:
    """What stands beside the word Pool."""
    if not count:
        return "empty"
    if stale_at is not None:
        return f"{count} at {words.clock(at(stale_at), my_zone())}"
    if armed is not None and is_deaf(armed):
        return f"{count}, you may still claim"
    return f"{count}, hottest first" if wide else str(count)


def agenda_notes(leads: Iterable[Lead], now: Ms) -> tuple[str, str]:
    """`6 to go today` and `next in 8 min`, for the header of the agenda."""
    held = list(leads)
    times = [
        lead.next_touch.at
        for lead in held
        if lead.next_touch is not None and lead.running() is None and not lead.next_touch.needs_time
    ]
    zone = my_zone()
    here = at(now).astimezone(zone).date()
    today = sum(at(t).astimezone(zone).date() <= here for t in times)
    note = f"{today} to go today" if today else f"{len(held)} later" if held else "nothing due"
    coming = [t for t in times if t > now]
    return note, _soon(min(coming) - now) if coming and today else ""


def by_how_much(ms: int) -> str:
    """`0.3 s`, and from a minute on as any span."""
    return f"{max(ms, 100) / 1_000:.1f} s" if ms < 60_000 else words.span(ms)


def _soon(ms: int) -> str:
    if ms < 3_600_000:
        return f"next in {max(1, round(ms / 60_000))} min"
    return f"next in {words.span(ms)}"
