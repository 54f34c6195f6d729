"""What went between us and the person, oldest first: forms, messages, what was handed to another
program, and what is on its way."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.ids import Ms
from app.domain.lead import Entry, Lead
from client.hooks import Pending
from ui.models.bubble import Bubble
from ui.models.message_words import bubble_of, pending_bubble, shown
from ui.person_words import cleaned
from ui.timeline_words import when

_WRITTEN = ("sms", "email")


def thread(
    lead: Lead, me: str, now: Ms, acts: Sequence[Pending] = (), *, undo: int = 5, live: bool = True
) -> list[Bubble]:
    """Messages both ways; calls and the rest are the timeline's. `acts`: what the hub has not
    answered; `undo`: seconds in which it can be taken back."""
    made: list[tuple[Ms, Bubble]] = []
    outcomes = _outcomes(lead)
    for place, entry in enumerate(lead.timeline):
        if entry.kind in ("lead.new", "lead.reenquired"):
            made += [(entry.at, bubble) for bubble in _form(lead, entry, now)]
        elif entry.kind == "touch.started" and entry.channel in _WRITTEN:
            made.append((entry.at, _touch(entry, outcomes.get(place, ""), me, now)))
    known = {message.id for message in lead.messages}
    for message in lead.messages:
        if message.state != "taken_back":
            made.append((message.at, bubble_of(message, lead, me, now, undo)))
    for act in acts:
        if act.do == "send_message" and act.answer and act.answer.message not in known:
            made.append((act.made, pending_bubble(act, now, undo, live=live)))
    return [bubble for _, bubble in sorted(made, key=lambda one: one[0])]


def _form(lead: Lead, entry: Entry, now: Ms) -> list[Bubble]:
    text = lead.person.message if entry.kind == "lead.new" else entry.text
    if not text.strip():
        return []
    source = cleaned(lead.source.name, 60)
    said = shown(text)
    return [Bubble(said, True, f"Form “{source}”", when(entry.at, now))]


def _touch(entry: Entry, outcome: str, me: str, now: Ms) -> Bubble:
    name = "SMS" if entry.channel == "sms" else "Email"
    text = shown(entry.text) or f"An {name} without its words here."
    time = when(entry.at, now)
    if entry.direction == "inbound":
        return Bubble(text, True, name, time)
    by = "you" if entry.by == me else cleaned(entry.by_name, 40) or "somebody"
    if outcome == "sent":
        return Bubble(text, False, f"{name} sent", f"{time}, {by}", "check")
    if outcome == "not_sent":
        return Bubble(text, False, "Not sent", f"{time}, {by}", "circle-x", "hot_text", "hot")
    what = f"{name} opened, sent or not is not said yet"
    return Bubble(text, False, what, f"{time}, {by}", "circle-help", "ink2", "dashed")


def _outcomes(lead: Lead) -> dict[int, str]:
    """How each started touch ended, by its place in the timeline: the next end by the same rep on
    the same channel."""
    ends: dict[int, str] = {}
    waiting: dict[tuple[str, str], int] = {}
    for place, entry in enumerate(lead.timeline):
        key = (entry.by, entry.channel or "")
        if entry.kind == "touch.started":
            waiting[key] = place
        elif entry.kind == "touch.ended" and key in waiting:
            ends[waiting.pop(key)] = entry.disposition or ""
    return ends
