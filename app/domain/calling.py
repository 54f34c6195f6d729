"""Calling: what a phone that we drive says of a running call. What came of the call only the rep
says (`ending.py`)."""

from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import CallState

ORDER: dict[CallState | None, int] = {
    None: 0,
    "ringing_rep": 1,
    "ringing": 2,
    "answered": 3,
    "ended": 4,
    "failed": 4,
}
WHY = 200
"""Characters kept of what the phone says."""


def log(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Only onward: what comes late or twice says nothing new. It counts after the outcome too, as a
    rep may be quicker than the line."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.LogCall)
    touch = next((t for t in lead.touches if t.id == command.touch), None)
    if touch is None or touch.channel != "call" or touch.direction == "inbound":
        return Refused(code="bad_field", msg="touch: this lead has no such call.")
    if actor != c.HUB and touch.rep != actor.rep:
        return Refused(code="forbidden", msg="Only who makes a call can say how it goes.")
    if ORDER[command.state] <= ORDER[touch.call]:
        return ()
    why = command.why.strip()[:WHY]
    if command.state == "ended" and touch.call != "answered" and not command.seconds:
        why = why or "no answer"
    said = f.CallProgress(
        touch=touch.id,
        state=command.state,
        at=max(touch.started, touch.call_at, min(command.at, now)),
        seconds=max(0, command.seconds),
        why=why,
    )
    return (said,)
