"""The story of one lead, played on a virtual desktop: rung, claimed, called, ended, booked; then
called twice more, and the plan for that person accepted. Then of another, answered by SMS."""

import random
import time
from contextlib import ExitStack
from pathlib import Path

from backstage import DidNotHappen, Hub, until
from desks import Colleague, DesktopProgram
from people import DESKS, Poster, Somebody, awake
from phone_company import PhoneCompany
from plan import NO_ANSWER, Players, goes_on
from stage import Stage, Window
from timeline import Timeline
from writes import answers

CLUE = "after 15:00"


def play(hub: Hub, phones: PhoneCompany, out: Path, running: ExitStack) -> int:
    """0 when everything came about."""
    began = time.monotonic()
    try:
        timeline = _play(hub, phones, out, running)
    except DidNotHappen as wrong:
        print(f"The story stopped: {wrong}\nThe logs are in {out}.")
        return 1
    (out / "timeline.txt").write_text(timeline.tell() + "\n")
    print(timeline.tell())
    print(f"\nTold in {time.monotonic() - began:.0f} s. Pictures: {out}", flush=True)
    return 0


def _play(hub: Hub, phones: PhoneCompany, out: Path, running: ExitStack) -> Timeline:
    print("No screen here, so a virtual one tells the story.", flush=True)
    annas, petras = (running.enter_context(Stage.set_up()) for _ in range(2))
    jonas = running.enter_context(Colleague.running(hub, out, "Jonas"))
    poster, timeline = Poster(hub, random.Random(1)), Timeline()
    hero, taken, writer, waiting = cast()
    for stage in (annas, petras):
        stage.env["TZ"] = DESKS[hero.zone]
    lead = poster.send(taken)
    jonas.fact("lead.new", lead)
    jonas.do("claim", lead=lead)
    jonas.fact("lead.claimed", lead)
    anna = running.enter_context(DesktopProgram.running(hub, out, "Anna", "rep", annas.env))
    petra = running.enter_context(
        DesktopProgram.running(hub, out, "Petra", "team-lead", petras.env)
    )
    for desktop in (anna, petra):
        desktop.wait_live()
    other = poster.send(waiting)
    anna.wait("notified", other)

    timeline.post()
    lead = poster.send(hero)
    timeline.note("the form's server has its 200")
    timeline.note("the desktop's notification service has it", anna.wait("notified", lead))
    timeline.note("its row is painted", anna.wait("row_painted", lead))
    timeline.note("a colleague's desk has it too", jonas.fact("lead.new", lead)[0])
    toast = until(lambda: _toast(annas), "the notification is on the screen")
    card = until(lambda: _card(annas), "the ring card is on the screen")
    annas.picture(out / "01-ring.png")
    annas.picture(out / "02-card.png", card)
    annas.picture(out / "03-notification.png", toast)

    annas.press("Home", "c")
    timeline.note("Home, C: the hottest lead, claim and call")
    timeline.note("the hub granted it; everybody knows", jonas.fact("lead.claimed", lead)[0])
    called = until(annas.calls, "the softphone is handed the number")
    timeline.note(f"the softphone was handed {called[0]}")
    timeline.note("the call stands in the timeline", jonas.fact("touch.started", lead)[0])
    until(lambda: anna.lead(lead).get("touches"), "the call is on Anna's desk")
    annas.picture(out / "04-on-the-call.png")

    annas.press(NO_ANSWER)
    annas.type(CLUE)
    timeline.note(f"{NO_ANSWER}: no answer, with the clue “{CLUE}”")
    annas.picture(out / "05-outcome-with-a-clue.png")
    annas.press("Return")
    timeline.note("Enter")
    heard, said = jonas.fact("touch.next", lead)
    timeline.note(f"the next touch is booked: {said['b']['next']['reason']}", heard)
    until(lambda: anna.lead(lead).get("next_touch") == said["b"]["next"], "it is on Anna's desk")
    annas.picture(out / "06-booked.png")
    annas.press("g", "a")
    annas.picture(out / "07-agenda.png")
    petras.press("g", "b")
    petras.picture(out / "08-board-of-the-team-lead.png")
    timeline.note("the team lead's board shows it")

    jonas.do("claim", lead=other)
    until(lambda: not _card(annas) and not _toast(annas), "Jonas claimed the other lead")
    players = Players(annas, anna, jonas, petra)
    goes_on(players, hero, lead, timeline, out)
    answers(players, writer, poster, hub, phones, timeline, out)
    return timeline


def cast() -> tuple[Somebody, Somebody, Somebody, Somebody]:
    """Whom the story is about, whom a colleague has, who is written to, and who can wait; awake
    where that can be."""
    people = awake(time.time_ns() // 1_000_000)
    hero, taken, writer, *_ = (who for who in people if who.strikes)
    return hero, taken, writer, next(who for who in people if not who.strikes)


def _toast(stage: Stage) -> Window | None:
    shown = [w for w in stage.windows("--class", "^[Xx]fce4-notifyd$") if w.width > 100]
    return shown[-1] if shown else None


def _card(stage: Stage) -> Window | None:
    cards = [w for w in stage.windows("--class", "^leadbell$") if w.width < 600 and w.height < 300]
    return cards[-1] if cards else None
