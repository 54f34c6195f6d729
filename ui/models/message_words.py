"""A message as a bubble: where it stands, in words, on whose clock, and what may be done. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache

from app.domain import hours
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.message import OUT, Message
from client.hooks import Pending
from ui import words
from ui.models.bubble import SHOWN, Act, Bubble
from ui.my_clock import my_zone
from ui.person_words import cleaned, whose
from ui.text import clean
from ui.timeline_words import when

_PLAIN = frozenset({"The", "It", "No", "Nobody", "They", "This", "That", "Their", "She", "He", "A"})
_NOT = {"failed": ("Not delivered", "circle-x"), "refused": ("Not sent", "ban")}
_CHANNEL = {"sms": "SMS", "email": "Email"}
UNDO, CHANGE = Act("undo", "Undo"), Act("change", "Change")
AGAIN, ANEW, ASK = Act("again", "Try again"), Act("again", "Send anew"), Act("ask", "Ask again")


def bubble_of(message: Message, lead: Lead, me: str, now: Ms, undo: int) -> Bubble:
    """One message of the lead's thread."""
    text = words_of(message.text, message.subject, message.channel)
    time = when(message.changed or message.at, now)
    if message.direction == "inbound":
        return _theirs(message, text, now)
    who = "automatic" if message.automatic else _by(message, me)
    detail = f"{time}, {who}" if who else time
    acts: tuple[Act, ...]
    mine = message.rep == me or (message.automatic and lead.owner == me)
    match message.state:
        case "waiting":
            acts = (UNDO,) if mine else ()
            return Bubble(text, False, "Goes out", "", "", "accent_text", strong=True, acts=acts,
                          id=message.id, goes=message.goes, wait=undo * 1_000)  # fmt: skip
        case "held":
            strong, rest = held_words(message, lead, now)
            acts = (CHANGE,) if mine else ()
            return Bubble(text, False, strong, rest, "pause", "ink2", "dashed", True, acts,
                          message.id)  # fmt: skip
        case "sending":
            return Bubble(text, False, "Sending …", detail, "send", id=message.id)
        case "sent":
            return Bubble(text, False, "Sent", detail, "check", id=message.id)
        case "delivered":
            return Bubble(text, False, "Delivered", detail, "check-check", "good_text",
                          id=message.id)  # fmt: skip
        case "unknown":
            why = _why(message.why)
            acts = (ASK, ANEW) if mine and not _again(lead, message) else ()
            return Bubble(text, False, "Not known whether it arrived", why, "circle-help",
                          "warm_text", "warm", True, acts, message.id)  # fmt: skip
        case _:
            said, icon = _NOT[message.state]
            anew = _again(lead, message)
            acts = (AGAIN,) if mine and not anew else ()
            why = _why(message.why) + ("" if not anew else " Sent anew below.")
            return Bubble(text, False, said, why.strip(), icon, "hot_text", "hot", True, acts,
                          message.id)  # fmt: skip


def pending_bubble(act: Pending, now: Ms, undo: int, *, live: bool) -> Bubble:
    """Words the hub has not answered for yet."""
    answer = act.answer
    assert answer is not None
    text = words_of(answer.text, answer.subject, answer.channel)
    if live and undo:
        return Bubble(text, False, "Goes out", "", "", "accent_text", strong=True, acts=(UNDO,),
                      id=answer.message, goes=act.made + undo * 1_000,
                      wait=undo * 1_000)  # fmt: skip
    if live:
        return Bubble(text, False, "Sending …", "", "send", id=answer.message)
    return Bubble(text, False, "Waiting for the link", "goes out when it is back", "clock-arrow-up",
                  "warm_text", "dashed", True, (UNDO,), answer.message)  # fmt: skip


def words_of(text: str, subject: str, channel: str) -> str:
    """What is shown of a message; an email with its subject above."""
    said = shown(text)
    above = clean(subject) if channel == "email" else ""
    return f"{above}\n{said}" if above else said


@lru_cache(maxsize=256)
def shown(text: str) -> str:
    """A message's words, harmless. Kept: threads are told anew at each change; mails are long."""
    return clean(text, newlines=True, limit=SHOWN)


def held_words(message: Message, lead: Lead, now: Ms) -> tuple[str, str]:
    """`Held until Fri 08:00 his time`, `· 09:00 yours, quiet hours there`."""
    moment, mine = at(message.goes), my_zone()
    zone = words.agreed_zone(hours.zones(lead.where), moment)
    why = cleaned(message.held_why, 80)
    rest = f", {why}" if why else ""
    if zone is None:
        return f"Held until {_day(moment, now, mine)} yours", rest.removeprefix(", ")
    there = f"Held until {_day(moment, now, zone)} {whose(lead.person)} time"
    differs = moment.astimezone(zone).date() != moment.astimezone(mine).date()
    here = _day(moment, now, mine) if differs else words.clock(moment, mine)
    return there, f"· {here} yours{rest}"


def _day(moment: datetime, now: Ms, zone: tzinfo) -> str:
    local, today = moment.astimezone(zone), at(now).astimezone(zone).date()
    clock = words.clock(moment, zone)
    if local.date() == today:
        return clock
    if (local.date() - today).days < 7:
        return f"{words.DAYS[local.weekday()]} {clock}"
    return words.dated(moment, zone)


def _theirs(message: Message, text: str, now: Ms) -> Bubble:
    name, time = _CHANNEL.get(message.channel, ""), when(message.at, now)
    if message.away:
        what = "Out of office, written by a machine"
        return Bubble(text, True, what, time, "moon", "ink2", "dashed", id=message.id)
    return Bubble(text, True, name, time, id=message.id)


def _by(message: Message, me: str) -> str:
    return "" if message.rep == me else cleaned(message.rep_name, 40) or "somebody"


def _again(lead: Lead, message: Message) -> bool:
    """Was it sent anew already?"""
    alive = (m for m in lead.messages if m.retry_of == message.id)
    return any(m.state in OUT or m.state in ("waiting", "held") for m in alive)


def _why(text: str) -> str:
    """Goes on after the state: no capital but where a name begins it."""
    said = cleaned(text, 160)
    plain = said.partition(" ")[0] in _PLAIN
    return f"{said[:1].lower()}{said[1:]}" if plain else said
