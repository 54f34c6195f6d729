"""Every line of a lead's story in words: who did what, to whom. Pure; paints nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain import hours
from app.domain.ids import Ms, at
from app.domain.lead import Entry, Lead
from ui import words
from ui.fonts import Type
from ui.my_clock import my_zone
from ui.person_words import cleaned, object_, subject
from ui.tokens import Role
from ui.widgets.line import Run

_SECONDS_FOR = 10 * 60_000
_PLACES = 2
"""Places named of those somebody may be in."""
_CHANNEL = {"call": "call", "sms": "SMS", "email": "email"}
_TOUCH_ICON = {"call": "phone", "sms": "message-square", "email": "mail"}
_ENDED: dict[str, tuple[str, str]] = {
    "connected": ("talked to {them}", "phone-call"),
    "voicemail": ("reached voicemail", "voicemail"),
    "no_answer": ("called, no answer", "phone-missed"),
    "busy": ("called, busy", "phone-missed"),
    "gatekeeper": ("reached reception", "phone-call"),
    "wrong_number": ("called, wrong number", "phone-off"),
    "callback": ("was asked to call back", "calendar-clock"),
    "refused": ("was told no", "ban"),
    "returned": ("returned the lead", "undo-2"),
    "sent": ("sent an {channel}", "check"),
    "not_sent": ("did not send the {channel}", "circle-x"),
}
_REASONS = {"returned": "returned to marketing", "nurture": "nothing more is due, to nurture"}


@dataclass(frozen=True)
class Line:
    """One line: when on my clock, the icon, and who did what."""

    time: str
    icon: str
    who: str
    what: str
    inbound: bool = False
    icon_role: Role = "ink2"

    @property
    def runs(self) -> tuple[Run, ...]:
        """As painted: an inbound subject is bold, ours is grey after its name."""
        if self.inbound:
            return (Run(self.who, Type.BODY_STRONG), Run(f" {self.what}", Type.BODY, "ink"))
        return (Run(self.who, Type.BODY), Run(f" {self.what}", Type.BODY, "ink2"))

    @property
    def text(self) -> str:
        """All of it in one piece."""
        return f"{self.who} {self.what}".strip()


_Said = tuple[str, str, str]
"""Icon, who, what."""


def lines(lead: Lead, me: str, now: Ms) -> list[Line]:
    """The story, newest first. Kinds nobody knows here are left out."""
    return [made for entry in reversed(lead.timeline) if (made := line(entry, lead, me, now))]


def line(entry: Entry, lead: Lead, me: str, now: Ms) -> Line | None:
    """One entry in words, None for a kind that says nothing to a reader."""
    say = _SAY.get(entry.kind)
    if say is None:
        return None
    icon, who, what = say(entry, lead, _who(entry, me))
    if entry.after_loss:
        what += ", after the lead was gone"
    inbound = entry.direction == "inbound"
    role: Role = "hot_text" if icon in ("ban", "triangle-alert", "circle-x") else "ink2"
    return Line(when(entry.at, now), icon, who, what, inbound, role)


def when(instant: Ms, now: Ms) -> str:
    """`14:32:08` when fresh, `14:28` today, then the day."""
    zone = my_zone()
    then, here = at(instant), at(now)
    if now - instant < _SECONDS_FOR:
        return words.clock_seconds(then, zone)
    if then.astimezone(zone).date() == here.astimezone(zone).date():
        return words.clock(then, zone)
    return words.day(then, here, zone)


def _who(entry: Entry, me: str) -> str:
    if entry.by and entry.by == me:
        return "You"
    return cleaned(entry.by_name, 40) or ("Leadbell" if not entry.by else "Somebody")


def _quoted(text: str) -> str:
    said = cleaned(text)
    return f"“{said}”" if said else ""


def _after(text: str, mark: str = ": ") -> str:
    said = cleaned(text)
    return f"{mark}{said}" if said else ""


def _new(entry: Entry, lead: Lead, who: str) -> _Said:
    return "arrow-down-left", subject(lead.person), f"sent {_quoted(entry.text) or 'a form'}"


def _again(entry: Entry, lead: Lead, who: str) -> _Said:
    said = _quoted(entry.text)
    return "arrow-down-left", subject(lead.person), "asked again" + (f": {said}" if said else "")


def _offer_ended(entry: Entry, lead: Lead, who: str) -> _Said:
    return "hourglass", "Nobody", "claimed it in time: open to all"


def _claimed(entry: Entry, lead: Lead, who: str) -> _Said:
    return "hand", who, "claimed the lead"


def _released(entry: Entry, lead: Lead, who: str) -> _Said:
    return "undo-2", who, "gave it back to the pool" + _after(entry.text)


def _lapsed(entry: Entry, lead: Lead, who: str) -> _Said:
    return "hourglass", who, "did not begin in time: back to the pool"


def _assigned(entry: Entry, lead: Lead, who: str) -> _Said:
    to = cleaned(entry.text, 40) or "somebody"
    return "user-check", who, f"assigned it to {to}"


def _passed(entry: Entry, lead: Lead, who: str) -> _Said:
    return "clock", who, "said later; the clock runs on"


def _nudged(entry: Entry, lead: Lead, who: str) -> _Said:
    return "bell-ring", who, "asked for it to ring again"


def _started(entry: Entry, lead: Lead, who: str) -> _Said:
    if entry.direction == "inbound":
        return "arrow-down-left", subject(lead.person), _inbound(entry)
    channel = entry.channel or "call"
    if channel == "call":
        return "phone-call", who, f"called {object_(lead.person)}"
    text = _quoted(entry.text)
    what = f"opened an {_CHANNEL[channel]}" + (f", {text}" if text else "")
    return _TOUCH_ICON[channel], who, what


def _inbound(entry: Entry) -> str:
    verb = {"call": "called", "sms": "sent an SMS", "email": "sent an email"}
    text = _quoted(entry.text)
    return verb[entry.channel or "call"] + (f", {text}" if text else "")


def _ended(entry: Entry, lead: Lead, who: str) -> _Said:
    what, icon = _ENDED.get(entry.disposition or "", ("ended the touch", "check"))
    channel = _CHANNEL[entry.channel or "call"]
    said = what.format(them=object_(lead.person), channel=channel)
    return icon, who, said + _after(entry.text)


def _note(entry: Entry, lead: Lead, who: str) -> _Said:
    return "pencil-line", who, f"noted {_quoted(entry.text)}"


def _clue(entry: Entry, lead: Lead, who: str) -> _Said:
    if not entry.by:  # what they wrote in a form is their own word
        return "lightbulb", subject(lead.person), "said when" + _after(entry.text)
    return "lightbulb", who, "kept a clue" + _after(entry.text)


def _next(entry: Entry, lead: Lead, who: str) -> _Said:
    return (
        "calendar-clock",
        who,
        f"set the next {_CHANNEL[entry.channel or 'call']}" + _after(entry.text),
    )


def _skipped(entry: Entry, lead: Lead, who: str) -> _Said:
    return "x", who, f"left out the next {_CHANNEL[entry.channel or 'call']}" + _after(entry.text)


def _where(entry: Entry, lead: Lead, who: str) -> _Said:
    places = " or ".join(hours.city(zone) for zone in hours.zones(lead.where)[:_PLACES])
    return "globe", who, "learnt where they are" + _after(places)


def _breached(entry: Entry, lead: Lead, who: str) -> _Said:
    return "triangle-alert", "The SLA", "was breached: nobody had tried yet"


def _consent(entry: Entry, lead: Lead, who: str) -> _Said:
    channel = _CHANNEL[entry.channel or "call"]
    now = lead.consent.get(entry.channel or "call")
    icon = "ban" if now is not None and now.state == "refused" else "check"
    return icon, f"Consent for {channel}", "changed" + _after(entry.text)


def _queued(entry: Entry, lead: Lead, who: str) -> _Said:
    channel = entry.channel or "sms"
    what = f"wrote an {_CHANNEL[channel]}" if entry.by else f"answered by {_CHANNEL[channel]}"
    return _TOUCH_ICON[channel], who, what + _after(_quoted(entry.text), ", ")


def _taken_back(entry: Entry, lead: Lead, who: str) -> _Said:
    if not entry.by:
        what = "was taken back and not sent" + _after(entry.text)
        return "undo-2", f"The {_CHANNEL[entry.channel or 'sms']}", what
    return "undo-2", who, f"took the {_CHANNEL[entry.channel or 'sms']} back before it left"


def _failed(entry: Entry, lead: Lead, who: str) -> _Said:
    return "circle-x", f"The {_CHANNEL[entry.channel or 'sms']}", "did not go" + _after(entry.text)


def _unknown(entry: Entry, lead: Lead, who: str) -> _Said:
    what = f"knows whether the {_CHANNEL[entry.channel or 'sms']} arrived"
    return "circle-help", "Nobody", what + _after(entry.text)


def _received(entry: Entry, lead: Lead, who: str) -> _Said:
    if entry.direction != "inbound":  # a machine wrote it
        said = _after(_quoted(entry.text), " ")
        return "moon", "An out-of-office reply", f"came by {_CHANNEL[entry.channel or 'sms']}{said}"
    return "arrow-down-left", subject(lead.person), _inbound(entry)


def _missed(entry: Entry, lead: Lead, who: str) -> _Said:
    return "phone-missed", subject(lead.person), "called, and nobody took it"


_CHOSE = {
    "now": "asked to be called now",
    "time": "chose a time on our page",
    "words": "wrote on our page",
    "email": "asked to be mailed, on our page",
    "stop": "said stop on our page",
}


def _good_time(entry: Entry, lead: Lead, who: str) -> _Said:
    chose = _CHOSE.get(entry.text) or f"wrote on our page: {_quoted(entry.text)}"
    return "calendar-clock", subject(lead.person), chose


def _promised(entry: Entry, lead: Lead, who: str) -> _Said:
    return "pin", "Leadbell", f"told {object_(lead.person)} when somebody will call"


def _skipped_ack(entry: Entry, lead: Lead, who: str) -> _Said:
    return "ban", "Leadbell", "sent no automatic answer" + _after(entry.text)


def _closed(entry: Entry, lead: Lead, who: str) -> _Said:
    why = _REASONS.get(entry.text, cleaned(entry.text).replace("_", " "))
    return "check", who, f"closed the lead: {why}" if why else "closed the lead"


_SAY: dict[str, Callable[[Entry, Lead, str], _Said]] = {
    "lead.new": _new,
    "lead.reenquired": _again,
    "lead.offer_ended": _offer_ended,
    "lead.claimed": _claimed,
    "lead.released": _released,
    "lead.lease_expired": _lapsed,
    "lead.assigned": _assigned,
    "lead.passed": _passed,
    "lead.nudged": _nudged,
    "touch.started": _started,
    "touch.ended": _ended,
    "note.added": _note,
    "clue.kept": _clue,
    "touch.next": _next,
    "touch.skipped": _skipped,
    "lead.where": _where,
    "lead.sla_breached": _breached,
    "lead.consent": _consent,
    "message.queued": _queued,
    "message.taken_back": _taken_back,
    "message.failed": _failed,
    "message.unknown": _unknown,
    "message.received": _received,
    "call.missed": _missed,
    "good_time.answered": _good_time,
    "lead.promised": _promised,
    "ack.skipped": _skipped_ack,
    "lead.closed": _closed,
}
