"""The calling schedule on the real desktop and a real hub: the plan is accepted by a key, a touch
is dragged with the mouse, put off and left out; and a calendar keeps its titles to itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk_process import of
from tests.e2e.conftest import StartDesk
from tests.e2e.desktop import Computer, Desktop, computer
from tests.e2e.test_schedule import HOUR, claimed, next_of, now, tried_in_vain
from tests.hub_process import HubProcess
from tests.rigs.notifiers import Xfce, xfce4_notifyd
from tests.rigs.screen import Window
from ui.models.strip_layout import HOUR_PX
from ui.tokens import LIGHT

STEP = 300_000
NEXT_TOUCH = ("g", "a", "Escape", "Right")
"""The agenda, today, and on to the day of the next touch; where that is today, it stays."""
CANARY = "Zwölfton with Mr Quillfeather"
MEETING = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:one
DTSTAMP:20260101T000000Z
DTSTART:{start}
DTEND:{end}
SUMMARY:{title}
LOCATION:{title}
DESCRIPTION:{title}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def pc() -> Iterator[Computer[Xfce]]:
    with computer(xfce4_notifyd) as running:
        running.session.env["TZ"] = "Europe/London"
        yield running


def test_a_plan_is_accepted_dragged_put_off_and_left_out_by_hand(
    pc: Computer[Xfce], hub: HubProcess, desk_of: StartDesk, tmp_path: Path
) -> None:
    caller, petra = desk_of("Anna"), desk_of("Petra", role="team-lead")
    caller.do("set_times", times={"zone": "Europe/London"})
    lead = claimed(hub, caller)
    planned, seq = tried_in_vain(caller, lead, 3)
    assert planned["review"]
    anna = Desktop(pc.screen, tmp_path / "anna", hub)
    try:
        anna.sign_in("Anna")
        has(anna, lead, planned)

        anna.screen.key("g", "a")
        anna.screen.shot("agenda-review")
        anna.screen.key("Return")
        accepted, seq = next_of(petra, lead, seq)
        assert (accepted["at"], accepted["pinned"]) == (planned["at"], True)
        assert not accepted.get("review")
        has(anna, lead, accepted)

        anna.screen.key(*NEXT_TOUCH, "j")
        x, y = touch_on(anna)
        hour = datetime.fromtimestamp(accepted["at"] / 1000, UTC).hour
        earlier = hour >= 12 and accepted["at"] - now() > 2 * HOUR
        drag(anna, x, y, -HOUR_PX if earlier else HOUR_PX)
        moved, seq = next_of(petra, lead, seq)
        assert moved["pinned"]
        assert moved["at"] % STEP == 0
        assert (moved["at"] < accepted["at"]) == earlier
        assert abs(abs(moved["at"] - accepted["at"]) - HOUR) <= STEP or not earlier
        has(anna, lead, moved)
        anna.screen.shot("agenda-dragged")

        anna.screen.key(*NEXT_TOUCH, "l", "1")
        put_off, seq = next_of(petra, lead, seq)
        assert put_off["at"] not in (moved["at"], accepted["at"])
        assert put_off["at"] > now()
        has(anna, lead, put_off)

        anna.screen.key(*NEXT_TOUCH, "x", "1", "Return")
        skipped = petra.wait(
            lambda said: said.get("fact") == "touch.skipped" and of(said) == lead, "it is skipped"
        )
        assert "soon" in str(skipped["b"]).lower()
        after, _ = next_of(petra, lead, seq)
        assert after["at"] > now()
        said = (after["channel"], after["attempt"])
        assert said == ("email", 1), "what the plan named after this call; no attempt is counted"
        has(anna, lead, after)
        assert not anna.crashes.exists(), anna.crashes.read_text()
    finally:
        anna.screen.shot("agenda-last")
        anna.end()


def has(desktop: Desktop, lead: str, touch: dict[str, object]) -> None:
    desktop.until(lambda: desktop.lead(lead).get("next_touch") == touch, "this desktop has it")


def touch_on(desktop: Desktop) -> tuple[int, int]:
    """A place of the screen on the selected touch: the middle of its bar in the accent colour, once
    that stands still. The keys before may lead to another day, painted a moment later."""
    window = desktop.windows()[0]
    bar: list[int] = []
    seen: list[list[int]] = []

    def found() -> bool:
        bar[:] = longest_run(desktop, window)
        seen.append(list(bar))
        return len(bar) > 30 and seen[-3:] == [bar] * 3

    desktop.until(found, "the selected touch is on the strip")
    return window.x + 400, window.y + bar[len(bar) // 2]


def longest_run(desktop: Desktop, window: Window) -> list[int]:
    """The rows of the window that follow each other with the accent colour near its left edge."""
    width, height, rgb = desktop.screen.pixels(window)
    accent = bytes((LIGHT.accent.red(), LIGHT.accent.green(), LIGHT.accent.blue()))
    best: list[int] = []
    run: list[int] = []
    for y in range(height):
        left = rgb[3 * (y * width + 18) : 3 * (y * width + 26)]
        hit = any(left[at : at + 3] == accent for at in range(0, len(left), 3))
        run = [*run, y] if hit else []
        best = max(best, run, key=len)
    return best


def drag(desktop: Desktop, x: int, y: int, by: int) -> None:
    """Press, carry in steps as a hand does, let go."""
    moves = [("mousemove", "--sync", str(x), str(y + by * part // 4)) for part in (1, 2, 3, 4)]
    desktop.screen.run("xdotool", "mousemove", "--sync", str(x), str(y), "mousedown", "1")
    for move in moves:
        desktop.screen.run("xdotool", *move)
    desktop.screen.run("xdotool", "mouseup", "1")
    desktop.screen.park()


def test_a_meeting_of_the_calendar_is_planned_around_and_its_title_reaches_no_hub(
    hub: HubProcess, desk_of: StartDesk, tmp_path: Path
) -> None:
    anna = desk_of("Anna")
    lead = claimed(hub, anna)
    planned, seq = tried_in_vain(anna, lead, 3)
    begin, end = planned["at"] - HOUR, planned["at"] + HOUR
    start, stop = (f"{datetime.fromtimestamp(t // 1000, UTC):%Y%m%dT%H%M%SZ}" for t in (begin, end))
    calendar = tmp_path / "mine.ics"
    calendar.write_text(MEETING.format(start=start, end=stop, title=CANARY), encoding="utf-8")
    anna.do("set_calendar", source=str(calendar))
    told = anna.wait(
        lambda said: bool(said.get("times", {}).get("times", {}).get("busy")), "the hub knows"
    )
    [busy] = told["times"]["times"]["busy"]
    assert (busy["start"] // 1000, busy["end"] // 1000) == (begin // 1000, end // 1000)
    assert not busy.get("title")
    anna.do("clue", lead=lead, text="they like tea")
    again, _ = next_of(anna, lead, seq)
    assert not begin < again["at"] < end
    assert not [option for option in again["options"] if begin < option["at"] < end]
    assert found_in(hub, "Jane Example"), "this search finds what is there"
    assert not found_in(hub, CANARY)
    assert CANARY not in (tmp_path / "Anna.log").read_text()
    assert not [path for path in kept(tmp_path / "Anna") if CANARY.encode() in path.read_bytes()]


def found_in(hub: HubProcess, text: str) -> bool:
    """Whether the hub has it on disk or said it."""
    hub_said = hub.log() + hub.data.with_name(hub.data.name + ".out").read_text()
    return text in hub_said or any(text.encode() in path.read_bytes() for path in kept(hub.data))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
