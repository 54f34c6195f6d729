"""What the hub would decide, worked out by its own rules: provisional, for the screen only.

Loaded at the first use: the rules bring parsers that a window does not need to paint itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from app.domain import clue_line, steps, wish
from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Policy, decide, may_touch
from app.domain.evolve import evolve
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.refusals import Refused
from app.domain.touch import Channel, Disposition, NextTouch
from ui.my_clock import my_zone
from ui.person_words import whose
from ui.their_clock import ahead, there
from ui.words import clock

VERBS = {"call": "call", "sms": "send an SMS", "email": "send an email"}


@dataclass(frozen=True)
class Preview:
    """`echo` is how the clue was understood; `then` what would be booked."""

    echo: str
    then: str
    understood: bool


def refusal(lead: Lead, channel: Channel, playbook: Playbook, now: Ms) -> str:
    """Why this channel may not be used now, as a sentence; empty when it may."""
    no = may_touch(lead, channel, playbook, now)
    return "" if no is None else no.msg


def outcome(
    lead: Lead, disposition: Disposition, clue: str, playbook: Playbook, now: Ms
) -> Preview:
    """What saving this outcome with this clue would book."""
    echo, understood = _echo(lead, clue, now)
    made = _facts(lead, disposition, clue, playbook, now)
    return Preview(echo, _then(lead, made, playbook, now), understood)


def move_refused(
    lead: Lead,
    when: Ms,
    playbook: Playbook,
    now: Ms,
    how: c.How = "moved",
    channel: Channel | None = None,
) -> str:
    """Why the next touch may not stand at `when`, as a sentence; empty when it may. Asked before
    the hub is, so that no drop and no key is refused only afterwards."""
    actor = c.Actor(rep=lead.owner, name=lead.owner_name, role="rep")
    order = c.Order(actor=actor, command=c.MoveNextTouch(at=when, channel=channel, how=how))
    made = decide(lead, order, Policy(playbook=playbook, roster={}), now)
    return made.msg if isinstance(made, Refused) else ""


def after(lead: Lead, disposition: Disposition, clue: str, playbook: Playbook, now: Ms) -> Lead:
    """The lead as it would be once this outcome is saved."""
    made: Lead = lead
    for fact in _facts(lead, disposition, clue, playbook, now):
        made = evolve(made, fact)
    return made


def clue(lead: Lead, line: str, playbook: Playbook, now: Ms) -> Preview:
    """What keeping this clue now would make of the plan."""
    echo, understood = _echo(lead, line, now)
    actor = c.Actor(rep=lead.owner, name=lead.owner_name, role="rep")
    order = c.Order(actor=actor, command=c.KeepClue(text=line))
    made = decide(lead, order, Policy(playbook=playbook, roster={}), now)
    if isinstance(made, Refused):
        return Preview(echo, made.msg, understood)
    then = _then(lead, made, playbook, now)
    return Preview(echo, then or "What is planned stays as it is", understood)


def _echo(lead: Lead, line: str, now: Ms) -> tuple[str, bool]:
    """How a line is understood, and whether anything of it was."""
    zone = lead.where.zones[0] if lead.where.zones else None
    clues = clue_line.parse(line, now, zone) if line.strip() else ()
    echo = clue_line.echo(clues, zone).replace(", their time", f", {whose(lead.person)} time")
    if line.strip() and not echo:
        echo = "Kept as you wrote it; it sets no time"
    return echo, bool(clues)


def if_nobody_answers(lead: Lead, playbook: Playbook, now: Ms) -> str:
    """What the cadence would do after a call without an answer: for the facts rail."""
    made = _facts(lead, "no_answer", "", playbook, now)
    upcoming = next((x.next for x in made if isinstance(x, f.NextTouchSet)), None)
    if upcoming is None:
        return "Nothing more: the plan is over and the lead goes to nurture."
    return _planned(lead, upcoming, now)


def _then(lead: Lead, made: tuple[f.Fact, ...], playbook: Playbook, now: Ms) -> str:
    then = lead
    for fact in made:
        if isinstance(fact, f.NextTouchSet):
            if _tailored(then, fact.next, playbook, now):
                return f"{booked(lead, fact.next, about='about ')}: the plan decides"
            return booked(lead, fact.next)
        if isinstance(fact, f.LeadClosed):
            return "Then nothing more is due: the lead is closed"
        then = evolve(then, fact)
    return ""


def _tailored(lead: Lead, upcoming: NextTouch, playbook: Playbook, now: Ms) -> bool:
    """Whether the hub's planner chooses the time: this desk knows only the first that fits."""
    if upcoming.pinned or upcoming.needs_time or upcoming.channel != "call":
        return False
    return steps.standard_over(lead, playbook) or wish.wish(lead, now).restricts()


def booked(lead: Lead, upcoming: NextTouch, word: str = "Then", about: str = "") -> str:
    """`Then call Tue 24 Nov, 15:10 her time · 17:10 yours`."""
    if upcoming.needs_time:
        return f"{word} say when: no time could be worked out"
    when = ahead(lead.where, upcoming.at, whose(lead.person))
    return f"{word} {VERBS[upcoming.channel]} {about}{when}"


def _planned(lead: Lead, upcoming: NextTouch, now: Ms) -> str:
    if upcoming.needs_time:
        return f"{upcoming.reason}."
    verb = {"call": "Call again", "sms": "SMS", "email": "Email"}[upcoming.channel]
    when = f"{clock(at(upcoming.at), my_zone())} ({there(lead.where, upcoming.at)})"
    zone = my_zone()
    if at(upcoming.at).astimezone(zone).date() != at(now).astimezone(zone).date():
        when = ahead(lead.where, upcoming.at, whose(lead.person))
    return f"{verb} {when}. {upcoming.reason}."


def _facts(
    lead: Lead, disposition: Disposition, clue: str, playbook: Playbook, now: Ms
) -> tuple[f.Fact, ...]:
    running = lead.running()
    actor = c.Actor(rep=running.rep if running is not None else "me", name="", role="rep")
    mine = replace(lead, state="engaged", owner=actor.rep, closed=None)
    touch = running.id if running is not None else "preview"
    reason = playbook.return_reasons[0].key if playbook.return_reasons else ""
    command = c.EndTouch(touch=touch, disposition=disposition, clue=clue, reason=reason)
    made = decide(
        mine, c.Order(actor=actor, command=command), Policy(playbook=playbook, roster={}), now
    )
    return () if isinstance(made, Refused) else made
