"""`make run` without a screen: the story comes about, in pictures and with its times."""

import subprocess
import sys

from tests.hub_process import ROOT
from tests.rigs.processes import needs

PICTURES = [
    "01-ring.png",
    "02-card.png",
    "03-notification.png",
    "04-on-the-call.png",
    "05-outcome-with-a-clue.png",
    "06-booked.png",
    "07-agenda.png",
    "08-board-of-the-team-lead.png",
    "09-the-plan.png",
    "10-accepted.png",
    "11-numbers.png",
    "12-your-hours.png",
    "13-goes-out-in-5-s.png",
    "14-delivered.png",
    "15-they-wrote-back.png",
]


def test_the_story_is_told_in_pictures_and_a_timeline() -> None:
    for program, package in (("Xvfb", "xvfb"), ("openbox", "openbox"), ("xdotool", "xdotool")):
        needs(program, package)
    demo = subprocess.run(
        [sys.executable, "packaging/demo", "--virtual"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert demo.returncode == 0, demo.stdout + demo.stderr
    out = ROOT / "build" / "demo"
    assert sorted(path.name for path in out.glob("*.png")) == PICTURES
    assert all((out / name).stat().st_size > 5_000 for name in PICTURES)
    steps = (out / "timeline.txt").read_text().splitlines()
    told = "\n".join(steps)
    assert "the softphone was handed tel:+" in told
    [booked] = [step for step in steps if "the next touch is booked: " in step]
    assert "hey said: “after 15:00”" in booked
    [plan] = [step for step in steps if "the plan for this person: " in step]
    assert " there (" in plan and " yours) - " in plan, "the chosen time on both clocks"
    assert "x the usual pick-up. Because: " in plan
    assert "Attempt 4 of 6" in plan
    assert plan.split("person: ")[1] == told.split("the hub booked it: ")[1].split("\n")[0]
    assert "the team lead's desk has it" in told
    assert "the phone company has the text" in told
    assert "they write back: “Thursday after 3" in told
    times = [float(step.split()[0]) for step in steps]
    assert times == sorted(times)
    assert times[0] == 0
