"""How the story goes on: two more calls that nobody answers, then the plan for this person, which
Anna accepts, and where she finds it later."""

import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from backstage import until
from desks import Colleague, DesktopProgram, Said
from people import DESKS, Somebody
from stage import Stage
from timeline import Timeline

from app.domain import hours
from app.domain.touch import NextTouch
from app.domain.why import sentence

NO_ANSWER = "3"
NEXT_TOUCH = ("g", "a", "Escape", "Right")
"""The agenda, today, and on to the day of the next touch; where that is today, it stays."""


@dataclass
class Players:
    """Whose screens, programs and ears the story is told by."""

    screen: Stage
    anna: DesktopProgram
    jonas: Colleague
    petra: DesktopProgram


def goes_on(who: Players, hero: Somebody, lead: str, timeline: Timeline, out: Path) -> None:
    """From the second call to the accepted plan; three pictures more of where it stands."""
    screen = who.screen
    second = _in_vain(who, lead, 2, who.jonas.fact("touch.ended", lead)[1], timeline)
    third = _in_vain(who, lead, 3, second, timeline)
    planned = third["b"]["next"]
    screen.press("g", "a", "Escape")  # today again
    timeline.note(f"the plan for this person: {_words(planned, hero)}")
    screen.picture(out / "09-the-plan.png")

    screen.press("Return")
    timeline.note("Enter: the plan is accepted")
    heard, said = who.jonas.fact("touch.next", lead, third["seq"])
    booked = said["b"]["next"]
    timeline.note(f"the hub booked it: {_words(booked, hero)}", heard)
    until(lambda: who.petra.lead(lead).get("next_touch") == booked, "the team lead has the plan")
    timeline.note("the team lead's desk has it")
    until(lambda: who.anna.lead(lead).get("next_touch") == booked, "Anna's desk has it")
    screen.press(*NEXT_TOUCH, "j")
    screen.picture(out / "10-accepted.png")
    screen.press("g", "s")
    screen.picture(out / "11-numbers.png")
    screen.press("ctrl+comma")
    screen.picture(out / "12-your-hours.png")


def _in_vain(who: Players, lead: str, nth: int, before: Said, timeline: Timeline) -> Said:
    """The nth call, which nobody answers, after the fact `before`; the fact of what is next."""
    jonas, anna = who.jonas, who.anna
    who.screen.press(*NEXT_TOUCH, "c")
    started = jonas.fact("touch.started", lead, before["seq"])[1]
    until(lambda: len(who.screen.calls()) == nth, "the softphone is handed the number again")
    until(lambda: len(anna.lead(lead).get("touches", ())) == nth, "the call is on Anna's desk")
    who.screen.press(NO_ANSWER, "Return")
    ended = jonas.fact("touch.ended", lead, started["seq"])[1]
    heard, planned = jonas.fact("touch.next", lead, ended["seq"])
    timeline.note(f"call {nth}: nobody answers", heard)
    then = planned["b"]["next"]
    until(lambda: anna.lead(lead).get("next_touch") == then, "its follow-up is there too")
    return planned


def _words(planned: Said, hero: Somebody) -> str:
    """When, on both clocks, and why then."""
    touch = msgspec.convert(planned, NextTouch)
    now = time.time_ns() // 1_000_000
    return sentence(touch, hours.zone(hero.zone), hours.zone(DESKS[hero.zone]), now)
