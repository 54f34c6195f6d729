"""What went between us and the person, oldest first, and which templates they already got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import words as fields
from app.domain.ids import Ms
from app.domain.lead import Entry, Lead
from app.domain.playbook import Template
from app.domain.touch import Channel
from ui.person_words import cleaned
from ui.text import clean
from ui.timeline_words import when
from ui.tokens import Role

SHOWN = 2_000
"""Characters of one message that are shown."""
_WRITTEN = ("sms", "email")
_SAME = 40
"""As many letters alike at the beginning make it the same template, whatever was typed after."""


@dataclass(frozen=True)
class Message:
    """One bubble: the words, and the line under it."""

    text: str
    inbound: bool
    what: str
    time: str
    icon: str = ""
    role: Role = "ink2"
    open: bool = False
    """Handed over, and nobody has said yet whether it went."""


def thread(lead: Lead, me: str, now: Ms) -> list[Message]:
    """Messages both ways; calls and the rest are the timeline's."""
    made: list[Message] = []
    outcomes = _outcomes(lead)
    for place, entry in enumerate(lead.timeline):
        if entry.kind in ("lead.new", "lead.reenquired"):
            made += _form(lead, entry, now)
        elif entry.kind == "touch.started" and entry.channel in _WRITTEN:
            made.append(_touch(entry, outcomes.get(place, ""), me, now))
    return made


def _form(lead: Lead, entry: Entry, now: Ms) -> list[Message]:
    text = lead.person.message if entry.kind == "lead.new" else entry.text
    if not text.strip():
        return []
    source = cleaned(lead.source.name, 60)
    said = clean(text, newlines=True, limit=SHOWN)
    return [Message(said, True, f"Form “{source}”", when(entry.at, now))]


def _touch(entry: Entry, outcome: str, me: str, now: Ms) -> Message:
    name = "SMS" if entry.channel == "sms" else "Email"
    text = clean(entry.text, newlines=True, limit=SHOWN) or f"An {name} without its words here."
    time = when(entry.at, now)
    if entry.direction == "inbound":
        return Message(text, True, name, time)
    by = "you" if entry.by == me else cleaned(entry.by_name, 40) or "somebody"
    if outcome == "sent":
        return Message(text, False, f"{name} sent", f"{time}, {by}", "check")
    if outcome == "not_sent":
        return Message(text, False, "Not sent", f"{time}, {by}", "circle-x", "hot_text")
    what = f"{name} opened, sent or not is not said yet"
    return Message(text, False, what, f"{time}, {by}", "circle-help", "ink2", open=True)


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


def used(templates: Sequence[Template], lead: Lead, channel: Channel) -> dict[str, Ms]:
    """Templates the person already got, and when last. The log keeps the words that went out and
    not the template's name, so they are known by how they begin."""
    outcomes = _outcomes(lead)
    sent = [
        (entry.at, _plain(entry.text), entry.by_name)
        for place, entry in enumerate(lead.timeline)
        if entry.kind == "touch.started"
        and entry.channel == channel
        and entry.direction != "inbound"
        and entry.text
        and outcomes.get(place) != "not_sent"
    ]
    found: dict[str, Ms] = {}
    for template in templates:
        for time, text, by in sent:
            body = _plain(fields.fill(template, lead, by).body)
            if body and text[:_SAME] == body[:_SAME]:
                found[template.key] = time
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
