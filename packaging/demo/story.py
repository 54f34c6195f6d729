"""The story of one lead, played on a virtual desktop: rung, claimed, called, ended, booked."""

import random
import time
from contextlib import ExitStack
from pathlib import Path

from backstage import DidNotHappen, Hub, until
from desks import Colleague, DesktopProgram
from people import Poster, Somebody, awake
from stage import Stage, Window

CLUE = "after 15:00"
NO_ANSWER = "3"


class Timeline:
    """What happened when, from the post of the lead."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._lines: list[tuple[float, str]] = []

    def post(self) -> None:
        """From here on time counts."""
        self.began = time.monotonic()
        self.note("POST", self.began)

    def note(self, what: str, at: float | None = None) -> None:
        """`at` in CLOCK_MONOTONIC seconds; now when not said."""
        self._lines.append(((time.monotonic() if at is None else at) - self.began, what))

    def tell(self) -> str:
        return "\n".join(f"{at:+9.3f} s  {what}" for at, what in sorted(self._lines))


def play(hub: Hub, out: Path, running: ExitStack) -> int:
    """0 when everything came about."""
    began = time.monotonic()
    try:
        timeline = _play(hub, out, running)
    except DidNotHappen as wrong:
        print(f"The story stopped: {wrong}\nThe logs are in {out}.")
        return 1
    (out / "timeline.txt").write_text(timeline.tell() + "\n")
    print(timeline.tell())
    print(f"\nTold in {time.monotonic() - began:.0f} s. Pictures: {out}", flush=True)
    return 0


def _play(hub: Hub, out: Path, running: ExitStack) -> Timeline:
    print("No screen here, so a virtual one tells the story.", flush=True)
    annas, petras = (running.enter_context(Stage.set_up()) for _ in range(2))
    jonas = running.enter_context(Colleague.running(hub, out, "Jonas"))
    poster, timeline = Poster(hub, random.Random(1)), Timeline()
    hero, taken, waiting = cast()
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
    anna.wait("notified", poster.send(waiting))

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
    annas.picture(out / "04-on-the-call.png")

    annas.press(NO_ANSWER)
    annas.type(CLUE)
    timeline.note(f"{NO_ANSWER}: no answer, with the clue “{CLUE}”")
    annas.picture(out / "05-outcome-with-a-clue.png")
    annas.press("Return")
    timeline.note("Enter")
    heard, said = jonas.fact("touch.next", lead)
    timeline.note(f"the next touch is booked: {said['b']['next']['reason']}", heard)
    annas.picture(out / "06-booked.png")
    annas.press("g", "a")
    annas.picture(out / "07-agenda.png")
    petras.press("g", "b")
    petras.picture(out / "08-board-of-the-team-lead.png")
    timeline.note("the team lead's board shows it")
    return timeline


def cast() -> tuple[Somebody, Somebody, Somebody]:
    """Whom the story is about, whom a colleague has, and who can wait; awake where that can be."""
    people = awake(time.time_ns() // 1_000_000)
    hero, taken, *_ = (who for who in people if who.strikes)
    return hero, taken, next(who for who in people if not who.strikes)


def _toast(stage: Stage) -> Window | None:
    shown = [w for w in stage.windows("--class", "^[Xx]fce4-notifyd$") if w.width > 100]
    return shown[-1] if shown else None


def _card(stage: Stage) -> Window | None:
    cards = [w for w in stage.windows("--class", "^leadbell$") if w.width < 600 and w.height < 300]
    return cards[-1] if cards else None
