"""The main job on real parts: a lead is posted, the desktop rings, one press claims it and calls,
one key says how it ended, and the next touch is booked, there and on the team lead's desktop.

Pictures of every step are kept in build/test-shots."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess, Said, of
from tests.e2e.conftest import StartDesk
from tests.e2e.desktop import Computer, Desktop, computer
from tests.hub_process import HubProcess
from tests.rigs.notifiers import Dunst, Xfce, dunst, xfce4_notifyd
from tests.rigs.processes import until

CLAIM_AND_CALL = 0
FOUR_AND_OPEN = 5
NO_ANSWER = "3"


@pytest.fixture
def buttons_pc() -> Iterator[Computer[Xfce]]:
    """A computer whose notifications have real buttons."""
    with computer(xfce4_notifyd) as pc:
        yield pc


@pytest.fixture
def counting_pc() -> Iterator[Computer[Dunst]]:
    """A computer whose notifications can be counted."""
    with computer(dunst) as pc:
        yield pc


def post_three(hub: HubProcess) -> list[str]:
    """Three that ask to be called at once: strike-now leads ring singly."""
    asked = "Please call me about a demo"
    people = (
        ("Mara Okafor", "Northwind", "mara@northwind.example.org", "+442079460018"),
        ("Ben Ashe", "", "ben@example.org", "+442079460019"),
        ("Lucía Ibáñez", "Aceites", "l@example.net", "+442079460020"),
    )
    return [
        hub.post(name=name, company=company, email=email, phone=phone, message=asked)
        for name, company, email, phone in people
    ]


def test_the_oldest_of_three_is_claimed_called_ended_and_booked_on_both_desktops(
    hub: HubProcess,
    desk_of: StartDesk,
    buttons_pc: Computer[Xfce],
    counting_pc: Computer[Dunst],
    tmp_path: Path,
) -> None:
    witness = desk_of("Lena", role="team-lead")
    anna = Desktop(buttons_pc.screen, tmp_path / "anna", hub)
    petra = Desktop(counting_pc.screen, tmp_path / "petra", hub)
    try:
        anna.sign_in("Anna")
        petra.sign_in("Petra", role="team-lead")
        anna.screen.shot("story-01-signed-in")

        leads = post_three(hub)
        until(lambda: len(buttons_pc.daemon.shown()) == 3, "three notifications are shown")
        for notification in buttons_pc.daemon.shown():
            buttons = until(lambda: buttons_pc.daemon.buttons(notification), "it has buttons")  # noqa: B023
            assert len(buttons) == FOUR_AND_OPEN
        petra.until(lambda: counting_pc.daemon.displayed() == 3, "it rings at the team lead's")
        anna.screen.shot("story-02-three-ring")

        buttons_pc.daemon.press(buttons_pc.daemon.shown()[0], CLAIM_AND_CALL)
        assert buttons_pc.phone.wait() == ["tel:+442079460018"]
        told(witness, "touch.started", leads[0])
        until(lambda: len(buttons_pc.daemon.shown()) == 2, "its notification is withdrawn")
        petra.until(lambda: counting_pc.daemon.displayed() == 2, "at the team lead's as well")
        assert counting_pc.daemon.history()[0]["summary"] == "Mara Okafor, Northwind"
        anna.until(lambda: anna.lead(leads[0]).get("touches"), "the call is on this desktop")
        anna.screen.shot("story-03-on-the-call")

        anna.screen.key(NO_ANSWER)
        anna.screen.shot("story-04-no-answer")
        anna.screen.key("Return")
        assert told(witness, "touch.ended", leads[0])["b"]["disposition"] == "no_answer"
        booked = told(witness, "touch.next", leads[0])["b"]["next"]
        for desktop in (anna, petra):
            desktop.until(
                lambda: desktop.lead(leads[0]).get("next_touch") == booked,  # noqa: B023
                "the next touch is on this desktop",
            )
        anna.screen.key("g", "a")
        petra.screen.key("g", "b")
        assert buttons_pc.phone.lines() == ["tel:+442079460018"], "nobody else was called"
        assert counting_pc.phone.lines() == []
        anna.screen.shot("story-05-agenda")
        petra.screen.shot("story-06-board-of-the-team-lead")
        for desktop in (anna, petra):
            assert desktop.alive()
            assert not desktop.crashes.exists(), desktop.crashes.read_text()
    finally:
        anna.screen.shot("story-last")
        petra.screen.shot("story-last-of-the-team-lead")
        anna.end()
        petra.end()


def test_one_lead_is_one_notification_aged_in_place_and_withdrawn_when_another_claims(
    hub: HubProcess, desk_of: StartDesk, counting_pc: Computer[Dunst], tmp_path: Path
) -> None:
    jonas = desk_of("Jonas")
    daemon = counting_pc.daemon
    anna = Desktop(counting_pc.screen, tmp_path / "anna", hub)
    try:
        anna.sign_in("Anna")
        lead = hub.post()
        anna.until(lambda: anna.moments("notified", lead), "it rings")
        until(lambda: daemon.displayed() == 1, "it is shown")
        first = picture(counting_pc)
        anna.until(lambda: picture(counting_pc) != first, "its age is told anew")
        assert (daemon.displayed(), daemon.history()) == (1, [])
        anna.screen.shot("dunst-aged-in-place")

        jonas.do("claim", lead=lead)
        anna.until(lambda: daemon.displayed() == 0, "it is withdrawn")
        [gone] = daemon.history()
        assert gone["summary"] == "Jane Example"
        assert len(anna.moments("notified", lead)) == 1
        anna.screen.shot("dunst-withdrawn")
    finally:
        anna.end()


def told(desk: DeskProcess, kind: str, lead: str) -> Said:
    return desk.wait(lambda said: said.get("fact") == kind and of(said) == lead, kind)


def picture(pc: Computer[Dunst]) -> bytes:
    """What dunst shows now."""
    [window] = until(lambda: pc.screen.windows(class_name="^Dunst$"), "dunst shows a window")
    return pc.screen.pixels(window)[2]
