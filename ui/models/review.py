"""The plan for one person in words: what has been tried, the times to choose from, what they are
made of, what was learnt, and what follows. Every word comes from the score's own terms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.domain import hours, tries
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Factor, NextTouch, Option
from ui import words
from ui.models.touch_face import count_words
from ui.models.touch_reason import PROVISIONAL, reason
from ui.my_clock import my_zone
from ui.person_words import cleaned, name, whose
from ui.their_clock import ahead, bare
from ui.widgets.factor_bars import FactorLine
from ui.widgets.option_list import OptionLine

_COUNT = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_SUITS = {"Ms": "her", "Mr": "him"}
_VERBS = {"call": "Call", "sms": "SMS", "email": "Email"}
_MANY = {"call": ("call", "calls"), "sms": ("SMS", "SMS"), "email": ("email", "emails")}
_TALKED = ("connected", "callback")
_CLUES = 4


@dataclass(frozen=True)
class PlanWords:
    """Everything the pane says about one person's plan."""

    over: str
    heading: str
    sentence: str
    foot: str
    rest: str
    clues: tuple[str, ...]
    advice: str


def plan_words(lead: Lead, touch: NextTouch, playbook: Playbook, now: Ms) -> PlanWords:
    """The words of a plan, whichever of its times is chosen."""
    return PlanWords(
        over=_over(lead, touch),
        heading=_heading(lead, touch),
        sentence=_sentence(lead, touch, now),
        foot=_foot(lead, touch),
        rest=rest_words(lead, playbook),
        clues=_clues(lead),
        advice=cleaned(touch.advice, 240),
    )


def options_of(touch: NextTouch) -> tuple[Option, ...]:
    """The times to choose from; what stands is one, where it was scored."""
    if touch.options:
        return touch.options
    if touch.needs_time or not touch.factors:
        return ()
    first = Option(at=touch.at, ratio=touch.ratio, odds=touch.odds, why=touch.reason,
                   factors=touch.factors)  # fmt: skip
    return (first,)


def option_line(lead: Lead, option: Option) -> OptionLine:
    """`Tue 24 Nov, 15:10` · `her time · 17:10 yours` · why."""
    theirs = whose(lead.person)
    said = ahead(lead.where, option.at, theirs)
    first, dot, last = said.partition(" · ")
    for mark in (f" {theirs} time", " yours"):
        if first.endswith(mark):
            return OptionLine(
                first.removesuffix(mark), f"{mark.strip()}{dot}{last}", cleaned(option.why)
            )
    return OptionLine(first, last, cleaned(option.why))


def book_words(lead: Lead, option: Option) -> str:
    """`Book Tue 15:10`, on their clock; on mine, and saying so, where theirs is not known."""
    places = hours.zones(lead.where)
    local = at(option.at).astimezone(places[0] if places else my_zone())
    said = f"Book {words.DAYS[local.weekday()]} {local:%H:%M}"
    return said if places else f"{said} yours"


def why_words(lead: Lead, option: Option) -> str:
    """`Why 15:10, 2.1 times her average, odds 24 %`: the chance that somebody picks up then."""
    clock = bare(lead.where, option.at) or words.clock(at(option.at), my_zone())
    usual = f"{whose(lead.person)} average" if lead.person.salutation else "the usual"
    odds = f", odds {odds_words(option.odds)}" if option.odds > 0 else ""
    return f"Why {clock}, {option.ratio:.1f} times {usual}{odds}"


def factor_lines(factors: tuple[Factor, ...]) -> list[FactorLine]:
    """The parts of a score, as the score gave them."""
    return [FactorLine(_factor_words(factor), factor.ratio) for factor in factors]


def _factor_words(factor: Factor) -> str:
    said = cleaned(factor.words)
    if factor.calls and "call" not in said:
        said += f", {words.counted(factor.calls, 'call')}"
    return said


