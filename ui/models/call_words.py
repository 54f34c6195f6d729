"""What the outcome bar says of a call while it runs and once it is over. Pure."""

from __future__ import annotations

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Touch
from client.countdown import span
from client.hooks import RunningCall

HOW = "How did it end?"
_HANG_UP = "H hangs up."


def call_line(call: RunningCall | None, lead: Lead, now: Ms) -> str:
    """The call to `lead`, as one line; "" where no phone tells of one."""
    if call is not None and call.lead == lead.id:
        return _running(call, now)
    touch = lead.running()
    return _over(touch) if touch is not None else ""


def line_over(touch: Touch) -> bool:
    """Whether a phone says that this call is over, and nobody has said yet how it ended."""
    return touch.ended is None and touch.call in ("ended", "failed")


def stands(touch: Touch, now: Ms) -> tuple[str, Ms]:
    """A running call in a word or two, and for how long: what the phone says, else that it runs."""
    if line_over(touch):
        return "call over", now - touch.call_at
    if touch.call in ("ringing", "ringing_rep"):
        return "ringing", now - touch.call_at
    return "on call", now - (touch.call_at if touch.call == "answered" else touch.started)


def _running(call: RunningCall, now: Ms) -> str:
    since = span(now - call.since)
    if call.via == "company":
        if call.state in (None, "ringing_rep"):
            return "Your phone rings: pick up, and it calls them."
        return f"Talking, {since}." if call.state == "answered" else f"It rings there, {since}."
    if call.state is None:
        return f"Dialling … {_HANG_UP}"
    at = f"Talking, {since}." if call.state == "answered" else f"It rings there, {since}."
    return f"{at} {_HANG_UP}"


def _over(touch: Touch) -> str:
    if touch.call == "failed":
        return f"The call did not come about. {HOW}"
    if touch.call != "ended":
        return ""
    if not touch.talked:
        return f"The call is over. {HOW}"
    return f"You talked for {span(touch.talked * 1_000)}. {HOW}"
