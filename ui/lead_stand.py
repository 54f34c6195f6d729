"""How a lead stands towards me, and which acts that leaves. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.facts import (
    CallMissed,
    GoodTimeAnswered,
    MessageQueued,
    MessageReceived,
    TouchStarted,
)
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel

Stand = Literal["open", "mine", "running", "theirs", "closed"]
CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")
LABELS = {"call": "Call", "sms": "SMS", "email": "Email"}


@dataclass(frozen=True)
class ActLook:
    """One button of the hero: there or not, its words, the blue one or not, why it may not act."""

    shown: bool
    label: str = ""
    primary: bool = False
    reason: str = ""


def stand(lead: Lead, me: str, now: Ms) -> Stand:
    """Open to claim, mine, mine with a touch running, somebody else's, or closed."""
    if lead.state == "closed":
        return "closed"
    if lead.owner == me and me:
        return "running" if lead.running() is not None else "mine"
    return "open" if lead.grabbable(now) else "theirs"


def reads_first(lead: Lead, playbook: Playbook | None) -> bool:
    """Whether the lane says to read before calling."""
    lane = playbook.lanes.get(lead.lane) if playbook is not None else None
    return lane is not None and lane.first_key == "read"


def looks(
    lead: Lead,
    how: Stand,
    playbook: Playbook | None,
    refusals: dict[Channel, str],
) -> dict[str, ActLook]:
    """Every button of the hero. One of them is blue, none while a touch runs: Save is blue then."""
    away = ActLook(False)
    made = dict.fromkeys(("call", "note", "sms", "email", "later", "next"), away)
    if how in ("theirs", "closed"):
        return made | {"note": ActLook(True, "Note")}
    read = how == "open" and reads_first(lead, playbook)
    blue = _primary(how, read, refusals, their_way(lead))
    for channel in CHANNELS:
        label = LABELS[channel]
        reason = refusals.get(channel, "")
        if channel == "call" and how == "open":
            label = "Claim & read" if read else "Claim & call"
            reason = "" if read else reason
        if reason:
            label = LABELS[channel]
        made[channel] = ActLook(True, label, channel == blue, reason)
    if how == "running":
        made["call"] = away if _on_call(lead) else made["call"]
    made["note"] = ActLook(how != "open", "Note")
    made["later"] = ActLook(how == "open", "Later")
    made["next"] = ActLook(how == "mine", "Next touch")
    return made


def _on_call(lead: Lead) -> bool:
    running = lead.running()
    return running is not None and running.channel == "call"


def their_way(lead: Lead) -> Channel | None:
    """The channel on which they reached us last, while nobody has answered; None where they did
    not, or left it open."""
    for line in reversed(lead.timeline):
        if line.by and line.kind in (TouchStarted.k, MessageQueued.k):
            return None
        if line.direction == "inbound" and line.kind == GoodTimeAnswered.k:
            return "call" if line.text == "now" else None
        if line.direction == "inbound" and line.kind in (MessageReceived.k, CallMissed.k):
            return line.channel
    return None


def _primary(
    how: Stand, read: bool, refusals: dict[Channel, str], theirs: Channel | None
) -> Channel | None:
    if how == "running":
        return None
    if read:
        return "call"
    ways = (theirs, *CHANNELS) if theirs is not None else CHANNELS
    return next((channel for channel in ways if not refusals.get(channel)), None)