def _over(lead: Lead, touch: NextTouch) -> str:
    who = name(lead.person)
    if not touch.review:
        count = count_words(touch)
        return f"{who}, {'call ' if touch.channel == 'call' else ''}{count}"
    follow_ups = max(0, len(tries.ended(lead)) - 1)
    said = _COUNT[follow_ups].lower() if follow_ups < len(_COUNT) else str(follow_ups)
    return f"{who}, after {said} follow-up{'' if follow_ups == 1 else 's'}"


def _heading(lead: Lead, touch: NextTouch) -> str:
    if touch.review:
        return f"From here, call when it suits {_SUITS.get(lead.person.salutation, 'them')}"
    if touch.needs_time:
        return "No time yet: name one"
    verb, theirs = _VERBS[touch.channel], bare(lead.where, touch.at)
    mine = words.clock(at(touch.at), my_zone())
    return f"{verb} at {theirs} there, {mine} yours" if theirs else f"{verb} at {mine} yours"


def _sentence(lead: Lead, touch: NextTouch, now: Ms) -> str:
    if touch.provisional:
        return f"{PROVISIONAL}. {cleaned(touch.reason)}."
    if not touch.review:
        return f"{reason(lead, touch, now)}."
    learnt = any(f.kind in ("clue", "life") for o in options_of(touch) for f in o.factors)
    source = "from what you learnt" if learnt else "from your team’s own calls"
    return f"{_tried(lead)} The fixed plan ends here; these times come {source}."


def _tried(lead: Lead) -> str:
    done = tries.ended(lead)
    calls = [t for t in done if t.channel == "call"]
    counted = _COUNT[len(calls)] if len(calls) < len(_COUNT) else str(len(calls))
    noun = "call" if len(calls) == 1 else "calls"
    talked = any(t.disposition in _TALKED for t in calls)
    others = len(done) - len(calls)
    more = f" and {words.counted(others, 'message')}" if others else ""
    return f"{counted} {noun}{more}, {'talked once before' if talked else 'no talk yet'}."


def _foot(lead: Lead, touch: NextTouch) -> str:
    parts = []
    if touch.channel == "call":
        parts.append(f"Call {touch.attempt} of {touch.of}.")
    if touch.earliest is not None:
        parts.append(f"Earliest allowed {_theirs(lead, touch.earliest)}.")
    return " ".join(parts)


def odds_words(odds: float) -> str:
    """`19 %`, never 0 and never 100: nobody knows that."""
    return f"{min(99, max(1, round(odds * 100)))} %"


def _theirs(lead: Lead, instant: Ms) -> str:
    places = hours.zones(lead.where)
    if not places:
        return f"{words.dated(at(instant), my_zone())} yours"
    return f"{words.dated(at(instant), places[0])} {whose(lead.person)} time"


def rest_words(lead: Lead, playbook: Playbook) -> str:
    """`If nobody answers: email, 2 calls, then nurture.`"""
    lane = playbook.lanes.get(lead.lane)
    plan = playbook.cadences.get(lane.cadence) if lane is not None else None
    if plan is None:
        return ""
    left = plan.steps[len(tries.ended(lead)) + lead.skips :]
    parts = []
    for channel, same in groupby(left, key=lambda step: step.channel):
        count, (one, many) = len(list(same)), _MANY[channel]
        parts.append(one if count == 1 else f"{count} {many}")
    return f"If nobody answers: {', '.join((*parts, f'then {plan.closes_with}'))}."


def _clues(lead: Lead) -> tuple[str, ...]:
    """The newest clues: their words, who noted them, when."""
    zone, made = my_zone(), []
    for note in sorted(lead.clues, key=lambda note: -note.kept)[:_CLUES]:
        kept = at(note.kept).astimezone(zone)
        day = f"{words.DAYS[kept.weekday()]} {kept.day} {words.MONTHS[kept.month - 1]}"
        by = cleaned(note.by_name, 40)
        made.append(f"“{cleaned(note.text, 80)}”, {by + ', ' if by else ''}{day}")
    return tuple(made)
